package io.jenkins.plugins.orchestrator.engine.validate;

import io.jenkins.plugins.orchestrator.engine.config.Deployment.SmokeTest;
import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.PlainText;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Runs the user's scripts: groups in turn, everything else at once. */
final class SmokeTests {
  /** Clocks of file systems are coarser than ours. */
  private static final Duration CLOCK_STEP = Duration.ofSeconds(2);

  private final Site site;

  SmokeTests(Site site) {
    this.site = site;
  }

  /**
   * How a script ended.
   *
   * @param output free of secrets
   */
  private record Ended(
      SmokeTest test,
      CheckReport check,
      @Nullable Integer exitCode,
      String output,
      @Nullable JunitCases junit) {}

  CompletableFuture<Outcome> run() {
    Map<String, List<SmokeTest>> groups = new LinkedHashMap<>();
    int number = 0;
    for (SmokeTest test : site.deployment().smokeTests()) {
      number++;
      String group = test.group() == null ? "alone " + number : "group " + test.group();
      groups.computeIfAbsent(group, any -> new ArrayList<>()).add(test);
    }
    List<CompletableFuture<List<Ended>>> running =
        groups.values().stream()
            .map(group -> CompletableFuture.supplyAsync(() -> inTurn(group), site.blocking()))
            .toList();
    return Futures.all(running)
        .thenApply(ended -> outcome(ended.stream().flatMap(List::stream).toList()));
  }

  private List<Ended> inTurn(List<SmokeTest> group) {
    List<Ended> ended = new ArrayList<>();
    String failed = null;
    for (SmokeTest test : group) {
      Ended one = failed == null ? run(test) : skipped(test, failed);
      ended.add(one);
      if (failed == null && one.check().status() != Status.PASSED) {
        failed = test.name();
      }
    }
    return ended;
  }

  private Ended skipped(SmokeTest test, String failed) {
    return ended(
        test, Status.SKIPPED, "not run", "its group ended with " + failed, Duration.ZERO, null);
  }

  private Ended run(SmokeTest test) {
    if (site.ending().isCancelled()) {
      return ended(test, site.givenUp(), "not run", site.whyGivenUp(), Duration.ZERO, null);
    }
    Instant startedAt = Instant.now();
    long start = System.nanoTime();
    try {
      UserCommands.Ended how =
          site.context()
              .commands()
              .run(
                  new UserCommands.Command(command(test), variables(), test.timeout()),
                  ClientProcess.Listener.none(),
                  site.ending());
      return judged(test, how, startedAt, Duration.ofNanos(System.nanoTime() - start));
    } catch (IOException e) {
      return ended(
          test,
          Status.UNKNOWN,
          "not run",
          String.valueOf(e.getMessage()),
          Duration.ofNanos(System.nanoTime() - start),
          null);
    }
  }

  private String command(SmokeTest test) {
    return "bash -- " + quoted(test.script()) + " " + quoted(site.deployment().url().toString());
  }

