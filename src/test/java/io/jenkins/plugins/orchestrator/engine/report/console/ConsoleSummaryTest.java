package io.jenkins.plugins.orchestrator.engine.report.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.SampleReports;
import org.junit.jupiter.api.Test;

class ConsoleSummaryTest {
  private static final ConsoleStyle WIDE = new ConsoleStyle(100, true, false);

  @Test
  void saysOnOneScreenWhatPassed() {
    assertThat(ConsoleSummary.of(SampleReports.passed(), "target/report/report.html", WIDE))
        .isEqualTo(
            """
            PASSED  8 scripts work in all 3 environments and can be taken back.

              ✔ dev_local            passed        6.29 s    8 scripts  reversible
              ✔ staging_clone        passed        15.0 s    8 scripts  reversible
              ✔ production_snapshot  passed        25.6 s    8 scripts  reversible

            warning: test_environments.staging_clone.db_url holds a password [password-in-url]
                Use ${ENV_VAR}, PGPASSFILE or ~/.pgpass

            3 environments in 25.7 s; one after the other 46.9 s (1.8 times faster)
            Report: target/report/report.html
            """);
  }

  @Test
  void saysWhereAndWhyItFailed() {
    String summary = ConsoleSummary.of(SampleReports.failed(), null, WIDE);

    assertThat(summary)
        .startsWith("FAILED  Failed in 2 of 3 environments")
        .contains("staging_clone: db/migrations/005_plays_epa_not_null.sql:12:3: column \"epa\"")
        .contains("    Hint: Fill the column first")
        .contains("query no orphans: expected 0, found 3")
        .contains("      KeyError: 'epa'")
        .contains("drift: production_snapshot differs from dev_local in 2 places (1 before")
        .contains("    index public.odds_history_captured_at_idx: missing here")
        .contains("003_backfill_epa.sql: The script has no way down (dev_local) [no-way-down]")
        .doesNotContain("Report:");
  }

  @Test
  void keepsToTheWidthWhereWordsAllow() {
    for (int width : new int[] {60, 80, 132}) {
      String summary =
          ConsoleSummary.of(SampleReports.failed(), null, new ConsoleStyle(width, true, false));
      assertThat(summary.lines())
          .as("width %d", width)
          .allSatisfy(
              line -> assertThat(line.length() <= width || hasOnlyOneLongWord(line)).isTrue());
    }
  }

  /** A path cannot be broken, and the environments' lines need 55 columns and a name. */
  private static boolean hasOnlyOneLongWord(String line) {
    return line.strip().split(" ", -1).length == 1
        || line.contains(".sql")
        || (line.matches("  [✔✘] .*") && line.length() <= 67);
  }

  @Test
  void isAsciiWhereTheTerminalIs() {
    String summary = ConsoleSummary.of(SampleReports.failed(), null, ConsoleStyle.plain());

    assertThat(summary.chars()).allMatch(c -> c < 0x7f);
    assertThat(summary).contains("  x staging_clone", "double precision -> numeric(8,4)");
  }

  @Test
  void coloursOnlyOnRequest() {
    assertThat(ConsoleSummary.of(SampleReports.failed(), null, WIDE)).doesNotContain("\u001b");
    assertThat(ConsoleSummary.of(SampleReports.failed(), null, new ConsoleStyle(100, true, true)))
        .contains("\u001b[31m");
  }

  @Test
  void aTextFromAServerCannotDriveTheTerminal() {
    String summary =
        ConsoleSummary.of(
            SampleReports.ofText("x\u001b]0;title\u0007\u001b[2J\rPASSED"), "p\u001b[2J", WIDE);

    assertThat(summary).doesNotContain("\u001b", "\u0007", "\r").startsWith("FAILED");
  }
}
