package io.jenkins.plugins.orchestrator.engine.config;

import java.io.Serializable;
import java.util.List;

/**
 * What makes the data of a copy nobody's, before anybody else may connect to it.
 *
 * @param script the file's path as the user knows it
 * @param sql its text, never blank
 * @param columns that may hold no value of the source afterwards, as {@code schema.table.column},
 *     quoted where needed as in SQL
 */
public record AnonymizeSettings(String script, String sql, List<String> columns)
    implements Serializable {
  public AnonymizeSettings {
    columns = List.copyOf(columns);
  }
}
