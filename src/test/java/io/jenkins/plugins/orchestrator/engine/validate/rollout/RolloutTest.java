package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutSettings.OnFailure;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutState.Step;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a rollout does with the traffic, in a world whose time is simulated. */
class RolloutTest {
  private static final RolloutSettings CANARY =
      RolloutSettings.of(
          "shop",
          Phase.canary(List.of(5, 25, 50, 100)),
          null,
          Duration.ofMinutes(10),
          GateLimits.usual());

  private final World world = new World(1);

  @Test
  void aHealthyVersionGetsAllTrafficPhaseByPhase() throws IOException {
    RolloutResult result = world.run(CANARY);

    assertThat(world.weights()).containsExactly(5, 25, 50, 100);
    assertThat(world.shifts.get(1).variables())
        .isEqualTo(java.util.Map.of("ROLLOUT_WEIGHT", "25", "ROLLOUT_PHASE", "2"));
    assertThat(result.state().step()).isEqualTo(Step.COMPLETED);
    assertThat(result.lane().status()).isEqualTo(Status.PASSED);
    assertThat(result.lane().failure()).isNull();
    assertThat(world.looks).as("ten minutes in each phase").isEqualTo(40);
  }

  @Test
  void everyStepIsWrittenDownBeforeItIsMade() throws IOException {
    world.canaryFails = 0.3;

    world.run(CANARY);

    assertThat(world.events)
        .containsExactly(
            "written SHIFTING",
            "move to 5",
            "written OBSERVING",
            "written ROLLING_BACK",
            "move to 0",
            "written CHECKING",
            "health",
            "written ROLLED_BACK");
  }

  @Test
  void theLastStepsOfAVeryLongOneAreInItsReport() throws IOException {
    for (int i = 0; i < 3_000; i++) {
      world.journal.add(
          new JournalEntry(
              world.now(),
              new RolloutState(Step.OBSERVING, 0, true, i % 3, Status.UNKNOWN, "look " + i),
              null));
    }
    world.canaryFails = 0.3;

    ReportTable steps =
        world.run(CANARY).lane().tables().stream()
            .filter(table -> table.title().equals("Steps"))
            .findFirst()
            .orElseThrow();

    assertThat(steps.rows()).hasSize(1_000).last().asString().contains("rolled back");
    assertThat(steps.note()).startsWith("The first and the last of 300");
  }

  @Test
  void errorsRollBackBeforeThePhaseIsOver() throws IOException {
    world.everyLook = each -> each.canaryFails = each.weight == 25 ? 0.08 : 0.01;

    RolloutResult result = world.run(CANARY);

    assertThat(world.weights()).containsExactly(5, 25, 0);
    assertThat(result.state().step()).isEqualTo(Step.ROLLED_BACK);
    assertThat(world.looks).isLessThan(15);
    assertThat(result.lane().status()).isEqualTo(Status.FAILED);
    assertThat(result.lane().failure())
        .startsWith("rolled back in phase 2 (25 %), healthy again: increase of the error rate");
  }

  @Test
  void thePhasesSayHowEachEndedAndThatTheTrafficWasTakenBack() throws IOException {
    world.everyLook = each -> each.canaryFails = each.weight == 25 ? 0.08 : 0.01;

    ReportTable phases = table(world.run(CANARY).lane(), "Phases");

    assertThat(phases.rows())
        .extracting(row -> String.join(" ", row.get(0), row.get(1), row.get(2), row.get(5)))
        .containsExactly(
            "phase 1 5 % PASSED pass",
            "phase 2 25 % FAILED fail",
            "phase 3 50 % SKIPPED ",
            "phase 4 100 % SKIPPED ",
            "rollback 0 % PASSED ");
    assertThat(phases.rows().get(1).get(6)).contains("increase of the error rate");
    assertThat(phases.rows().get(2).get(6)).isEqualTo("not begun");
  }

  @Test
  void aRolloutThatWentThroughHasNoRollbackAmongItsPhases() throws IOException {
    assertThat(table(world.run(CANARY).lane(), "Phases").rows())
        .extracting(row -> row.get(2))
        .containsExactly("PASSED", "PASSED", "PASSED", "PASSED");
  }

