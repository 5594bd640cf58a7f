package io.jenkins.plugins.orchestrator.engine.backup.contents;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseContents;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.LargeObjects;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.SequenceValue;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.TableContents;
import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SchemaFingerprint;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is in a database, as several sessions see it that share one snapshot, or that look at
 * a database which nobody writes to. Writes nothing, and leaves the sessions with the settings and
 * the transactions that they had.
 *
 * <p>Rows are counted, and summed up by a hash of every row ({@code RowHash} says how). Every table
 * counts for itself: without the rows of tables that inherit from it, partitions each alone.
 * Generated columns, materialized views, foreign tables, temporary tables and what extensions make
 * themselves are not part of it.
 */
public final class ContentsReader {
  /** In blocks; a scan of a table of more than a quarter of it uses a ring of buffers. 14 to 18. */
  private static final String SHARED_BUFFERS =
      "SELECT s.setting::pg_catalog.int8 FROM pg_catalog.pg_settings s"
          + " WHERE s.name = 'shared_buffers'";

  private static final int RING_SHARE = 4;

  private final SessionWork work;
  private final boolean checksums;

  private Map<String, String> extensions = Map.of();
  private List<String> invalid = List.of();
  private volatile List<SequenceValue> sequences = List.of();
  private volatile LargeObjects largeObjects = new LargeObjects(0, null);
  private volatile @Nullable SchemaFingerprint schema;

  private ContentsReader(SessionWork work, boolean checksums) {
    this.work = work;
    this.checksums = checksums;
  }

  /**
   * Reads everything.
   *
   * @param sessions at least one; tables are dealt out over them, the largest first
   * @param checksums whether every row is part of a checksum, not only counted
   * @throws SQLException when something could not be read: also when policies of row security hide
   *     rows from the role
   * @throws io.jenkins.plugins.orchestrator.engine.run.CancelledException when cancelled
   */
  public static DatabaseContents read(
      List<Connection> sessions, boolean checksums, Cancellation cancellation) throws SQLException {
    return readWithSchema(sessions, checksums, cancellation).contents();
  }

  /** The same with the whole fingerprint of the schema. */
  public static ReadContents readWithSchema(
      List<Connection> sessions, boolean checksums, Cancellation cancellation) throws SQLException {
    return new ContentsReader(new SessionWork(sessions, cancellation), checksums).read();
  }

  private ReadContents read() throws SQLException {
    List<TableReading> tables = new ArrayList<>();
    List<String> notCompared = new ArrayList<>();
    List<SessionWork.Task> tasks = new ArrayList<>();
    work.first(
        session -> {
          TableCatalog catalog = TableCatalog.read(session);
          notCompared.addAll(catalog.notCompared());
          long wholeFrom = sharedBuffers(session) / RING_SHARE;
          for (SourceTable table : catalog.tables()) {
            TableReading reading = new TableReading(table, checksums);
            tables.add(reading);
            tasks.addAll(reading.tasks(wholeFrom));
          }
          extensions = OtherContents.extensions(session);
          invalid = OtherContents.invalid(session);
        });
    // First, because how long it takes is not known: there may be many large objects.
    tasks.add(0, session -> largeObjects = OtherContents.largeObjects(session, checksums));
    tasks.add(session -> sequences = OtherContents.sequences(session));
    tasks.add(Math.min(2, tasks.size()), session -> schema = SchemaFingerprint.read(session));
    work.all(tasks);
    return result(tables, notCompared);
  }

  private ReadContents result(List<TableReading> tables, List<String> notCompared) {
    SchemaFingerprint read = schema;
    if (read == null) {
      throw new IllegalStateException("the schema was not read");
    }
    DatabaseContents contents =
        new DatabaseContents(
            tables.stream()
                .map(TableReading::contents)
                .sorted(
                    Comparator.comparing(TableContents::schema).thenComparing(TableContents::name))
                .toList(),
            sequences,
            largeObjects,
            extensions,
            read.hash(),
            null,
            invalid,
            notCompared);
    return new ReadContents(contents, read);
  }

  private static long sharedBuffers(Connection session) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery(SHARED_BUFFERS)) {
      row.next();
      return row.getLong(1);
    }
  }
}
