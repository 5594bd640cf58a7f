package io.jenkins.plugins.orchestrator.jenkins.docs;

/**
 * A piece of a Pipeline that users are shown.
 *
 * @param file where
 * @param line its first line there
 * @param script the piece, as one that can be parsed by itself
 */
record Example(String file, int line, String script) {
  /** A place for messages. */
  String at(int lineOfTheScript) {
    return file + ":" + (line + Math.max(1, lineOfTheScript) - 1);
  }
}
