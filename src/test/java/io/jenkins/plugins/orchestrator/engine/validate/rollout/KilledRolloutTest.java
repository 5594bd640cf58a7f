package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutSettings.OnRestart;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutState.Step;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A process that ends at any moment leaves nothing half-way: the next one brings it to an end. */
class KilledRolloutTest {
  private static final RolloutSettings SETTINGS =
      RolloutSettings.of(
          "shop",
          Phase.canary(List.of(5, 50, 100)),
          null,
          Duration.ofMinutes(5),
          GateLimits.usual());

  /** Entries that a whole healthy rollout writes. */
  private static final int WRITES = 3 * (2 + 5) + 1;

  @Test
  void goesOnWhereItWasWhereverItWasKilled() throws IOException {
    for (int writes = 1; writes < WRITES; writes++) {
      World world = new World(7);
      kill(world, SETTINGS, writes);

      RolloutResult result = world.run(SETTINGS);

      assertThat(result.state().step()).as("after %d", writes).isEqualTo(Step.COMPLETED);
      assertThat(world.weight).isEqualTo(100);
      assertThat(world.weights())
          .as("no phase is left out or gone back to, after %d", writes)
          .isSorted()
          .contains(5, 50, 100);
      assertThat(world.looks)
          .as("what was watched counts, the last look is repeated at most, after %d", writes)
          .isBetween(15, 16);
    }
  }

  @Test
  void givesUpWhereverItWasKilled() throws IOException {
    RolloutSettings settings = SETTINGS.with(OnRestart.GIVE_UP);
    for (int writes = 1; writes < WRITES; writes++) {
      World world = new World(7);
      kill(world, settings, writes);

      RolloutResult result = world.run(settings);

      assertThat(result.state().step()).as("after %d", writes).isEqualTo(Step.ROLLED_BACK);
      assertThat(result.lane().status()).isEqualTo(Status.CANCELLED);
      assertThat(world.weight).isZero();
      assertThat(world.weights()).as("after %d", writes).endsWith(0);
    }
  }

  @Test
  void finishesARollbackWhereverItWasKilled() throws IOException {
    for (int writes = 3; writes <= 8; writes++) {
      World world = new World(7);
      world.canaryFails = 0.4;
      kill(world, SETTINGS, writes);

      RolloutResult result = world.run(SETTINGS);

      assertThat(result.state().step()).as("after %d", writes).isEqualTo(Step.ROLLED_BACK);
      assertThat(world.weight).isZero();
    }
  }

  @Test
  void comesToAnEndAlsoWhenKilledAgainAndAgain() throws IOException {
    World world = new World(7);
    int processes = 1;
    while (true) {
      world.killAfterWrites = 2;
      try {
        assertThat(world.run(SETTINGS).state().step()).isEqualTo(Step.COMPLETED);
        break;
      } catch (World.Killed e) {
        processes++;
        assertThat(processes).isLessThan(60);
      }
    }
    assertThat(processes).isGreaterThan(8);
    assertThat(world.weight).isEqualTo(100);
  }

  @Test
  void anEndIsAnEnd() throws IOException {
    World world = new World(7);
    RolloutResult first = world.run(SETTINGS);
    List<Integer> weights = world.weights();

    RolloutResult again = world.run(SETTINGS);

    assertThat(again.state()).isEqualTo(first.state());
    assertThat(world.weights()).isEqualTo(weights);
    assertThat(world.looks).isEqualTo(15);
  }

  @Test
  void saysThatItWasInterrupted() throws IOException {
    World world = new World(7);
    kill(world, SETTINGS, 4);

    assertThat(world.run(SETTINGS).lane().findings())
        .extracting(Finding::message)
        .singleElement()
        .asString()
        .contains("the process ended while the rollout was observing in phase 1");
  }

  @Test
  void refusesTheJournalOfOtherPhases() {
    World world = new World(7);
    kill(world, SETTINGS, 20);
    RolloutSettings shorter =
        RolloutSettings.of(
            "shop", Phase.canary(List.of(5)), null, Duration.ofMinutes(5), GateLimits.usual());

    assertThatThrownBy(() -> world.run(shorter))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the journal is in phase 3");
  }

  private static void kill(World world, RolloutSettings settings, int writes) {
    world.killAfterWrites = writes;
    assertThatThrownBy(() -> world.run(settings)).isInstanceOf(World.Killed.class);
  }
}
