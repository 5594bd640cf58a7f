package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.config.HttpAccess;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutState.Step;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateLimits;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Increase;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus.Counter;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus.CounterReader;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus.GateQueries;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus.PrometheusMeasurement;
import io.jenkins.plugins.orchestrator.testing.CountingPrometheus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rollouts whose gate asks a server in Prometheus' format, in real time. */
class PrometheusRolloutTest {
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final GateLimits USUAL = GateLimits.usual();
  private static final RolloutSettings SETTINGS =
      RolloutSettings.of(
          "shop",
          Phase.canary(List.of(5, 50)),
          null,
          LOOK.multipliedBy(6),
          new GateLimits(
              Increase.points(2),
              null,
              null,
              null,
              100,
              USUAL.confidence(),
              USUAL.tripwirePercent(),
              USUAL.tripwireSamples()));

  @TempDir Path directory;
  private final CountingPrometheus prometheus = new CountingPrometheus();
  private final List<Integer> weights = new ArrayList<>();

  PrometheusRolloutTest() throws IOException {}

  @AfterEach
  void stop() {
    prometheus.close();
  }

  private RolloutResult rollout() throws IOException {
    GateQueries queries =
        new GateQueries(
            prometheus.url(),
            Map.of(
                Counter.BASELINE_REQUESTS, "baselineRequests",
                Counter.BASELINE_ERRORS, "baselineErrors",
                Counter.CANARY_REQUESTS, "canaryRequests",
                Counter.CANARY_ERRORS, "canaryErrors"));
    RolloutSettings everyLook =
        new RolloutSettings(
            SETTINGS.name(),
            SETTINGS.phases(),
            null,
            SETTINGS.observe(),
            LOOK,
            Duration.ZERO,
            SETTINGS.extension(),
            SETTINGS.limits(),
            4,
            SETTINGS.onFailure(),
            SETTINGS.onRestart(),
            false,
            3,
            Duration.ofSeconds(20));
    try (FileRolloutJournal journal = FileRolloutJournal.open(directory.resolve("journal"))) {
      return Rollout.run(
          everyLook,
          new RolloutPlace(
              (shift, limit, cancellation) -> weights.add(shift.weight()),
              new PrometheusMeasurement(
                  queries,
                  (mayLack, cancellation) -> {
                    try {
                      return CounterReader.read(
                          queries,
                          new HttpAccess(Map.of(), null, null),
                          Duration.ofSeconds(10),
                          mayLack);
                    } catch (InterruptedException e) {
                      throw new AssertionError(e);
                    }
                  }),
              limit -> null,
              WaitingTime.ofMachine(),
              new RolloutContext(
                  RolloutApproval.notNeeded(),
                  journal,
                  RolloutTime.ofMachine(),
                  Redactor.of(List.of()),
                  RolloutListener.silent())),
          new Cancellation());
    }
  }

  @Test
  void aVersionThatIsAsGoodGetsItsTrafficAndTheReportHasTheQueries() throws Exception {
    prometheus.count(5000, 0);
    RolloutResult result = rollout();

    assertThat(result.state().step()).as(result.state().reason()).isEqualTo(Step.COMPLETED);
    assertThat(weights).containsExactly(5, 50);
    ReportTable queries =
        result.lane().tables().stream()
            .filter(table -> table.title().equals("Queries"))
            .findFirst()
            .orElseThrow();
    assertThat(queries.rows())
        .extracting(row -> row.get(1))
        .contains("canaryErrors: canaryErrors", "baselineRequests: baselineRequests");
  }

  @Test
  void aVersionWithErrorsIsRolledBack() throws Exception {
    prometheus.count(5000, 0.1);
    RolloutResult result = rollout();

    assertThat(result.state().step()).isEqualTo(Step.ROLLED_BACK);
    assertThat(weights).containsExactly(5, 0);
    assertThat(result.lane().failure()).contains("increase of the error rate");
  }

  @Test
  void fourLooksInARowWithoutSeriesRollBack() throws Exception {
    prometheus.count(5000, 0);
    prometheus.answerInstead("canaryErrors", CountingPrometheus.success("", ""));
    RolloutResult result = rollout();

    assertThat(weights).containsExactly(5, 0);
    assertThat(result.lane().status()).isEqualTo(Status.UNKNOWN);
    assertThat(result.lane().failure())
        .contains("4 looks in a row could not be measured")
        .contains("canaryErrors: the query gives nothing");
  }

  @Test
  void aVersionWithoutRequestsNeverPasses() throws Exception {
    for (String query :
        List.of("baselineRequests", "baselineErrors", "canaryRequests", "canaryErrors")) {
      prometheus.set(query, "", 0);
    }
    RolloutResult result = rollout();

    assertThat(weights).containsExactly(5, 0);
    assertThat(result.lane().status()).isEqualTo(Status.UNKNOWN);
  }
}