  @Test
  void slownessRollsBack() throws IOException {
    world.canarySlower = 1.4;

    RolloutResult result = world.run(CANARY);

    assertThat(world.weights()).containsExactly(5, 0);
    assertThat(result.lane().failure()).contains("increase of the latency");
  }

  @Test
  void whatHasNoTrafficIsNotPassed() throws IOException {
    world.everyLook = each -> each.weight = 0;

    RolloutResult result = world.run(CANARY);

    assertThat(world.weights()).containsExactly(5, 0);
    assertThat(result.lane().status()).isEqualTo(Status.UNKNOWN);
    assertThat(result.lane().failure())
        .contains("inconclusive to the end", "no requests against", "too few of the canary");
    assertThat(world.looks).as("with the extension").isEqualTo(20);
  }

  @Test
  void atFullWeightTheBaselineIsThatOfThePhasesBeforeAndNamed() throws IOException {
    RolloutResult result = world.run(CANARY);

    ReportTable looks = table(result.lane(), "Looks");
    assertThat(looks.rows().get(39))
        .contains("4")
        .last()
        .asString()
        .contains("of the phases before");
    assertThat(looks.rows().get(29)).last().asString().doesNotContain("of the phases before");
  }

  @Test
  void someLooksThatCannotBeMeasuredDelayIt() throws IOException {
    world.everyLook = each -> each.measurable = each.looks % 3 != 0;

    RolloutResult result = world.run(CANARY);

    assertThat(result.state().step()).isEqualTo(Step.COMPLETED);
    assertThat(world.looks).isGreaterThan(50);
  }

  @Test
  void manyInARowEndIt() throws IOException {
    world.everyLook = each -> each.measurable = each.looks < 5;

    RolloutResult result = world.run(CANARY);

    assertThat(world.weights()).containsExactly(5, 0);
    assertThat(world.looks).isEqualTo(8);
    assertThat(result.lane().status()).isEqualTo(Status.UNKNOWN);
    assertThat(result.lane().failure())
        .contains("4 looks in a row could not be measured", "503 Service Unavailable");
  }

  @Test
  void freezingLeavesTheTrafficToAPerson() throws IOException {
    world.everyLook = each -> each.canaryFails = each.weight == 25 ? 0.3 : 0.01;

    RolloutResult result = world.run(CANARY.with(OnFailure.FREEZE));

    assertThat(world.weights()).containsExactly(5, 25);
    assertThat(result.state().step()).isEqualTo(Step.FROZEN);
    assertThat(result.lane().findings()).extracting(Finding::code).contains("rollout-frozen");
  }

  @Test
  void aBodyThatFailsIsTakenBackEvenWhereItWouldFreeze() throws IOException {
    world.failingMoves = 1;

    RolloutResult result = world.run(CANARY.with(OnFailure.FREEZE));

    assertThat(world.weights()).containsExactly(5, 0);
    assertThat(world.weight).isZero();
    assertThat(result.lane().failure()).contains("moving traffic failed: exit code 3");
  }

  @Test
  void takingBackIsTriedAgain() throws IOException {
    world.canaryFails = 0.5;
    world.failingTakeBacks = 2;

    RolloutResult result = world.run(CANARY);

    assertThat(world.weights()).containsExactly(5, 0, 0, 0);
    assertThat(result.state().step()).isEqualTo(Step.ROLLED_BACK);
  }

  @Test
  void aRollbackThatFailsIsSaidLoudly() throws IOException {
    world.canaryFails = 0.5;
    world.failingTakeBacks = 3;

    RolloutResult result = world.run(CANARY);

    assertThat(result.state().step()).isEqualTo(Step.ROLLBACK_FAILED);
    assertThat(result.lane().failure())
        .startsWith("THE ROLLBACK FAILED after 3 attempts: exit code 4; move the traffic back");
    assertThat(result.lane().findings().get(0).severity()).isEqualTo(Finding.Severity.ERROR);
  }

  @Test
  void aServiceThatIsNotHealthyAfterwardsIsSaidLoudly() throws IOException {
    world.canaryFails = 0.5;
    world.unhealthy = "GET /health answers 500";

    RolloutResult result = world.run(CANARY);

    assertThat(result.lane().status()).isEqualTo(Status.FAILED);
    assertThat(result.lane().failure())
        .contains("NOT HEALTHY AFTER THE ROLLBACK: GET /health answers 500");
  }

