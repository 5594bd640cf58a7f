package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrl;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrlException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the URL that a parameter of a step holds. */
final class StepServer {
  private StepServer() {}

  /**
   * The database and how to reach it.
   *
   * @param login with which it is reached; null for what its URL says
   * @param variables the step's environment variables, for what the URL leaves out
   * @throws ConfigurationException with everything that is wrong with the URL
   */
  static DatabaseTarget read(
      String step,
      String parameter,
      String url,
      @Nullable Login login,
      Map<String, String> variables)
      throws ConfigurationException {
    Map<String, String> defaults = new HashMap<>(variables);
    if (login != null) {
      defaults.put("PGUSER", login.user());
      defaults.keySet().removeAll(Set.of("PGPASSWORD", "PGPASSFILE", "HOME"));
    }
    try {
      DatabaseTarget target = DatabaseUrl.parse(url, defaults);
      return login == null ? target : target.withCredentials(login.user(), login.password());
    } catch (DatabaseUrlException e) {
      throw new ConfigurationException(
          e.problems().stream()
              .map(each -> StepProblems.of(step, parameter, each.found(), each.expected(), null))
              .toList());
    }
  }
}
