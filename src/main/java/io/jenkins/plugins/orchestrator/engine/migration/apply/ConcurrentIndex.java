package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.migration.lexer.SqlStatement;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.Tokenizer;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.Tokenizer.Kind;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.Finding.Severity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code CONCURRENTLY} statement needs around it. It waits for all older transactions, and
 * {@code lock_timeout} would end that wait and leave an invalid index; a failed build leaves one
 * too, and {@code IF NOT EXISTS} then "succeeds" over it.
 *
 * <p>So: no {@code lock_timeout}; what this very statement left invalid is dropped when it fails,
 * because then the next attempt tells the truth; what was invalid before is left alone and named,
 * because it is there in production too.
 */
final class ConcurrentIndex {
  /** 14 to 18; the functions are called from left to right. */
  private static final String BEFORE =
      "SELECT pg_catalog.current_setting('lock_timeout'),"
          + " pg_catalog.set_config('lock_timeout', '0', false),"
          + " (SELECT pg_catalog.array_agg(indexrelid::pg_catalog.int8)"
          + " FROM pg_catalog.pg_index WHERE NOT indisvalid)";

  /** Invalid indexes of a name that nobody is building right now. 14 to 18. */
  private static final String INVALID =
      """
      SELECT c.oid::pg_catalog.int8,
             pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE NOT i.indisvalid AND c.relname = ? AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = c.oid)
      """;

  private final Connection connection;
  private final SqlStatement statement;
  private final @Nullable String name;
  private final String lockTimeout;
  private final List<Long> invalidBefore;

  private record Invalid(long oid, String name) {}

  private ConcurrentIndex(
      Connection connection, SqlStatement statement, String lockTimeout, List<Long> invalidBefore) {
    this.connection = connection;
    this.statement = statement;
    this.name = createdIndex(statement);
    this.lockTimeout = lockTimeout;
    this.invalidBefore = invalidBefore;
  }

  /** Switches {@code lock_timeout} off and remembers what is invalid already. */
  static ConcurrentIndex prepare(Connection connection, SqlStatement statement)
      throws SQLException {
    try (Statement query = connection.createStatement();
        ResultSet row = query.executeQuery(BEFORE)) {
      row.next();
      List<Long> invalid =
          row.getArray(3) == null ? List.of() : List.of((Long[]) row.getArray(3).getArray());
      return new ConcurrentIndex(connection, statement, row.getString(1), invalid);
    }
  }

  /** After success: the old {@code lock_timeout}, and whether there was really something done. */
  List<Finding> succeeded() throws SQLException {
    try (PreparedStatement set =
        connection.prepareStatement("SELECT pg_catalog.set_config('lock_timeout', ?, false)")) {
      set.setString(1, lockTimeout);
      set.execute();
    }
    List<Finding> findings = new ArrayList<>();
    for (Invalid index : invalid()) {
      if (invalidBefore.contains(index.oid())) {
        findings.add(
            finding(
                Severity.ERROR,
                "invalid-index-kept",
                "The statement did nothing: "
                    + index.name()
                    + " exists already and is invalid, left by an earlier build that failed.",
                index.name(),
                "Run DROP INDEX CONCURRENTLY " + index.name() + " before this script."));
      }
    }
    return findings;
  }

  /** After failure, outside a transaction: drops what the statement left invalid. */
  List<Finding> failed() {
    List<Finding> findings = new ArrayList<>();
    String index = "";
    try {
      for (Invalid left : invalid()) {
        if (!invalidBefore.contains(left.oid())) {
          index = left.name();
          drop(index);
          findings.add(
              finding(
                  Severity.INFO,
                  "invalid-index-dropped",
                  "The failed statement left " + index + " invalid; it was dropped again.",
                  index,
                  null));
        }
      }
    } catch (SQLException e) {
      findings.add(
          finding(
              Severity.WARNING,
              "invalid-index-not-dropped",
              "What the failed statement left invalid could not be dropped: " + e.getMessage(),
              index.isEmpty() ? null : index,
              "Run DROP INDEX CONCURRENTLY before the next attempt."));
    }
    return findings;
  }

  /** What to do when the name is taken; null when it is not by an invalid index. */
  @Nullable String hintForDuplicate() throws SQLException {
    for (Invalid index : invalid()) {
      return "The index "
          + index.name()
          + " is invalid, left by an earlier build that failed: run DROP INDEX CONCURRENTLY "
          + index.name()
          + " first.";
    }
    return null;
  }

  private void drop(String index) throws SQLException {
    try (Statement drop = connection.createStatement()) {
      drop.execute("SET lock_timeout = 0");
      drop.execute("DROP INDEX CONCURRENTLY IF EXISTS " + index);
    }
  }

  private List<Invalid> invalid() throws SQLException {
    List<Invalid> indexes = new ArrayList<>();
    if (name != null) {
      try (PreparedStatement query = connection.prepareStatement(INVALID)) {
        query.setString(1, name);
        try (ResultSet rows = query.executeQuery()) {
          while (rows.next()) {
            indexes.add(new Invalid(rows.getLong(1), rows.getString(2)));
          }
        }
      }
    }
    return indexes;
  }

  private Finding finding(
      Severity severity,
      String code,
      String message,
      @Nullable String object,
      @Nullable String advice) {
    return new Finding(
        severity, code, message, statement.script().file(), statement.line(), object, advice);
  }

  /** The name in {@code CREATE INDEX CONCURRENTLY}; null for other statements or when omitted. */
  static @Nullable String createdIndex(SqlStatement statement) {
    Tokenizer tokens = statement.tokens();
    tokens.next();
    if (!tokens.upper().equals("CREATE")) {
      return null;
    }
    while (tokens.next() != Kind.END && !tokens.upper().equals("CONCURRENTLY")) {
      // UNIQUE INDEX
    }
    tokens.next();
    if (tokens.kind() == Kind.WORD && tokens.upper().equals("IF")) {
      tokens.next();
      tokens.next();
      tokens.next();
    }
    if (tokens.kind() == Kind.QUOTED_NAME) {
      String raw = tokens.raw();
      return raw.startsWith("\"") ? raw.substring(1, raw.length() - 1).replace("\"\"", "\"") : null;
    }
    boolean named = tokens.kind() == Kind.WORD && !tokens.upper().equals("ON");
    return named ? tokens.raw().toLowerCase(Locale.ROOT) : null;
  }
}
