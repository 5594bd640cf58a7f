package io.jenkins.plugins.orchestrator.engine.migration.check;

import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SchemaFingerprint;
import io.jenkins.plugins.orchestrator.engine.report.DriftReport;
import io.jenkins.plugins.orchestrator.engine.report.DriftReport.Drift;
import io.jenkins.plugins.orchestrator.engine.report.ObjectDifference;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares the schemas of environments. */
public final class DriftReports {
  /** Two schemas, each as its server's version prints it. */
  private record Pair(int leftMajor, String left, int rightMajor, String right) {}

  private DriftReports() {}

  /**
   * Compares each environment with the one that most others equal after the scripts; the first of
   * them when several do.
   *
   * @param before the schemas before the scripts, by environment
   * @param after the schemas after them, of the environments that got so far; in the order of the
   *     configuration
   */
  public static DriftReport compare(
      Map<String, SchemaFingerprint> before, Map<String, SchemaFingerprint> after) {
    if (after.size() < 2) {
      return new DriftReport(Status.UNKNOWN, "", List.of());
    }
    String reference = reference(after);
    // Environments of the same schema differ in the same from the reference.
    Map<Pair, List<ObjectDifference>> known = new HashMap<>();
    List<Drift> drifts = new ArrayList<>();
    boolean equal = true;
    for (String environment : after.keySet()) {
      if (!environment.equals(reference)) {
        Drift drift =
            new Drift(
                environment,
                differences(before, reference, environment, known),
                differences(after, reference, environment, known));
        drifts.add(drift);
        equal &= drift.after().isEmpty();
      }
    }
    return new DriftReport(equal ? Status.PASSED : Status.FAILED, reference, drifts);
  }

  private static List<ObjectDifference> differences(
      Map<String, SchemaFingerprint> schemas,
      String reference,
      String environment,
      Map<Pair, List<ObjectDifference>> known) {
    SchemaFingerprint left = schemas.get(reference);
    SchemaFingerprint right = schemas.get(environment);
    return left == null || right == null
        ? List.of()
        : known.computeIfAbsent(
            new Pair(left.major(), left.hash(), right.major(), right.hash()),
            pair -> left.differencesTo(right));
  }

  private static String reference(Map<String, SchemaFingerprint> after) {
    // BinaryOperator.maxBy, which max() uses, keeps the first of equals.
    return after.keySet().stream()
        .max(Comparator.comparingLong(name -> equals(after, name)))
        .orElseThrow();
  }

  private static long equals(Map<String, SchemaFingerprint> schemas, String name) {
    return schemas.values().stream()
        .filter(other -> other.hash().equals(schemas.get(name).hash()))
        .count();
  }
}
