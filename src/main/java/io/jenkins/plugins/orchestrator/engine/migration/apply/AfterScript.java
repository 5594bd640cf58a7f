package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.migration.apply.LeftBehind.Unfinished;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.Finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Says what a script left behind that somebody should know. */
record AfterScript(String script, SessionSetup setup, Redactor redactor) {
  /** What is found now that was not there before the script. */
  List<Finding> findings(LeftBehind before, LeftBehind now, ScriptResult result) {
    List<Finding> findings = new ArrayList<>(objects(script, redactor, before, now));
    if (!result.status().isFailure()) {
      // A script that failed is not asked to clean up.
      session(now, findings);
    }
    return findings;
  }

  /** What is unfinished in the database now and was not before. */
  static List<Finding> objects(
      String script, Redactor redactor, LeftBehind before, LeftBehind now) {
    Said said = new Said(script, redactor);
    return now.since(before).stream().map(object -> of(object, said)).toList();
  }

  private static Finding of(Unfinished object, Said said) {
    String name = object.name();
    return switch (object.kind()) {
      case INVALID_INDEX ->
          said.finding(
              Severity.ERROR,
              "invalid-index",
              "The index " + name + " on " + object.of() + " is invalid: no query uses it.",
              name,
              "Find out why its build failed, DROP INDEX CONCURRENTLY " + name + ", build again.");
      case INCOMPLETE_INDEX ->
          said.finding(
              Severity.WARNING,
              "invalid-index",
              "The partitioned index " + name + " on " + object.of() + " is not valid yet.",
              name,
              "Attach an index of every partition: ALTER INDEX " + name + " ATTACH PARTITION ….");
      case UNVALIDATED_CONSTRAINT ->
          said.finding(
              Severity.WARNING,
              "unvalidated-constraint",
              "The constraint " + name + " on " + object.of() + " is NOT VALID.",
              object.of() + "." + name,
              "ALTER TABLE " + object.of() + " VALIDATE CONSTRAINT " + name + ".");
      case DETACHING_PARTITION ->
          said.finding(
              Severity.ERROR,
              "pending-detach",
              "The partition " + name + " is detached half-way.",
              name,
              "ALTER TABLE … DETACH PARTITION " + name + " FINALIZE.");
      case PREPARED_TRANSACTION ->
          said.finding(
              Severity.ERROR,
              "prepared-transaction",
              "The prepared transaction " + name + " is open: it keeps its locks until it ends.",
              name,
              "COMMIT PREPARED or ROLLBACK PREPARED it in the script.");
    };
  }

  private void session(LeftBehind now, List<Finding> findings) {
    String role = setup.role() == null ? "none" : setup.role();
    if (!now.sessionUser().equals(setup.sessionUser()) || !now.role().equals(role)) {
      String changed = now.role().equals("none") ? now.sessionUser() : now.role();
      findings.add(
          finding(
              Severity.WARNING,
              "changed-role",
              "The script leaves the session working as " + changed + ".",
              null,
              "End it with RESET ROLE. It was taken back here; other tools do not."));
    }
    TreeSet<String> changed = new TreeSet<>();
    TreeSet<String> limits = new TreeSet<>();
    for (Map.Entry<String, String> setting : now.settings().entrySet()) {
      String ours = setup.settings().get(setting.getKey());
      boolean isLimit = setting.getKey().endsWith("_timeout");
      if (isLimit && !setting.getValue().equals(ours)) {
        limits.add(setting.getKey() + " = " + setting.getValue());
      } else if (!setting.getValue().equals(ours)) {
        changed.add(setting.getKey());
      }
    }
    if (changed.remove("search_path")) {
      findings.add(
          finding(
              Severity.WARNING,
              "changed-search-path",
              "The script leaves search_path as '" + now.settings().get("search_path") + "'.",
              null,
              "Use SET LOCAL, or end with RESET search_path. It was taken back here; other tools"
                  + " do not."));
    }
    if (!changed.isEmpty()) {
      findings.add(
          finding(
              Severity.INFO,
              "changed-settings",
              "The script leaves settings of the session changed: "
                  + String.join(", ", changed)
                  + ".",
              null,
              "Use SET LOCAL where the script runs in a transaction."));
    }
    if (!limits.isEmpty()) {
      findings.add(
          finding(
              Severity.INFO,
              "changed-limits",
              "The script sets its own limits: " + String.join(", ", limits) + ".",
              null,
              "The limits of the configuration held nevertheless."));
    }
  }

  private Finding finding(
      Severity severity,
      String code,
      String message,
      @Nullable String object,
      @Nullable String advice) {
    return new Said(script, redactor).finding(severity, code, message, object, advice);
  }

  /** Makes findings of a script, without secrets. */
  private record Said(String script, Redactor redactor) {
    Finding finding(
        Severity severity,
        String code,
        String message,
        @Nullable String object,
        @Nullable String advice) {
      return new Finding(
          severity,
          code,
          redactor.redact(message),
          script,
          null,
          redactor.redactNullable(object),
          redactor.redactNullable(advice));
    }
  }
}
