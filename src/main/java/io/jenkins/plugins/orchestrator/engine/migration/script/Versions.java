package io.jenkins.plugins.orchestrator.engine.migration.script;

import java.util.HashMap;
import java.util.Map;

/** Finds two scripts with one version. */
final class Versions {
  private final Map<String, String> files = new HashMap<>();
  private final Remarks remarks;

  Versions(Remarks remarks) {
    this.remarks = remarks;
  }

  /**
   * Takes a version.
   *
   * @param what such as {@code version 7}
   * @param key equal for versions that the engine takes for the same
   * @param file the script's path as the user knows it
   * @return false, and a problem that names both, when another script has it
   */
  boolean take(String what, String key, String file, int line) {
    String other = files.putIfAbsent(key, line > 0 ? file + ":" + line : file);
    if (other == null) {
      return true;
    }
    remarks.problem(
        file, line, what + ", which " + other + " has too", "a version of its own", null);
    return false;
  }
}
