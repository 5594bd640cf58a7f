package io.jenkins.plugins.orchestrator.engine.backup.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupId;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupState;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings.Keep;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What holds whatever the history, shown on many random ones from a fixed seed. */
class RetentionPropertiesTest {
  private static final int HISTORIES = 500;
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final BackupState[] STATES = {
    BackupState.VERIFIED,
    BackupState.VERIFIED,
    BackupState.HASHED,
    BackupState.HASHED,
    BackupState.RESTORED,
    BackupState.BROKEN
  };

  /** Backups, a keep and what is pinned. */
  private record History(Keep keep, Set<BackupId> pinned, List<StoredBackup> backups) {
    List<RetentionDecision> decisions() {
      return new Retention(keep, NOW, pinned).decide(backups);
    }

    Set<BackupId> kept() {
      return kept(decisions());
    }

    static Set<BackupId> kept(List<RetentionDecision> decisions) {
      return decisions.stream()
          .filter(RetentionDecision::kept)
          .map(decision -> decision.backup().manifest().id())
          .collect(Collectors.toSet());
    }

    History with(Keep other) {
      return new History(other, pinned, backups);
    }

    /** Those that do not lie in the future, the newest first. */
    List<StoredBackup> past() {
      return backups.stream()
          .filter(backup -> !backup.manifest().startedAt().isAfter(NOW))
          .sorted(
              Comparator.comparing((StoredBackup backup) -> backup.manifest().startedAt())
                  .thenComparing(backup -> backup.manifest().id())
                  .reversed())
          .toList();
    }

    Optional<StoredBackup> lastVerified() {
      return past().stream().filter(each -> each.state() == BackupState.VERIFIED).findFirst();
    }
  }

  private static void always(Consumer<History> property) {
    Random random = new Random(20261121);
    for (int i = 0; i < HISTORIES; i++) {
      History history = history(random);
      try {
        property.accept(history);
      } catch (AssertionError e) {
        throw new AssertionError("history " + i + ", " + describe(history), e);
      }
    }
  }

  private static String describe(History history) {
    return history.keep()
        + "\n"
        + history.decisions().stream()
            .map(
                decision ->
                    decision.backup().manifest().id()
                        + " "
                        + decision.backup().state()
                        + " "
                        + decision)
            .collect(Collectors.joining("\n"));
  }

  private static History history(Random random) {
    List<StoredBackup> backups = new ArrayList<>();
    Set<BackupId> pinned = new HashSet<>();
    boolean anyVerified = random.nextInt(8) > 0;
    int days = 1 + random.nextInt(120);
    int count = random.nextInt(40);
    for (int i = 0; i < count; i++) {
      Duration age = Duration.ofMinutes(random.nextInt(days * 24 * 60) - 1000L);
      BackupState state = STATES[random.nextInt(STATES.length)];
      StoredBackup backup =
          Backups.of(
              "production",
              NOW.minus(age).toString(),
              id(i),
              state == BackupState.VERIFIED && !anyVerified ? BackupState.HASHED : state);
      backups.add(backup);
      if (random.nextInt(15) == 0) {
        pinned.add(backup.manifest().id());
      }
    }
    return new History(
        new Keep(some(random, 60), some(random, 10), some(random, 6), some(random, 4)),
        pinned,
        backups);
  }

  private static int some(Random random, int most) {
    return random.nextInt(3) == 0 ? 0 : random.nextInt(most);
  }

  private static RunId id(int number) {
    return new RunId("aaaaaaaa" + (char) ('a' + number / 26) + (char) ('a' + number % 26));
  }

  @Test
  void theLastVerifiedOneIsNeverDeleted() {
    always(
        history ->
            history
                .lastVerified()
                .ifPresent(last -> assertThat(history.kept()).contains(last.manifest().id())));
  }

  @Test
  void neverIsEverythingDeleted() {
    always(history -> assertThat(history.kept().isEmpty()).isEqualTo(history.backups().isEmpty()));
  }

  @Test
  void whatARollbackPointsToIsNeverDeleted() {
    always(history -> assertThat(history.kept()).containsAll(history.pinned()));
  }

  @Test
  void whatLiesInTheFutureIsNeverDeleted() {
    always(
        history -> {
          Set<StoredBackup> future = new HashSet<>(history.backups());
          future.removeAll(Set.copyOf(history.past()));
          assertThat(history.kept())
              .containsAll(future.stream().map(backup -> backup.manifest().id()).toList());
        });
  }

