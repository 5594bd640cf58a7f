package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.HealthSettings.Freshness;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** The user's own SQL, each in a transaction that only reads and is rolled back. */
final class OwnQueries {
  /**
   * The server's clock: that of another machine would make data younger or older. Holds for all.
   */
  private static final String NOW = "SELECT pg_catalog.clock_timestamp()";

  /** What clocks that are kept in time differ by at most. */
  private static final Duration FUTURE = Duration.ofMinutes(1);

  private interface Reading {
    Measured read(ResultSet row) throws SQLException;
  }

  private OwnQueries() {}

  /** A number. */
  static Measured number(Session session, String sql) throws SQLException {
    return only(
        session,
        sql,
        row -> {
          String text = row.getString(1);
          if (text == null) {
            return Measured.unknown("the query gives NULL, expected a number");
          }
          try {
            double value = new BigDecimal(text.strip()).doubleValue();
            return Double.isFinite(value)
                ? Measured.one(value, "", null)
                : Measured.unknown("the query gives a number beyond 1.8e308");
          } catch (NumberFormatException e) {
            return Measured.unknown("the query gives no number");
          }
        });
  }

  /** The age of the newest data, in seconds. */
  static Measured age(Session session, Freshness freshness) throws SQLException {
    Instant now;
    try (Statement statement = session.connection().createStatement();
        ResultSet row = statement.executeQuery(NOW)) {
      row.next();
      now = row.getObject(1, OffsetDateTime.class).toInstant();
    }
    return only(session, freshness.sql(), row -> age(row, freshness.zone(), now));
  }

  private static Measured age(ResultSet row, @Nullable String zone, Instant now)
      throws SQLException {
    if (row.getString(1) == null) {
      return Measured.unknown("the query gives NULL: there is no data whose age could be told");
    }
    String type = row.getMetaData().getColumnTypeName(1);
    Instant moment;
    switch (type) {
      case "timestamptz" -> {
        OffsetDateTime found = row.getObject(1, OffsetDateTime.class);
        if (found.equals(OffsetDateTime.MAX) || found.equals(OffsetDateTime.MIN)) {
          return Measured.unknown("the query gives " + row.getString(1));
        }
        moment = found.toInstant();
      }
      case "timestamp", "date" -> {
        if (zone == null) {
          return Measured.unknown(
              "the query gives a "
                  + type
                  + " without time zone, which is no moment: say zone: NAME, or make it AT TIME"
                  + " ZONE in the query");
        }
        LocalDateTime local =
            type.equals("date")
                ? row.getObject(1, LocalDate.class).atStartOfDay()
                : row.getObject(1, LocalDateTime.class);
        if (local.equals(LocalDateTime.MAX) || local.equals(LocalDateTime.MIN)) {
          return Measured.unknown("the query gives " + row.getString(1));
        }
        moment = local.atZone(ZoneId.of(zone)).toInstant();
      }
      default -> {
        return Measured.unknown(
            "the query gives a value of type " + type + ", expected timestamp with time zone");
      }
    }
    Duration age = Duration.between(moment, now);
    if (age.compareTo(FUTURE.negated()) < 0) {
      return Measured.unknown(
          moment
              + " lies in the future of the server's clock ("
              + now
              + "): look at the time zone");
    }
    return Measured.one(
        Math.max(0, age.toMillis() / 1000.0),
        "since " + moment,
        "look whether what brings the data has run: its log, its last exit code");
  }

  private static Measured only(Session session, String sql, Reading reading) throws SQLException {
    session.execute("BEGIN READ ONLY");
    try (Statement statement = session.connection().createStatement()) {
      statement.setEscapeProcessing(false);
      statement.setMaxRows(2);
      if (!statement.execute(sql)) {
        return Measured.unknown("the statement gives no rows: use a query: SELECT …");
      }
      try (ResultSet rows = statement.getResultSet()) {
        if (!rows.next()) {
          return Measured.unknown("the query gives no row, expected one");
        }
        Measured measured = reading.read(rows);
        return rows.next()
            ? Measured.unknown("the query gives several rows, expected one")
            : measured;
      }
    } finally {
      if (!session.connection().isClosed()) {
        session.execute("ROLLBACK");
      }
    }
  }
}
