package io.jenkins.plugins.orchestrator.jenkins.branch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LinkClientTest {
  private final FakeLink link = new FakeLink();
  private final Cancellation cancellation = new Cancellation();

  private void awaitCancellation() throws InterruptedException {
    CountDownLatch cancelled = new CountDownLatch(1);
    cancellation.onCancel(cancelled::countDown);
    assertThat(cancelled.await(10, TimeUnit.SECONDS)).as("cancelled").isTrue();
  }

  @Test
  void everythingHasArrivedWhenItIsClosed() {
    List<BranchEvent> expected = new ArrayList<>();
    try (LinkClient client = new LinkClient("staging", link, cancellation).start()) {
      for (int i = 0; i < 2 * BranchLink.MOST_EVENTS + 1; i++) {
        client.message("staging", "line " + i);
        expected.add(new BranchEvent.Message("line " + i));
      }
    }
    assertThat(link.events()).isEqualTo(expected);
  }

  @Test
  void theControllerStopsTheBranch() throws InterruptedException {
    LinkClient client = new LinkClient("staging", link, cancellation).start();
    link.stop("the step was stopped");
    awaitCancellation();
    client.close();
    assertThat(cancellation.reason()).isEqualTo("the step was stopped");
  }

  @Test
  void aControllerThatIsGoneStopsTheBranch() throws InterruptedException {
    LinkClient client = new LinkClient("staging", link, cancellation).start();
    link.lose(new IOException("channel closed"));
    awaitCancellation();
    client.close();
    assertThat(cancellation.reason()).contains("connection").contains("channel closed");
  }

  @Test
  void whateverAProxyOfALostChannelThrowsStopsTheBranch() throws InterruptedException {
    LinkClient client = new LinkClient("staging", link, cancellation).start();
    link.lose(new IllegalStateException("no channel"));
    awaitCancellation();
    client.close();
    assertThat(cancellation.reason()).contains("no channel");
  }

  @Test
  void nothingIsDoneWhoseAnnouncementDidNotArrive() throws IOException {
    try (LinkClient client = new LinkClient("staging", link, cancellation)) {
      client.journalled("first");
      link.lose(new IllegalStateException("no channel"));
      assertThatThrownBy(() -> client.journalled("second")).isInstanceOf(IOException.class);
    }
    assertThat(link.journal()).containsExactly("first");
  }

  @Test
  void aCommandThatOneLaneNeedsNoLongerIsEndedByTheController() throws Exception {
    Cancellation lane = new Cancellation();
    CountDownLatch ended = new CountDownLatch(1);
    link.commands(
        number -> {
          lane.cancel("its time is over");
          ended.await();
          return new UserCommands.Ended(Status.CANCELLED, null, "", "");
        });
    link.onCommandEnd(ended::countDown);
    try (LinkClient client = new LinkClient("staging", link, cancellation).start()) {
      UserCommands.Command command =
          new UserCommands.Command("sleep 3000", Map.of(), Duration.ofMinutes(1));
      assertThat(client.run(command, ClientProcess.Listener.none(), lane).status())
          .isEqualTo(Status.CANCELLED);
    }
    assertThat(link.endedCommands()).containsExactly(0L);
    assertThat(cancellation.isCancelled()).as("the branch goes on").isFalse();
  }

  @Test
  void theControllerHearsNothingOfACommandThatHasEndedByItself() throws Exception {
    Cancellation lane = new Cancellation();
    link.commands(
        number -> {
          lane.cancel("its time is over");
          return new UserCommands.Ended(Status.PASSED, 0, "", "");
        });
    try (LinkClient client = new LinkClient("staging", link, cancellation)) {
      UserCommands.Command command =
          new UserCommands.Command("true", Map.of(), Duration.ofMinutes(1));
      client.run(command, ClientProcess.Listener.none(), lane);
      client.start();
    }
    assertThat(link.endedCommands()).as("it would wait for that command for ever").isEmpty();
  }

  @Test
  void waitsUntilTheStepIsFree() throws InterruptedException {
    link.occupy(true);
    try (LinkClient client = new LinkClient("staging", link, cancellation)) {
      CountDownLatch in = new CountDownLatch(1);
      Thread thread =
          new Thread(
              () -> {
                client.enter(TaskKind.APPLY, cancellation);
                in.countDown();
              });
      thread.start();
      assertThat(in.await(400, TimeUnit.MILLISECONDS)).as("entered while occupied").isFalse();
      link.occupy(false);
      assertThat(in.await(10, TimeUnit.SECONDS)).as("entered when free").isTrue();
    }
  }

  @Test
  void aCancelledBranchDoesNotWaitForAStep() {
    link.occupy(true);
    cancellation.cancel("the step was stopped");
    try (LinkClient client = new LinkClient("staging", link, cancellation)) {
      assertThatThrownBy(() -> client.enter(TaskKind.APPLY, cancellation))
          .isInstanceOf(CancelledException.class)
          .hasMessageContaining("the step was stopped");
    }
  }
}
