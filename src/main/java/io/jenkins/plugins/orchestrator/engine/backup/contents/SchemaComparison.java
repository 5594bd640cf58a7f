package io.jenkins.plugins.orchestrator.engine.backup.contents;

import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SchemaFingerprint;
import io.jenkins.plugins.orchestrator.engine.report.ObjectDifference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares the schema of a source, of which only the printed form is known, with that of a database
 * that was restored from it.
 */
public final class SchemaComparison {
  private SchemaComparison() {}

  /**
   * The differences, the source's side left. The server prints some expressions otherwise after a
   * dump and a restore; the source's are brought into that form in a transaction of the restored
   * database that is rolled back.
   *
   * @param source as {@link SchemaFingerprint#read} gave it
   * @param restored a throw-away database
   */
  public static List<ObjectDifference> of(SchemaFingerprint source, Connection restored)
      throws SQLException {
    SchemaFingerprint expected = source.asDumped();
    List<ObjectDifference> printed =
        expected.normalizedIn(restored).differencesTo(SchemaFingerprint.read(restored));
    if (printed.isEmpty()) {
      return printed;
    }
    // What is in its final form already may print otherwise than what was parsed once: equal in
    // either form is equal.
    Set<String> alsoNormalized =
        new HashSet<>(
            expected
                .normalizedIn(restored)
                .differencesTo(SchemaFingerprint.readNormalized(restored))
                .stream()
                .map(SchemaComparison::name)
                .collect(Collectors.toSet()));
    return printed.stream().filter(each -> alsoNormalized.contains(name(each))).toList();
  }

  private static String name(ObjectDifference difference) {
    return difference.kind() + "\n" + difference.object() + "\n" + difference.property();
  }
}
