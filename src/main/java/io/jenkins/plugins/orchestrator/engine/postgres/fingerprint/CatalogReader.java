package io.jenkins.plugins.orchestrator.engine.postgres.fingerprint;

import io.jenkins.plugins.orchestrator.engine.postgres.ServerVersion;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads all catalogs in two round trips: one to learn what to ask, one that asks everything. */
final class CatalogReader {
  /** Whether {@code subconninfo} may be read; naming it without the right is an error. 14 to 18. */
  private static final String PROBE =
      """
      SELECT pg_catalog.current_setting('server_version_num')::int, pg_catalog.has_column_privilege(
        'pg_catalog.pg_subscription', 'subconninfo', 'SELECT')\
      """;

  private static final int FIXED_COLUMNS = 4;

  private final Connection connection;

  CatalogReader(Connection connection) {
    this.connection = connection;
  }

  /** All objects; the caller has prepared the transaction ({@link PinnedTransaction}). */
  NavigableMap<ObjectKey, CatalogObject> read() throws SQLException {
    ServerVersion version;
    boolean seesConnections;
    NavigableMap<ObjectKey, CatalogObject> objects = new TreeMap<>();
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      try (ResultSet row = statement.executeQuery(PROBE)) {
        row.next();
        version = new ServerVersion(row.getInt(1));
        seesConnections = row.getBoolean(2);
      }
      // One message for all: the driver sends statements that a semicolon separates at once.
      statement.execute(String.join(";\n", queries(version, seesConnections)));
      do {
        try (ResultSet rows = statement.getResultSet()) {
          collect(rows, objects);
        }
      } while (statement.getMoreResults());
    }
    return objects;
  }

  private static List<String> queries(ServerVersion version, boolean seesConnections) {
    List<String> queries = new ArrayList<>(RelationCatalog.queries(version));
    queries.addAll(TableCatalog.queries());
    queries.addAll(TypeCatalog.queries());
    queries.addAll(RoutineCatalog.queries());
    queries.addAll(TextSearchCatalog.queries());
    queries.addAll(DatabaseCatalog.queries());
    queries.addAll(ReplicationCatalog.queries(version, seesConnections));
    return queries;
  }

  private static void collect(ResultSet rows, NavigableMap<ObjectKey, CatalogObject> objects)
      throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    String[] labels = new String[columns.getColumnCount() + 1];
    for (int i = FIXED_COLUMNS + 1; i < labels.length; i++) {
      labels[i] = columns.getColumnLabel(i).intern();
    }
    while (rows.next()) {
      String parentKind = rows.getString(3);
      ObjectKey parent = parentKind == null ? null : new ObjectKey(parentKind, rows.getString(4));
      NavigableMap<String, String> properties = new TreeMap<>();
      for (int i = FIXED_COLUMNS + 1; i < labels.length; i++) {
        putUnlessNull(properties, labels[i], rows.getString(i));
      }
      CatalogObject object = new CatalogObject(parent, properties);
      ObjectKey key = new ObjectKey(rows.getString(1), rows.getString(2));
      if (objects.putIfAbsent(key, object) != null) {
        throw new IllegalStateException(
            "two objects have one name: " + key + "; this is a mistake in a catalog query");
      }
    }
  }

  private static void putUnlessNull(
      NavigableMap<String, String> properties, String label, @Nullable String value) {
    if (value != null) {
      properties.put(label, value);
    }
  }
}
