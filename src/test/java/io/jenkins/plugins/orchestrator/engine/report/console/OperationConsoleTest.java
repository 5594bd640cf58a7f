package io.jenkins.plugins.orchestrator.engine.report.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.SampleOperations;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import org.junit.jupiter.api.Test;

class OperationConsoleTest {
  private static final ConsoleStyle WIDE = new ConsoleStyle(110, true, false);

  @Test
  void saysOnOneScreenWhatPassedAndWhatWasSkipped() {
    assertThat(ConsoleSummary.of(SampleOperations.passed(), "target/report.html", WIDE))
        .isEqualTo(
            """
            PASSED  3 backups passed, with 1 warning. Skipped: metrics.

              ✔ dev_local            passed        5.63 s  Size 489 MiB, compressed to 112 MiB; Rate 66 MiB/s
              ✔ staging_clone        passed        12.4 s  Size 489 MiB, compressed to 112 MiB; Rate 66 MiB/s
              ✔ production_snapshot  passed        22.5 s  Size 489 MiB, compressed to 112 MiB; Rate 66 MiB/s
              ○ metrics              skipped         0 ms

            warning: environments.staging_clone.db_url holds a password [password-in-url]
                Use ${ENV_VAR}, PGPASSFILE or ~/.pgpass

            4 backups in 22.6 s; one after the other 40.5 s (1.8 times faster)
            Report: target/report.html
            """);
  }

  @Test
  void saysWhereAndWhyItFailed() {
    assertThat(ConsoleSummary.of(SampleOperations.rich(), null, WIDE))
        .startsWith("FAILED  Failed in 2 of 7 backups (production_snapshot,")
        .contains("    rows public.plays: expected 200000, found 199997. Look at the restored")
        .contains("never_measured: no reason was recorded");
  }

  @Test
  void aSpeedUpThatIsNoneIsNotTold() {
    OperationReport one =
        SampleOperations.report(
            "backup", Status.PASSED, SampleOperations.passed().lanes().subList(0, 1));

    assertThat(one.speedup()).isBetween(0.9, 1.05);
    assertThat(ConsoleSummary.of(one, null, WIDE))
        .contains("1 backup in ")
        .doesNotContain("one after the other");
  }

  @Test
  void isAsciiWhereTheTerminalIsAndCannotBeDriven() {
    String summary = ConsoleSummary.of(SampleOperations.rich(), "p\u001b[2J", ConsoleStyle.plain());

    assertThat(summary.chars()).allMatch(c -> c < 0x7f && (c >= ' ' || c == '\n'));
  }

  @Test
  void aThousandLanesAreAFewScreens() {
    String summary = ConsoleSummary.of(SampleOperations.large(1_000, 1), null, WIDE);

    assertThat(summary.lines().count()).isLessThan(70);
    assertThat(summary)
        .contains("✘ shard_999", "and 960 more backups in the report", "and 5 more backups");
  }
}
