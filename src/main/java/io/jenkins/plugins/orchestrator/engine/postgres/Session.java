package io.jenkins.plugins.orchestrator.engine.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

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
   * Connects to the first of the target's hosts that will do.
   *
   * @throws SQLException when the server cannot be reached or refuses; free of the password
   */
  public static Session open(DatabaseTarget target, SessionSettings settings) throws SQLException {
    Connection connection = Connector.connect(target, settings);
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
