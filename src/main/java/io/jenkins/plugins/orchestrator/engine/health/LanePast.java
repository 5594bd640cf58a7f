package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What earlier runs have measured of a lane's subject, and what this one adds to it. */
final class LanePast {
  private final HealthHistory history;
  private final String lane;
  private final LaneRecord record;
  private final List<HistoryEntry> entries;

  private LanePast(
      HealthHistory history, String lane, LaneRecord record, List<HistoryEntry> entries) {
    this.history = history;
    this.lane = lane;
    this.record = record;
    this.entries = entries;
  }

  /**
   * Reads it; when that fails there is none, and the record says so.
   *
   * @param subject what is measured: another one may have had the lane's name
   */
  static LanePast read(HealthHistory history, String lane, String subject, LaneRecord record) {
    List<HistoryEntry> entries = List.of();
    try {
      entries = history.read(lane).stream().filter(each -> each.subject().equals(subject)).toList();
    } catch (IOException e) {
      failed(e, record);
    }
    return new LanePast(history, lane, record, entries);
  }

  /** The run before; null when there was none. */
  @Nullable HistoryEntry before() {
    return entries.isEmpty() ? null : entries.get(entries.size() - 1);
  }

  /**
   * Adds this run, unless it measured nothing, and says where the numbers are going.
   *
   * @param most how many runs are kept, with this one
   */
  void keep(HistoryEntry entry, int most) {
    if (!entry.values().isEmpty()) {
      try {
        history.append(lane, entry, most);
      } catch (IOException e) {
        failed(e, record);
      }
    }
    List<HistoryEntry> all = new ArrayList<>(entries);
    all.add(entry);
    record.add(Trends.of(all));
  }

  private static void failed(IOException e, LaneRecord record) {
    record.add(
        Finding.of(
            Finding.Severity.WARNING,
            "health-history",
            "the earlier checks could not be read or written, so that differences and trends are"
                + " missing: "
                + e.getMessage(),
            "make the state directory writable; in Jenkins, the job's directory on the"
                + " controller"));
  }
}
