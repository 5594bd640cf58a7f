package io.jenkins.plugins.orchestrator.engine.backup.retention;

import static io.jenkins.plugins.orchestrator.engine.backup.retention.Backups.broken;
import static io.jenkins.plugins.orchestrator.engine.backup.retention.Backups.hashed;
import static io.jenkins.plugins.orchestrator.engine.backup.retention.Backups.verified;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupId;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupState;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings.Keep;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which backups stay, and what is said about it. */
class RetentionTest {
  /** A Saturday, in the week 2026-W47. */
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  /** The decisions as {@code MM-DD kept: why}, the newest first. */
  private static List<String> decisions(@Nullable Keep keep, StoredBackup... backups) {
    return decisions(keep, Set.of(), backups);
  }

  private static List<String> decisions(
      @Nullable Keep keep, Set<BackupId> pinned, StoredBackup... backups) {
    return new Retention(keep, NOW, pinned)
        .decide(List.of(backups)).stream()
            .map(
                decision ->
                    decision.backup().manifest().startedAt().toString().substring(5, 10)
                        + " "
                        + decision)
            .toList();
  }

  @Test
  void keepsEverythingWithoutKeep() {
    assertThat(decisions(null, broken("2020-01-01T00:00:00Z"), verified("2026-11-20T00:00:00Z")))
        .containsExactly(
            "11-20 kept: no keep is configured, the last verified one",
            "01-01 kept: no keep is configured");
  }

  @Test
  void countsDaysByTheCalendarInUtc() {
    assertThat(
            decisions(
                new Keep(2, 0, 0, 0),
                verified("2026-11-21T00:00:00Z"),
                verified("2026-11-19T00:00:00Z"),
                verified("2026-11-18T23:59:59Z")))
        .containsExactly(
            "11-21 kept: the last verified one, not older than 2 days",
            "11-19 kept: not older than 2 days",
            "11-18 deleted: older than 2 days, and in no class");
  }

  @Test
  void keepsTheUnionOfItsClasses() {
    assertThat(
            decisions(
                new Keep(0, 2, 2, 3),
                verified("2026-11-20T06:00:00Z"),
                verified("2026-11-20T02:00:00Z"),
                verified("2026-11-19T02:00:00Z"),
                verified("2026-11-18T02:00:00Z"),
                verified("2026-11-15T02:00:00Z"),
                verified("2026-11-14T02:00:00Z"),
                verified("2026-09-30T02:00:00Z"),
                verified("2026-08-31T02:00:00Z"),
                verified("2026-07-31T02:00:00Z")))
        .containsExactly(
            "11-20 kept: the last verified one, the last of 2026-11-20, the last of week 2026-W47,"
                + " the last of 2026-11",
            "11-20 deleted: in no class",
            "11-19 kept: the last of 2026-11-19",
            "11-18 deleted: in no class",
            "11-15 kept: the last of week 2026-W46",
            "11-14 deleted: in no class",
            "09-30 kept: the last of 2026-09",
            "08-31 kept: the last of 2026-08",
            "07-31 deleted: in no class");
  }

  @Test
  void namesWeeksByTheYearThatIsoGivesThem() {
    assertThat(
            decisions(
                new Keep(0, 0, 2, 0),
                verified("2026-01-01T00:00:00Z"),
                verified("2025-12-29T00:00:00Z"),
                verified("2025-12-28T00:00:00Z")))
        .containsExactly(
            "01-01 kept: the last verified one, the last of week 2026-W01",
            "12-29 deleted: in no class",
            "12-28 kept: the last of week 2025-W52");
  }

  @Test
  void letsAVerifiedOneStandForItsPeriodBeforeALaterOneThatIsNot() {
    assertThat(
            decisions(
                new Keep(0, 0, 2, 0),
                verified("2026-11-20T00:00:00Z"),
                hashed("2026-11-14T00:00:00Z"),
                verified("2026-11-12T00:00:00Z"),
                verified("2026-11-11T00:00:00Z")))
        .containsExactly(
            "11-20 kept: the last verified one, the last of week 2026-W47",
            "11-14 deleted: in no class",
            "11-12 kept: the last verified of week 2026-W46",
            "11-11 deleted: in no class");
  }

