package io.jenkins.plugins.orchestrator.jenkins.branch;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnstilesTest {
  private final Turnstiles turnstiles = new Turnstiles(List.of("apply_migrations", "cleanup"));

  @Test
  void oneEnvironmentAtATimeIsInASequentialStep() {
    assertThat(turnstiles.tryEnter("a", TaskKind.APPLY)).isTrue();
    assertThat(turnstiles.tryEnter("b", TaskKind.APPLY)).isFalse();
    turnstiles.leave("a", TaskKind.APPLY);
    assertThat(turnstiles.tryEnter("b", TaskKind.APPLY)).isTrue();
  }

  @Test
  void aParallelStepIsOpenForAll() {
    assertThat(turnstiles.tryEnter("a", TaskKind.SNAPSHOT)).isTrue();
    assertThat(turnstiles.tryEnter("b", TaskKind.SNAPSHOT)).isTrue();
  }

  @Test
  void askingAgainIsNoSecondEntry() {
    assertThat(turnstiles.tryEnter("a", TaskKind.APPLY)).isTrue();
    assertThat(turnstiles.tryEnter("a", TaskKind.APPLY)).isTrue();
    turnstiles.leave("a", TaskKind.APPLY);
    assertThat(turnstiles.tryEnter("b", TaskKind.APPLY)).isTrue();
  }

  @Test
  void nobodyLeavesForAnother() {
    assertThat(turnstiles.tryEnter("a", TaskKind.APPLY)).isTrue();
    turnstiles.leave("b", TaskKind.APPLY);
    assertThat(turnstiles.tryEnter("b", TaskKind.APPLY)).isFalse();
  }

  @Test
  void whatALostEnvironmentHeldIsFree() {
    assertThat(turnstiles.tryEnter("a", TaskKind.APPLY)).isTrue();
    assertThat(turnstiles.tryEnter("a", TaskKind.CLEANUP)).isTrue();
    turnstiles.leaveAll("a");
    assertThat(turnstiles.tryEnter("b", TaskKind.APPLY)).isTrue();
    assertThat(turnstiles.tryEnter("b", TaskKind.CLEANUP)).isTrue();
  }
}
