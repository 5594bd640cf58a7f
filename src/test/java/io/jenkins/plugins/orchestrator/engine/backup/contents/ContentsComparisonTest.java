package io.jenkins.plugins.orchestrator.engine.backup.contents;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseContents;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.LargeObjects;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.SequenceValue;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.TableContents;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is held against what. */
class ContentsComparisonTest {
  private static final String SUM = RowHash.FORM + "0123456789abcdef0123456789abcdef";

  private static DatabaseContents contents(
      List<TableContents> tables, List<SequenceValue> sequences, List<String> notCompared) {
    return new DatabaseContents(
        tables,
        sequences,
        new LargeObjects(0, null),
        Map.of(),
        "fingerprint",
        null,
        List.of(),
        notCompared);
  }

  private static TableContents table(String schema, String name, long rows) {
    return new TableContents(schema, name, rows, SUM, List.of());
  }

  @Test
  void namesWithDotsDoNotHideOneTableOrSequenceBehindAnother() {
    DatabaseContents expected =
        contents(
            List.of(table("a", "b.c", 5), table("a.b", "c", 7)),
            List.of(new SequenceValue("a", "b.s", 5, true), new SequenceValue("a.b", "s", 7, true)),
            List.of());
    DatabaseContents found =
        contents(
            List.of(table("a", "b.c", 0), table("a.b", "c", 7)),
            List.of(new SequenceValue("a", "b.s", 1, true), new SequenceValue("a.b", "s", 7, true)),
            List.of());
    ContentsComparison comparison = ContentsComparison.of(expected, found, List.of());
    assertThat(comparison.differences())
        .containsExactly("table a.b.c: 0 rows; expected 5", "sequence a.b.s: 1; expected 5");
    assertThat(comparison.tables()).hasSize(2);
  }

  @Test
  void aTableWhoseRowsTheSourceCouldNotGiveIsToldAndNotTakenForAStranger() {
    DatabaseContents expected =
        contents(
            List.of(),
            List.of(),
            List.of("public.cache: an unlogged table, which a standby cannot read"));
    DatabaseContents found = contents(List.of(table("public", "cache", 0)), List.of(), List.of());
    ContentsComparison comparison = ContentsComparison.of(expected, found, List.of());
    assertThat(comparison.isSame()).isTrue();
    assertThat(comparison.notes()).singleElement().asString().contains("public.cache", "standby");
  }
}