  @Test
  void takesOneThatIsNotVerifiedWhereThePeriodHasNothingBetter() {
    assertThat(
            decisions(
                new Keep(0, 2, 0, 0),
                verified("2026-11-20T00:00:00Z"),
                hashed("2026-11-19T00:00:00Z"),
                verified("2026-11-18T00:00:00Z")))
        .containsExactly(
            "11-20 kept: the last verified one, the last of 2026-11-20",
            "11-19 kept: the last of 2026-11-19",
            "11-18 deleted: in no class");
  }

  @Test
  void keepsTheLastVerifiedOneHoweverOldItIs() {
    assertThat(
            decisions(
                new Keep(7, 0, 0, 0),
                hashed("2026-11-20T00:00:00Z"),
                verified("2025-01-01T00:00:00Z"),
                verified("2024-01-01T00:00:00Z")))
        .containsExactly(
            "11-20 kept: not older than 7 days",
            "01-01 kept: the last verified one",
            "01-01 deleted: older than 7 days, and in no class");
  }

  @Test
  void doesNotLetUnprovenBackupsPushProvenOnesOut() {
    assertThat(
            decisions(
                new Keep(0, 2, 0, 0),
                hashed("2026-11-20T00:00:00Z"),
                hashed("2026-11-19T00:00:00Z"),
                broken("2026-11-18T00:00:00Z"),
                hashed("2026-11-17T00:00:00Z"),
                verified("2026-11-16T00:00:00Z"),
                verified("2026-11-15T00:00:00Z"),
                verified("2026-11-14T00:00:00Z")))
        .containsExactly(
            "11-20 kept: newer than the last verified one, the last of 2026-11-20",
            "11-19 kept: newer than the last verified one, the last of 2026-11-19",
            "11-18 kept: newer than the last verified one",
            "11-17 kept: newer than the last verified one",
            "11-16 kept: the last verified one, the last of 2026-11-16",
            "11-15 kept: the last of 2026-11-15",
            "11-14 deleted: in no class");
  }

  @Test
  void letsUnprovenBackupsGoByTheirAge() {
    assertThat(
            decisions(
                new Keep(3, 2, 0, 0),
                hashed("2026-11-16T06:00:00Z"),
                hashed("2026-11-16T00:00:00Z"),
                hashed("2026-11-15T00:00:00Z"),
                hashed("2026-11-14T00:00:00Z"),
                verified("2026-11-13T00:00:00Z")))
        .containsExactly(
            "11-16 kept: the last of 2026-11-16",
            "11-16 deleted: older than 3 days, and in no class",
            "11-15 kept: the last of 2026-11-15",
            "11-14 deleted: older than 3 days, and in no class",
            "11-13 kept: the last verified one, the last of 2026-11-13");
  }

  @Test
  void countsWhatThereIsWhereNoneIsVerified() {
    assertThat(
            decisions(
                new Keep(0, 1, 0, 0),
                broken("2026-11-20T00:00:00Z"),
                hashed("2026-11-19T00:00:00Z"),
                hashed("2026-11-18T00:00:00Z")))
        .containsExactly(
            "11-20 deleted: broken, so in no class",
            "11-19 kept: the last one, as none is verified, the last of 2026-11-19",
            "11-18 deleted: in no class");
    assertThat(
            decisions(
                new Keep(1, 0, 0, 0),
                broken("2026-10-02T00:00:00Z"),
                broken("2026-10-01T00:00:00Z")))
        .containsExactly(
            "10-02 kept: the last one, as none is verified",
            "10-01 deleted: older than 1 day, and broken, so in no class");
  }

  @Test
  void letsABrokenOneStandForNoPeriodAndCountForNone() {
    assertThat(
            decisions(
                new Keep(0, 2, 0, 0),
                verified("2026-11-20T00:00:00Z"),
                broken("2026-11-19T00:00:00Z"),
                verified("2026-11-18T00:00:00Z")))
        .containsExactly(
            "11-20 kept: the last verified one, the last of 2026-11-20",
            "11-19 deleted: broken, so in no class, and a newer one is verified",
            "11-18 kept: the last of 2026-11-18");
  }