  @Test
  void anAbortTakesTheTrafficBack() throws IOException {
    var cancellation = new Cancellation();
    world.everyLook =
        each -> {
          if (each.weight == 50) {
            cancellation.cancel("aborted by the user");
          }
        };

    RolloutResult result = world.run(CANARY, cancellation);

    assertThat(world.weights()).containsExactly(5, 25, 50, 0);
    assertThat(result.lane().status()).isEqualTo(Status.CANCELLED);
    assertThat(result.lane().failure()).contains("cancelled: aborted by the user");
  }

  @Test
  void anAbortBeforeItBeginsMovesNothing() throws IOException {
    var cancellation = new Cancellation();
    cancellation.cancel("aborted");

    RolloutResult result = world.run(CANARY, cancellation);

    assertThat(world.shifts).isEmpty();
    assertThat(result.state().step()).isEqualTo(Step.STOPPED);
    assertThat(result.lane().status()).isEqualTo(Status.CANCELLED);
  }

  @Test
  void aDryRunSaysWhatItWouldDo() throws IOException {
    world.canaryFails = 0.3;

    RolloutResult result = world.run(CANARY.dry());

    assertThat(world.weights()).containsExactly(5, 25, 50, 100);
    assertThat(result.lane().status()).isEqualTo(Status.PASSED);
    assertThat(result.lane().findings())
        .filteredOn(finding -> finding.code().equals("dry-run"))
        .singleElement()
        .satisfies(
            finding -> assertThat(finding.message()).contains("40 of 40 looks did not pass"));
  }

  @Test
  void aDryRunEndsThoughNothingCanBeMeasured() throws IOException {
    world.measurable = false;

    assertThat(world.run(CANARY.dry()).state().step()).isEqualTo(Step.COMPLETED);
  }

  @Test
  void watchingGoesOnWhileSomebodyIsAsked() throws IOException {
    world.approved = false;
    world.everyLook = each -> each.canaryFails = each.looks > 30 ? 0.5 : 0.01;

    RolloutResult result = world.run(CANARY);

    assertThat(world.weights()).containsExactly(5, 0);
    assertThat(result.lane().status()).isEqualTo(Status.FAILED);
  }

  @Test
  void theTripwireWorksDuringTheInitialDelayAndNothingElse() throws IOException {
    RolloutSettings patient = CANARY.after(Duration.ofMinutes(3));
    world.everyLook = each -> each.canaryFails = each.looks <= 3 ? 0.3 : 0.01;
    assertThat(world.run(patient).state().step()).isEqualTo(Step.COMPLETED);

    World down = new World(2);
    down.canaryFails = 1;
    RolloutResult result = down.run(patient);
    assertThat(down.looks).isEqualTo(1);
    assertThat(result.lane().failure()).contains("tripwire 100.00 %");
  }

  @Test
  void jumpsOfTheWallClockChangeNothing() throws IOException {
    world.everyLook =
        each -> each.wallClockJump = Duration.ofDays(each.looks % 2 == 0 ? -400 : 300);

    RolloutResult result = world.run(CANARY);

    assertThat(result.state().step()).isEqualTo(Step.COMPLETED);
    assertThat(world.looks).isEqualTo(40);
    assertThat(result.lane().tasks()).noneMatch(task -> task.duration().isNegative());
  }

  @Test
  void aPausedMachineHasWatchedNothingMeanwhile() throws IOException {
    world.everyLook =
        each -> {
          if (each.looks == 1) {
            each.sleep(Duration.ofHours(5), new Cancellation());
          }
        };

    world.run(CANARY);

    assertThat(world.looks).as("one look counts at most double").isEqualTo(39);
  }

  @Test
  void aJournalThatCannotBeWrittenStopsItBeforeTheNextStep() throws IOException {
    world.failWritesFrom = 0;
    RolloutResult first = world.run(CANARY);
    assertThat(world.shifts).isEmpty();
    assertThat(first.state().step()).isEqualTo(Step.STOPPED);

    World later = new World(3);
    later.failWritesFrom = 14;
    RolloutResult second = later.run(CANARY);
    assertThat(later.weights()).containsExactly(5, 25, 0);
    assertThat(second.state().step()).isEqualTo(Step.ROLLED_BACK);
    assertThat(second.lane().findings()).extracting(Finding::code).contains("journal-not-written");
  }

