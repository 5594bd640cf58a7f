package io.jenkins.plugins.orchestrator.engine.postgres.client;

/**
 * How a client program ended.
 *
 * @param exitCode of the program
 * @param output what it wrote to standard output, at most {@link ClientProcess#OUTPUT_LIMIT} bytes
 * @param errors the end of what it wrote to standard error, at most {@link
 *     ClientProcess#ERRORS_LIMIT} bytes, without secrets
 */
public record ClientResult(int exitCode, String output, String errors) {
  public boolean succeeded() {
    return exitCode == 0;
  }
}
