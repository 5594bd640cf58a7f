package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.HealthLimit;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A check that one query answers. Its rows are {@code value float8} (NULL for what may not be
 * read), {@code object text} and {@code advice text}, the worst first.
 *
 * @param limit which check
 * @param obstacle why it does not apply or may not be read; gives null when nothing is in its way
 * @param sql for a server
 * @param fine what is said when there are no rows
 */
record CatalogCheck(
    HealthLimit limit, Obstacle obstacle, Function<ServerFacts, String> sql, String fine) {
  /** More rows are not read. */
  private static final int MOST_ROWS = 1000;

  private static final int LONGEST_TEXT = 600;

  /** Looks whether something is in a check's way. */
  interface Obstacle {
    /**
     * Null when nothing is.
     *
     * @param user the role that asks
     */
    @Nullable Measured find(ServerFacts facts, String user);
  }

  static CatalogCheck of(HealthLimit limit, String sql, String fine) {
    return new CatalogCheck(limit, (facts, user) -> null, facts -> sql, fine);
  }

  /** One that has to see the sessions of others. */
  static CatalogCheck ofStatistics(HealthLimit limit, String sql, String fine) {
    return new CatalogCheck(limit, CatalogCheck::blind, facts -> sql, fine);
  }

  static @Nullable Measured blind(ServerFacts facts, String user) {
    return facts.mayReadStatistics() ? null : Measured.unknown(ServerFacts.noStatistics(user));
  }

  Measured measure(Session session, ServerFacts facts) throws SQLException {
    Measured inTheWay = obstacle.find(facts, session.target().user());
    if (inTheWay != null) {
      return inTheWay;
    }
    List<Measured.Row> rows = new ArrayList<>();
    try (Statement statement = session.connection().createStatement()) {
      statement.setEscapeProcessing(false);
      statement.setMaxRows(MOST_ROWS);
      try (ResultSet result = statement.executeQuery(sql.apply(facts))) {
        while (result.next()) {
          double value = result.getDouble(1);
          Double known = result.wasNull() ? null : (Double) value;
          rows.add(new Measured.Row(known, cut(result.getString(2)), cut(result.getString(3))));
        }
      }
    }
    return Measured.of(rows, fine);
  }

  private static String cut(@Nullable String text) {
    String present = text == null ? "" : text.strip();
    return present.length() <= LONGEST_TEXT ? present : present.substring(0, LONGEST_TEXT) + "…";
  }
}
