package io.jenkins.plugins.orchestrator.engine.postgres;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.StringJoiner;

/** What pgjdbc 42.7 calls the connection parameters of libpq. */
final class DriverProperties {
  /** Those that mean the same under another name. */
  private static final Map<String, String> NAMES =
      Map.of(
          "sslcert", "sslcert",
          "sslkey", "sslkey",
          "sslpassword", "sslpassword",
          "sslnegotiation", "sslNegotiation",
          "channel_binding", "channelBinding",
          "require_auth", "requireAuth",
          "gssencmode", "gssEncMode",
          "gsslib", "gsslib",
          "krbsrvname", "kerberosServerName");

  private DriverProperties() {}

  /** The driver's properties for one of the target's hosts. */
  static Properties of(DatabaseTarget target, DatabaseTarget.Host host, SessionSettings settings) {
    Properties properties = new Properties();
    properties.setProperty("PGDBNAME", target.database());
    properties.setProperty("user", target.user());
    // Without a password the driver would look for a password file by itself, in the environment of
    // this process and not of the run.
    Secret password = target.password();
    properties.setProperty("password", password == null ? "" : password.reveal());
    properties.setProperty("ApplicationName", settings.applicationName());
    properties.setProperty("assumeMinServerVersion", "14");
    setTimeouts(properties, target, settings);
    setOptions(properties, target, settings);
    target
        .parameters()
        .forEach(
            (name, value) -> {
              if (NAMES.containsKey(name)) {
                properties.setProperty(NAMES.get(name), value);
              }
            });
    if ("1".equals(target.parameters().getOrDefault("keepalives", "1"))) {
      properties.setProperty("tcpKeepAlive", "true"); // libpq's default, not the driver's
    }
    if (host.isSocket()) {
      properties.setProperty("socketFactory", UnixSocketFactory.class.getName());
      properties.setProperty("socketFactoryArg", host.name() + "/.s.PGSQL." + host.port());
      // As libpq: there is no encryption on a Unix socket, whatever is asked for.
      properties.setProperty("sslmode", "disable");
      properties.setProperty("gssEncMode", "disable");
    } else {
      setTls(properties, target.parameters());
    }
    return properties;
  }

  private static void setTimeouts(
      Properties properties, DatabaseTarget target, SessionSettings settings) {
    long seconds = Math.max(1, settings.connectTimeout().toSeconds());
    long wanted = Long.parseLong(target.parameters().getOrDefault("connect_timeout", "0"));
    if (wanted > 0) {
      seconds = Math.max(2, wanted); // libpq's least; its "for ever" is not for us
    }
    properties.setProperty("connectTimeout", Long.toString(seconds));
    properties.setProperty("loginTimeout", Long.toString(seconds));
  }

  /** The user's options first, so that those of the session win. */
  private static void setOptions(
      Properties properties, DatabaseTarget target, SessionSettings settings) {
    StringJoiner options = new StringJoiner(" ");
    if (target.parameters().containsKey("options")) {
      options.add(target.parameters().get("options"));
    }
    if (settings.readOnly()) {
      options.add("-c default_transaction_read_only=on");
    }
    settings
        .parameters()
        .forEach((name, value) -> options.add("-c " + name + "=" + JdbcUrl.escapeOption(value)));
    if (options.length() > 0) {
      properties.setProperty("options", options.toString());
    }
  }

  private static void setTls(Properties properties, Map<String, String> parameters) {
    String mode = parameters.getOrDefault("sslmode", "prefer");
    String roots = parameters.get("sslrootcert");
    if ("system".equals(roots)) {
      properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
    } else if (roots != null) {
      properties.setProperty("sslrootcert", roots);
    }
    // libpq's "require" checks the chain when there are roots to check it by; the driver's does
    // not.
    boolean hasRoots = roots != null || Files.exists(inHome("root.crt"));
    properties.setProperty("sslmode", mode.equals("require") && hasRoots ? "verify-ca" : mode);
    // libpq's default key; the driver's would be postgresql.pk8.
    if (!parameters.containsKey("sslkey") && Files.exists(inHome("postgresql.key"))) {
      properties.setProperty("sslkey", inHome("postgresql.key").toString());
    }
  }

  private static Path inHome(String name) {
    return Path.of(System.getProperty("user.home", "/"), ".postgresql", name);
  }
}