  @Test
  void blueGreenTestsTheIdleColourThenSwitches() throws IOException {
    RolloutSettings settings =
        RolloutSettings.of(
            "shop", Phase.blueGreen("green"), "blue", Duration.ofMinutes(5), GateLimits.usual());
    world.everyLook = each -> each.weight = each.shifts.isEmpty() ? 50 : 100;

    RolloutResult result = world.run(settings);

    assertThat(result.state().step()).isEqualTo(Step.COMPLETED);
    assertThat(world.shifts).containsExactly(new Shift(100, 2, "green"));
    assertThat(world.shifts.get(0).variables()).containsEntry("ROLLOUT_COLOUR", "green");
  }

  @Test
  void anIdleColourThatFailsIsNeverSwitchedTo() throws IOException {
    RolloutSettings settings =
        RolloutSettings.of(
            "shop", Phase.blueGreen("green"), "blue", Duration.ofMinutes(5), GateLimits.usual());
    world.weight = 50;
    world.canaryFails = 0.2;

    RolloutResult result = world.run(settings);

    assertThat(world.shifts).isEmpty();
    assertThat(result.state().step()).isEqualTo(Step.STOPPED);
    assertThat(result.lane().failure()).startsWith("stopped before any traffic was moved");
  }

  @Test
  void aSwitchThatFailsGoesBackToTheOtherColour() throws IOException {
    RolloutSettings settings =
        RolloutSettings.of(
            "shop", Phase.blueGreen("green"), "blue", Duration.ofMinutes(5), GateLimits.usual());
    world.weight = 50;
    world.everyLook = each -> each.canaryFails = each.weight == 100 ? 0.2 : 0.01;

    world.run(settings);

    assertThat(world.shifts).containsExactly(new Shift(100, 2, "green"), new Shift(0, 0, "blue"));
  }

  @Test
  void theReportHasEveryStepAndLookAndReason() throws IOException {
    world.everyLook = each -> each.canaryFails = each.weight == 25 ? 0.3 : 0.01;

    LaneReport lane = world.run(CANARY).lane();

    assertThat(lane.tasks())
        .extracting(TaskReport::name)
        .containsExactly(
            "move traffic to 5 %",
            "watch at 5 %",
            "move traffic to 25 %",
            "watch at 25 %",
            "take the traffic back",
            "health after taking back");
    assertThat(lane.tasks())
        .extracting(TaskReport::status)
        .containsExactly(
            Status.PASSED,
            Status.PASSED,
            Status.PASSED,
            Status.FAILED,
            Status.PASSED,
            Status.PASSED);
    assertThat(lane.checks())
        .extracting(CheckReport::name)
        .contains("phase 2 (25 %): increase of the error rate");
    assertThat(table(lane, "Steps").rows()).hasSize(7);
    assertThat(table(lane, "Looks").rows()).hasSize(world.looks);
    assertThat(table(lane, "Looks").rows()).allMatch(row -> !row.get(12).isEmpty());
    assertThat(table(lane, "Requests").rows()).hasSizeLessThanOrEqualTo(500);
    assertThat(table(lane, "Requests").note())
        .matches("\\d+ of \\d+ that failed and 250 of \\d+ that were answered, picked at random.*");
  }

  @Test
  void refusesPhasesThatDoNotRise() {
    for (List<Integer> bad :
        List.of(List.of(5, 5), List.of(50, 25), List.of(0, 50), List.of(50, 101))) {
      assertThatThrownBy(() -> Phase.canary(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("rising percentages from 1 to 100");
    }
    assertThatThrownBy(
            () ->
                RolloutSettings.of(
                    "shop", List.of(), null, Duration.ofMinutes(1), GateLimits.usual()))
        .hasMessageContaining("no phases");
    assertThatThrownBy(
            () ->
                RolloutSettings.of(
                    "shop", Phase.canary(List.of(5)), null, Duration.ZERO, GateLimits.usual()))
        .hasMessageContaining("more than zero");
  }

  private static ReportTable table(LaneReport lane, String title) {
    return lane.tables().stream()
        .filter(table -> table.title().equals(title))
        .findFirst()
        .orElseThrow();
  }
}
