package io.jenkins.plugins.orchestrator.engine.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who gives no sign of life within the time for connecting, and who is not judged by that. */
@Timeout(30)
class SilentServersTest {
  private static final Deadline LATER = Deadline.after(Duration.ofMinutes(1));

  @TempDir Path directory;
  private final TestServer server = TestServer.of(17);

  @Test
  void silentAreThoseOfWhoseHostsNoneAnswers() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String nobody = "127.0.0.1:" + silent.getLocalPort();
      List<EnvironmentConfiguration> all =
          new Health(directory)
              .environment("gone", "postgresql://u@" + nobody + "/d")
              .environment("there", server.url("postgres"))
              .environment("either", "postgresql://u@" + nobody + ",127.0.0.1:" + server.port())
              .environment("patient", "postgresql://u@" + nobody + "/d?connect_timeout=60")
              .environment("socket", "postgresql://u@/d?host=/nowhere")
              .with("connect_timeout: 2s")
              .configuration()
              .environments();
      long start = System.nanoTime();
      SilentServers servers = SilentServers.ask(all, new Cancellation());
      assertThat(servers.isSilent(all.get(0).source(), LATER)).as("it still has time").isFalse();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
      Thread.sleep(1300);
      assertThat(servers.isSilent(all.get(0).source(), LATER))
          .as("what is left of its time is waited for")
          .isTrue();
      assertThat(all)
          .filteredOn(each -> servers.isSilent(each.source(), LATER))
          .extracting(EnvironmentConfiguration::name)
          .containsExactly("gone");
    }
  }

  @Test
  void aRunThatIsCancelledKnowsNothingOfThem() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      List<EnvironmentConfiguration> one =
          Health.of(directory, "postgresql://u@127.0.0.1:" + silent.getLocalPort() + "/d")
              .with("connect_timeout: 1s")
              .configuration()
              .environments();
      Cancellation cancellation = new Cancellation();
      SilentServers servers = SilentServers.ask(one, cancellation);
      cancellation.cancel("enough");
      Thread.sleep(1200);
      assertThat(servers.isSilent(one.get(0).source(), LATER)).isFalse();
    }
  }
}
