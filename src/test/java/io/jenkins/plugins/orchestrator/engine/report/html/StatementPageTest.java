package io.jenkins.plugins.orchestrator.engine.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.SampleReports;
import io.jenkins.plugins.orchestrator.engine.report.StrictXml;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class StatementPageTest {
  private static final List<String> HEADS =
      List.of("Statement", "Place", "Environment", "Pass", "Result", "Duration", "Rows");

  @Test
  void everyStatementHasARowWithItsSevenCells() throws IOException {
    Document page = page(SampleReports.passed(), "", "", "order", "asc", "1");

    assertThat(StrictXml.elements(page, "th").subList(0, 7))
        .extracting(Element::getTextContent)
        .isEqualTo(HEADS);
    assertThat(rows(page).get(0))
        .containsExactly(
            "SET LOCAL statement_timeout = '30s'",
            "001_games_weather.sql:1",
            "dev_local",
            "up",
            "✓passed",
            "11 ms",
            "–");
  }

  @ParameterizedTest
  @CsvSource({
    "statement, 0",
    "script, 1",
    "environment, 2",
  })
  void textsAreSortedByEachColumnBothWays(String sort, int column) throws IOException {
    List<String> up = column(page(SampleReports.failed(), "", "", sort, "asc", "1"), column);
    List<String> down = column(page(SampleReports.failed(), "", "", sort, "desc", "1"), column);

    // The whole path counts, of which the page shows the file's name.
    assertThat(up).hasSizeGreaterThan(20).isSortedAccordingTo(Comparator.comparing(byFile(sort)));
    assertThat(down).isSortedAccordingTo(Comparator.comparing(byFile(sort)).reversed());
  }

  private static Function<String, String> byFile(String sort) {
    return text -> sort.equals("script") ? text.substring(0, text.lastIndexOf(':')) : text;
  }

  @Test
  void resultsAreSortedWithTheWorstAtOneEnd() throws IOException {
    assertThat(column(page(SampleReports.failed(), "", "", "result", "desc", "1"), 4).get(0))
        .isEqualTo("✕failed");
    assertThat(column(page(SampleReports.failed(), "", "", "result", "asc", "1"), 4).get(0))
        .isEqualTo("✓passed");
  }

  @Test
  void durationsAndRowsAreSortedAsNumbers() throws IOException {
    MigrationTestReport report = SampleReports.passed();

    assertThat(column(page(report, "", "", "duration", "desc", "1"), 5).get(0)).isEqualTo("1.87 s");
    assertThat(column(page(report, "", "", "rows", "desc", "1"), 6).get(0)).isEqualTo("200,000");
    assertThat(column(page(report, "", "", "rows", "asc", "1"), 6).get(0)).isEqualTo("–");
  }

  @Test
  void theSortedColumnIsToldToScreenReadersAndNoOther() throws IOException {
    Document page = page(SampleReports.passed(), "", "", "rows", "asc", "1");

    assertThat(StrictXml.elements(page, "th").subList(0, 7))
        .extracting(head -> head.getAttribute("aria-sort"))
        .containsExactly("none", "none", "none", "", "none", "none", "ascending");
  }

  @Test
  void wordsOfAnyColumnFilterInAnyOrderAndCase() throws IOException {
    MigrationTestReport report = SampleReports.failed();

    List<List<String>> rows =
        rows(page(report, "", "DOWN  Plays production_snapshot", "order", "asc", "1"));

    assertThat(rows)
        .isNotEmpty()
        .allSatisfy(
            row -> {
              assertThat(row.get(2)).isEqualTo("production_snapshot");
              assertThat(row.get(3)).isEqualTo("down");
            });
    assertThat(rows(page(report, "", "db/migrations", "order", "asc", "1")))
        .as("the directory is part of the place although it is not shown")
        .isNotEmpty();
    assertThat(rows(page(report, "", "nothing-has-this", "order", "asc", "1"))).isEmpty();
  }

  @Test
  void oneEnvironmentCanBeChosen() throws IOException {
    Document page = page(SampleReports.failed(), "staging_clone", "", "order", "asc", "1");

    assertThat(column(page, 2)).isNotEmpty().containsOnly("staging_clone");
    assertThat(StrictXml.elements(page, "option"))
        .filteredOn(option -> option.hasAttribute("selected"))
        .extracting(Element::getTextContent)
        .containsExactly("staging_clone");
    assertThat(rows(page(SampleReports.failed(), "no_such", "", "order", "asc", "1"))).isEmpty();
  }

  @Test
  void aHundredRowsStandOnAPageAndEveryStatementOnOne() throws IOException {
    MigrationTestReport report = SampleReports.large(1, 83, 1);
    List<String> places = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      Document page = page(report, "", "", "order", "asc", String.valueOf(i));
      rows(page).forEach(row -> places.add(row.get(1) + " " + row.get(3)));
      assertThat(page.getDocumentElement().getTextContent())
          .contains("249 statements, page " + i + " of 3");
    }

    assertThat(places).hasSize(249).doesNotHaveDuplicates();
  }

  @Test
  void aPageBehindTheLastOneIsTheLastOne() throws IOException {
    Document page = page(SampleReports.large(1, 83, 1), "", "", "order", "asc", "9999999");

    assertThat(rows(page)).hasSize(49);
    assertThat(StrictXml.elements(page, "nav").get(0).getTextContent().strip())
        .isEqualTo("Previous");
  }

  @Test
  void aReportWithoutAStatementHasAnEmptyPage() throws IOException {
    Document page = page(SampleReports.large(1, 0, 0), "", "", "order", "asc", "3");

    assertThat(rows(page)).isEmpty();
    assertThat(page.getDocumentElement().getTextContent()).contains("0 statements, page 1 of 1");
  }

  @Test
  void whatAReportAndAnAddressHoldIsTextOnly() throws IOException {
    String hostile = "\"><script>alert(1)</script>&<img src=x onerror='alert(1)'>\u202E\u0000";

    Document page = page(SampleReports.ofText(hostile), "", "", "order", "asc", "1");
    Document asked = page(SampleReports.passed(), hostile, hostile, hostile, hostile, hostile);

    for (Document document : List.of(page, asked)) {
      assertThat(StrictXml.elements(document, "script")).isEmpty();
      assertThat(StrictXml.elements(document, "img")).isEmpty();
      assertThat(StrictXml.elements(document, "*"))
          .noneMatch(element -> element.hasAttribute("onerror"));
    }
    assertThat(rows(page).get(0).get(0)).contains("<script>alert(1)</script>", "<U+202E>");
    assertThat(StrictXml.elements(asked, "input").get(0).getAttribute("value"))
        .startsWith("\"><script>alert(1)</script>");
  }

  private static Document page(
      MigrationTestReport report,
      String environment,
      String text,
      String sort,
      String order,
      String page)
      throws IOException {
    StringBuilder html = new StringBuilder();
    StatementPage.write(
        report, StatementQuery.of(environment, text, sort, order, page), new Markup(html));
    return StrictXml.parse(html.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static List<List<String>> rows(Document page) {
    Element body = StrictXml.elements(page, "tbody").get(0);
    return StrictXml.elements(body, "tr").stream().map(StatementPageTest::cells).toList();
  }

  private static List<String> cells(Element row) {
    return StrictXml.elements(row, "*").stream()
        .filter(cell -> cell.getTagName().matches("t[hd]"))
        .map(Element::getTextContent)
        .toList();
  }

  private static List<String> column(Document page, int column) {
    return rows(page).stream().map(row -> row.get(column)).toList();
  }
}
