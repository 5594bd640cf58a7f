package io.jenkins.plugins.orchestrator.jenkins.plan;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be planned, as it is sent to the node that has the workspace.
 *
 * @param config the configuration's path, relative to the workspace; null when there is a text
 * @param configText the configuration itself; null when there is a path
 * @param environments those to test, empty for all
 * @param credentials those for which the step names credentials
 * @param variables the step's environment variables, for {@code ${NAME}}
 */
public record PlanRequest(
    @Nullable String config,
    @Nullable String configText,
    List<String> environments,
    Set<String> credentials,
    Map<String, String> variables)
    implements Serializable {
  public PlanRequest {
    environments = List.copyOf(environments);
    credentials = Set.copyOf(credentials);
    variables = Map.copyOf(variables);
    if ((config == null) == (configText == null)) {
      throw new IllegalArgumentException("either config or configText");
    }
  }

  /** The configuration's text. */
  String text() {
    return Objects.requireNonNull(configText);
  }
}