  /** For {@code sh}, which takes it as it is. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private Map<String, String> variables() {
    return Map.of(
        "DEPLOYMENT_NAME",
        site.deployment().name(),
        "DEPLOYMENT_URL",
        site.deployment().url().toString());
  }

  private Ended judged(
      SmokeTest test, UserCommands.Ended how, Instant startedAt, Duration duration) {
    Integer code = how.exitCode();
    if (code == null) {
      boolean late = how.status() == Status.TIMED_OUT;
      return ended(
          test,
          late ? Status.TIMED_OUT : site.givenUp(),
          "it did not end by itself",
          late
              ? "ended after " + HumanDuration.of(test.timeout()) + ", with all that it started"
              : site.whyGivenUp(),
          duration,
          how);
    }
    return test.junit() == null
        ? ended(test, code == 0 ? Status.PASSED : Status.FAILED, found(how), null, duration, how)
        : withCases(test, how, startedAt, duration);
  }

  private static String found(UserCommands.Ended how) {
    Integer code = how.exitCode();
    return "exit code " + code + (code != null && code == 0 ? "" : "; " + lastLine(how));
  }

  private static @Nullable String lastLine(UserCommands.Ended how) {
    List<String> lines = how.outputEnd().lines().filter(line -> !line.isBlank()).toList();
    return lines.isEmpty() ? "it printed nothing" : lines.get(lines.size() - 1).strip();
  }

  private Ended withCases(
      SmokeTest test, UserCommands.Ended how, Instant startedAt, Duration duration) {
    boolean good = Objects.requireNonNull(how.exitCode()) == 0;
    JunitCases cases;
    try {
      UserCommands.WrittenFile file =
          site.context()
              .commands()
              .read(Objects.requireNonNull(test.junit()), JunitCases.MOST_BYTES);
      if (file.changed().isBefore(startedAt.minus(CLOCK_STEP))) {
        throw new IOException("the file " + test.junit() + " is older than the script's run");
      }
      cases = JunitCases.read(file.text());
    } catch (IOException e) {
      // Runners of tests end with a code of their own when a case failed: that alone is a failure.
      return ended(
          test,
          good ? Status.UNKNOWN : Status.FAILED,
          good ? "exit code 0, but no results" : found(how),
          String.valueOf(e.getMessage()),
          duration,
          how);
    }
    Status status =
        !good || cases.bad() > 0
            ? Status.FAILED
            : cases.total() == cases.skipped() ? Status.UNKNOWN : Status.PASSED;
    Ended ended =
        ended(
            test,
            status,
            found(how) + (good ? ", " : "; ") + cases.summary(),
            status == Status.UNKNOWN ? "no test case ran" : null,
            duration,
            how);
    return new Ended(test, ended.check(), how.exitCode(), ended.output(), cases);
  }

  private Ended ended(
      SmokeTest test,
      Status status,
      String found,
      @Nullable String message,
      Duration duration,
      UserCommands.@Nullable Ended how) {
    CheckReport check =
        new CheckReport(
            "smoke",
            site.text(test.name()),
            status,
            test.junit() == null ? "exit code 0" : "exit code 0, all test cases passed",
            site.text(found),
            duration,
            site.nullable(message));
    String output =
        how == null ? "" : PlainText.visible(site.context().redactor().redact(how.output()));
    return new Ended(test, check, how == null ? null : how.exitCode(), output, null);
  }

  private Outcome outcome(List<Ended> ended) {
    List<CheckReport> checks = new ArrayList<>();
    List<Fact> facts = new ArrayList<>();
    List<ReportTable> tables = new ArrayList<>();
    tables.add(scripts(ended));
    for (Ended each : ended) {
      checks.add(each.check());
      JunitCases junit = each.junit();
      if (junit != null) {
        checks.addAll(junit.failures(each.test().name(), site::text));
        facts.add(new Fact(site.text("Cases of " + each.test().name()), junit.summary()));
        tables.add(junit.table(each.test().name(), site::text));
      }
    }
    return new Outcome(checks, facts, tables, List.of());
  }

  private static ReportTable scripts(List<Ended> ended) {
    return new ReportTable(
        "Smoke tests",
        "",
        List.of(
            new ReportColumn("Script", ReportColumn.Kind.TEXT),
            new ReportColumn("Status", ReportColumn.Kind.STATUS),
            new ReportColumn("Exit code", ReportColumn.Kind.NUMBER),
            new ReportColumn("Duration", ReportColumn.Kind.DURATION),
            new ReportColumn("Output", ReportColumn.Kind.TEXT)),
        ended.stream()
            .map(
                each ->
                    List.of(
                        each.check().name(),
                        each.check().status().name(),
                        each.exitCode() == null ? "" : each.exitCode().toString(),
                        String.format(
                            Locale.ROOT, "%.3f", each.check().duration().toMillis() / 1000.0),
                        each.output()))
            .toList());
  }
}
