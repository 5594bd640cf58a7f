package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import java.sql.SQLException;

/** Says what a server's error means for a snapshot, and what to do about it. */
public final class ServerErrors {
  private ServerErrors() {}

  /** An error while connecting. */
  public static SnapshotException connecting(
      DatabaseTarget target, SQLException e, Redactor redactor) {
    String state = String.valueOf(e.getSQLState());
    String[] said =
        switch (state) {
          case "28P01" ->
              new String[] {
                "that the server refused the password of role " + target.user(),
                "a password that it accepts",
                "Correct it in db_url, in the variable or in the password file that it comes from."
              };
          case "28000" ->
              new String[] {
                "that the server does not let role " + target.user() + " in",
                "a role and an address that its pg_hba.conf lets in",
                "Check the role's name and LOGIN, and pg_hba.conf."
              };
          case "3D000" ->
              new String[] {
                "no database of this name", "an existing database", "Check the name in db_url."
              };
          case "53300" ->
              new String[] {
                "no free connection",
                "a connection for the copy",
                "Raise max_connections, or end sessions that nobody needs."
              };
          case "42501" ->
              new String[] {
                "that role " + target.user() + " may not connect",
                "the right CONNECT",
                "GRANT CONNECT ON DATABASE … TO the role."
              };
          default ->
              state.startsWith("08")
                  ? new String[] {
                    "no server that answers",
                    "a PostgreSQL server",
                    "Check host and port, whether the server runs, and what is between."
                  }
                  : new String[] {"an error", "a session", "See the server's message and its log."};
        };
    return new SnapshotException(
        SnapshotException.of(target.toString(), said[0], said[1], said[2]).getMessage()
            + message(e, redactor),
        cause(e, redactor));
  }

  /** An error while something was done. */
  static SnapshotException doing(String place, String what, SQLException e, Redactor redactor) {
    String advice =
        switch (String.valueOf(e.getSQLState())) {
          case "42501" -> " The role lacks the right to do it: grant it, or use another role.";
          case "53100" ->
              " The disk or the quota of the clone's server is full: free space there, or name"
                  + " another server as snapshot.server.";
          case "53400" -> " A limit of the server's configuration was reached: raise it.";
          case "57014" -> " It did not end within its time limit.";
          case "55P03", "40P01" ->
              " Somebody holds a lock in the way, as DDL does: try again when it has ended.";
          case "55006" -> " Somebody else uses the database: try again when they have ended.";
          case "22023", "42704" ->
              " The clone's server lacks something that the source has, such as its locale: install"
                  + " it there, or name another server as snapshot.server.";
          case "57P01", "57P02", "57P03", "08006", "08003" ->
              " The session was ended by the server or the network: see the server's log.";
          default -> "";
        };
    return new SnapshotException(
        place + ": " + what + " failed." + advice + message(e, redactor), cause(e, redactor));
  }

  private static String message(SQLException e, Redactor redactor) {
    return " (The server said: "
        + redactor.redact(String.valueOf(e.getMessage()).replace('\n', ' '))
        + (e.getSQLState() == null ? "" : " [" + e.getSQLState() + "]")
        + ")";
  }

  /** The cause for a log, without what the message must not say. */
  private static SQLException cause(SQLException e, Redactor redactor) {
    SQLException clean =
        new SQLException(redactor.redact(String.valueOf(e.getMessage())), e.getSQLState());
    clean.setStackTrace(e.getStackTrace());
    return clean;
  }
}