  @Test
  void everyBackupGetsOneDecisionWithAReason() {
    always(
        history -> {
          List<RetentionDecision> decisions = history.decisions();
          assertThat(decisions)
              .extracting(RetentionDecision::backup)
              .containsExactlyInAnyOrderElementsOf(history.backups());
          assertThat(decisions).noneMatch(decision -> decision.reason().isBlank());
        });
  }

  @Test
  void theOrderInWhichTheStoreListsThemCountsNothing() {
    Random random = new Random(1);
    always(
        history -> {
          List<StoredBackup> shuffled = new ArrayList<>(history.backups());
          Collections.shuffle(shuffled, random);
          assertThat(new History(history.keep(), history.pinned(), shuffled).decisions())
              .isEqualTo(history.decisions());
        });
  }

  @Test
  void decidingAgainOverWhatStayedKeepsAllOfIt() {
    always(
        history -> {
          Set<BackupId> kept = history.kept();
          List<StoredBackup> left =
              history.backups().stream()
                  .filter(backup -> kept.contains(backup.manifest().id()))
                  .toList();
          assertThat(new History(history.keep(), history.pinned(), left).kept()).isEqualTo(kept);
        });
  }

  @Test
  void whatOneClassKeepsOfTheProvenTimeAllTogetherKeepToo() {
    always(
        history -> {
          Keep keep = history.keep();
          Set<BackupId> union = new HashSet<>();
          for (Keep each :
              List.of(
                  new Keep(keep.days(), 0, 0, 0),
                  new Keep(0, keep.daily(), 0, 0),
                  new Keep(0, 0, keep.weekly(), 0),
                  new Keep(0, 0, 0, keep.monthly()))) {
            union.addAll(history.with(each).kept());
          }
          assertThat(restrictedToProven(history, history.kept()))
              .isEqualTo(restrictedToProven(history, union));
        });
  }

  /** Only those that are not newer than the last verified one: the others may go by their age. */
  private static Set<BackupId> restrictedToProven(History history, Set<BackupId> ids) {
    List<StoredBackup> past = history.past();
    int from = history.lastVerified().map(past::indexOf).orElse(0);
    return past.subList(from, past.size()).stream()
        .map(backup -> backup.manifest().id())
        .filter(ids::contains)
        .collect(Collectors.toSet());
  }

  @Test
  void whatIsNewerThanTheLastVerifiedOneGoesOnlyByItsAge() {
    always(
        history ->
            history
                .lastVerified()
                .ifPresent(
                    last -> {
                      List<StoredBackup> past = history.past();
                      Set<BackupId> kept = history.kept();
                      for (StoredBackup newer : past.subList(0, past.indexOf(last))) {
                        boolean isOld =
                            history.keep().days() > 0
                                && day(newer).isBefore(day(NOW).minusDays(history.keep().days()));
                        assertThat(isOld || kept.contains(newer.manifest().id())).isTrue();
                      }
                    }));
  }

  @Test
  void nothingThatIsYoungEnoughIsDeleted() {
    always(
        history -> {
          int days = history.keep().days();
          Set<BackupId> kept = history.kept();
          for (StoredBackup backup : history.past()) {
            boolean isYoung = days > 0 && !day(backup).isBefore(day(NOW).minusDays(days));
            assertThat(!isYoung || kept.contains(backup.manifest().id())).isTrue();
          }
        });
  }

  @Test
  void aVerifiedBackupGoesOnlyWhereItsDayHasABetterOneOrIsNotCounted() {
    always(
        history -> {
          History daily = history.with(new Keep(0, 1000, 0, 0));
          Set<BackupId> kept = daily.kept();
          for (StoredBackup backup : daily.past()) {
            if (backup.state() == BackupState.VERIFIED && !kept.contains(backup.manifest().id())) {
              assertThat(daily.past())
                  .anyMatch(
                      other ->
                          other.state() == BackupState.VERIFIED
                              && day(other).equals(day(backup))
                              && kept.contains(other.manifest().id())
                              && !other
                                  .manifest()
                                  .startedAt()
                                  .isBefore(backup.manifest().startedAt()));
            }
          }
        });
  }

  private static LocalDate day(StoredBackup backup) {
    return day(backup.manifest().startedAt());
  }

  private static LocalDate day(Instant instant) {
    return instant.atZone(ZoneOffset.UTC).toLocalDate();
  }
}
