package io.jenkins.plugins.orchestrator.engine.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.SampleReports;
import io.jenkins.plugins.orchestrator.testing.Browser;
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

/** The page of a report as a person uses it. */
class ReportPageInBrowserTest {
  /** The scripts of the environment whose branch passed; its table can be filtered. */
  private static final String SCRIPTS = "#po-environment-0 ~ .po-part:has(.po-filter) ";

  /** Texts that stand on less than 4.5 : 1 of contrast, after WCAG 2. */
  private static final String FAINT_TEXTS =
      """
      const parse = c => c.match(/[\\d.]+/g).map(Number);
      const light = c => {
        const [r, g, b] = c.map(v => v / 255)
            .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const ground = e => {
        for (; e; e = e.parentElement) {
          const c = parse(getComputedStyle(e).backgroundColor);
          if (c.length === 3 || c[3] === 1) { return c.slice(0, 3); }
        }
        return [255, 255, 255];
      };
      return [...document.querySelectorAll('.po-report *:not(svg *)')]
        .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
        .filter(e => !e.closest('.po-big-sign'))
        .filter(e => {
          const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))];
          return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
        })
        .map(e => e.className + ': ' + e.textContent.slice(0, 40));
      """;

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
    browser.scripts(true);
  }

  @Test
  void itsOwnPolicyLetsItsStyleAndScriptInAndNothingIsLogged() throws IOException {
    open(SampleReports.failed());

    assertThat(
            browser.ask("return getComputedStyle(document.querySelector('.po-verdict')).display"))
        .hasToString("\"flex\"");
    assertThat(count(".po-sort")).isPositive();
    assertThat(browser.log()).isEmpty();
  }

  @Test
  void partsUnfoldOnAClick() throws IOException {
    open(SampleReports.passed());
    assertThat(visibleRows()).isZero();

    browser.click(SCRIPTS + "summary");

    assertThat(visibleRows()).isEqualTo(24);
  }

  @Test
  void aClickOnDurationBringsTheSlowestUpAndAnotherTheFastest() throws IOException {
    open(SampleReports.passed());
    browser.click(SCRIPTS + "summary");

    browser.click(SCRIPTS + "th:nth-child(4) button");

    assertThat(firstScripts()).startsWith("db/migrations/003_backfill_epa.sql");
    assertThat(ask(SCRIPTS + "th:nth-child(4)", "getAttribute('aria-sort')"))
        .isEqualTo("descending");

    browser.click(SCRIPTS + "th:nth-child(4) button");

    assertThat(firstScripts()).startsWith("db/migrations/001_games_weather.down.sql");
    assertThat(ask(SCRIPTS + "th:nth-child(4)", "getAttribute('aria-sort')"))
        .isEqualTo("ascending");
  }

  @Test
  void typingFilters() throws IOException {
    open(SampleReports.passed());
    browser.click(SCRIPTS + "summary");

    browser.type(SCRIPTS + "input", "backfill DOWN");

    assertThat(visibleRows()).isEqualTo(1);
    assertThat(ask(SCRIPTS + ".po-filter [role=status]", "textContent")).isEqualTo("1 of 24");
  }

  @Test
  void anEnvironmentsNameLeadsToIt() throws IOException {
    open(SampleReports.passed());

    browser.click("a[href='#po-environment-2']");

    assertThat(browser.ask("return scrollY").asInt()).isGreaterThan(500);
  }

  @Test
  void everythingCanBeReadWithoutItsScript() throws IOException {
    browser.scripts(false);
    open(SampleReports.failed());

    assertThat(count(".po-sort")).isZero();
    assertThat(count(".po-filter")).isZero();
    browser.click("#po-environment-0 ~ .po-part:nth-last-child(3) summary");
    assertThat(visibleRows("#po-environment-0 ~ .po-part:nth-last-child(3) ")).isEqualTo(24);
  }

  @ParameterizedTest
  @CsvSource({"380, light", "380, dark", "1400, light"})
  void fitsTheScreenAndEveryTextCanBeRead(int width, String scheme) throws IOException {
    browser.screen(width, scheme);
    List<MigrationTestReport> reports =
        List.of(
            SampleReports.failed(),
            SampleReports.cancelled(),
            SampleReports.passed(),
            SampleReports.ofText("a_name_without_a_place_to_break_it".repeat(6)));
    for (MigrationTestReport report : reports) {
      open(report);
      browser.ask("document.querySelectorAll('details').forEach(d => { d.open = true; });");

      assertThat(browser.ask("return document.documentElement.scrollWidth").asInt())
          .isLessThanOrEqualTo(width);
      assertThat(browser.ask(FAINT_TEXTS)).isEmpty();
    }
  }

  @Test
  void isDarkWhereThePersonWantsIt() throws IOException {
    browser.screen(1400, "dark");
    open(SampleReports.passed());

    assertThat(browser.ask("return getComputedStyle(document.body).backgroundColor").textValue())
        .isEqualTo("rgb(16, 20, 26)");
  }

  @Test
  void aHostileReportRunsNothing() throws IOException {
    open(
        SampleReports.ofText(
            "</script><script>window.hacked = 1</script><img src=x onerror='hacked = 1'>"));

    assertThat(browser.ask("return window.hacked === undefined").booleanValue()).isTrue();
    assertThat(browser.log()).isEmpty();
  }

  @Test
  void barsOfTheTimelineLieInsideIt() throws IOException {
    open(SampleReports.failed());

    JsonNode outside =
        browser.ask(
            """
            const box = document.querySelector('.po-timeline').getBoundingClientRect();
            return [...document.querySelectorAll('.po-timeline rect, .po-timeline text')]
              .filter(e => !e.closest('defs'))
              .filter(e => {
                const b = e.getBoundingClientRect();
                return b.left < box.left - 1 || b.right > box.right + 1
                    || b.top < box.top - 1 || b.bottom > box.bottom + 1;
              })
              .map(e => e.outerHTML);
            """);
    assertThat(outside).isEmpty();
  }

  private static void open(MigrationTestReport report) throws IOException {
    Path page = Files.createTempFile(directory, "report", ".html");
    try (OutputStream out = Files.newOutputStream(page)) {
      HtmlReport.write(report, out);
    }
    browser.open(page);
  }

  private static int count(String selector) {
    return browser.ask("return document.querySelectorAll(\"" + selector + "\").length").asInt();
  }

  private static int visibleRows() {
    return visibleRows(SCRIPTS);
  }

  private static int visibleRows(String part) {
    return browser
        .ask(
            "return [...document.querySelector(\""
                + part
                + "\").querySelectorAll('tbody tr')].filter(r => r.checkVisibility()).length")
        .asInt();
  }

  private static String firstScripts() {
    return ask(SCRIPTS + "tbody tr", "textContent");
  }

  private static String ask(String selector, String what) {
    return browser.ask("return document.querySelector(\"" + selector + "\")." + what).textValue();
  }
}
