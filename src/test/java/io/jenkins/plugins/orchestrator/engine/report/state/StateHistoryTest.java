package io.jenkins.plugins.orchestrator.engine.report.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateHistoryTest {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

  private final List<BuildStates> builds = new ArrayList<>();

  private void health(int build, String environment, Condition condition) {
    run(build, "health", List.of(new EnvironmentState(environment, condition, null, null)));
  }

  private void run(int build, String operation, List<EnvironmentState> states) {
    add(build, new RunStates("run" + build, operation, at(build), states, List.of(), false));
  }

  private void backups(int build, boolean listed, KnownBackup... backups) {
    String operation = listed ? "backup" : "verify-backups";
    add(
        build,
        new RunStates("b" + build, operation, at(build), List.of(), List.of(backups), listed));
  }

  private void add(int build, RunStates states) {
    builds.add(new BuildStates(build, states));
  }

  private static Instant at(int build) {
    return START.plus(Duration.ofHours(build));
  }

  private static KnownBackup backup(String id, String environment, int day, String state) {
    return new KnownBackup(id, environment, START.plus(Duration.ofDays(day)), state);
  }

  private StateRow only() {
    List<StateRow> rows = StateHistory.of(builds).rows();
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  @Test
  void aStateBeganInTheFirstOfTheBuildsThatFoundItSo() {
    health(1, "shop", Condition.PASSED);
    health(2, "shop", Condition.FAILED);
    health(3, "shop", Condition.FAILED);
    health(5, "shop", Condition.FAILED);

    StateRow row = only();

    assertThat(row.now().condition()).isEqualTo(Condition.FAILED);
    assertThat(row.since().build()).isEqualTo(2);
    assertThat(row.since().at()).isEqualTo(at(2));
    assertThat(row.last().build()).isEqualTo(5);
    assertThat(row.before()).isEqualTo(Condition.PASSED);
  }

  @Test
  void aFormerSpellInTheSameStateDoesNotCount() {
    health(1, "shop", Condition.FAILED);
    health(2, "shop", Condition.PASSED);
    health(3, "shop", Condition.FAILED);

    assertThat(only().since().build()).isEqualTo(3);
  }

  @Test
  void whenNothingElseIsKnownItMayHaveBeenSoForLonger() {
    health(4, "shop", Condition.PASSED);
    health(5, "shop", Condition.PASSED);

    assertThat(only().since().build()).isEqualTo(4);
    assertThat(only().before()).isNull();
  }

  @Test
  void whenTheBuildWithTheChangeIsDeletedTheNextOneStandsForIt() {
    health(1, "shop", Condition.PASSED);
    health(3, "shop", Condition.FAILED);

    assertThat(only().since().build()).isEqualTo(3);
    assertThat(only().before()).isEqualTo(Condition.PASSED);
  }

  @Test
  void buildsThatDidNotLookAtItChangeNothing() {
    health(1, "shop", Condition.FAILED);
    health(2, "cart", Condition.PASSED);
    health(3, "shop", Condition.FAILED);

    StateHistory history = StateHistory.of(builds);

    assertThat(history.rows()).hasSize(2);
    assertThat(history.rows().get(0).since().build()).isEqualTo(1);
  }

  @Test
  void whatTheLastRunOfTheOperationLeftOutIsMarked() {
    health(1, "retired", Condition.PASSED);
    health(2, "shop", Condition.PASSED);
    run(3, "backup", List.of());

    List<StateRow> rows = StateHistory.of(builds).rows();

    assertThat(rows).extracting(row -> row.now().environment()).containsExactly("retired", "shop");
    assertThat(rows).extracting(StateRow::skippedByLast).containsExactly(true, false);
  }

  @Test
  void eachOperationSeesAnEnvironmentItsOwnWay() {
    health(1, "shop", Condition.PASSED);
    run(
        2,
        "validate",
        List.of(new EnvironmentState("shop", Condition.UNKNOWN, "cancelled", "po-lane-0")));

    assertThat(StateHistory.of(builds).rows())
        .extracting(StateRow::operation)
        .as("the worst first")
        .containsExactly("validate", "health");
  }

  @Test
  void whatEndedLastCountsWhateverTheNumberOfItsBuild() {
    add(7, states("slow", at(20), Condition.FAILED));
    add(8, states("quick", at(10), Condition.PASSED));
    Collections.reverse(builds);

    assertThat(only().last().build()).isEqualTo(7);
    assertThat(only().now().condition()).isEqualTo(Condition.FAILED);
  }

  private static RunStates states(String run, Instant at, Condition condition) {
    return new RunStates(
        run,
        "health",
        at,
        List.of(new EnvironmentState("shop", condition, null, null)),
        List.of(),
        false);
  }

  @Test
  void backupsAreThoseOfTheLastListInTheStateThatWasSeenLast() {
    backups(1, true, backup("a", "shop", 1, "verified"), backup("b", "shop", 2, "hashed"));
    backups(2, true, backup("b", "shop", 2, "hashed"), backup("c", "shop", 3, "verified"));
    backups(3, false, backup("b", "shop", 2, "broken"));

    List<BackupRow> rows = StateHistory.of(builds).backups();

    assertThat(rows)
        .as("a was deleted before the last list")
        .extracting(row -> row.backup().id() + " " + row.backup().state())
        .containsExactly("c verified", "b broken");
    assertThat(rows).extracting(row -> row.seen().build()).containsExactly(2, 3);
  }

  @Test
  void aListOfOneEnvironmentSaysNothingOfAnother() {
    backups(1, true, backup("a", "shop", 1, "verified"));
    backups(2, true, backup("b", "cart", 2, "verified"));

    assertThat(StateHistory.of(builds).backups())
        .extracting(row -> row.backup().id())
        .containsExactly("b", "a");
  }

  @Test
  void ofNothingNothingIsKnown() {
    assertThat(StateHistory.of(builds)).isEqualTo(new StateHistory(List.of(), List.of(), 0));
  }
}
