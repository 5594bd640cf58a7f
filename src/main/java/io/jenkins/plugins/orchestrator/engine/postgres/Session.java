package io.jenkins.plugins.orchestrator.engine.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** A connection to a PostgreSQL server, with what is known of it. Not safe for several threads. */
public final class Session implements AutoCloseable {
  /** What is read once after connecting; holds for 14 to 18. */
  private static final String IDENTITY =
      "SELECT pg_catalog.pg_backend_pid(), pg_catalog.current_setting('server_version_num')::int";

  private final DatabaseTarget target;
  private final Connection connection;
  private final int backendPid;
  private final ServerVersion version;

  private Session(DatabaseTarget target, Connection connection) throws SQLException {
    this.target = target;
    this.connection = connection;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(IDENTITY)) {
      row.next();
      backendPid = row.getInt(1);
      version = new ServerVersion(row.getInt(2));
    }
  }

  /**
   * Connects. The driver is called directly: {@code DriverManager} does not find one that another
   * class loader brought, as in a Jenkins agent.
   *
   * @throws SQLException when the server cannot be reached or refuses; free of the password
   */
  public static Session open(DatabaseTarget target, SessionSettings settings) throws SQLException {
    Connection connection =
        new org.postgresql.Driver().connect(url(target), properties(target, settings));
    try {
      Session session = new Session(target, connection);
      if (settings.role() != null) {
        session.execute("SET ROLE " + quoteIdentifier(settings.role()));
      }
      return session;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static String url(DatabaseTarget target) {
    return target.hosts().stream()
        .map(DatabaseTarget.Host::toString)
        .collect(Collectors.joining(",", "jdbc:postgresql://", "/"));
  }

  private static Properties properties(DatabaseTarget target, SessionSettings settings) {
    Properties properties = new Properties();
    properties.setProperty("PGDBNAME", target.database());
    properties.setProperty("user", target.user());
    if (target.password() != null) {
      properties.setProperty("password", target.password().reveal());
    }
    String seconds = Long.toString(Math.max(1, settings.connectTimeout().toSeconds()));
    properties.setProperty("connectTimeout", seconds);
    properties.setProperty("loginTimeout", seconds);
    properties.setProperty("ApplicationName", settings.applicationName());
    properties.setProperty("assumeMinServerVersion", "14");
    if (target.parameters().containsKey("sslmode")) {
      properties.setProperty("sslmode", target.parameters().get("sslmode"));
    }
    StringJoiner options = new StringJoiner(" ");
    if (settings.readOnly()) {
      options.add("-c default_transaction_read_only=on");
    }
    for (Map.Entry<String, String> parameter : settings.parameters().entrySet()) {
      options.add(
          "-c "
              + parameter.getKey()
              + "="
              + parameter.getValue().replace("\\", "\\\\").replace(" ", "\\ "));
    }
    if (options.length() > 0) {
      properties.setProperty("options", options.toString());
    }
    return properties;
  }

  public DatabaseTarget target() {
    return target;
  }

  public Connection connection() {
    return connection;
  }

  /** The process id of the session on the server. */
  public int backendPid() {
    return backendPid;
  }

  public ServerVersion version() {
    return version;
  }

  /** Runs SQL that gives nothing back. */
  public void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }

  /** An identifier as SQL wants it, always in double quotes. */
  public static String quoteIdentifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A string as SQL wants it, whatever {@code standard_conforming_strings} is. */
  public static String quoteLiteral(String text) {
    String quoted = '\'' + text.replace("\\", "\\\\").replace("'", "''") + '\'';
    return text.indexOf('\\') >= 0 ? " E" + quoted : quoted;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
