package io.jenkins.plugins.orchestrator.jenkins.action;

import hudson.model.Action;
import hudson.model.Item;
import hudson.model.Job;
import io.jenkins.plugins.orchestrator.engine.report.html.EnvironmentsBody;
import io.jenkins.plugins.orchestrator.engine.report.html.EnvironmentsView;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import io.jenkins.plugins.orchestrator.engine.report.state.StateHistory;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import org.kohsuke.stapler.StaplerProxy;

/** How every environment of a job is now, and since when: {@code <job>/environments/}. */
public final class EnvironmentsAction implements Action, StaplerProxy {
  private static final String MARK = "parallel-orchestrator.environments";

  private final Job<?, ?> job;

  EnvironmentsAction(Job<?, ?> job) {
    this.job = job;
  }

  /** From now on the job has the page. */
  static void mark(Job<?, ?> job) throws IOException {
    try {
      Files.createFile(mark(job.getRootDir().toPath()));
    } catch (FileAlreadyExistsException e) {
      // It has it already.
    } catch (NoSuchFileException e) {
      // The job was deleted.
    }
  }

  private static Path mark(Path job) {
    return job.resolve(MARK);
  }

  /** Whether something ran in the job ever; asked on every page of the job, so it looks once. */
  static boolean isMarked(Job<?, ?> job) {
    return Files.exists(mark(job.getRootDir().toPath()));
  }

  /** The job, for the layout of the page. */
  public Job<?, ?> getObject() {
    return job;
  }

  /** All pages of the action pass here. */
  @Override
  public Object getTarget() {
    job.checkPermission(Item.READ);
    return this;
  }

  /** The states as HTML. */
  public String getBody() throws IOException {
    StringBuilder html = new StringBuilder();
    EnvironmentsBody.write(history(), new EnvironmentsView("../", Instant.now()), new Markup(html));
    return html.toString();
  }

  /** The states for programs. */
  public EnvironmentsApi getApi() {
    return new EnvironmentsApi(this);
  }

  /** What is not as it should be, as HTML, for the job's own page; empty when nothing is known. */
  public String getBrief() throws IOException {
    if (!job.hasPermission(Item.READ)) {
      return "";
    }
    StringBuilder html = new StringBuilder();
    EnvironmentsBody.brief(
        history(), new EnvironmentsView("", Instant.now()), getUrlName() + "/", new Markup(html));
    return html.toString();
  }

  StateHistory history() throws IOException {
    return StateHistory.of(StoredStates.read(job.getBuildDir().toPath()));
  }

  @Override
  public String getIconFileName() {
    return "symbol-server-outline plugin-ionicons-api";
  }

  @Override
  public String getDisplayName() {
    return "Environments";
  }

  @Override
  public String getUrlName() {
    return "environments";
  }
}
