package io.jenkins.plugins.orchestrator.engine.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an attempt to connect that failed says of the server. */
class ReachabilityTest {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Deadline LATER = Deadline.after(Duration.ofMinutes(1));
  private static final Deadline OVER = Deadline.after(Duration.ZERO);

  @TempDir Path directory;
  private Health health;

  @BeforeEach
  void connectWithinTwoSeconds() {
    health =
        Health.of(directory, "postgresql://app:open-sesame-9@127.0.0.1/d")
            .with("connect_timeout: 2s");
  }

  private Reachability.Failed failed(Deadline deadline, Duration took, SQLException e)
      throws Exception {
    HealthPlan plan = health.plan();
    return new Reachability(
            health.configuration().environments().get(0), health.context(plan), deadline)
        .failed(e, took);
  }

  private static SQLException error(String state) {
    return new SQLException("it says open-sesame-9", state);
  }

  @ParameterizedTest
  @CsvSource({
    "08001, reachable, CRITICAL, it says",
    "08006, reachable, CRITICAL, it says",
    "57P03, reachable, CRITICAL, it says",
    ", reachable, CRITICAL, it says",
    "28P01, reachable, UNKNOWN, 'the server answers, but does not let the role app in: it says'",
    "42501, reachable, UNKNOWN, 'the server answers, but does not let the role app in: it says'",
    "57014, reachable, UNKNOWN, 'the server answers, but not the first query: it says'",
    "53300, connections, CRITICAL, '100 % of the connections that this role may have: it says'"
  })
  void everyErrorSaysWhatIsKnownAndNoSecret(String state, String check, Level level, String text)
      throws Exception {
    Reachability.Failed failed = failed(LATER, SHORT, error(state));
    assertThat(failed.result().name()).isEqualTo(check);
    assertThat(failed.result().level()).isEqualTo(level);
    assertThat(failed.result().found()).contains(text);
    assertThat(failed.why()).startsWith("there is no session: ").contains("it says ********");
    assertThat(failed.toString()).doesNotContain("open-sesame-9");
  }

  @ParameterizedTest
  @CsvSource({"08006, start it", "3D000, correct db_url", "57P03, wait for it"})
  void whatToDoFollowsFromTheError(String state, String advice) throws Exception {
    CheckResult result = failed(LATER, SHORT, error(state)).result();
    assertThat(result.level()).isEqualTo(Level.CRITICAL);
    assertThat(result.advice()).contains(advice);
  }

  @Test
  void aPoolerIsNotTheServer() throws Exception {
    SQLException e = new SQLException("unsupported startup parameter: options", "08P01");
    assertThat(failed(LATER, SHORT, e).result().level()).isEqualTo(Level.UNKNOWN);
    assertThat(failed(LATER, SHORT, e).why()).contains("a connection pooler answered");
  }

  @Test
  void anAttemptThatTheDeadlineCutShortSaysNothing() throws Exception {
    SQLException silent = new SQLException("x", "08001", new SocketTimeoutException());
    assertThat(failed(OVER, SHORT, silent).result().level()).isEqualTo(Level.UNKNOWN);
    assertThat(failed(OVER, SHORT, silent).why()).contains("did not run within");
    assertThat(failed(OVER, SHORT, error("57014")).why()).contains("did not run within");
    assertThat(failed(OVER, Duration.ofSeconds(2), silent).result().level())
        .as("it had its whole time")
        .isEqualTo(Level.CRITICAL);
    assertThat(failed(LATER, SHORT, silent).result().level()).isEqualTo(Level.CRITICAL);
  }

  @Test
  void aRefusalIsAnAnswerHoweverLateItWasAskedFor() throws Exception {
    SQLException refused = new SQLException("x", "08001", new ConnectException());
    assertThat(failed(OVER, SHORT, refused).result().level()).isEqualTo(Level.CRITICAL);
    assertThat(failed(OVER, SHORT, error("28P01")).why()).contains("does not let the role");
  }

  @Test
  void whatARunThatIsCancelledLeavesIsNotTheServersFault() throws Exception {
    health.cancellation().cancel("enough");
    Reachability.Failed failed = failed(LATER, SHORT, error("08006"));
    assertThat(failed.result().level()).isEqualTo(Level.UNKNOWN);
    assertThat(failed.why()).contains("cancelled: enough");
  }
}
