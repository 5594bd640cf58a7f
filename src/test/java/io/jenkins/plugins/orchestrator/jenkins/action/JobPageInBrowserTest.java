package io.jenkins.plugins.orchestrator.jenkins.action;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.Browser;
import io.jenkins.plugins.orchestrator.testing.PageAudit;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the environments of a job are, as a person looks at them: from the job down to the lane. */
class JobPageInBrowserTest {
  private static final String HOSTILE =
      "</td><script>window.hacked = 1</script><img src=x onerror='hacked = 1'>\"";

  @TempDir static Path directory;
  private static Browser browser;

  private final Instant now = Instant.now();
  private final Path builds = directory.resolve(RunId.random().value()).resolve("builds");
  private PageServer server;

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
  void aJob() throws IOException {
    server = new PageServer(Files.createDirectories(builds.resolve("7")));
    browser.screen(1280, "light");
    browser.scripts(true);
    browser.log();
  }

  @AfterEach
  void noJob() {
    server.close();
  }

  private static LaneReport lane(String name, Status status, @Nullable String failure) {
    return lane(name, status, failure, List.of(), List.of());
  }

  private static LaneReport lane(
      String name,
      Status status,
      @Nullable String failure,
      List<Fact> facts,
      List<Finding> findings) {
    return new LaneReport(
        name,
        "",
        status,
        Duration.ZERO,
        Duration.ofSeconds(4),
        failure,
        facts,
        List.of(),
        List.of(),
        List.of(),
        findings);
  }

  private RunReport run(int build, String operation, LaneReport... lanes) throws IOException {
    Status status = Status.ofParts(List.of(lanes).stream().map(LaneReport::status).toList());
    RunReport report =
        RunReport.of(
            new OperationReport(
                operation,
                operation + " of test.yaml",
                RunId.random().value(),
                "test.yaml",
                now.minus(Duration.ofHours(10 - build)),
                Duration.ofSeconds(5),
                Duration.ofSeconds(4),
                status,
                List.of(lanes),
                List.of(),
                List.of()));
    StoredStates.write(
        Files.createDirectories(builds.resolve(Integer.toString(build))), report.states());
    return report;
  }

  /** Everything that can be said of an environment. */
  private void anEventfulDay() throws IOException {
    Finding bloat = Finding.of(Finding.Severity.WARNING, "bloat", "public.plays is bloated", null);
    run(
        3,
        "health",
        lane("shop", Status.PASSED, null),
        lane("retired", Status.PASSED, null),
        lane("cart", Status.PASSED, null));
    run(
        5,
        "health",
        lane("shop", Status.FAILED, "connections: 97 of 100"),
        lane("cart", Status.PASSED, null, List.of(), List.of(bloat)));
    run(
        6,
        "verify-backups",
        lane(
            "20261121T101500Z-shop-nspdrtgkqo",
            Status.PASSED,
            null,
            List.of(new Fact("State", "VERIFIED"), new Fact("Environment", "shop")),
            List.of()),
        lane(
            "20261120T101500Z-shop-aaaaaaaaaa",
            Status.FAILED,
            "a file is changed",
            List.of(new Fact("State", "BROKEN"), new Fact("Environment", "shop")),
            List.of()));
    RunReport last =
        run(
            7,
            "health",
            lane("cart", Status.PASSED, null, List.of(), List.of(bloat)),
            lane("shop", Status.FAILED, "connections: 98 of 100"),
            lane("unreachable_and_with_a_long_name", Status.UNKNOWN, "no answer within 30 s"));
    show(last);
  }

  /** The run on the page of build 7. */
  private void show(RunReport report) {
    RunId id = new RunId(report.states().run());
    server.action().begin(id, "Health of test.yaml", null, () -> report).finish(report);
  }

  @Test
  void theWorstComesFirstWithSinceWhenAndWhy() throws IOException {
    anEventfulDay();

    browser.open(page());

    assertThat(text("h1")).isEqualToIgnoringCase("Environments: failed");
    assertThat(text(".po-sentence"))
        .isEqualTo(
            "2 failed: shop (health), shop (verify backups); 1 unknown:"
                + " unreachable_and_with_a_long_name (health); 1 warning: cart (health);"
                + " 1 passed.");
    assertThat(row(1))
        .contains("shop", "health", "failed", "5 hours ago, #5", "before: passed")
        .contains("3 hours ago, #7", "connections: 98 of 100");
    assertThat(row(3)).contains("unknown", "no answer within 30 s", "or longer");
    assertThat(row(4)).contains("cart", "warning", "#5", "public.plays is bloated");
    assertThat(row(5)).contains("retired", "passed", "left out by the last run");
  }

