package io.jenkins.plugins.orchestrator.jenkins.plan;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.model.Run;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.Deployment;
import io.jenkins.plugins.orchestrator.engine.config.DeploymentsConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Credentials as a build may use them: those of its folder and of the whole Jenkins that its
 * authentication reaches. A lookup with Jenkins' own rights would give every author of a
 * Jenkinsfile production's password.
 */
final class BuildCredentials {
  private final String step;
  private final Run<?, ?> build;
  private final List<ConfigurationProblem> problems;

  /**
   * @param step its name, for messages
   * @param problems where ids go that lead to nothing
   */
  BuildCredentials(String step, Run<?, ?> build, List<ConfigurationProblem> problems) {
    this.step = step;
    this.build = build;
    this.problems = problems;
  }

  /**
   * An environment with its user and password.
   *
   * @param chosen the id that the step names, null for the configuration's own
   */
  EnvironmentConfiguration into(EnvironmentConfiguration environment, @Nullable String chosen) {
    String id = chosen == null ? environment.credentialsId() : chosen;
    return id == null
        ? environment
        : login("credentials." + environment.name(), id)
            .map(found -> environment.withCredentials(found.user(), found.password()))
            .orElse(environment);
  }

  /**
   * The deployments, one of them asked as its credentials say: with a user and password by Basic
   * authentication, with a secret text by a bearer token.
   */
  DeploymentsConfiguration into(DeploymentsConfiguration deployments, Deployment deployment) {
    String id = deployment.credentialsId();
    if (id == null) {
      return deployments;
    }
    String name = deployment.name();
    Optional<HttpCredentials> found = HttpCredentials.of(build, id);
    if (found.isPresent()) {
      String user = found.get().user();
      Secret secret = found.get().secret();
      return user == null
          ? deployments.withBearer(name, secret)
          : deployments.withCredentials(name, user, secret);
    }
    problems.add(
        StepProblems.of(
            deployments.file(),
            "deployments." + name + ".credentialsId",
            "the id \"" + id + "\"",
            HttpCredentials.EXPECTED,
            HttpCredentials.REMEDY));
    return deployments;
  }

  /**
   * A user and password.
   *
   * @param parameter the step's, for messages
   * @return empty when the build may use none of that id, which is a problem
   */
  Optional<Login> login(String parameter, String id) {
    return find(parameter, id)
        .map(
            found -> new Login(found.getUsername(), Secret.of(found.getPassword().getPlainText())));
  }

  private Optional<StandardUsernamePasswordCredentials> find(String parameter, String id) {
    StandardUsernamePasswordCredentials found =
        CredentialsProvider.findCredentialById(
            id, StandardUsernamePasswordCredentials.class, build, List.of());
    if (found == null) {
      problems.add(
          StepProblems.of(
              step,
              parameter,
              "the id \"" + id + "\"",
              "username with password that this build may use",
              "check the id, its kind, and the folder it is in"));
      return Optional.empty();
    }
    CredentialsProvider.track(build, found);
    return Optional.of(found);
  }
}
