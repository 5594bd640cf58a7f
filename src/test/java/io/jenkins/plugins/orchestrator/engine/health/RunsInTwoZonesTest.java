package io.jenkins.plugins.orchestrator.engine.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Path;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Agents stand in different time zones, which the driver hands on to the server. */
@Isolated("it changes the default time zone")
class RunsInTwoZonesTest {
  @TempDir Path directory;
  private final TimeZone zone = TimeZone.getDefault();

  @AfterEach
  void restore() {
    TimeZone.setDefault(zone);
  }

  @Test
  void countersAreComparedWhereverTheRunBeforeWasMade() throws Exception {
    TestServer server = TestServer.of(17);
    Health health = Health.of(directory, server.url(server.createDatabase()));
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
    health.lane();
    TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
    LaneReport lane = health.lane();
    assertThat(Health.check(lane, "deadlocks").found())
        .isEqualTo("the run before is less than a minute old");
  }
}
