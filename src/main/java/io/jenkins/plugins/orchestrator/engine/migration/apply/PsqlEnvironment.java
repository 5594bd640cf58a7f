package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.client.PasswordFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The environment variables of psql.
 *
 * @param target what it connects to
 * @param applicationName of its session
 * @param setup what its session begins with
 * @param given by whoever knows how to reach the target
 */
record PsqlEnvironment(
    DatabaseTarget target, String applicationName, SessionSetup setup, Map<String, String> given) {
  /** All of them; nothing else of this process's environment reaches psql but these. */
  Map<String, String> variables(PasswordFile passwords) {
    Map<String, String> variables = new TreeMap<>();
    for (String inherited : new String[] {"PATH", "HOME", "LD_LIBRARY_PATH", "TMPDIR"}) {
      String value = System.getenv(inherited);
      if (value != null) {
        variables.put(inherited, value);
      }
    }
    // The words before an error are read by this class's neighbours.
    variables.put("LC_ALL", "C.UTF-8");
    variables.put("PGCLIENTENCODING", "UTF8");
    variables.put("PGCONNECT_TIMEOUT", "10");
    variables.putAll(given);
    variables.put("PGAPPNAME", applicationName);
    Path passwordFile = passwords.path();
    if (passwordFile != null) {
      variables.put("PGPASSFILE", passwordFile.toString());
    }
    String options = given.getOrDefault("PGOPTIONS", "");
    variables.put("PGOPTIONS", (options + " " + options()).strip());
    return variables;
  }

  private String options() {
    Map<String, String> settings = new TreeMap<>(setup.settings());
    // psql has its own, which are the server's: only the driver had to be corrected.
    settings.remove("TimeZone");
    settings.remove("DateStyle");
    if (setup.role() != null) {
      settings.put("role", setup.role());
    }
    return settings.entrySet().stream()
        .map(set -> "-c " + set.getKey() + "=" + escaped(set.getValue()))
        .collect(Collectors.joining(" "));
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace(" ", "\\ ");
  }
}
