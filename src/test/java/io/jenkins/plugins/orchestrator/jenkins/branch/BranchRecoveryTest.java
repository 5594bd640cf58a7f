package io.jenkins.plugins.orchestrator.jenkins.branch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import hudson.ExtensionList;
import hudson.model.Label;
import hudson.model.Queue;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.queue.ScheduleResult;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import jenkins.model.Jenkins;
import jenkins.util.Timer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.MockedStatic;

/** Which journals a recovery takes, and which agents it is for. */
class BranchRecoveryTest {
  private static final RunId ID = new RunId("mmmmmmmmmm");

  @TempDir private Path home;
  private final Jenkins jenkins = mock(Jenkins.class);
  private final BranchRecovery recovery = new BranchRecovery();
  private final BranchHolds holds = new BranchHolds();
  private final Queue queue = mock(Queue.class);
  private MockedStatic<Jenkins> jenkinsGet;
  private MockedStatic<Queue> queues;

  @SuppressWarnings("rawtypes") // as it is mocked
  private MockedStatic<Run> runs;

  @SuppressWarnings("rawtypes") // as it is mocked
  private MockedStatic<ExtensionList> extensions;

  @BeforeEach
  void prepareJenkins() {
    jenkinsGet = mockStatic(Jenkins.class);
    jenkinsGet.when(Jenkins::get).thenReturn(jenkins);
    when(jenkins.getRootDir()).thenReturn(home.toFile());
    extensions = mockStatic(ExtensionList.class);
    extensions
        .when(() -> ExtensionList.lookupSingleton(BranchRegistry.class))
        .thenReturn(new BranchRegistry());
    extensions.when(() -> ExtensionList.lookupSingleton(BranchHolds.class)).thenReturn(holds);
    extensions.when(() -> ExtensionList.lookupSingleton(BranchRecovery.class)).thenReturn(recovery);
    runs = mockStatic(Run.class);
    queues = mockStatic(Queue.class);
    queues.when(Queue::getInstance).thenReturn(queue);
    ScheduleResult accepted = mock(ScheduleResult.class);
    when(accepted.isAccepted()).thenReturn(true);
    when(queue.schedule2(any(), anyInt())).thenReturn(accepted);
  }

  @AfterEach
  void forgetJenkins() {
    queues.close();
    runs.close();
    extensions.close();
    jenkinsGet.close();
  }

  @Test
  void aFileThatIsNoneOfOursLeavesTheOthersToTheRecovery() throws IOException {
    Path journals = Files.createDirectories(BranchRecovery.journals());
    Files.writeString(journals.resolve("aaaaaaaaaa.json"), "{}");
    Files.writeString(journals.resolve("zzzzzzzzzz.json"), "null");
    Path settled = JournalHeader.file(journals, ID);
    header("linux", false).write(settled);
    recovery.execute(mock(TaskListener.class));
    assertThat(settled).doesNotExist();
  }

  /** The journal of a branch whose step uses a database that it made. */
  private void heldUntil(Instant end) throws IOException {
    Path journals = Files.createDirectories(BranchRecovery.journals());
    new JournalHeader(
            ID,
            "job #1",
            "staging",
            "linux",
            false,
            "agent1",
            List.of(),
            new JournalHeader.Hold("job#1", end))
        .write(JournalHeader.file(journals, ID));
    Files.writeString(
        BranchJournal.lines(journals, ID),
        "{\"event\":\"made\",\"kind\":\"database\",\"name\":\"orch_x\",\"server\":\"s\",\"oid\":7}\n");
  }

  private Run<?, ?> build(boolean runs) {
    Run<?, ?> build = mock(Run.class);
    when(build.isLogUpdated()).thenReturn(runs);
    return build;
  }

  private void named(String name, Run<?, ?> build) {
    runs.when(() -> Run.fromExternalizableId(name)).thenAnswer(call -> build);
  }

  private void assertRecovers(boolean recovers) throws IOException {
    recovery.execute(mock(TaskListener.class));
    verify(queue, times(recovers ? 1 : 0)).schedule2(any(RecoveryTask.class), anyInt());
  }

  private static Instant later() {
    return Instant.now().plusSeconds(600);
  }

  @Test
  void whatAStepUsesIsLeftAloneWhileItsBuildRunsAlsoAfterARestart() throws IOException {
    heldUntil(later());
    named("job#1", build(true));

    assertRecovers(false);
  }

  @Test
  void itIsLeftAloneAlsoWhenTheFolderOfTheJobWasMoved() throws IOException {
    heldUntil(later());
    holds.hold(ID, build(true));

    assertRecovers(false);
  }

  @Test
  void whatAStepUsedIsTakenAwayWhenItsBuildDoesNotRunAnyMore() throws IOException {
    heldUntil(later());
    named("job#1", build(false));

    assertRecovers(true);
  }

  @Test
  void whatAStepUsedIsTakenAwayWhenItsBuildIsGone() throws IOException {
    heldUntil(later());

    assertRecovers(true);
  }

  @Test
  void whatAStepUsesIsTakenAwayWhenItsTimeIsOver() throws IOException {
    heldUntil(Instant.now().minusSeconds(1));
    named("job#1", build(true));

    assertRecovers(true);
  }

  @Test
  void aKilledOrDeletedBuildHoldsNothing() throws IOException {
    heldUntil(later());
    Run<?, ?> build = build(true);
    holds.hold(ID, build);
    ScheduledExecutorService timer = mock(ScheduledExecutorService.class);
    try (MockedStatic<Timer> timers = mockStatic(Timer.class)) {
      timers.when(Timer::get).thenReturn(timer);
      holds.onDeleted(build);
    }

    verify(timer).schedule(any(Runnable.class), anyLong(), any());
    assertRecovers(true);
  }

  @Test
  void whatIsReleasedIsWrittenDownAsNobodysBeforeItIsTakenAway() throws IOException {
    heldUntil(later());
    named("job#1", build(true));
    List<Boolean> told = new ArrayList<>();

    holds.release(ID, new HeldNode(null), told::add);

    verify(queue).schedule2(any(RecoveryTask.class), anyInt());
    assertThat(JournalHeader.read(JournalHeader.file(BranchRecovery.journals(), ID)).hold())
        .isNull();
    assertThat(told).as("as long as it is not done").isEmpty();
    recovery.ended(header("linux", false), true);
    holds.release(ID, new HeldNode(null), told::add);
    assertThat(told).as("it is gone").containsExactly(true);
  }

  @Test
  void theUsersLabelSaysWhoMayHaveThePasswordsHoweverLongItIsWaitedFor() {
    Label offline = label("staging", true);
    assertThat(task("staging", false).getAssignedLabel()).isSameAs(offline);
  }

  @Test
  void anAgentWithoutALabelIsNotWaitedForWhenItIsGone() {
    Label gone = label("pod-1", true);
    assertThat(gone.isEmpty()).isTrue();
    assertThat(task("pod-1", true).getAssignedLabel()).isNull();
    Label there = label("agent1", false);
    assertThat(task("agent1", true).getAssignedLabel()).isSameAs(there);
  }

  private Label label(String name, boolean empty) {
    Label label = mock(Label.class);
    when(label.isEmpty()).thenReturn(empty);
    when(jenkins.getLabel(name)).thenReturn(label);
    return label;
  }

  private RecoveryTask task(String label, boolean anywhere) {
    return new RecoveryTask(header(label, anywhere), "", recovery, left -> {});
  }

  private static JournalHeader header(String label, boolean anywhere) {
    return new JournalHeader(ID, "job #1", "staging", label, anywhere, "agent1", List.of(), null);
  }
}
