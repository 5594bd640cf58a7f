package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.EnvVars;
import hudson.util.Secret;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrl;
import io.jenkins.plugins.orchestrator.engine.provision.Provisioned;
import io.jenkins.plugins.orchestrator.engine.provision.ProvisionedDatabase;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;

/**
 * The environment variables by which a body finds its clones. It is saved with the build: the URLs
 * are secrets of Jenkins', which are encrypted with its key wherever they are saved.
 */
final class CloneVariables extends EnvironmentExpander {
  private static final long serialVersionUID = 1L;

  private final TreeMap<String, Secret> urls = new TreeMap<>();
  private final TreeMap<String, String> others = new TreeMap<>();

  /**
   * @param environment that they are clones of, with its credentials
   */
  CloneVariables(Provisioned clones, EnvironmentConfiguration environment) {
    for (ProvisionedDatabase database : clones.databases()) {
      String url = DatabaseUrl.render(Provisioned.target(database, environment), true);
      urls.put("DATABASE_URL_" + database.index(), Secret.fromString(url));
      others.put("DATABASE_NAME_" + database.index(), database.name());
    }
    others.put("DATABASE_COUNT", Integer.toString(clones.databases().size()));
  }

  @Override
  public void expand(EnvVars variables) {
    variables.putAll(others);
    urls.forEach((name, url) -> variables.put(name, url.getPlainText()));
  }

  /** Steps do not store what holds one of these with their arguments. */
  @Override
  public Set<String> getSensitiveVariables() {
    return Set.copyOf(urls.keySet());
  }

  /** Names, for people. */
  SortedMap<String, String> names() {
    return new TreeMap<>(others);
  }
}
