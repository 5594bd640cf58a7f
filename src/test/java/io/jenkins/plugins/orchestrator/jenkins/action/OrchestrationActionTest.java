package io.jenkins.plugins.orchestrator.jenkins.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrchestrationActionTest {
  private static final RunId FIRST = new RunId("aaaaaaaaaa");
  private static final RunId SECOND = new RunId("bbbbbbbbbb");

  @TempDir private Path directory;
  private Run<?, ?> build;
  private OrchestrationAction action;

  @BeforeEach
  void addToBuild() {
    build = BuildOnDisk.in(directory);
    action = OrchestrationAction.of(build);
  }

  private LiveRun begin(RunId id) {
    return action.begin(id, "Migration test of test.yaml", "12", SampleRuns::cancelled);
  }

  private RunSummary only() {
    assertThat(action.getRuns()).hasSize(1);
    return action.getRuns().get(0);
  }

  @Test
  void aBuildHasOne() {
    assertThat(OrchestrationAction.of(build)).isSameAs(action);
    verify(build, times(1)).addAction(any());
  }

  @Test
  void aRunIsThereWithTheBuildWhenItBegins() throws IOException {
    begin(FIRST);

    assertThat(only().isRunning()).isTrue();
    assertThat(only().getWord()).isEqualTo("running");
    assertThat(only().getTitle()).isEqualTo("Migration test of test.yaml");
    assertThat(only().getFlowNode()).isEqualTo("12");
    assertThat(action.isRunning()).isTrue();
    verify(build).save();
  }

  @Test
  void aRunThatHasEndedKeepsItsVerdict() throws IOException {
    begin(FIRST).finish(SampleRuns.failed());

    assertThat(only().isRunning()).isFalse();
    assertThat(only().getStatus()).isEqualTo("FAILED");
    assertThat(only().getSentence()).isEqualTo(SampleRuns.failed().verdict().sentence());
    assertThat(action.isRunning()).isFalse();
    assertThat(action.liveRun(FIRST.value())).isEmpty();
    assertThat(action.reports().read(FIRST.value())).contains(SampleRuns.failed());
    verify(build, times(2)).save();
  }

  @Test
  void theReportIsOnDiskBeforeTheBuildSaysThatItHasEnded() throws IOException {
    LiveRun run = begin(FIRST);
    List<Boolean> onDisk = new ArrayList<>();
    doAnswer(call -> onDisk.add(action.reports().read(FIRST.value()).isPresent()))
        .when(build)
        .save();

    run.finish(SampleRuns.passed());

    assertThat(onDisk).containsExactly(true);
  }

  @Test
  void whatWasKnownBeforeTheEndNeverReplacesTheEnd() throws Exception {
    CountDownLatch measuring = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    LiveRun run =
        action.begin(
            FIRST,
            "title",
            null,
            () -> {
              measuring.countDown();
              await(ended);
              return SampleRuns.cancelled();
            });
    Thread late = new Thread(run::changed);
    late.start();
    await(measuring);

    run.finish(SampleRuns.passed());
    ended.countDown();
    late.join();

    assertThat(action.reports().read(FIRST.value())).contains(SampleRuns.passed());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void runsStandInTheOrderInWhichTheyBegan() {
    begin(FIRST);
    begin(SECOND).finish(SampleRuns.passed());

    assertThat(action.getRuns()).extracting("id").containsExactly("aaaaaaaaaa", "bbbbbbbbbb");
    assertThat(action.getRuns()).extracting("running").containsExactly(true, false);
    assertThat(action.getDynamic("bbbbbbbbbb").getAnchor()).isEqualTo("run-bbbbbbbbbb");
    assertThat(action.getDynamic("cccccccccc")).isNull();
    assertThat(action.getDynamic("../x")).isNull();
  }

  /** XStream reads it while other branches change it. */
  @Test
  void aListThatIsBeingSavedIsNeverChanged() throws ReflectiveOperationException {
    begin(FIRST);
    Field runs = OrchestrationAction.class.getDeclaredField("runs");
    runs.setAccessible(true);
    List<?> beingSaved = (List<?>) runs.get(action);
    List<?> before = new ArrayList<>(beingSaved);

    begin(SECOND).finish(SampleRuns.passed());

    assertThat(beingSaved).hasSize(1).isEqualTo(before);
    assertThat(runs.get(action)).isNotSameAs(beingSaved);
  }

  @Test
  void aRunThatItsControllerDidNotSurviveIsInterrupted() {
    begin(FIRST).finish(SampleRuns.passed());
    begin(SECOND);

    action.onLoad(build);

    assertThat(action.getRuns()).extracting("status").containsExactly("PASSED", "UNKNOWN");
    assertThat(action.getRuns()).extracting("running").containsExactly(false, false);
    assertThat(action.getRuns().get(1).getSentence()).contains("stopped before it ended");
  }

  /** Neither records nor immutable collections, which XStream does not read back. */
  @Test
  void whatIsSavedWithTheBuildIsOfPlainTypes() {
    Set<Class<?>> plain = Set.of(String.class, boolean.class, long.class, ArrayList.class);
    for (Class<?> type : List.of(OrchestrationAction.class, RunSummary.class)) {
      assertThat(type.isRecord()).isFalse();
      assertThat(Arrays.stream(type.getDeclaredFields()))
          .filteredOn(field -> (field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0)
          .isNotEmpty()
          .allSatisfy(field -> assertThat(plain).contains(field.getType()));
    }
  }

  @Test
  void nothingIsSavedForABuildThatWasDeleted() throws IOException {
    LiveRun run = begin(FIRST);
    Files.delete(directory);

    run.changed();
    run.finish(SampleRuns.passed());

    verify(build, times(1)).save();
    assertThat(directory).doesNotExist();
    Files.createDirectory(directory);
  }

  @Test
  void aDiskThatIsFullDoesNotEndTheRun() throws IOException {
    doThrow(new IOException("No space left on device")).when(build).save();

    begin(FIRST).finish(SampleRuns.passed());

    assertThat(only().getStatus()).isEqualTo("PASSED");
  }

  @Test
  void nobodyGetsToAnyOfItWithoutReadingTheBuild() {
    assertThat(action.getTarget()).isSameAs(action);
    verify(build).checkPermission(Item.READ);

    doThrow(new SecurityException("no")).when(build).checkPermission(Item.READ);
    assertThatThrownBy(action::getTarget).isInstanceOf(SecurityException.class);
  }

  @Test
  void aChangeIsStoredAtOnceAndThenAtMostEveryFiveSeconds() throws Exception {
    LiveRun run = begin(FIRST);
    Path file = directory.resolve("parallel-orchestrator").resolve("aaaaaaaaaa.report-1.json");

    run.changed();
    assertThat(file).as("the first change").exists();
    Files.delete(file);
    for (int i = 0; i < 100; i++) {
      run.changed();
    }
    assertThat(file).as("seconds later").doesNotExist();
    assertThat(run.version()).as("readers see all").isEqualTo(101);

    run.finish(SampleRuns.passed());
    assertThat(file).as("the end").exists();
    assertThat(action.reports().read("aaaaaaaaaa")).contains(SampleRuns.passed());
  }

  @Test
  void readersOfARunThatGoesOnSeeWhatIsKnownNow() throws IOException {
    RunReport[] now = {SampleRuns.cancelled()};
    action.begin(FIRST, "title", null, () -> now[0]);
    RunPage page = action.getDynamic("aaaaaaaaaa");

    assertThat(page.report()).contains(SampleRuns.cancelled());
    now[0] = SampleRuns.failed();
    assertThat(page.report()).contains(SampleRuns.failed());
    verify(build, never()).checkPermission(any());
  }
}
