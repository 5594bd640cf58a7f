package io.jenkins.plugins.orchestrator.jenkins.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.migration.RealRuns;
import io.jenkins.plugins.orchestrator.engine.report.DriftReport;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.Browser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a build whose run goes on, as a person sees it grow. */
class LivePageInBrowserTest {
  /** The scripts of the first environment. */
  private static final String SCRIPTS =
      "[aria-labelledby$='po-environment-0'] .po-part:has([aria-label^=Scripts]) ";

  @TempDir static Path directory;
  private static Browser browser;
  private static MigrationTestReport whole;

  private PageServer server;

  @BeforeAll
  static void start() throws Exception {
    browser = new Browser(Files.createDirectory(directory.resolve("profile")));
    browser.beforeLoad(
        """
        let state = 'visible';
        Object.defineProperty(document, 'visibilityState', {get: () => state});
        window.show = visible => { state = visible ? 'visible' : 'hidden'; };
        window.loaded = Math.random();
        """);
    whole = RealRuns.failed(directory.resolve("failed"));
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void aBuild() throws Exception {
    server = new PageServer(Files.createTempDirectory(directory, "build"));
    browser.screen(1280, "light");
    browser.log();
  }

  @AfterEach
  void noBuild() {
    server.close();
  }

  /** A run that has measured some environments until now. */
  private final class GrowingRun {
    private final AtomicReference<MigrationTestReport> report;
    private final LiveRun run;

    GrowingRun(int environments) {
      report = new AtomicReference<>(soFar(environments));
      run =
          server
              .action()
              .begin(RunId.random(), "Migration test of x", "5", () -> RunReport.of(report.get()));
      run.changed();
    }

    void grow(int environments) {
      report.set(soFar(environments));
      run.changed();
    }

    void end() {
      run.finish(RunReport.of(whole));
    }
  }

  private static MigrationTestReport soFar(int ended) {
    List<EnvironmentReport> environments = new ArrayList<>(whole.environments().subList(0, ended));
    for (EnvironmentReport other : whole.environments().subList(ended, 3)) {
      environments.add(
          new EnvironmentReport(
              other.name(),
              other.purpose(),
              Status.UNKNOWN,
              other.start(),
              Duration.ZERO,
              null,
              null,
              null,
              List.of(),
              List.of(),
              ReversibilityReport.unknown("Not yet."),
              List.of(),
              List.of(),
              List.of()));
    }
    return new MigrationTestReport(
        whole.runId(),
        whole.configuration(),
        whole.startedAt(),
        whole.duration(),
        whole.sequentialEquivalent(),
        Status.UNKNOWN,
        environments,
        new DriftReport(Status.UNKNOWN, "", List.of()),
        List.of());
  }

  @Test
  void whatIsMeasuredAppearsWithoutLoadingThePageAgain() throws Exception {
    GrowingRun run = new GrowingRun(0);
    browser.open(server.page());
    String loaded = browser.ask("return window.loaded").toString();
    assertThat(text(".po-sentence")).isEqualTo("0 of 3 environments have ended so far.");

    run.grow(1);

    await(".po-sentence", "1 of 3 environments has ended so far.");
    assertThat(text(".po-live")).as("what a screen reader says").startsWith("1 of 3");

    run.end();

    await("h1", "Migration test: failed");
    assertThat(browser.ask("return window.loaded")).hasToString(loaded);
    assertThat(browser.log()).isEmpty();
  }

  @Test
  void thePageAsksOnceASecondAtMostHoweverManyRunsGoOn() throws Exception {
    GrowingRun first = new GrowingRun(0);
    GrowingRun second = new GrowingRun(1);
    browser.open(server.page());
    for (int i = 0; i < 9; i++) {
      first.grow(i % 3);
      second.grow(i % 3);
      Thread.sleep(500);
    }

    List<PageServer.Request> polls = server.polls();

    assertThat(polls).hasSizeGreaterThanOrEqualTo(2);
    assertThat(polls.stream().map(poll -> poll.address().split("/", -1)[5]).distinct()).hasSize(2);
    for (int i = 1; i < polls.size(); i++) {
      long pause = polls.get(i).nanos() - polls.get(i - 1).nanos();
      assertThat(Duration.ofNanos(pause)).isGreaterThanOrEqualTo(Duration.ofMillis(980));
    }
  }

  @Test
  void aHiddenTabAsksNothingAndIsUpToDateWhenItIsLookedAt() throws Exception {
    GrowingRun run = new GrowingRun(0);
    browser.open(server.page());
    browser.ask("window.show(false)");
    // One that was under way.
    Thread.sleep(500);
    server.forgetRequests();
    run.grow(2);
    Thread.sleep(2500);
    assertThat(server.polls()).isEmpty();

    browser.ask("window.show(true)");

    await(".po-sentence", "2 of 3 environments have ended so far.");
  }

  @Test
  void thePageAsksNothingMoreWhenTheRunHasEnded() throws Exception {
    GrowingRun run = new GrowingRun(2);
    browser.open(server.page());
    run.end();
    await("h1", "Migration test: failed");
    server.forgetRequests();

    Thread.sleep(2500);

    assertThat(server.polls()).isEmpty();
  }

  @Test
  void whatTheReaderUnfoldedSortedAndTypedStaysWhileThePageGrows() throws Exception {
    GrowingRun run = new GrowingRun(1);
    browser.open(server.page());
    browser.click(SCRIPTS + "summary");
    browser.click(SCRIPTS + "th:nth-child(4) button");
    browser.type(SCRIPTS + "input", "away");
    assertThat(shownScripts()).isEqualTo(3);
    String slowest = text(SCRIPTS + "tbody tr:not([hidden])");

    run.grow(3);

    await(".po-sentence", "3 of 3 environments have ended so far.");
    assertThat(browser.ask("return document.querySelectorAll('.po-part[open]').length").asInt())
        .isEqualTo(1);
    assertThat(shownScripts()).isEqualTo(3);
    assertThat(text(SCRIPTS + "tbody tr:not([hidden])")).isEqualTo(slowest);
    browser.ask("document.activeElement.value += ' down'");
    browser.ask("document.activeElement.dispatchEvent(new Event('input'))");
    assertThat(shownScripts()).as("the reader goes on typing").isEqualTo(1);
  }

  @Test
  void aKeyboardUserStaysWhereTheyAre() throws Exception {
    GrowingRun run = new GrowingRun(1);
    browser.open(server.page());
    browser.ask("document.querySelectorAll('.po-environment .po-part summary')[1].focus()");
    String focused = browser.ask("return document.activeElement.textContent").textValue();

    run.grow(2);

    await(".po-sentence", "2 of 3 environments have ended so far.");
    assertThat(browser.ask("return document.activeElement.textContent").textValue())
        .isEqualTo(focused);
  }

  @Test
  void anAnswerOfSomebodyElseIsNotShown() throws Exception {
    new GrowingRun(1);
    server.answerPollsWith("<h1>Log in</h1>");
    browser.open(server.page());
    Deadline deadline = Deadline.after(Duration.ofSeconds(10));
    while (server.polls().isEmpty() && !deadline.hasPassed()) {
      Thread.sleep(50);
    }

    Thread.sleep(2000);

    assertThat(server.polls()).as("it asks again much later").hasSize(1);
    assertThat(text("h1")).isEqualTo("Migration test: running");
  }

  private static int shownScripts() {
    return browser
        .ask("return document.querySelectorAll(\"" + SCRIPTS + "tbody tr:not([hidden])\").length")
        .asInt();
  }

  private static void await(String selector, String expected) throws InterruptedException {
    Deadline deadline = Deadline.after(Duration.ofSeconds(10));
    while (!text(selector).equals(expected) && !deadline.hasPassed()) {
      Thread.sleep(50);
    }
    assertThat(text(selector)).isEqualTo(expected);
  }

  private static String text(String selector) {
    return browser
        .ask("return document.querySelector(\"" + selector + "\").textContent")
        .textValue();
  }
}
