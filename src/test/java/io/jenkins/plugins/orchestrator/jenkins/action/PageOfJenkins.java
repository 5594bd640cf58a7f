package io.jenkins.plugins.orchestrator.jenkins.action;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.kohsuke.stapler.StaplerRequest2;

/**
 * The pages as Jenkins makes them of the Jelly views, without a Jenkins: {@code JellyViewsTest}
 * compares the two.
 */
final class PageOfJenkins {
  private static final String REPORT = "io/jenkins/plugins/orchestrator/engine/report/html/report";
  private static final String ACTION =
      "io/jenkins/plugins/orchestrator/jenkins/action/orchestration";

  private PageOfJenkins() {}

  /** What {@code OrchestrationAction/index.jelly} gives. */
  static String index(OrchestrationAction action, String theme) throws IOException {
    StringBuilder sections = new StringBuilder();
    if (action.getPages().isEmpty()) {
      sections.append("<p class=\"jenkins-description\">Nothing ran.</p>");
    }
    for (RunPage page : action.getPages()) {
      sections.append(section(page));
    }
    return layout(theme, "<div class=\"po-jenkins\">" + sections + "</div>");
  }

  private static String section(RunPage page) throws IOException {
    return """
    <section class="po-run" id="ANCHOR" data-po-run="ID"
             data-po-version="VERSION" data-po-running="RUNNING"
             aria-label="TITLE">
      <p class="po-quiet po-run-title">
        TITLE
        <span class="po-downloads">
          <a href="ID/statements">All statements</a>
          <a href="ID/download?format=json">JSON</a>
          <a href="ID/download?format=html">HTML</a>
          <a href="ID/download?format=junit">JUnit XML</a>
          <a href="ID/download?format=csv">CSV</a>
          <a href="ID/download?format=handoff">Handoff YAML</a>
        </span>
      </p>
      <p class="po-live" role="status"></p>
      <div class="po-content">BODY</div>
    </section>
    """
        .replace("ANCHOR", page.getAnchor())
        .replace("ID", page.getId())
        .replace("VERSION", Long.toString(page.getVersion()))
        .replace("RUNNING", Boolean.toString(page.isRunning()))
        .replace("TITLE", page.getSummary().getTitle())
        .replace("BODY", page.getBody());
  }

  /** What {@code RunPage/statements.jelly} gives. */
  static String statements(RunPage page, StaplerRequest2 request, String theme) throws IOException {
    String content =
        """
        <div class="po-jenkins">
          <p class="po-run-title"><a href="../#ANCHOR">TITLE</a></p>
          <h1>Statements</h1>
          STATEMENTS
        </div>
        """
            .replace("ANCHOR", page.getAnchor())
            .replace("TITLE", page.getSummary().getTitle())
            .replace("STATEMENTS", page.statements(request));
    return layout(theme, content);
  }

  /** What {@code EnvironmentsAction/index.jelly} gives. */
  static String environments(EnvironmentsAction action, String theme) throws IOException {
    return layout(theme, "<div class=\"po-jenkins\">" + action.getBody() + "</div>");
  }

  /** What {@code EnvironmentsAction/jobMain.jelly} adds to the page of the job. */
  static String jobMain(EnvironmentsAction action, String theme) throws IOException {
    return layout(theme, "<div class=\"po-jenkins\">" + action.getBrief() + "</div>");
  }

  private static String layout(String theme, String content) {
    return """
    <!DOCTYPE html>
    <html lang="en" data-theme="THEME">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Orchestration</title>
        <link rel="icon" href="data:," />
            <link rel="stylesheet" href="/core.css" />
        <link rel="stylesheet" href="/REPORT.css" />
        <script src="/REPORT.js"></script>
        <link rel="stylesheet" href="/ACTION.css" />
        <script src="/ACTION.js"></script>
      </head>
      <body>
        <div id="page-body">
          <nav id="side-panel" aria-label="Build"><a href="/">Status</a></nav>
          <main id="main-panel">CONTENT</main>
        </div>
      </body>
    </html>
    """
        .replace("THEME", theme)
        .replace("REPORT", REPORT)
        .replace("ACTION", ACTION)
        .replace("CONTENT", content);
  }

  /** A style sheet or script, as its address has it. */
  static String resource(String path) throws IOException {
    String name =
        path.equals("/core.css")
            ? "/io/jenkins/plugins/orchestrator/jenkins/action/core.css"
            : path;
    try (InputStream in = PageOfJenkins.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
