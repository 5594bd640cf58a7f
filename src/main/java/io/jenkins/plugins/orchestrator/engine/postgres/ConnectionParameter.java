package io.jenkins.plugins.orchestrator.engine.postgres;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A connection parameter of libpq (PostgreSQL 18, {@code PQconninfoOptions} in {@code
 * fe-connect.c}), and what becomes of it here.
 *
 * @param name libpq's name
 * @param variable the environment variable that gives its default; null when there is none
 * @param use what becomes of it
 * @param values the values that are allowed; empty for any, {@code <number>} for a whole number
 * @param reason why it is refused, null when it is not
 */
record ConnectionParameter(
    String name, @Nullable String variable, Use use, List<String> values, @Nullable String reason) {
  /** What becomes of a parameter. */
  enum Use {
    /** Says where to connect and as whom: hosts, database, user, password. */
    TARGET,
    /** Kept: for the driver, for the client programs, or for both. */
    KEPT,
    /** Means nothing here, or is set by the program itself. */
    DROPPED,
    /** The driver cannot honour it, and going on without would be less safe than was asked for. */
    REFUSED
  }

  private static final String NUMBER = "<number>";

  private static final Map<String, ConnectionParameter> ALL =
      List.of(
              target("host", "PGHOST"),
              target("hostaddr", "PGHOSTADDR"),
              target("port", "PGPORT"),
              target("dbname", "PGDATABASE"),
              target("user", "PGUSER"),
              target("password", "PGPASSWORD"),
              target("passfile", "PGPASSFILE"),
              kept(
                  "sslmode",
                  "PGSSLMODE",
                  "disable",
                  "allow",
                  "prefer",
                  "require",
                  "verify-ca",
                  "verify-full"),
              kept("sslrootcert", "PGSSLROOTCERT"),
              kept("sslcert", "PGSSLCERT"),
              kept("sslkey", "PGSSLKEY"),
              kept("sslpassword", null),
              kept("sslnegotiation", "PGSSLNEGOTIATION", "postgres", "direct"),
              kept("sslsni", "PGSSLSNI", "0", "1"),
              kept("sslcompression", "PGSSLCOMPRESSION", "0"),
              // What the driver does anyway: Java 17 speaks TLS 1.2 and newer.
              kept(
                  "ssl_min_protocol_version",
                  "PGSSLMINPROTOCOLVERSION",
                  "TLSv1",
                  "TLSv1.1",
                  "TLSv1.2"),
              kept("ssl_max_protocol_version", "PGSSLMAXPROTOCOLVERSION", "TLSv1.3"),
              kept("channel_binding", "PGCHANNELBINDING", "disable", "prefer", "require"),
              kept("require_auth", "PGREQUIREAUTH"),
              kept("gssencmode", "PGGSSENCMODE", "disable", "prefer", "require"),
              kept("krbsrvname", "PGKRBSRVNAME"),
              kept("gsslib", "PGGSSLIB", "gssapi", "sspi"),
              kept("connect_timeout", "PGCONNECT_TIMEOUT", NUMBER),
              kept("options", "PGOPTIONS"),
              kept("keepalives", null, "0", "1"),
              kept("keepalives_idle", null, NUMBER),
              kept("keepalives_interval", null, NUMBER),
              kept("keepalives_count", null, NUMBER),
              kept("tcp_user_timeout", null, NUMBER),
              kept(
                  "target_session_attrs",
                  "PGTARGETSESSIONATTRS",
                  "any",
                  "read-write",
                  "read-only",
                  "primary",
                  "standby",
                  "prefer-standby"),
              kept("load_balance_hosts", "PGLOADBALANCEHOSTS", "disable", "random"),
              dropped("application_name", "PGAPPNAME"),
              dropped("fallback_application_name", null),
              dropped("client_encoding", "PGCLIENTENCODING"),
              dropped("sslkeylogfile", null),
              refused("service", "PGSERVICE", "write out what the service says"),
              refused("servicefile", "PGSERVICEFILE", "write out what the service says"),
              refused("replication", null, "an ordinary connection is needed"),
              refused("sslcrl", "PGSSLCRL", "the driver does not check revocation lists"),
              refused("sslcrldir", "PGSSLCRLDIR", "the driver does not check revocation lists"),
              refused("sslcertmode", "PGSSLCERTMODE", "the driver cannot enforce it"),
              refused("requirepeer", "PGREQUIREPEER", "the driver cannot check a socket's owner"),
              refused("gssdelegation", "PGGSSDELEGATION", "the driver cannot delegate"),
              refused("min_protocol_version", "PGMINPROTOCOLVERSION", "the driver has one only"),
              refused("max_protocol_version", "PGMAXPROTOCOLVERSION", "the driver has one only"),
              refused("scram_client_key", null, "the driver needs the password itself"),
              refused("scram_server_key", null, "the driver needs the password itself"),
              refused("oauth_issuer", null, "the driver does not know OAuth"),
              refused("oauth_client_id", null, "the driver does not know OAuth"),
              refused("oauth_client_secret", null, "the driver does not know OAuth"),
              refused("oauth_scope", null, "the driver does not know OAuth"))
          .stream()
          .collect(
              Collectors.toMap(
                  ConnectionParameter::name, Function.identity(), (a, b) -> a, TreeMap::new));

  private static ConnectionParameter target(String name, String variable) {
    return new ConnectionParameter(name, variable, Use.TARGET, List.of(), null);
  }

  private static ConnectionParameter kept(
      String name, @Nullable String variable, String... values) {
    return new ConnectionParameter(name, variable, Use.KEPT, Arrays.asList(values), null);
  }

  private static ConnectionParameter dropped(String name, @Nullable String variable) {
    return new ConnectionParameter(name, variable, Use.DROPPED, List.of(), null);
  }

  private static ConnectionParameter refused(
      String name, @Nullable String variable, String reason) {
    return new ConnectionParameter(name, variable, Use.REFUSED, List.of(), reason);
  }

  /** All of them by name, sorted. */
  static Map<String, ConnectionParameter> all() {
    return java.util.Collections.unmodifiableMap(ALL);
  }

  /** Whether a value may stand there. */
  boolean accepts(String value) {
    if (values.isEmpty()) {
      return true;
    }
    return values.contains(NUMBER) ? value.matches("-?\\d{1,9}") : values.contains(value);
  }

  /** For people: what may stand there. */
  String expectation() {
    return values.contains(NUMBER) ? "a whole number" : String.join(", ", values);
  }
}
