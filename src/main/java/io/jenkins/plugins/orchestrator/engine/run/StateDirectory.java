package io.jenkins.plugins.orchestrator.engine.run;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where journals live that must survive the process: in {@code JENKINS_HOME}, or for the command
 * line in the user's state directory.
 *
 * @param path may not exist yet
 */
public record StateDirectory(Path path) {
  /**
   * The command line's: {@code ORCHESTRATE_STATE}, else {@code
   * $XDG_STATE_HOME/parallel-orchestrator}, else {@code ~/.local/state/parallel-orchestrator}.
   *
   * @param variables the process's environment
   */
  public static StateDirectory ofUser(Map<String, String> variables) {
    String own = variables.get("ORCHESTRATE_STATE");
    if (own != null && !own.isBlank()) {
      return new StateDirectory(Path.of(own));
    }
    String xdg = variables.get("XDG_STATE_HOME");
    Path state =
        xdg != null && !xdg.isBlank()
            ? Path.of(xdg)
            : Path.of(System.getProperty("user.home"), ".local", "state");
    return new StateDirectory(state.resolve("parallel-orchestrator"));
  }
}
