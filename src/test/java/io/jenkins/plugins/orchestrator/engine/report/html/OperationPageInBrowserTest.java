package io.jenkins.plugins.orchestrator.engine.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.SampleOperations;
import io.jenkins.plugins.orchestrator.testing.Browser;
import io.jenkins.plugins.orchestrator.testing.PageAudit;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of an operation as a person uses it. */
class OperationPageInBrowserTest {
  /** The contents of the lane whose comparison failed. */
  private static final String CONTENTS =
      "section[aria-labelledby=po-lane-1] .po-part:has(.po-filter) ";

  @TempDir static Path directory;
  private static Browser browser;

  @BeforeAll
  static void start() throws IOException {
    browser = new Browser(Files.createDirectory(directory.resolve("profile")));
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void asAPersonAtADesk() {
    browser.screen(1400, "light");
  }

  @ParameterizedTest
  @CsvSource({"380, light", "380, dark", "1400, light", "1400, dark"})
  void everyTextCanBeReadAndNothingOverflows(int width, String scheme) throws IOException {
    browser.screen(width, scheme);
    for (OperationReport report :
        List.of(
            SampleOperations.rich(),
            SampleOperations.passed(),
            SampleOperations.ofText("a_name_without_a_place_to_break_it".repeat(6)))) {
      open(report);
      browser.ask("document.querySelectorAll('details').forEach(d => { d.open = true; });");

      assertThat(browser.ask("return document.documentElement.scrollWidth").asInt())
          .isLessThanOrEqualTo(width);
      assertThat(PageAudit.faintTexts(browser, ".po-report")).isEmpty();
      assertThat(PageAudit.brokenIds(browser)).isEmpty();
      assertThat(PageAudit.nameless(browser)).isEmpty();
      assertThat(
              browser.ask("return document.querySelectorAll('main, [role=main]').length").asInt())
          .isEqualTo(1);
    }
  }

  @Test
  void aTableIsSortedByWhatItsCellsMean() throws IOException {
    open(SampleOperations.rich());
    browser.click(CONTENTS + "summary");

    browser.click(CONTENTS + "th:nth-child(4) button");

    assertThat(column(4, 2)).isEqualTo("2.5 GiB|2.5 GiB");
    browser.click(CONTENTS + "th:nth-child(2) button");
    assertThat(column(2, 1)).isEqualTo("?unknown");
  }

  private static String column(int number, int rows) {
    return browser
        .ask(
            "return [...document.querySelectorAll(\""
                + CONTENTS
                + "tbody tr > :nth-child("
                + number
                + ")\")].slice(0, "
                + rows
                + ").map(c => c.textContent).join('|')")
        .textValue();
  }

  @Test
  void aLaneThatPassedUnfoldsWhereItsNameLeads() throws IOException {
    open(SampleOperations.rich());
    assertThat(visible("section[aria-labelledby=po-lane-6] .po-facts")).isFalse();

    browser.click("section[aria-labelledby=po-lane-6] summary");

    assertThat(visible("section[aria-labelledby=po-lane-6] .po-facts")).isTrue();
  }

  private static boolean visible(String selector) {
    return browser
        .ask("return document.querySelector(\"" + selector + "\").checkVisibility()")
        .asBoolean();
  }

  @Test
  void barsOfEveryKindHaveAColourOfTheirOwnOrALabel() throws IOException {
    open(SampleOperations.rich());

    assertThat(
            browser.ask(
                """
                return [...document.querySelectorAll('.po-bar > rect:first-of-type')]
                  .filter(e => getComputedStyle(e).fill === 'rgb(0, 0, 0)')
                  .map(e => e.parentNode.getAttribute('class'));
                """))
        .isEmpty();
  }

  @Test
  void aHostileReportRunsNothing() throws IOException {
    open(SampleOperations.rich());

    assertThat(browser.ask("return window.hacked === undefined").booleanValue()).isTrue();
    assertThat(browser.log()).isEmpty();
  }

  private static void open(OperationReport report) throws IOException {
    Path page = Files.createTempFile(directory, "report", ".html");
    try (OutputStream out = Files.newOutputStream(page)) {
      HtmlReport.write(report, out);
    }
    browser.open(page);
  }
}
