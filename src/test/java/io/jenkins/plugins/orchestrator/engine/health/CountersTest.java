package io.jenkins.plugins.orchestrator.engine.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.orchestrator.engine.config.HealthLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said of counters that have grown, and when they have grown too little to say it. */
class CountersTest {
  private static final Instant BEFORE = Instant.parse("2026-01-01T00:00:00Z");
  private static final double GIB = 1024.0 * 1024 * 1024;

  private static Measured since(
      HealthLimit check, Duration window, Map<String, Double> now, Map<String, Double> before) {
    HistoryEntry entry =
        new HistoryEntry(BEFORE, "run", "subject", "epoch", Map.of(), before, Map.of());
    return new Counters("epoch", now).since(check, entry, BEFORE.plus(window));
  }

  private static double value(Measured measured) {
    assertThat(measured.skipped()).isNull();
    return measured.rows().get(0).value();
  }

  private static Measured hits(double hit, double read) {
    return since(
        HealthLimit.CACHE_HIT,
        Duration.ofSeconds(5),
        Map.of("blks_hit", 7000 + hit, "blks_read", 500 + read),
        Map.of("blks_hit", 7000.0, "blks_read", 500.0));
  }

  @Test
  void theCacheIsJudgedFromAThousandBlocksOn() {
    assertThat(hits(899, 100).skipped()).contains("only 999 blocks", "1000 are needed");
    assertThat(value(hits(900, 100))).isCloseTo(90, within(1e-9));
  }

  private static Measured checkpoints(double requested, double timed) {
    return since(
        HealthLimit.REQUESTED_CHECKPOINTS,
        Duration.ofSeconds(5),
        Map.of("requested", 10 + requested, "timed", 90 + timed),
        Map.of("requested", 10.0, "timed", 90.0));
  }

  @Test
  void checkpointsAreJudgedFromFiveOn() {
    assertThat(checkpoints(3, 1).skipped()).contains("only 4 checkpoints", "5 are needed");
    assertThat(value(checkpoints(3, 2))).isCloseTo(60, within(1e-9));
  }

  private static Measured deadlocks(Duration window) {
    return since(HealthLimit.DEADLOCKS, window, Map.of("deadlocks", 9.0), Map.of("deadlocks", 6.0));
  }

  @Test
  void ratesAreThoseOfAnHourFromAMinuteOn() {
    assertThat(deadlocks(Duration.ofSeconds(59)).skipped()).contains("less than a minute old");
    assertThat(value(deadlocks(Duration.ofMinutes(1)))).isCloseTo(180, within(1e-9));
    assertThat(value(deadlocks(Duration.ofHours(6)))).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void temporaryFilesAreGibibytesPerHour() {
    Measured files =
        since(
            HealthLimit.TEMP_FILES,
            Duration.ofMinutes(30),
            Map.of("temp_bytes", 4 * GIB),
            Map.of("temp_bytes", GIB));
    assertThat(value(files)).isCloseTo(6, within(1e-9));
  }
}
