package io.jenkins.plugins.orchestrator.jenkins.action;

import hudson.model.Run;
import io.jenkins.plugins.orchestrator.engine.report.html.ReportView;
import io.jenkins.plugins.orchestrator.engine.report.html.StatementPage;
import io.jenkins.plugins.orchestrator.engine.report.html.StatementQuery;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.verb.GET;

/**
 * One run on the page, and what lies below it. Whoever gets here may read the build: {@link
 * OrchestrationAction#getTarget} has seen to that.
 */
public final class RunPage {
  private final OrchestrationAction action;
  private final RunSummary summary;

  RunPage(OrchestrationAction action, RunSummary summary) {
    this.action = action;
    this.summary = summary;
  }

  public RunSummary getSummary() {
    return summary;
  }

  public String getId() {
    return summary.getId();
  }

  /** Its place on the build's page. */
  public String getAnchor() {
    return "run-" + summary.getId();
  }

  /** For the layout of the page. */
  public String getDisplayName() {
    return action.getDisplayName();
  }

  /** The build, for the layout of the page. */
  public Run<?, ?> getObject() {
    return action.getObject();
  }

  public boolean isRunning() {
    return action.liveRun(getId()).isPresent();
  }

  /** Grows with everything that is measured; 0 when nothing is any more. */
  public long getVersion() {
    return action.liveRun(getId()).map(LiveRun::version).orElse(0L);
  }

  /** Whether it is one of migrations, which has statements; not of another operation. */
  public boolean isMigrationTest() {
    return kind() == ReportKind.MIGRATION_TEST;
  }

  private ReportKind kind() {
    return action
        .liveRun(getId())
        .map(live -> live.report().kind())
        .or(() -> action.reports().kind(getId()))
        .orElse(ReportKind.MIGRATION_TEST);
  }

  /** The report as HTML. */
  public String getBody() throws IOException {
    Optional<RunReport> report = report();
    StringBuilder html = new StringBuilder();
    Markup to = new Markup(html, "r" + getId() + "-");
    if (report.isEmpty()) {
      to.element("p", summary.getSentence());
    } else {
      report.get().writeBody(view(), to);
    }
    return html.toString();
  }

  private ReportView view() {
    String flowNode = summary.getFlowNode();
    String log = flowNode == null ? "../console" : "../execution/node/" + flowNode + "/log/";
    String statements = isMigrationTest() ? getId() + "/statements" : null;
    return new ReportView(log, statements, isRunning());
  }

  /** A page of the statements, as the current request asks for it, as HTML. */
  public String getStatements() throws IOException {
    return statements(Stapler.getCurrentRequest2());
  }

  String statements(StaplerRequest2 request) throws IOException {
    StatementQuery query =
        StatementQuery.of(
            request.getParameter("environment"),
            request.getParameter("q"),
            request.getParameter("sort"),
            request.getParameter("order"),
            request.getParameter("page"));
    Optional<RunReport> report = report();
    StringBuilder html = new StringBuilder();
    if (report.isPresent() && report.get() instanceof MigrationTestRunReport test) {
      StatementPage.write(test.report(), query, new Markup(html));
    }
    return html.toString();
  }

  /** What is known of the run now; empty when nothing of it was stored. */
  Optional<RunReport> report() throws IOException {
    Optional<LiveRun> live = action.liveRun(getId());
    return live.isPresent() ? Optional.of(live.get().report()) : action.reports().read(getId());
  }

  /** The report's HTML when it is another than the version that the reader has. */
  @GET
  public void doFragment(StaplerResponse2 response, @QueryParameter long version)
      throws IOException {
    boolean running = isRunning();
    long current = getVersion();
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (running && current == version) {
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      return;
    }
    response.setHeader("X-Orchestration-Version", Long.toString(current));
    response.setHeader("X-Orchestration-Running", Boolean.toString(running));
    response.setContentType("text/html;charset=UTF-8");
    response.getOutputStream().write(getBody().getBytes(StandardCharsets.UTF_8));
  }

  /** The report as a file. */
  @GET
  public HttpResponse doDownload(@QueryParameter @Nullable String format) throws IOException {
    Optional<ReportFormat> known = ReportFormat.of(format);
    Optional<RunReport> report = report();
    if (known.isEmpty() || report.isEmpty() || !report.get().has(known.get())) {
      return HttpResponses.notFound();
    }
    return new ReportDownload(known.get(), getId(), report.get());
  }
}
