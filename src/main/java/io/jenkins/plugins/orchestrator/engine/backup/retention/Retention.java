package io.jenkins.plugins.orchestrator.engine.backup.retention;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupId;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupState;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings.Keep;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which backups of one environment stay. Reads and deletes nothing; the same backups give
 * the same decisions, in whatever order they come, and deciding again over those that stayed keeps
 * all of them.
 *
 * <p>Each database, and each folder, is decided on by itself: two configurations may share a place
 * and both call an environment {@code production}, and one may be given another database. What
 * proves the one restores nothing of the other.
 *
 * <p>What stays is the union of the classes of {@link Keep}, and in any case: the last verified
 * one, those that a rollback points to, and those whose start lies in the future (somebody's clock
 * is wrong, and then nothing is known of their age).
 *
 * <p>Those that are newer than the last verified one are what the next verification will look at.
 * They neither push a proven one out of its class, as they are counted apart, nor go because of a
 * count alone: only once they are older than {@code days}. Where none is verified, nothing is newer
 * than it: the classes hold for all, and the last one that is not broken stays.
 *
 * @param keep which are to stay; null for all
 * @param now the wall clock
 * @param pinned those that a rollback points to
 */
public record Retention(@Nullable Keep keep, Instant now, Set<BackupId> pinned) {
  static final String PINNED = "a rollback points to it";

  private static final Comparator<StoredBackup> NEWEST_FIRST =
      Comparator.comparing((StoredBackup backup) -> backup.manifest().startedAt())
          .thenComparing(backup -> backup.manifest().id())
          .reversed();

  public Retention {
    pinned = Set.copyOf(pinned);
  }

  /**
   * One decision for each backup, the newest first.
   *
   * @param backups in any order
   * @throws IllegalArgumentException when they are of several environments, or one is there twice
   */
  public List<RetentionDecision> decide(List<StoredBackup> backups) {
    refuseStrangers(backups);
    Map<String, List<StoredBackup>> bySource = new HashMap<>();
    for (StoredBackup backup : backups) {
      bySource.computeIfAbsent(backup.manifest().source(), key -> new ArrayList<>()).add(backup);
    }
    return bySource.values().stream()
        .flatMap(each -> decideOne(each).stream())
        .sorted(Comparator.comparing(RetentionDecision::backup, NEWEST_FIRST))
        .toList();
  }

  private List<RetentionDecision> decideOne(List<StoredBackup> backups) {
    List<StoredBackup> sorted = backups.stream().sorted(NEWEST_FIRST).toList();
    Map<BackupId, List<String>> reasons = new HashMap<>();
    sorted.forEach(backup -> whateverTheClasses(backup, reasons));
    List<StoredBackup> past = sorted.stream().filter(backup -> !isInFuture(backup)).toList();
    Optional<StoredBackup> proven = past.stream().filter(Retention::isVerified).findFirst();
    int newer = proven.map(past::indexOf).orElse(0);
    proven.ifPresentOrElse(
        backup -> add(reasons, backup, "the last verified one"),
        () ->
            last(past)
                .ifPresent(backup -> add(reasons, backup, "the last one, as none is verified")));
    if (keep != null) {
      List<StoredBackup> unproven = past.subList(0, newer);
      if (keep.days() == 0) {
        unproven.forEach(backup -> add(reasons, backup, "newer than the last verified one"));
      }
      byClasses(keep, unproven, reasons);
      byClasses(keep, past.subList(newer, past.size()), reasons);
    }
    return sorted.stream().map(backup -> decision(backup, reasons, proven)).toList();
  }

  private static void refuseStrangers(List<StoredBackup> backups) {
    if (backups.stream().map(backup -> backup.manifest().environment()).distinct().count() > 1) {
      throw new IllegalArgumentException("backups of more than one environment");
    }
    if (backups.stream().map(backup -> backup.manifest().id()).distinct().count()
        != backups.size()) {
      throw new IllegalArgumentException("a backup that is there twice");
    }
  }

  private void whateverTheClasses(StoredBackup backup, Map<BackupId, List<String>> reasons) {
    if (keep == null) {
      add(reasons, backup, "no keep is configured");
    }
    if (pinned.contains(backup.manifest().id())) {
      add(reasons, backup, PINNED);
    }
    if (isInFuture(backup)) {
      add(reasons, backup, "its start lies in the future: a clock is wrong");
    }
  }

  private void byClasses(
      Keep classes, List<StoredBackup> backups, Map<BackupId, List<String>> reasons) {
    for (StoredBackup backup : backups) {
      if (classes.days() > 0 && age(backup) <= classes.days()) {
        add(reasons, backup, "not older than " + days(classes.days()));
      }
    }
    for (RetentionClass each : RetentionClass.values()) {
      each.representatives(backups, classes).forEach((id, reason) -> add(reasons, id, reason));
    }
  }

  private static void add(Map<BackupId, List<String>> reasons, StoredBackup backup, String reason) {
    add(reasons, backup.manifest().id(), reason);
  }

  private static void add(Map<BackupId, List<String>> reasons, BackupId id, String reason) {
    reasons.computeIfAbsent(id, key -> new ArrayList<>()).add(reason);
  }

  private RetentionDecision decision(
      StoredBackup backup, Map<BackupId, List<String>> reasons, Optional<StoredBackup> proven) {
    List<String> kept = reasons.getOrDefault(backup.manifest().id(), List.of());
    return kept.isEmpty()
        ? new RetentionDecision(backup, false, whyNot(backup, proven))
        : new RetentionDecision(backup, true, String.join(", ", kept));
  }

  private String whyNot(StoredBackup backup, Optional<StoredBackup> proven) {
    String age =
        keep != null && keep.days() > 0 ? "older than " + days(keep.days()) + ", and " : "";
    if (backup.state() != BackupState.BROKEN) {
      return age + "in no class";
    }
    boolean isOlder = proven.filter(other -> NEWEST_FIRST.compare(other, backup) < 0).isPresent();
    return age + "broken, so in no class" + (isOlder ? ", and a newer one is verified" : "");
  }

  /** The last one that is not broken, else the last one. */
  private static Optional<StoredBackup> last(List<StoredBackup> newestFirst) {
    return newestFirst.stream()
        .filter(backup -> backup.state() != BackupState.BROKEN)
        .findFirst()
        .or(() -> newestFirst.stream().findFirst());
  }

  private boolean isInFuture(StoredBackup backup) {
    return backup.manifest().startedAt().isAfter(now);
  }

  /** In calendar days, so that the hour of the nightly run counts nothing. */
  private long age(StoredBackup backup) {
    return ChronoUnit.DAYS.between(day(backup), now.atZone(ZoneOffset.UTC).toLocalDate());
  }

  private static String days(int days) {
    return days == 1 ? "1 day" : days + " days";
  }

  /** The day on which it began, in UTC. */
  static LocalDate day(StoredBackup backup) {
    return backup.manifest().startedAt().atZone(ZoneOffset.UTC).toLocalDate();
  }

  static boolean isVerified(StoredBackup backup) {
    return backup.state() == BackupState.VERIFIED;
  }
}