  @Test
  void keepsWhatARollbackPointsTo() {
    StoredBackup old = broken("2020-01-01T00:00:00Z");
    assertThat(
            decisions(
                new Keep(1, 0, 0, 0),
                Set.of(old.manifest().id()),
                verified("2026-11-20T00:00:00Z"),
                old))
        .containsExactly(
            "11-20 kept: the last verified one, not older than 1 day",
            "01-01 kept: a rollback points to it");
  }

  @Test
  void keepsWhatAWrongClockPutIntoTheFutureAndTrustsItForNothing() {
    assertThat(
            decisions(
                new Keep(0, 1, 0, 0),
                verified("2026-11-21T12:00:01Z"),
                verified("2026-11-21T12:00:00Z"),
                verified("2026-11-20T00:00:00Z")))
        .containsExactly(
            "11-21 kept: its start lies in the future: a clock is wrong",
            "11-21 kept: the last verified one, the last of 2026-11-21",
            "11-20 deleted: in no class");
  }

  @Test
  void takesAVerifiedOneThatWasFoundBrokenLaterForBroken() {
    StoredBackup once = verified("2026-11-20T00:00:00Z");
    StoredBackup broken =
        new StoredBackup(
            once.manifest(),
            once.sha256(),
            List.of(
                once.verifications().get(0),
                broken("2026-11-20T00:00:00Z").verifications().get(0)));
    assertThat(decisions(new Keep(1, 0, 0, 0), broken, verified("2026-10-01T00:00:00Z")))
        .containsExactly("11-20 kept: not older than 1 day", "10-01 kept: the last verified one");
  }

  @Test
  void refusesToJudgeSeveralEnvironmentsAsOne() {
    StoredBackup other =
        Backups.of("staging", "2026-11-20T00:00:00Z", RunId.random(), BackupState.VERIFIED);
    StoredBackup one = verified("2026-11-20T00:00:00Z");
    assertThatThrownBy(() -> decisions(new Keep(1, 0, 0, 0), one, other))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> decisions(new Keep(1, 0, 0, 0), one, one))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Two configurations that share a folder of backups, each with an environment "production". */
  @Test
  void oneDatabasesBackupsAreNoReasonToDeleteThoseOfAnotherInAnEnvironmentOfTheSameName() {
    RunId second = new RunId("bbbbbbbbbb");
    StoredBackup shop =
        Backups.ofDatabase("71", "shop", "2026-11-01T00:00:00Z", Backups.RUN, BackupState.VERIFIED);
    StoredBackup billing =
        Backups.ofDatabase("71", "billing", "2026-11-20T00:00:00Z", second, BackupState.VERIFIED);
    StoredBackup elsewhere =
        Backups.ofDatabase(
            "72", "billing", "2026-11-19T00:00:00Z", Backups.RUN, BackupState.VERIFIED);
    assertThat(decisions(new Keep(1, 0, 0, 0), shop, billing, elsewhere))
        .containsExactly(
            "11-20 kept: the last verified one, not older than 1 day",
            "11-19 kept: the last verified one",
            "11-01 kept: the last verified one");
  }

  /** A cluster's identifier that the role may read at one time and not at another. */
  @Test
  void aDatabaseIsTheSameWhereItsClusterIsNotKnownAndItsAddressIs() {
    RunId second = new RunId("bbbbbbbbbb");
    assertThat(
            decisions(
                new Keep(1, 0, 0, 0),
                Backups.ofDatabase(
                    null, "shop", "2026-11-01T00:00:00Z", Backups.RUN, BackupState.VERIFIED),
                Backups.ofDatabase(
                    null, "shop", "2026-11-20T00:00:00Z", second, BackupState.VERIFIED)))
        .containsExactly(
            "11-20 kept: the last verified one, not older than 1 day",
            "11-01 deleted: older than 1 day, and in no class");
  }
}