  @Test
  void aNameLeadsToItsLaneOnThePageOfTheLastBuild() throws IOException {
    anEventfulDay();
    browser.open(page());

    browser.click("tbody tr th a");

    assertThat(browser.ask("return location.pathname").textValue())
        .isEqualTo("/job/nfl/7/orchestration/");
    assertThat(
            browser
                .ask("return document.querySelector(location.hash).textContent.trim()")
                .textValue())
        .startsWith("shop");
  }

  @Test
  void backupsStandThereWithTheirStateAndAge() throws IOException {
    anEventfulDay();

    browser.open(page());

    assertThat(
            browser
                .ask(
                    "return [...document.querySelectorAll('[aria-labelledby=po-backups] tbody"
                        + " tr')].map(r => r.innerText.replace(/\\s+/g, ' ')).join('|')")
                .textValue())
        .containsPattern(
            "20261121T101500Z-shop-nspdrtgkqo shop ✓ ?verified .* ago, #6"
                + "\\|20261120T101500Z-shop-aaaaaaaaaa shop ✕ ?broken");
  }

  @Test
  void theJobsOwnPageNamesWhatIsNotAsItShouldBeAndLeadsToTheRest() throws IOException {
    anEventfulDay();

    browser.open(page().resolve(".."));

    assertThat(
            browser.ask("return document.querySelectorAll('.po-brief .po-finding').length").asInt())
        .isEqualTo(4);
    assertThat(text(".po-brief .po-finding"))
        .contains("failed", "shop (health), since #5", "connections: 98 of 100");
    browser.click(".po-brief h2 a");
    assertThat(browser.ask("return location.pathname").textValue())
        .isEqualTo("/job/nfl/environments/");
  }

  @Test
  void nothingOfADeletedBuildIsShown() throws IOException {
    anEventfulDay();
    Files.move(builds.resolve("7"), builds.resolve(".7"));

    browser.open(page());

    assertThat(text("main")).contains("connections: 97 of 100").doesNotContain("98", "#7");
  }

  @Test
  void aJobWhoseBuildsAreAllGoneSaysThatNothingIsKnown() {
    browser.open(page());

    assertThat(text("h1")).isEqualToIgnoringCase("Environments: unknown");
    assertThat(text("main")).contains("No build that is kept looked at one.");
  }

  @Test
  void aHostileNameRunsNothingAndViolatesNoPolicy() throws IOException {
    show(run(7, "health", lane(HOSTILE, Status.FAILED, HOSTILE)));
    run(6, HOSTILE, lane(HOSTILE, Status.UNKNOWN, HOSTILE));

    browser.open(page());
    assertThat(text("tbody")).contains("<script>window.hacked = 1</script>");
    browser.open(page().resolve(".."));

    assertThat(browser.ask("return window.hacked === undefined").booleanValue()).isTrue();
    assertThat(browser.log()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"none, 1280", "dark, 1280", "none, 400", "dark, 400"})
  void everyThemeAndWidthCanBeReadAndHeard(String theme, int width) throws IOException {
    server.theme(theme);
    browser.screen(width, "light");
    anEventfulDay();
    for (String address : List.of("", "..")) {
      browser.open(page().resolve(address));

      assertThat(PageAudit.faintTexts(browser, ".po-jenkins")).isEmpty();
      assertThat(PageAudit.nameless(browser)).isEmpty();
      assertThat(PageAudit.brokenIds(browser)).isEmpty();
      assertThat(browser.ask("return document.documentElement.scrollWidth").asInt())
          .isLessThanOrEqualTo(width);
      JsonNode cut =
          browser.ask(
              "return [...document.querySelectorAll('.po-scroll')]"
                  + ".filter(e => e.scrollWidth > e.clientWidth).map(e => e.scrollWidth)");
      assertThat(cut).as("tables that scroll").isEmpty();
    }
  }

  @Test
  void aThousandEnvironmentsAreShownAndFiltered() throws IOException {
    LaneReport[] lanes = new LaneReport[2_000];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = lane("shard_" + i, i == 1_999 ? Status.FAILED : Status.PASSED, null);
    }
    run(7, "health", lanes);

    browser.open(page());

    assertThat(row(1)).contains("shard_1999", "failed");
    assertThat(text("main")).contains("1,000 more environments");
    browser.type(".po-filter input", "shard_1999");
    assertThat(browser.ask("return document.querySelectorAll('tbody tr:not([hidden])').length"))
        .hasToString("1");
  }

  private URI page() {
    return server.page().resolve("../../environments/");
  }

  private static String row(int number) {
    return text("[aria-labelledby=po-states] tbody tr:nth-child(" + number + ")");
  }

  private static String text(String selector) {
    return browser
        .ask(
            "return document.querySelector(\""
                + selector
                + "\").innerText.replace(/\\s+/g, ' ').trim()")
        .textValue();
  }
}
