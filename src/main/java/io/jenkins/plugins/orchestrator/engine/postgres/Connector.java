package io.jenkins.plugins.orchestrator.engine.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the first of a target's hosts that will do, by libpq's rules: a host that does not
 * answer, is starting up or stopping, or is not of the wanted kind, is passed over; one that
 * answers and refuses (a wrong password, a missing database) ends the search.
 *
 * <p>The driver is called directly: {@code DriverManager} does not find one that another class
 * loader brought, as in a Jenkins agent. The choice is not left to the driver, which knows no
 * sockets among its hosts, has one set of properties for all, and takes a session that is to be
 * read-only for one of a standby.
 */
final class Connector {
  /** Holds for 14 to 18. */
  private static final String KIND =
      "SELECT pg_catalog.pg_is_in_recovery(),"
          + " pg_catalog.current_setting('default_transaction_read_only')::bool";

  private static final String CANNOT_CONNECT_NOW = "57P03";
  private static final String UNABLE_TO_CONNECT = "08001";

  private final DatabaseTarget target;
  private final SessionSettings settings;
  private final List<SQLException> failures = new ArrayList<>();

  private Connector(DatabaseTarget target, SessionSettings settings) {
    this.target = target;
    this.settings = settings;
  }

  /**
   * @throws SQLException what the only host said, or what all of them said; free of the password
   */
  static Connection connect(DatabaseTarget target, SessionSettings settings) throws SQLException {
    return new Connector(target, settings).connect();
  }

  private Connection connect() throws SQLException {
    List<DatabaseTarget.Host> hosts = new ArrayList<>(target.hosts());
    if ("random".equals(target.parameters().get("load_balance_hosts"))) {
      Collections.shuffle(hosts);
    }
    String wanted = target.parameters().getOrDefault("target_session_attrs", "any");
    List<String> passes =
        wanted.equals("prefer-standby") ? List.of("standby", "any") : List.of(wanted);
    for (String pass : passes) {
      for (DatabaseTarget.Host host : hosts) {
        Connection connection = tryHost(host, pass);
        if (connection != null) {
          return connection;
        }
      }
    }
    throw failure();
  }

  private @Nullable Connection tryHost(DatabaseTarget.Host host, String wanted)
      throws SQLException {
    Connection connection = null;
    try {
      connection = open(host);
      if (isOfKind(connection, wanted)) {
        return connection;
      }
      failures.add(new SQLException(host + " is not of the kind " + wanted, UNABLE_TO_CONNECT));
    } catch (SQLException e) {
      close(connection);
      String state = e.getSQLState() == null ? "" : e.getSQLState();
      if (!state.startsWith("08") && !state.equals(CANNOT_CONNECT_NOW)) {
        throw e;
      }
      failures.add(host.isSocket() ? ofSocket(host, e) : e);
      return null;
    }
    close(connection);
    return null;
  }

  private Connection open(DatabaseTarget.Host host) throws SQLException {
    Properties properties = DriverProperties.of(target, host, settings);
    String place = host.isSocket() ? "localhost" : host.toString();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    // The driver may come from another class loader, which does not see the socket factory.
    thread.setContextClassLoader(Connector.class.getClassLoader());
    try {
      Connection connection =
          new org.postgresql.Driver().connect("jdbc:postgresql://" + place + "/", properties);
      if (connection == null) {
        throw new SQLException("the driver does not understand " + host, UNABLE_TO_CONNECT);
      }
      return connection;
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private boolean isOfKind(Connection connection, String wanted) throws SQLException {
    if (wanted.equals("any")) {
      return true;
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(KIND)) {
      row.next();
      boolean standby = row.getBoolean(1);
      // A session that was asked to be read-only says nothing about its server.
      boolean writable = !standby && (settings.readOnly() || !row.getBoolean(2));
      return switch (wanted) {
        case "primary" -> !standby;
        case "standby" -> standby;
        case "read-write" -> writable;
        case "read-only" -> !writable;
        default -> true;
      };
    }
  }

  /** The driver speaks of the host that it was given in the socket's place. */
  private static SQLException ofSocket(DatabaseTarget.Host host, SQLException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return new SQLException(
        "no connection through the socket in "
            + host.name()
            + " for port "
            + host.port()
            + ": "
            + cause.getMessage(),
        e.getSQLState(),
        e);
  }

  private SQLException failure() {
    if (failures.size() == 1) {
      return failures.get(0);
    }
    StringBuilder message =
        new StringBuilder("none of the hosts of ").append(target).append(" will do");
    for (SQLException each : failures) {
      message.append("; ").append(each.getMessage());
    }
    SQLException all = new SQLException(message.toString(), UNABLE_TO_CONNECT);
    failures.forEach(all::addSuppressed);
    return all;
  }

  private static void close(@Nullable Connection connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        // It was of no use, and stays so.
      }
    }
  }
}
