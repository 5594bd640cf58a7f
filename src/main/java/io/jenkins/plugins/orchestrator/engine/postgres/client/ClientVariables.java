package io.jenkins.plugins.orchestrator.engine.postgres.client;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The environment of a client program: where it connects stands in variables, so that neither a
 * hostile database name nor anything secret is in its arguments.
 */
public final class ClientVariables {
  /** libpq's connection parameters that have a variable of another name than PG + the parameter. */
  private static final Map<String, String> VARIABLES =
      Map.ofEntries(
          Map.entry("sslmode", "PGSSLMODE"),
          Map.entry("sslrootcert", "PGSSLROOTCERT"),
          Map.entry("sslcert", "PGSSLCERT"),
          Map.entry("sslkey", "PGSSLKEY"),
          Map.entry("sslcrl", "PGSSLCRL"),
          Map.entry("sslcrldir", "PGSSLCRLDIR"),
          Map.entry("sslsni", "PGSSLSNI"),
          Map.entry("sslnegotiation", "PGSSLNEGOTIATION"),
          Map.entry("sslcompression", "PGSSLCOMPRESSION"),
          Map.entry("ssl_min_protocol_version", "PGSSLMINPROTOCOLVERSION"),
          Map.entry("ssl_max_protocol_version", "PGSSLMAXPROTOCOLVERSION"),
          Map.entry("gssencmode", "PGGSSENCMODE"),
          Map.entry("krbsrvname", "PGKRBSRVNAME"),
          Map.entry("channel_binding", "PGCHANNELBINDING"),
          Map.entry("require_auth", "PGREQUIREAUTH"),
          Map.entry("requirepeer", "PGREQUIREPEER"),
          Map.entry("target_session_attrs", "PGTARGETSESSIONATTRS"),
          Map.entry("load_balance_hosts", "PGLOADBALANCEHOSTS"),
          Map.entry("hostaddr", "PGHOSTADDR"));

  private ClientVariables() {}

  /**
   * The variables of a program that connects to nothing.
   *
   * @param inherited what it inherits; everything of it that begins with {@code PG} is left out
   * @return to be added to
   */
  public static Map<String, String> unconnected(Map<String, String> inherited) {
    Map<String, String> variables = new LinkedHashMap<>(inherited);
    variables.keySet().removeIf(name -> name.startsWith("PG"));
    // Messages are looked at and quoted in reports; the servers' own follow lc_messages.
    variables.put("LC_ALL", "C");
    return variables;
  }

  /**
   * The variables of a client program.
   *
   * @param inherited what it inherits; everything of it that begins with {@code PG} is left out
   * @param passwordFile null for none
   * @param settings run-time parameters (GUCs) of its sessions
   */
  public static Map<String, String> of(
      DatabaseTarget target,
      Map<String, String> inherited,
      String applicationName,
      @Nullable Path passwordFile,
      Map<String, String> settings) {
    Map<String, String> variables = unconnected(inherited);
    variables.put("PGHOST", join(target, DatabaseTarget.Host::name));
    variables.put("PGPORT", join(target, host -> Integer.toString(host.port())));
    variables.put("PGUSER", target.user());
    variables.put("PGDATABASE", target.database());
    variables.put("PGAPPNAME", applicationName);
    variables.put("PGCONNECT_TIMEOUT", "10");
    if (passwordFile != null) {
      variables.put("PGPASSFILE", passwordFile.toString());
    }
    target
        .parameters()
        .forEach(
            (name, value) -> {
              if (VARIABLES.containsKey(name)) {
                variables.put(VARIABLES.get(name), value);
              }
            });
    String options = options(target.parameters().getOrDefault("options", ""), settings);
    if (!options.isEmpty()) {
      variables.put("PGOPTIONS", options);
    }
    return variables;
  }

  private static String join(
      DatabaseTarget target, java.util.function.Function<DatabaseTarget.Host, String> part) {
    return target.hosts().stream().map(part).collect(Collectors.joining(","));
  }

  private static String options(String given, Map<String, String> settings) {
    String own =
        settings.entrySet().stream()
            .map(
                entry ->
                    "-c "
                        + entry.getKey()
                        + "="
                        + entry.getValue().replace("\\", "\\\\").replace(" ", "\\ "))
            .sorted()
            .collect(Collectors.joining(" "));
    return (given + " " + own).strip();
  }
}
