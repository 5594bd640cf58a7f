package io.jenkins.plugins.orchestrator.engine.config;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must be there after the migrations. Names are qualified, as in SQL, quoted where needed.
 *
 * @param tables tables that must exist
 * @param views views or materialized views that must exist
 * @param indexes indexes that must exist and be valid
 * @param columns columns that must exist and be so
 * @param queries queries and what they must give
 */
public record ValidationSettings(
    List<String> tables,
    List<String> views,
    List<String> indexes,
    List<Column> columns,
    List<Query> queries)
    implements Serializable {
  public ValidationSettings {
    tables = List.copyOf(tables);
    views = List.copyOf(views);
    indexes = List.copyOf(indexes);
    columns = List.copyOf(columns);
    queries = List.copyOf(queries);
  }

  /** One that asks for nothing. */
  public static ValidationSettings none() {
    return new ValidationSettings(List.of(), List.of(), List.of(), List.of(), List.of());
  }

  /**
   * A column.
   *
   * @param type as {@code format_type} prints it or any spelling of it that the server knows; null
   *     for any
   * @param nullable null for any
   */
  public record Column(String table, String name, @Nullable String type, @Nullable Boolean nullable)
      implements Serializable {}

  /**
   * A query.
   *
   * @param name for people
   * @param sql one statement that only reads
   * @param expect what it must give
   */
  public record Query(String name, String sql, Expectation expect) implements Serializable {}
}
