package io.jenkins.plugins.orchestrator.engine.migration.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Alone in the process, as others would use memory at the same time. */
@Isolated
class ScriptRunnerMemoryTest {
  @Test
  void keepsNoRowsOfAQueryInMemory() throws SQLException {
    try (Bench bench = Bench.of(15)) {
      System.gc();
      long before = used();
      ScriptReport report = bench.run("SELECT repeat('x', 1000) FROM generate_series(1, 300000)");
      assertThat(report.statements().get(0).rows()).isEqualTo(300_000);
      assertThat(used() - before).isLessThan(200_000_000);
    }
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
