package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.IntegrationTest;
import io.jenkins.plugins.orchestrator.engine.config.MigrationSelection;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.Reversibility;
import io.jenkins.plugins.orchestrator.engine.config.ValidationSettings;
import io.jenkins.plugins.orchestrator.engine.config.WorkflowStep;
import io.jenkins.plugins.orchestrator.engine.migration.EnvironmentPreview;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What {@code --plan} prints: what a run would do, in order. */
final class PlanText {
  private PlanText() {}

  static String of(MigrationTestConfiguration configuration, List<EnvironmentPreview> previews) {
    List<String> lines = new ArrayList<>();
    lines.add("Plan of " + configuration.file() + "; nothing is touched.");
    lines.add(
        "Steps: "
            + configuration.workflow().stream()
                .map(PlanText::step)
                .collect(Collectors.joining(", ")));
    lines.add(
        "Environments: "
            + previews.size()
            + ", at most "
            + Math.min(configuration.maxParallel(), Math.max(1, previews.size()))
            + " at once");
    previews.forEach(preview -> environment(preview, lines));
    configuration.findings().forEach(finding -> lines.add("Note: " + finding.message()));
    return String.join("\n", lines) + "\n";
  }

  private static String step(WorkflowStep step) {
    return step.kind().step() + (step.critical() ? " (critical)" : "");
  }

  private static void environment(EnvironmentPreview preview, List<String> lines) {
    EnvironmentConfiguration environment = preview.environment();
    lines.add("");
    lines.add(
        environment.name()
            + (environment.purpose().isEmpty() ? "" : " - " + environment.purpose())
            + (environment.isProtected() ? " (protected)" : ""));
    lines.add("  source         " + environment.source());
    lines.add("  snapshot       " + preview.strategy() + ": " + preview.reason());
    lines.add("  migrations     " + selection(environment.selection()) + pending(preview));
    if (preview.pending() != null) {
      int number = 0;
      for (String script : preview.pending().pending()) {
        number++;
        lines.add("    " + number + ". " + script);
      }
    }
    lines.add("  reversibility  " + reversibility(environment.reversibility()));
    String checks = checks(environment.validate());
    lines.add("  checks         " + (checks.isEmpty() ? "none named" : checks));
    for (IntegrationTest test : environment.integrationTests()) {
      lines.add("  test           " + test.name() + ": " + test(test));
    }
    preview.findings().forEach(finding -> lines.add("  note           " + finding.message()));
    if (preview.problem() != null) {
      lines.add("  PROBLEM        " + preview.problem());
    }
  }

  private static String pending(EnvironmentPreview preview) {
    return preview.pending() == null
        ? "; which are pending is unknown"
        : ", " + preview.pending().pending().size() + " pending";
  }

  private static String selection(MigrationSelection selection) {
    if (selection instanceof MigrationSelection.Listed listed) {
      return String.join(", ", listed.versions());
    }
    if (selection instanceof MigrationSelection.Until until) {
      return "until " + until.version();
    }
    return "all pending";
  }

  private static String reversibility(Reversibility reversibility) {
    return switch (reversibility) {
      case NONE -> "not tested";
      case DOWN -> "up, down";
      case UP_DOWN_UP -> "up, down, up again";
    };
  }

  private static String checks(ValidationSettings validate) {
    List<String> parts = new ArrayList<>();
    part(parts, validate.tables().size(), "table");
    part(parts, validate.views().size(), "view");
    part(parts, validate.indexes().size(), "index");
    part(parts, validate.columns().size(), "column");
    part(parts, validate.queries().size(), "query");
    return String.join(", ", parts);
  }

  private static void part(List<String> parts, int count, String name) {
    if (count > 0) {
      String plural =
          name.equals("index") ? "indexes" : name.equals("query") ? "queries" : name + "s";
      parts.add(count + " " + (count == 1 ? name : plural));
    }
  }

  private static String test(IntegrationTest test) {
    if (test instanceof IntegrationTest.Sql sql) {
      return sql.file() + (sql.runs() > 1 ? ", " + sql.runs() + " runs" : "");
    }
    return ((IntegrationTest.Command) test).command();
  }
}
