package io.jenkins.plugins.orchestrator.engine.backup.retention;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupId;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupState;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings.Keep;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A kind of period of which one backup stays, for as many periods as are asked for. */
enum RetentionClass {
  DAILY,
  WEEKLY,
  MONTHLY;

  /** For how many periods one stays. */
  private int count(Keep keep) {
    return switch (this) {
      case DAILY -> keep.daily();
      case WEEKLY -> keep.weekly();
      case MONTHLY -> keep.monthly();
    };
  }

  /** The name of the period that a day is in: {@code 2026-11-21}, week 2026-W47, 2026-11. */
  private String period(LocalDate day) {
    return switch (this) {
      case DAILY -> day.toString();
      case WEEKLY ->
          String.format(
              Locale.ROOT,
              "week %d-W%02d",
              day.get(IsoFields.WEEK_BASED_YEAR),
              day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
      case MONTHLY -> YearMonth.from(day).toString();
    };
  }

  /**
   * Those that stand for a period, with the reason. A verified one stands before all that are not,
   * as it is the one that is known to bring the period back; one that is broken brings nothing back
   * and stands for none.
   *
   * @param backups the newest first
   */
  Map<BackupId, String> representatives(List<StoredBackup> backups, Keep keep) {
    Map<String, List<StoredBackup>> periods = new LinkedHashMap<>();
    for (StoredBackup backup : backups) {
      if (backup.state() != BackupState.BROKEN) {
        periods
            .computeIfAbsent(period(Retention.day(backup)), period -> new ArrayList<>())
            .add(backup);
      }
    }
    Map<BackupId, String> representatives = new LinkedHashMap<>();
    periods.entrySet().stream()
        .limit(count(keep))
        .forEach(
            period -> {
              StoredBackup last = period.getValue().get(0);
              StoredBackup chosen =
                  period.getValue().stream().filter(Retention::isVerified).findFirst().orElse(last);
              String which = chosen.equals(last) ? "the last of " : "the last verified of ";
              representatives.put(chosen.manifest().id(), which + period.getKey());
            });
    return representatives;
  }
}
