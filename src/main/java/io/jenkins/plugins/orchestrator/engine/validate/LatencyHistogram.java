package io.jenkins.plugins.orchestrator.engine.validate;

import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.LatencyDistribution;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Latencies in ranges that a person can look at: 1, 2, 5, 10, 20, 50 ms, … */
final class LatencyHistogram {
  private static final double[] STEPS = {1, 2, 5};

  private LatencyHistogram() {}

  /**
   * @param unanswered how many have no latency
   */
  static ReportTable table(LatencyDistribution latencies, int unanswered) {
    Map<Double, Long> counts = new TreeMap<>();
    latencies.bins().forEach(bin -> counts.merge(limit(bin.upper()), bin.count(), Long::sum));
    long all = latencies.count() + unanswered;
    List<List<String>> rows = new ArrayList<>();
    counts.forEach(
        (limit, count) ->
            rows.add(
                List.of(
                    BigDecimal.valueOf(limit).stripTrailingZeros().toPlainString(),
                    Long.toString(count),
                    share(count, all))));
    if (unanswered > 0) {
      rows.add(List.of("", Integer.toString(unanswered), share(unanswered, all)));
    }
    return new ReportTable(
        "Latency",
        unanswered > 0 ? "Those without a limit were not answered." : "",
        List.of(
            new ReportColumn("At most", ReportColumn.Kind.DURATION),
            new ReportColumn("Requests", ReportColumn.Kind.NUMBER),
            new ReportColumn("Share", ReportColumn.Kind.SHARE)),
        rows);
  }

  private static String share(long count, long all) {
    return String.format(Locale.ROOT, "%.1f", 100.0 * count / all);
  }

  /** The least limit that is not less, in seconds. */
  private static double limit(double seconds) {
    for (double power = 1e-3; power < 1e6; power *= 10) {
      for (double step : STEPS) {
        double limit = Math.round(step * power * 1e6) / 1e6;
        if (seconds <= limit) {
          return limit;
        }
      }
    }
    return seconds;
  }
}
