package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.orchestrator.engine.validate.http.Result.NoAnswer;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Observation;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Sample;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Side;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests to two real servers. */
class PairedProbesTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(6);

  private final List<HttpServer> servers = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    servers.forEach(server -> server.stop(0));
    threads.shutdownNow();
  }

  private URI serve(HttpHandler handler) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", handler);
    server.start();
    servers.add(server);
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private URI answering(int status) throws IOException {
    return serve(
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
  }

  private URI hanging() throws IOException {
    return serve(
        exchange -> {
          try {
            Thread.sleep(60_000);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  @Test
  void whatThisMachineCouldNotSendSaysNothingOfEitherSide() {
    for (NoAnswer.Kind kind : NoAnswer.Kind.values()) {
      Optional<Sample> sample =
          PairedProbes.sample(
              Side.CANARY, Instant.EPOCH, new NoAnswer(kind, "no", null, Duration.ZERO));
      assertThat(sample.isPresent()).as(kind.name()).isEqualTo(kind != NoAnswer.Kind.NOT_SENT);
    }
  }

  @Test
  void bothSidesGetTheSameNumberOfRequestsAtAnEvenPace() throws Exception {
    ProbedPair pair = new ProbedPair(answering(200), answering(503), 20, TIMEOUT);
    long start = System.nanoTime();

    Observation observation = Observation.of(PairedProbes.send(pair, Duration.ofSeconds(2)));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(sec(2), sec(20));
    assertThat(observation.baseline().requests()).isEqualTo(40);
    assertThat(observation.baseline().errors().events()).isZero();
    assertThat(observation.canary().requests()).isEqualTo(40);
    assertThat(observation.canary().errors().events()).isEqualTo(40);
  }

  @Test
  void aServerThatHangsGetsAsManyAndFailsThem() throws Exception {
    ProbedPair pair = new ProbedPair(answering(200), hanging(), 10, TIMEOUT);
    long start = System.nanoTime();

    List<Sample> samples = PairedProbes.send(pair, Duration.ofSeconds(1));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(sec(20));
    assertThat(Observation.of(samples).canary().errors().events()).isEqualTo(10);
    assertThat(Observation.of(samples).baseline().errors().events()).isZero();
  }

  @Test
  void anInterruptEndsItAtOnce() throws Exception {
    ProbedPair pair = new ProbedPair(answering(200), hanging(), 10, Duration.ofSeconds(10));
    AtomicReference<Throwable> end = new AtomicReference<>();
    Thread prober =
        new Thread(
            () -> {
              try {
                PairedProbes.send(pair, Duration.ofMinutes(5));
              } catch (InterruptedException e) {
                end.set(e);
              }
            });
    prober.start();
    Thread.sleep(500);

    prober.interrupt();
    prober.join(2000);

    assertThat(end.get()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void theHealthIsGoodBelowStatus400AndElseSaysWhatIsWrong() throws Exception {
    URI broken = answering(500);

    assertThat(PairedProbes.check(answering(204), TIMEOUT)).isNull();
    assertThat(PairedProbes.check(broken, TIMEOUT)).isEqualTo("GET " + broken + ": status 500");
    assertThat(PairedProbes.check(URI.create("http://127.0.0.1:1/"), TIMEOUT))
        .contains("no connection");
  }

  @Test
  void refusesMoreRequestsThanAServerShouldGet() {
    URI any = URI.create("http://127.0.0.1/");
    assertThatThrownBy(() -> new ProbedPair(any, any, 21, TIMEOUT))
        .hasMessageContaining("a rate of 21");
    assertThatThrownBy(() -> new ProbedPair(any, any, 1, Duration.ofMinutes(1)))
        .hasMessageContaining("a timeout of PT1M");
  }

  private static Duration sec(int seconds) {
    return Duration.ofSeconds(seconds);
  }
}
