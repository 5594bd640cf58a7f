package io.jenkins.plugins.orchestrator.cli.embedded;

import io.jenkins.plugins.orchestrator.engine.config.EmbeddedSettings.InitScript;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Sends each script to the server as one message, which the server itself splits and runs as one
 * transaction. Statements that cannot run in a transaction and data after {@code COPY … FROM STDIN}
 * are therefore errors.
 */
public final class WholeFileScripts implements InitScripts {
  /** A fresh database has no statistics, and autovacuum is off. */
  private static final String SETTLE = "VACUUM (ANALYZE)";

  @Override
  public void run(DatabaseTarget database, List<InitScript> scripts, Cancellation cancellation)
      throws IOException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      for (InitScript script : scripts) {
        cancellation.check();
        run(statement, script, cancellation);
      }
      statement.execute(SETTLE);
    } catch (SQLException e) {
      cancellation.check();
      throw new IOException("the embedded server: " + e.getMessage(), e);
    }
  }

  private static void run(Statement statement, InitScript script, Cancellation cancellation)
      throws IOException {
    Cancellation.Registration registration = cancellation.onCancel(() -> cancelQuietly(statement));
    try {
      statement.execute(script.sql());
    } catch (SQLException e) {
      cancellation.check();
      throw new IOException(place(script, e) + ": " + message(e), e);
    } finally {
      registration.close();
    }
  }

  private static void cancelQuietly(Statement statement) {
    try {
      statement.cancel();
    } catch (SQLException e) {
      // The server is about to be stopped anyway.
    }
  }

  private static Connection connect(DatabaseTarget database) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", database.user());
    if (database.password() != null) {
      properties.setProperty("password", database.password().reveal());
    }
    properties.setProperty("PGDBNAME", database.database());
    // The driver would split the text, and not as the server does.
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("assumeMinServerVersion", "14");
    properties.setProperty("ApplicationName", "orchestrate/init");
    return Objects.requireNonNull(
        new org.postgresql.Driver()
            .connect("jdbc:postgresql://" + database.hosts().get(0) + "/", properties));
  }

  /** {@code file:line} where the server names a position, else the file. */
  private static String place(InitScript script, SQLException e) {
    ServerErrorMessage server = serverMessage(e);
    int position = server == null ? 0 : server.getPosition();
    if (position <= 0) {
      return script.file();
    }
    // The server counts characters, Java counts a character outside the first plane as two.
    int end = script.sql().offsetByCodePoints(0, Math.min(position - 1, codePoints(script.sql())));
    long line = 1 + script.sql().substring(0, end).chars().filter(c -> c == '\n').count();
    return script.file() + ":" + line;
  }

  private static int codePoints(String text) {
    return text.codePointCount(0, text.length());
  }

  private static String message(SQLException e) {
    ServerErrorMessage server = serverMessage(e);
    if (server == null || server.getMessage() == null) {
      return String.valueOf(e.getMessage());
    }
    StringBuilder text = new StringBuilder(server.getMessage());
    text.append(" (").append(e.getSQLState()).append(')');
    if (server.getDetail() != null) {
      text.append("; ").append(server.getDetail());
    }
    if (server.getHint() != null) {
      text.append("; hint: ").append(server.getHint());
    }
    return text.toString();
  }

  private static @Nullable ServerErrorMessage serverMessage(SQLException e) {
    return e instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
  }
}
