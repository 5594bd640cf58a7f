package io.jenkins.plugins.orchestrator.engine.postgres.fingerprint;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Objects that are made, printed and forgotten together.
 *
 * @param setup a statement that comes before them, empty for none
 * @param items what is made
 */
record ScratchRecipe(String setup, List<Item> items) {
  /**
   * One object.
   *
   * @param create makes it
   * @param print an expression that gives its printed form
   * @param result is given that
   */
  record Item(String create, String print, Consumer<String> result) {}

  /** Runs it, and leaves nothing. Where it fails each item is tried alone; the rest is left out. */
  void run(Connection connection) throws SQLException {
    Savepoint savepoint = connection.setSavepoint();
    boolean done = false;
    try {
      make(connection);
      done = true;
    } catch (SQLException e) {
      // Below, one by one: a role without rights, or a text that cannot be parsed again.
    } finally {
      connection.rollback(savepoint);
      connection.releaseSavepoint(savepoint);
    }
    if (!done && items.size() > 1) {
      for (Item item : items) {
        new ScratchRecipe(setup, List.of(item)).run(connection);
      }
    }
  }

  private void make(Connection connection) throws SQLException {
    StringBuilder sql = new StringBuilder();
    if (!setup.isEmpty()) {
      sql.append(setup).append(";\n");
    }
    for (Item item : items) {
      String create = item.create().stripTrailing();
      sql.append(create).append(create.endsWith(";") ? "\n" : ";\n");
    }
    String print =
        items.stream().map(Item::print).collect(Collectors.joining(",\n", "SELECT ", ""));
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      // Not in one message: the driver takes what follows BEGIN ATOMIC for a part of it.
      statement.execute(sql.toString());
      try (ResultSet row = statement.executeQuery(print)) {
        row.next();
        for (int i = 0; i < items.size(); i++) {
          @Nullable String text = row.getString(i + 1);
          if (text != null) {
            items.get(i).result().accept(text);
          }
        }
      }
    }
  }
}
