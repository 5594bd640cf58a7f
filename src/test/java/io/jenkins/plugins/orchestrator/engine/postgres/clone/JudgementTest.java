package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the reaper may drop, as a table: everything else stays. */
class JudgementTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
  private static final RunId RUN = new RunId("abcdefghij");
  private static final String EXPIRED = name(NOW.minusSeconds(1));
  private static final String FRESH = name(NOW.plusSeconds(60));
  private static final long OID = 70_000;

  private static String name(Instant expires) {
    return CloneName.next(RUN, expires, 'c').toString();
  }

  private static String mark(String run, String owner, long oid, Instant expires) {
    return new Mark(
            Mark.FORM, Mark.CLONE, run, owner, oid, expires.getEpochSecond(), "h:1/db", null)
        .json();
  }

  private static FoundDatabase database(
      String name, String owner, boolean open, int limit, String comment) {
    return new FoundDatabase(OID, name, owner, false, open, limit, comment);
  }

  private static JournalLine journal(String name, Long oid) {
    return new JournalLine(
        JournalLine.INTENT, JournalLine.DATABASE, name, "1", "h:1/postgres", oid, null, null, null);
  }

  private record Case(
      String what, FoundDatabase database, JournalLine ended, boolean living, boolean drops) {}

  private static final String OURS = mark("abcdefghij", "me", OID, NOW.minusSeconds(1));
  private static final String OURS_FRESH = mark("abcdefghij", "me", OID, NOW.plusSeconds(60));

  private static final String REPLACED =
      Mark.replaced("abcdefghij", "me", OID, new Mark.Replaced("shop", OID + 1, 0)).json();

  private static final List<Case> CASES =
      List.of(
          // Provably ours, and nobody's any more.
          new Case("expired clone", database(EXPIRED, "me", true, -1, OURS), null, false, true),
          new Case("never marked", database(EXPIRED, "me", false, -1, null), null, false, true),
          new Case("half dropped", database(EXPIRED, "me", true, -2, null), null, false, true),
          new Case(
              "of an ended run, by OID",
              database(FRESH, "me", true, -1, OURS_FRESH),
              journal(FRESH, OID),
              false,
              true),
          new Case(
              "of an ended run, whose script changed the comment",
              database(FRESH, "me", true, -1, "hello"),
              journal(FRESH, OID),
              false,
              true),
          new Case(
              "of an ended run that was killed in CREATE",
              database(FRESH, "me", false, -1, null),
              journal(FRESH, null),
              false,
              true),
          new Case(
              "of an ended run that was killed before it wrote the OID down",
              database(FRESH, "me", false, -1, OURS_FRESH),
              journal(FRESH, null),
              false,
              true),
          // Everything else.
          new Case("fresh clone", database(FRESH, "me", true, -1, OURS_FRESH), null, false, false),
          new Case("being made", database(FRESH, "me", false, -1, null), null, false, false),
          new Case("of a living run", database(EXPIRED, "me", true, -1, OURS), null, true, false),
          new Case("of another role", database(EXPIRED, "you", true, -1, OURS), null, false, false),
          new Case(
              "marked by another role",
              database(EXPIRED, "me", true, -1, mark("abcdefghij", "you", OID, NOW)),
              null,
              false,
              false),
          new Case(
              "with the mark of another run",
              database(EXPIRED, "me", true, -1, mark("zzzzzzzzzz", "me", OID, NOW)),
              null,
              false,
              false),
          new Case(
              "with a comment that a dump brought along",
              database(EXPIRED, "me", true, -1, mark("abcdefghij", "me", OID + 1, NOW)),
              null,
              false,
              false),
          new Case("unmarked, open", database(EXPIRED, "me", true, -1, null), null, false, false),
          new Case("a note on it", database(EXPIRED, "me", false, -1, "mine"), null, false, false),
          new Case(
              "other JSON on it",
              database(EXPIRED, "me", true, -1, "{\"expires\":1}"),
              null,
              false,
              false),
          new Case(
              "renamed: the comment follows",
              database("production", "me", true, -1, OURS),
              null,
              false,
              false),
          new Case(
              "replaced by another one",
              database(EXPIRED, "me", true, -1, REPLACED),
              null,
              false,
              false),
          new Case(
              "replaced by another one, and in the journal of an ended run",
              database(EXPIRED, "me", true, -1, REPLACED),
              journal(EXPIRED, OID),
              false,
              false),
          new Case(
              "a name that looks like it",
              database("orch_production", "me", false, -1, null),
              null,
              false,
              false),
          new Case(
              "upper case",
              database(EXPIRED.toUpperCase(java.util.Locale.ROOT), "me", false, -1, null),
              null,
              false,
              false),
          new Case(
              "made again under the name in a journal",
              database(FRESH, "me", true, -1, null),
              journal(FRESH, OID - 1),
              false,
              false),
          new Case(
              "opened by somebody under the name in a journal",
              database(FRESH, "me", true, -1, null),
              journal(FRESH, null),
              false,
              false),
          new Case(
              "in a journal, but another role's by now",
              database(FRESH, "you", true, -1, OURS_FRESH),
              journal(FRESH, OID),
              false,
              false));

  @TestFactory
  List<DynamicTest> onlyWhatIsProvablyOursAndNobodysMayGo() {
    return CASES.stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.what(),
                    () -> {
                      Judgement judgement =
                          Judgement.of(each.database(), "me", NOW, each.ended(), each.living());
                      assertThat(judgement.mayDrop())
                          .as(judgement.reason())
                          .isEqualTo(each.drops());
                      assertThat(judgement.reason()).isNotBlank();
                    }))
        .toList();
  }
}
