package io.jenkins.plugins.orchestrator.engine.health;

import java.sql.SQLException;

/** What a server means by an error; manual, "PostgreSQL Error Codes". Holds for 14 to 18. */
final class SqlStates {
  private SqlStates() {}

  /** {@code query_canceled}: by its limit of time, or by somebody. */
  static boolean isCancelled(SQLException e) {
    return of(e).equals("57014");
  }

  /** {@code insufficient_privilege}. */
  static boolean isForbidden(SQLException e) {
    return of(e).equals("42501");
  }

  /** {@code too_many_connections}. */
  static boolean isFull(SQLException e) {
    return of(e).equals("53300");
  }

  /** Class 28, {@code invalid_authorization_specification}, or no right to connect. */
  static boolean isTurnedAway(SQLException e) {
    return of(e).startsWith("28") || isForbidden(e);
  }

  /** {@code invalid_catalog_name}: there is no such database. */
  static boolean isNoDatabase(SQLException e) {
    return of(e).equals("3D000");
  }

  /** {@code cannot_connect_now}: it starts, recovers or shuts down. */
  static boolean isNotReady(SQLException e) {
    return of(e).equals("57P03");
  }

  /** Class 08, {@code connection_exception}. */
  static boolean isLost(SQLException e) {
    return of(e).startsWith("08");
  }

  /** Empty when there is none. */
  static String of(SQLException e) {
    return e.getSQLState() == null ? "" : e.getSQLState();
  }
}
