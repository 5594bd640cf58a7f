package io.jenkins.plugins.orchestrator.engine.backup.contents;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * SQL that hashes a table's rows to 64 bits each, which are summed so that their order does not
 * matter. Two rows get different hashes unless 64 random bits are equal by chance, whatever their
 * columns' types call equal.
 *
 * <p>Every column is hashed by the fastest function that sees all of its bits, each with a seed of
 * its own; within a row these are combined by exclusive or (the seeds keep equal columns apart),
 * and the two halves of the result are hashed once more before they are summed: without that a
 * value that moves from one row to another would not change a sum of combinations.
 *
 * <p>Measured with a warm cache on a table of 3.2 million rows (bigint, integer, two texts,
 * timestamptz; 388 MB), one session: 1.8 s so; 1.1 s without the timestamp; 1.8 to 2.2 s for {@code
 * hash_record_extended} of the whole row; 4 s for that of {@code record_send}; 5.8 s for {@code
 * hashtextextended} of the row's text. The whole row's is not only slower: it refuses json, takes
 * 1.0 for 1.00, -5::numeric for 5, 0 for 4294967297::bigint, 1 month for 30 days and 'a' for 'a ',
 * hashes an enum's OID (which a restore changes), and adds its columns up so that values which two
 * rows exchange do not change the sum. So here:
 *
 * <ul>
 *   <li>a bigint is hashed twice, because its function folds it to 32 bits;
 *   <li>what is a number of microseconds inside, a date, and bytea are hashed by their binary form,
 *       all of a row in one call;
 *   <li>everything else (numeric, floats with their NaN and -0, json, arrays, enums, types of
 *       extensions …) by the text of its output function, which is also what a dump holds.
 * </ul>
 *
 * All functions hold for 14 to 18.
 */
final class RowHash {
  /** Written before every checksum: another way to compute it must get another name. */
  static final String FORM = "r1:";

  /** {@code %1$s} is the value, {@code %2$s} the seed. */
  private static final String TEXT_HASH = "hashtextextended(%1$s COLLATE pg_catalog.\"C\", %2$s)";

  /** By the type's name in pg_catalog; with the same places. */
  private static final Map<String, String> OWN_HASH =
      Map.of(
          "bool", "hashint4extended(%1$s::pg_catalog.int4, %2$s)",
          "int2", "hashint2extended(%1$s, %2$s)",
          "int4", "hashint4extended(%1$s, %2$s)",
          "oid", "hashoidextended(%1$s, %2$s)",
          "uuid", "uuid_hash_extended(%1$s, %2$s)",
          "text", TEXT_HASH,
          "varchar", TEXT_HASH);

  /** Types whose binary form is the value itself, and small. */
  private static final Map<String, String> BINARY =
      Map.of(
          "date", "pg_catalog.date_send(%s)",
          "time", "pg_catalog.time_send(%s)",
          "timetz", "pg_catalog.timetz_send(%s)",
          "timestamp", "pg_catalog.timestamp_send(%s)",
          "timestamptz", "pg_catalog.timestamptz_send(%s)",
          "interval", "pg_catalog.interval_send(%s)",
          "bytea", "%s");

  private static final long SEED_LOW = 3;
  private static final long SEED_HIGH = 5;
  private static final long SEED_BINARY = 7;

  /** A record has at most 1664 columns. */
  private static final int AT_ONCE = 1000;

  private RowHash() {}

  /** A row's hash, as an expression over the columns of {@code t}. */
  static String of(List<SourceColumn> columns) {
    List<String> parts = new ArrayList<>();
    List<String> binary = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      SourceColumn column = columns.get(i);
      String value = value(column);
      boolean builtIn = column.typeSchema().equals("pg_catalog");
      if (builtIn && BINARY.containsKey(column.type())) {
        binary.add(BINARY.get(column.type()).formatted(value));
      } else if (builtIn && column.type().equals("int8")) {
        parts.add(
            orNull(
                i,
                "pg_catalog.hashint8extended(%1$s, %2$s) # pg_catalog.hashint8extended(%1$s >> 32, %3$s)"
                    .formatted(value, seed(2 * i), seed(2 * i + 1))));
      } else if (builtIn && OWN_HASH.containsKey(column.type())) {
        String hash = OWN_HASH.get(column.type()).formatted(value, seed(2 * i));
        parts.add(orNull(i, "pg_catalog." + hash));
      } else {
        String text = "pg_catalog.textin(%s(%s))".formatted(column.output(), value);
        parts.add(orNull(i, "pg_catalog." + TEXT_HASH.formatted(text, seed(2 * i))));
      }
    }
    for (int i = 0; i < binary.size(); i += AT_ONCE) {
      List<String> some = binary.subList(i, Math.min(binary.size(), i + AT_ONCE));
      parts.add(
          "pg_catalog.hash_record_extended(ROW(%s), %s)"
              .formatted(String.join(", ", some), literal(SEED_BINARY + i)));
    }
    // Balanced: a tree that is as deep as a table is wide would exceed the server's stack.
    return parts.isEmpty()
        ? "0::pg_catalog.int8"
        : balanced(parts, (left, right) -> "(" + left + " # " + right + ")");
  }

  /** The sum of the hashes' lower halves, hashed again; over a column {@code h}. */
  static String sumOfLowHalves() {
    return "pg_catalog.sum(pg_catalog.hashint8extended(h & 4294967295, " + SEED_LOW + "))";
  }

  /** The same of the upper halves. */
  static String sumOfHighHalves() {
    return "pg_catalog.sum(pg_catalog.hashint8extended(h >> 32, " + SEED_HIGH + "))";
  }

  private static String value(SourceColumn column) {
    String name = "t." + Session.quoteIdentifier(column.name());
    return column.domain()
        ? name
            + "::"
            + Session.quoteIdentifier(column.typeSchema())
            + "."
            + Session.quoteIdentifier(column.type())
        : name;
  }

  /** A null has a hash too, another one for each column. */
  private static String orNull(int column, String hash) {
    return "COALESCE(" + hash + ", " + literal(mix(-1L - column)) + ")";
  }

  private static String seed(int number) {
    return literal(mix(number + 1L));
  }

  private static String literal(long number) {
    return "'" + number + "'::pg_catalog.int8";
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014): neighbours become unlike. */
  private static long mix(long number) {
    long z = number * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private static String balanced(List<String> parts, BinaryOperator<String> join) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    int half = parts.size() / 2;
    return join.apply(
        balanced(parts.subList(0, half), join), balanced(parts.subList(half, parts.size()), join));
  }
}
