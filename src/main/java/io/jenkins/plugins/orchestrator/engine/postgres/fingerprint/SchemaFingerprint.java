package io.jenkins.plugins.orchestrator.engine.postgres.fingerprint;

import io.jenkins.plugins.orchestrator.engine.report.ObjectDifference;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;

/**
 * A database's schema as a value: every object with its properties, without what is no part of it
 * (OIDs, planner statistics, collation versions, tablespaces, members of extensions, the ledger's
 * schema {@code parallel_orchestrator}, system and temporary schemas). docs: what counts is listed
 * at the catalog queries of this package.
 *
 * <p>Held compressed: some 100 kB for 500 tables. Comparing two that are not equal unpacks both.
 */
public final class SchemaFingerprint implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int major;
  private final byte[] objects;
  private final String hash;

  private SchemaFingerprint(int major, NavigableMap<ObjectKey, CatalogObject> objects) {
    this.major = major;
    MessageDigest digest = sha256();
    this.objects = FingerprintEncoding.encode(objects, digest);
    this.hash = HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Reads the schema as the server prints it. Writes nothing, and leaves the session with the
   * settings and the transaction that it had.
   *
   * <p>Good for moments of one database. The server prints some expressions otherwise once they
   * have been through a dump and a restore: to compare databases use {@link #readNormalized}.
   *
   * @throws SQLException also when the connection's transaction has failed
   */
  public static SchemaFingerprint read(Connection connection) throws SQLException {
    return PinnedTransaction.run(
        connection,
        () -> new SchemaFingerprint(majorOf(connection), new CatalogReader(connection).read()));
  }

  /**
   * Reads the schema with every expression that a dump and a restore would print otherwise as it
   * would be printed then. For databases that may be written to (throw-away copies): the
   * expressions are parsed again in a transaction, which is rolled back.
   *
   * @throws SQLException also when the connection's transaction has failed or only reads
   */
  public static SchemaFingerprint readNormalized(Connection connection) throws SQLException {
    return PinnedTransaction.run(
        connection,
        () -> {
          NavigableMap<ObjectKey, CatalogObject> objects = new CatalogReader(connection).read();
          new ScratchNormalization(connection).normalize(objects);
          return new SchemaFingerprint(majorOf(connection), objects);
        });
  }

  /**
   * Replaces every expression that a dump and a restore would print otherwise by what would be
   * printed then, without touching the database that this was read from.
   *
   * @param restored a throw-away database that was restored from the same one, whose tables, types
   *     and functions the expressions name; nothing of what is done there stays
   * @throws SQLException also when the connection's transaction has failed or only reads
   */
  public SchemaFingerprint normalizedIn(Connection restored) throws SQLException {
    return PinnedTransaction.run(
        restored,
        () -> {
          NavigableMap<ObjectKey, CatalogObject> objects = objects();
          new ScratchNormalization(restored).normalize(objects);
          return new SchemaFingerprint(major, objects);
        });
  }

  /**
   * The same schema without what a dump leaves out: indexes that are not valid, which {@code
   * pg_dump} passes over, and subscriptions.
   */
  public SchemaFingerprint asDumped() {
    NavigableMap<ObjectKey, CatalogObject> objects = objects();
    objects
        .entrySet()
        .removeIf(
            entry ->
                entry.getKey().kind().equals("subscription")
                    || (entry.getKey().kind().equals("index")
                        && entry.getValue().properties().containsKey("valid")
                        && !isOfPartitioned(objects, entry.getValue())));
    return new SchemaFingerprint(major, objects);
  }

  /** A partitioned table's index is dumped although one of its partitions lacks it. */
  private static boolean isOfPartitioned(
      NavigableMap<ObjectKey, CatalogObject> objects, CatalogObject index) {
    ObjectKey parent = index.parent();
    CatalogObject owner = parent == null ? null : objects.get(parent);
    if (owner != null && parent.kind().equals("constraint") && owner.parent() != null) {
      owner = objects.get(owner.parent());
    }
    return owner != null && owner.properties().containsKey("partitioned by");
  }

  /** The roles that the schema names. */
  public SchemaRoles roles() {
    return SchemaRoles.of(objects());
  }

  /** All of it, compressed, for a file: {@link #fromBytes} reads it. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(Integer.BYTES + objects.length).putInt(major).put(objects).array();
  }

  /**
   * Reads what {@link #toBytes} gave.
   *
   * @throws IllegalArgumentException when it is something else, or of another version's form
   */
  public static SchemaFingerprint fromBytes(byte[] bytes) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      int major = buffer.getInt();
      byte[] objects = new byte[buffer.remaining()];
      buffer.get(objects);
      return new SchemaFingerprint(major, FingerprintEncoding.decode(objects));
    } catch (BufferUnderflowException | UncheckedIOException e) {
      throw new IllegalArgumentException("not a schema's fingerprint: " + e.getMessage(), e);
    }
  }

  private static int majorOf(Connection connection) throws SQLException {
    return connection.getMetaData().getDatabaseMajorVersion();
  }

  /**
   * SHA-256 in hexadecimal. Within one major version equal hashes mean equal schemas and different
   * hashes different ones; across versions ask {@link #differencesTo}.
   */
  public String hash() {
    return hash;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** The major version of the server it was read from. */
  public int major() {
    return major;
  }

  /**
   * The objects that are not the same, sorted by kind, name and property. Of an object that only
   * one side has, its parts are not listed. Between different major versions what the versions
   * print differently of the same is no difference.
   *
   * @param other the right side; this one is the left
   */
  public List<ObjectDifference> differencesTo(SchemaFingerprint other) {
    if (hash.equals(other.hash)) {
      return List.of();
    }
    return new Comparison(major, objects(), other.major, other.objects()).differences();
  }

  NavigableMap<ObjectKey, CatalogObject> objects() {
    return FingerprintEncoding.decode(objects);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SchemaFingerprint fingerprint
        && fingerprint.major == major
        && fingerprint.hash.equals(hash);
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  @Override
  public String toString() {
    return hash;
  }
}
