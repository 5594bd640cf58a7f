package io.jenkins.plugins.orchestrator.engine.report.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn.Kind;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CellTextTest {
  @ParameterizedTest
  @CsvSource({
    "TEXT, 12, 12",
    "NUMBER, 0012.50, 0012.50",
    "BYTES, 1, 1 KiB",
    "BYTES, 513802240, 490 MiB",
    "BYTES, 3000000000000, 2.7 TiB",
    "DURATION, 0.31, 310 ms",
    "DURATION, 86400, 1 d",
    "TIME, 2026-03-01T03:00:00.5Z, 2026-03-01 03:00:00 UTC",
    "STATUS, TIMED_OUT, timed out"
  })
  void aCellIsShownAsItsColumnSays(Kind kind, String cell, String shown) {
    assertThat(CellText.of(kind, cell).text()).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "NUMBER, 9, 10",
    "BYTES, 900, 1000000",
    "DURATION, 0.5, 4",
    "TIME, 2026-02-28T03:00:00Z, 2026-03-01T03:00:00Z",
    "STATUS, FAILED, PASSED",
    "NUMBER, '', -5",
    "DURATION, soon, 0"
  })
  void cellsAreSortedByWhatTheyMean(Kind kind, String less, String more) {
    assertThat(sort(kind, less)).isLessThan(sort(kind, more));
  }

  private static double sort(Kind kind, String cell) {
    return Objects.requireNonNull(CellText.of(kind, cell).sort());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "1e999999999", "-1e999999999", "9999999999999999999999", "NaN", "+1000-01"})
  void aCellThatIsNotWhatItsColumnSaysIsShownAsItStands(String cell) {
    for (Kind kind : Kind.values()) {
      assertThat(CellText.of(kind, cell).text()).isEqualTo(cell);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void nothingIsKnownOfAnEmptyCell(Kind kind) {
    assertThat(CellText.of(kind, "").text()).isEmpty();
  }

  @Test
  void aTextIsSortedByItself() {
    assertThat(CellText.of(Kind.TEXT, "12").sort()).isNull();
  }
}
