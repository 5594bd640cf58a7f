package io.jenkins.plugins.orchestrator.jenkins.branch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkServerTest {
  @TempDir private Path directory;

  private final List<String> heard = new ArrayList<>();
  private final List<String> stops = new ArrayList<>();
  private final Cancellation cancellation = new Cancellation();
  private final AtomicBoolean alive = new AtomicBoolean(true);
  private final Turnstiles turnstiles = new Turnstiles(List.of("apply_migrations"));

  private LinkServer server() {
    return server(UserCommands.none("no commands"));
  }

  private LinkServer server(UserCommands commands) {
    RunId id = new RunId("abcdefghij");
    BranchProgress listener =
        new BranchProgress() {
          @Override
          public void message(String environment, String text) {
            heard.add(environment + ": " + text);
          }

          @Override
          public void laneFinished(LaneReport lane) {
            heard.add(lane.name() + " is over");
          }
        };
    return new LinkServer(
        "staging",
        List.of("staging 1", "staging 2"),
        listener,
        new BranchJournal(
            directory,
            new JournalHeader(id, "job #1", "staging", null, true, "agent1", List.of(), null)),
        turnstiles,
        commands,
        cancellation,
        alive::get,
        stops::add);
  }

  private static List<BranchEvent> messages(String... texts) {
    List<BranchEvent> events = new ArrayList<>();
    for (String text : texts) {
      events.add(new BranchEvent.Message(text));
    }
    return events;
  }

  @Test
  void anAgentSpeaksForItsOwnEnvironmentOnly() {
    assertThat(server().exchange(0, messages("one", "two"))).isNull();
    assertThat(heard).containsExactly("staging: one", "staging: two");
  }

  @Test
  void whatIsSentAgainIsHeardOnce() {
    LinkServer server = server();
    server.exchange(0, messages("one", "two"));
    server.exchange(0, messages("one", "two"));
    server.exchange(1, messages("two", "three"));
    assertThat(heard).containsExactly("staging: one", "staging: two", "staging: three");
  }

  @Test
  void whatLeavesAGapOrIsTooMuchIsNotHeard() {
    LinkServer server = server();
    server.exchange(5, messages("from nowhere"));
    server.exchange(-1, messages("from before"));
    server.exchange(
        0, Collections.nCopies(BranchLink.MOST_EVENTS + 1, new BranchEvent.Message("flood")));
    server.exchange(Long.MAX_VALUE, messages("overflow"));
    assertThat(heard).isEmpty();
    server.exchange(0, messages("well"));
    assertThat(heard).containsExactly("staging: well");
  }

  @Test
  void theAgentHearsThatItIsToStop() {
    LinkServer server = server();
    cancellation.cancel("the step's timeout has passed");
    assertThat(server.exchange(0, messages("last words")))
        .isEqualTo("the step's timeout has passed");
    assertThat(heard).containsExactly("staging: last words");
  }

  @Test
  void aBranchWhoseBuildWasKilledIsStopped() {
    alive.set(false);
    assertThat(server().exchange(0, List.of())).isEqualTo("its build has ended");
    assertThat(cancellation.isCancelled()).isTrue();
  }

  @Test
  void theReasonForStoppingAllIsKeptShort() throws IOException {
    server().stopAll("x".repeat(10_000));
    assertThat(stops).singleElement().asString().hasSize(500);
  }

  @Test
  void entersForItsOwnEnvironment() throws IOException {
    LinkServer server = server();
    assertThat(turnstiles.tryEnter("other", TaskKind.APPLY)).isTrue();
    assertThat(server.tryEnter(TaskKind.APPLY)).isFalse();
    server.leave(TaskKind.APPLY);
    assertThat(server.tryEnter(TaskKind.APPLY)).as("it cannot let another one out").isFalse();
    turnstiles.leaveAll("other");
    assertThat(server.tryEnter(TaskKind.APPLY)).isTrue();
  }

  @Test
  void anAgentWhoseBranchHasEndedDoesNothingAnyMore() throws IOException {
    List<String> ran = new ArrayList<>();
    LinkServer server =
        server(
            (command, children, with) -> {
              ran.add(command.text());
              return new UserCommands.Ended(Status.PASSED, 0, "", "");
            });
    assertThat(server.tryEnter(TaskKind.APPLY)).isTrue();
    server.end();
    assertThat(server.exchange(0, messages("from the grave"))).isEqualTo("the branch has ended");
    assertThat(heard).isEmpty();
    UserCommands.Command command =
        new UserCommands.Command("rm -rf .", Map.of(), Duration.ofSeconds(1));
    assertThatThrownBy(() -> server.command(0, command)).hasMessage("the branch has ended");
    assertThat(ran).isEmpty();
    assertThatThrownBy(() -> server.stopAll("out of spite")).hasMessage("the branch has ended");
    assertThat(stops).isEmpty();
    assertThatThrownBy(() -> server.tryEnter(TaskKind.APPLY)).hasMessage("the branch has ended");
    assertThat(turnstiles.tryEnter("other", TaskKind.APPLY)).as("nobody is inside").isTrue();
  }

  @Test
  void anEventOfNothingIsNone() {
    assertThatThrownBy(() -> new BranchEvent.TaskFinished(null))
        .isInstanceOf(NullPointerException.class);
  }

  private static BranchEvent over(String part, String lane) {
    return new BranchEvent.OfPart(
        part,
        new BranchEvent.LaneFinished(
            new LaneReport(
                lane,
                "",
                Status.PASSED,
                Duration.ZERO,
                Duration.ZERO,
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of())));
  }

  @Test
  void aPartThatEndsBeforeItsBranchIsHeardAndAnothersIsNot() {
    List<BranchEvent> events =
        List.of(
            over("staging 2", "staging 2"),
            over("staging 1", "staging 2"),
            over("production", "production"));

    assertThat(server().exchange(0, events)).isNull();

    assertThat(heard).containsExactly("staging 2 is over");
  }

  private static final UserCommands.Command SLEEP =
      new UserCommands.Command("sleep 3000", Map.of(), Duration.ofMinutes(1));

  /** Runs until it is cancelled, and says why it was. */
  private static UserCommands endless() {
    return (command, children, with) -> {
      CountDownLatch cancelled = new CountDownLatch(1);
      with.onCancel(cancelled::countDown);
      try {
        cancelled.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return new UserCommands.Ended(Status.CANCELLED, null, String.valueOf(with.reason()), "");
    };
  }

  @Test
  void oneCommandIsEndedAndTheOthersOfItsBranchGoOn() throws Exception {
    LinkServer server = server(endless());
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<UserCommands.Ended> first = threads.submit(() -> server.command(1, SLEEP));
      Future<UserCommands.Ended> second = threads.submit(() -> server.command(2, SLEEP));
      server.endCommand(1);
      assertThat(first.get(10, TimeUnit.SECONDS).status()).isEqualTo(Status.CANCELLED);
      assertThat(second.isDone()).isFalse();
      cancellation.cancel("the build was aborted");
      assertThat(second.get(10, TimeUnit.SECONDS).output()).isEqualTo("the build was aborted");
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aCommandThatIsEndedBeforeItArrivesDoesNotRunOn() throws IOException {
    LinkServer server = server(endless());
    server.endCommand(7);
    assertThat(server.command(7, SLEEP).status()).isEqualTo(Status.CANCELLED);
  }

  @Test
  void aFileIsReadWhereTheCommandsRunAndNoBiggerThanIsSensible() throws IOException {
    List<String> asked = new ArrayList<>();
    UserCommands commands =
        new UserCommands() {
          @Override
          public Ended run(Command command, ClientProcess.Listener children, Cancellation with)
              throws IOException {
            throw new IOException("not asked for");
          }

          @Override
          public WrittenFile read(String path, int most) {
            asked.add(path + " " + most);
            return new WrittenFile("<testsuite/>", Instant.EPOCH);
          }
        };
    LinkServer server = server(commands);
    assertThat(server.read("out.xml", 1000).text()).isEqualTo("<testsuite/>");
    assertThat(server.read("out.xml", Integer.MAX_VALUE).text()).isEqualTo("<testsuite/>");
    assertThat(asked).containsExactly("out.xml 1000", "out.xml 16777216");
    server.end();
    assertThatThrownBy(() -> server.read("out.xml", 1)).hasMessage("the branch has ended");
  }

  @Test
  void aBranchSpeaksForItsOwnPartsOnly() {
    List<BranchEvent> events =
        List.of(
            new BranchEvent.OfPart("staging 2", new BranchEvent.Message("ready")),
            new BranchEvent.OfPart("production", new BranchEvent.Message("dropped")));

    assertThat(server().exchange(0, events)).isNull();

    assertThat(heard).containsExactly("staging 2: ready", "staging: dropped");
  }
}
