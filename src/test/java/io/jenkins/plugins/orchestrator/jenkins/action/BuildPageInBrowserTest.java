package io.jenkins.plugins.orchestrator.jenkins.action;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.orchestrator.engine.migration.RealRuns;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.SampleReports;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.testing.Browser;
import io.jenkins.plugins.orchestrator.testing.PageAudit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of a build whose runs have ended, as a person uses it; the reports are of real runs. */
class BuildPageInBrowserTest {
  @TempDir static Path directory;
  private static Browser browser;
  private static MigrationTestReport failed;
  private static MigrationTestReport passed;

  private final Path build = directory.resolve(RunId.random().value());
  private PageServer server;

  @BeforeAll
  static void start() throws Exception {
    browser = new Browser(Files.createDirectory(directory.resolve("profile")));
    failed = RealRuns.failed(directory.resolve("failed"));
    passed = RealRuns.passed(directory.resolve("passed"));
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void aBuild() throws Exception {
    server = new PageServer(Files.createDirectory(build));
    browser.screen(1280, "light");
    browser.scripts(true);
    browser.log();
  }

  @AfterEach
  void noBuild() {
    server.close();
  }

  private String ended(MigrationTestReport report) {
    RunId id = RunId.random();
    RunReport ended = RunReport.of(report);
    server.action().begin(id, "Migration test of nfl.yaml", "5", () -> ended).finish(ended);
    return id.value();
  }

  @Test
  void nothingViolatesThePolicyAndNothingIsLogged() throws Exception {
    String id = ended(failed);

    browser.open(server.page());
    browser.ask("document.querySelectorAll('details').forEach(d => { d.open = true; });");
    browser.open(server.page().resolve(id + "/statements"));

    assertThat(browser.log()).isEmpty();
    assertThat(text(".po-table", "getAttribute('aria-label')")).isEqualTo("Statements");
  }

  @Test
  void theVerdictComesFirstThenTheFailureWithItsPlaceAndTheWayToTheLog() throws Exception {
    ended(failed);

    browser.open(server.page());

    assertThat(text("h1", "textContent")).isEqualTo("Migration test: failed");
    assertThat(text(".po-sentence", "innerText")).contains("staging_clone");
    assertThat(browser.ask("return [...document.querySelectorAll('h2')].map(h => h.innerText)"))
        .extracting(JsonNode::textValue)
        .startsWith("Environments", "Failures", "Timeline");
    assertThat(text(".po-failure .po-place", "innerText"))
        .startsWith("db/migrations/003_home_is_unique.sql line 2");
    assertThat(text(".po-failure .po-server-message", "innerText"))
        .contains("could not create unique index");
    assertThat(text(".po-failure .po-excerpt", "innerText")).contains("CREATE UNIQUE INDEX");

    browser.click("a[href$='/log/']");

    assertThat(browser.ask("return location.pathname").textValue())
        .isEqualTo("/job/nfl/7/execution/node/5/log/");
  }

  @Test
  void theTimelineHasALaneForEachEnvironmentAndShowsWhoWaited() throws Exception {
    ended(passed);

    browser.open(server.page());

    assertThat(count(".po-timeline .po-lane")).isEqualTo(3);
    assertThat(count(".po-lane:nth-of-type(3) .po-bar-waiting")).isPositive();
    JsonNode kinds =
        browser.ask(
            """
            return ['snapshot', 'apply', 'reverse', 'validate', 'cleanup', 'up', 'down', 'up-again']
                .filter(kind => document.querySelectorAll('.po-lane .po-bar-' + kind).length === 0);
            """);
    assertThat(kinds).isEmpty();
  }

  private List<Double> durations(String part) throws Exception {
    List<Double> durations = new ArrayList<>();
    browser
        .ask(
            "return [...document.querySelectorAll(`"
                + part
                + "tbody tr`)].map(row => Number(row.cells[3].dataset.sort));")
        .forEach(each -> durations.add(each.asDouble()));
    return durations;
  }

  @Test
  void scriptsAreSortedByAClickAndFilteredByTyping() throws Exception {
    String id = ended(passed);
    String part =
        "[aria-labelledby='r" + id + "-po-environment-0'] .po-part:has([aria-label^=Scripts]) ";
    browser.open(server.page());
    browser.click(part + "summary");

    browser.click(part + "th:nth-child(4) button");
    assertThat(durations(part))
        .as("the slowest first")
        .hasSizeGreaterThan(1)
        .isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(text(part + "th:nth-child(4)", "getAttribute('aria-sort')")).isEqualTo("descending");

    browser.type(part + "input", "away down");
    assertThat(count(part + "tbody tr:not([hidden])")).isEqualTo(1);
    assertThat(text(part + "[role=status]", "innerText")).isEqualTo("1 of 12");
  }

  @Test
  void statementsAreFilteredSortedAndPagedByLinksWithoutAScript() throws Exception {
    String id = ended(SampleReports.large(2, 50, 1));
    browser.scripts(false);
    browser.open(server.page());
    browser.click(".po-downloads a");

    assertThat(text("[role=status]", "innerText")).isEqualTo("300 statements, page 1 of 3");
    browser.click("[rel=next]");
    assertThat(text("[role=status]", "innerText")).isEqualTo("300 statements, page 2 of 3");

    browser.type("[name=q]", "00007_step");
    browser.click("option[value=shard_1]");
    browser.click("[type=submit]");
    assertThat(text("[role=status]", "innerText")).isEqualTo("3 statements, page 1 of 1");
    assertThat(count("tbody tr")).isEqualTo(3);
    assertThat(count("option[value=shard_1][selected]")).isEqualTo(1);

    browser.open(server.page().resolve(id + "/statements"));
    browser.click("th:nth-child(2) a");
    assertThat(text("tbody td", "innerText")).isEqualTo("00000_step.sql:1");
    assertThat(text("th:nth-child(2)", "getAttribute('aria-sort')")).isEqualTo("ascending");
    browser.click("th:nth-child(2) a");
    assertThat(text("tbody td", "innerText")).isEqualTo("00049_step.sql:1");
    assertThat(text("tbody td", "title")).isEqualTo("db/migrations/00049_step.sql:1");

    browser.click(".po-run-title a");
    assertThat(browser.ask("return location.hash").textValue()).isEqualTo("#run-" + id);
  }

  @Test
  void everythingButLiveUpdatesIsThereWithoutAScript() throws Exception {
    ended(failed);
    browser.scripts(false);

    browser.open(server.page());
    browser.click(".po-environment .po-part summary");

    assertThat(count(".po-part[open] tbody tr")).isPositive();
    assertThat(count(".po-failure")).isEqualTo(1);
    assertThat(count(".po-filter, .po-sort")).isZero();
  }

  @ParameterizedTest
  @CsvSource({"'', 4", "/statements, 100"})
  void tenThousandStatementsArePaintedWithinASecond(String below, int rows) throws Exception {
    String id = ended(SampleReports.large(4, 834, 1));
    String address = below.isEmpty() ? "" : id + below;

    double best = Double.MAX_VALUE;
    // Others may use the machine at the same time: the best of some counts.
    for (int i = 0; i < 40 && best >= 1000; i++) {
      browser.open(server.page().resolve(address));
      best = Math.min(best, firstPaint());
    }

    assertThat(best).as("milliseconds until the first paint").isPositive().isLessThan(1000);
    assertThat(count("tbody tr")).isGreaterThanOrEqualTo(rows);
  }

  private static double firstPaint() throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      JsonNode paint =
          browser.ask(
              "const paint = performance.getEntriesByName('first-contentful-paint')[0];"
                  + " return paint === undefined ? null : paint.startTime;");
      if (paint.isNumber()) {
        return paint.asDouble();
      }
      Thread.sleep(20);
    }
    return Double.MAX_VALUE;
  }

  @Test
  void runsOfOneBuildStandOneBelowTheOtherAndShareNoId() throws Exception {
    ended(passed);
    String second = ended(failed);
    ended(SampleReports.failed());

    browser.open(server.page());

    assertThat(count(".po-run")).isEqualTo(3);
    assertThat(PageAudit.brokenIds(browser)).isEmpty();
    JsonNode foreign =
        browser.ask(
            """
            return [...document.querySelectorAll('.po-run')].flatMap(run =>
              [...run.querySelectorAll('a[href^="#"]')]
                .filter(a => !run.contains(document.querySelector(a.getAttribute('href'))))
                .map(a => a.outerHTML));
            """);
    assertThat(foreign).isEmpty();
    browser.click("#run-" + second + " a[href$='po-environment-2']");
    assertThat(browser.ask("return location.hash").textValue())
        .isEqualTo("#r" + second + "-po-environment-2");
  }

  @ParameterizedTest
  @CsvSource({"none, light", "none, dark", "dark, light", "dark, dark"})
  void everyTextCanBeReadInEveryThemeWhateverTheBrowserPrefers(String theme, String preferred)
      throws Exception {
    server.theme(theme);
    browser.screen(1280, preferred);
    ended(failed);
    ended(SampleReports.cancelled());
    String id = ended(SampleReports.failed());

    browser.open(server.page());
    browser.ask("document.querySelectorAll('details').forEach(d => { d.open = true; });");
    assertThat(PageAudit.faintTexts(browser, ".po-jenkins")).isEmpty();
    assertThat(browser.ask("return getComputedStyle(document.documentElement).colorScheme"))
        .as("the page's own scheme is the theme's affair")
        .hasToString(theme.equals("dark") ? "\"dark\"" : "\"normal\"");

    browser.open(server.page().resolve(id + "/statements"));
    assertThat(PageAudit.faintTexts(browser, ".po-jenkins")).isEmpty();
  }

  @Test
  void aScreenReaderFindsItsWay() throws Exception {
    ended(passed);
    String id = ended(SampleReports.failed());
    for (String address : List.of("", id + "/statements")) {
      browser.open(server.page().resolve(address));
      browser.ask("document.querySelectorAll('details').forEach(d => { d.open = true; });");

      assertThat(PageAudit.nameless(browser)).as(address).isEmpty();
      JsonNode wrong =
          browser.ask(
              """
              return [...document.querySelectorAll('table')]
                .filter(t => !t.caption && !t.hasAttribute('aria-label'))
                .concat([...document.querySelectorAll('svg:not(svg svg, [aria-hidden])')]
                  .filter(s => s.getAttribute('role') !== 'img' || !s.querySelector(':scope > title')))
                .concat([...document.querySelectorAll('th:has(a.po-sort):not([aria-sort])')])
                .concat([...document.querySelectorAll('th:not([scope])')])
                .concat([...document.querySelectorAll('.po-run:not([aria-label])')])
                .map(e => e.outerHTML.slice(0, 80));
              """);
      assertThat(wrong).as(address).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"400", "760", "1280"})
  void thePageNeverScrollsSideways(int width) throws Exception {
    browser.screen(width, "light");
    ended(passed);
    ended(SampleReports.failed());
    String id = ended(SampleReports.ofText("a_name_without_a_place_to_break_it".repeat(6)));
    for (String address : List.of("", id + "/statements")) {
      browser.open(server.page().resolve(address));
      browser.ask("document.querySelectorAll('details').forEach(d => { d.open = true; });");

      assertThat(browser.ask("return document.documentElement.scrollWidth").asInt())
          .as(address)
          .isLessThanOrEqualTo(width);
    }
  }

  @Test
  void tablesFitBesideTheSidePanelOfADesk() throws Exception {
    String id = ended(SampleReports.failed());
    for (String address : List.of("", id + "/statements")) {
      browser.open(server.page().resolve(address));
      browser.ask("document.querySelectorAll('details').forEach(d => { d.open = true; });");

      JsonNode cut =
          browser.ask(
              """
              return [...document.querySelectorAll('.po-scroll')]
                .filter(e => e.scrollWidth > e.clientWidth)
                .map(e => e.getAttribute('aria-label') + ': ' + e.scrollWidth + ' of '
                    + e.clientWidth);
              """);
      assertThat(cut).as(address).isEmpty();
    }
  }

  @Test
  void aHostileReportRunsNothing() throws Exception {
    String id =
        ended(
            SampleReports.ofText(
                "</script><script>window.hacked = 1</script><img src=x onerror='hacked = 1'>"));
    for (String address :
        List.of("", id + "/statements?q=%22%3E%3Cscript%3Ehacked%3D1%3C/script%3E")) {
      browser.open(server.page().resolve(address));

      assertThat(browser.ask("return window.hacked === undefined").booleanValue()).isTrue();
      assertThat(browser.log()).isEmpty();
    }
  }

  private static int count(String selector) {
    return browser.ask("return document.querySelectorAll(\"" + selector + "\").length").asInt();
  }

  private static String text(String selector, String what) {
    return browser.ask("return document.querySelector(\"" + selector + "\")." + what).textValue();
  }
}
