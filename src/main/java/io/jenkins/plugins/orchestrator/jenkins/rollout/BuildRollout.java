package io.jenkins.plugins.orchestrator.jenkins.rollout;

import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.orchestrator.engine.config.HttpAccess;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationVerdict;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.FileRolloutJournal;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.Look;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutApproval;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutContext;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutCourse;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutListener;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutState;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutTime;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.Shift;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Measurement;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus.PrometheusMeasurement;
import io.jenkins.plugins.orchestrator.jenkins.action.LiveRun;
import io.jenkins.plugins.orchestrator.jenkins.action.OrchestrationAction;
import io.jenkins.plugins.orchestrator.jenkins.action.RunEndedListener;
import io.jenkins.plugins.orchestrator.jenkins.action.RunReport;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationLog;
import io.jenkins.plugins.orchestrator.jenkins.plan.HttpCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A rollout of a build: its journal in the build's directory, its lines in the log, its part of the
 * page, and its report. Made anew after a restart, from the journal.
 */
public final class BuildRollout implements RolloutListener, RolloutEnd {
  private static final Logger LOGGER = Logger.getLogger(BuildRollout.class.getName());
  private static final String DIRECTORY = "parallel-orchestrator";

  /** Where the node's workspace is; asked anew every time, as the node may have come back. */
  public interface Workspace {
    /** Null when there is none. */
    @Nullable FilePath get() throws IOException, InterruptedException;
  }

  /** The step's side. */
  public interface Site extends RolloutMover {
    /** Its build. */
    Run<?, ?> build() throws IOException, InterruptedException;

    /** The build's log. */
    TaskListener listener() throws IOException, InterruptedException;

    /** The id of the step's node in the flow, null when it has none. */
    @Nullable String flowNode() throws IOException, InterruptedException;

    /**
     * It ended with this report.
     *
     * @param back false when the traffic was to be taken back, and is not, or the service is not
     *     healthy: somebody has to look at once
     */
    void ended(OperationReport report, boolean back);

    /** It cannot go on: where the traffic is, is not known. */
    void broken(Throwable problem);
  }

  private final RolloutOrder order;
  private final Site site;
  private final RolloutDriver driver;

  // Written before the driver's first event.
  private @Nullable Run<?, ?> build;
  private @Nullable TaskListener listener;
  private @Nullable String flowNode;
  private @Nullable OperationLog log;
  private @Nullable LiveRun page;
  private @Nullable FileRolloutJournal journal;

  public BuildRollout(RolloutOrder order, Workspace workspace, Site site, RolloutThreads threads) {
    this.order = order;
    this.site = site;
    RolloutNode node = new RolloutNode(workspace);
    this.driver =
        new RolloutDriver(
            order.settings(),
            measurement(node),
            new NodeHealth(node, order.health(), order.timeout()),
            site,
            this,
            new RolloutThreads(threads.pool(), threads.timer(), () -> isLeft(threads)));
  }

  private Measurement measurement(RolloutNode node) {
    PrometheusOrder prometheus = order.prometheus();
    if (prometheus == null) {
      return new NodeProbes(node, Objects.requireNonNull(order.pair()));
    }
    return new PrometheusMeasurement(
        prometheus.queries(),
        new NodeCounters(
            node, prometheus.queries(), () -> access(site.build(), prometheus), order.timeout()));
  }

  /**
   * What Prometheus is asked with.
   *
   * @throws IOException when the build may not use the credentials
   */
  public static HttpAccess access(Run<?, ?> build, PrometheusOrder prometheus) throws IOException {
    String id = prometheus.credentialsId();
    if (id == null) {
      return new HttpAccess(Map.of(), null, null);
    }
    return HttpCredentials.of(build, id)
        .orElseThrow(
            () ->
                new IOException(
                    "prometheus.credentialsId: found the id '"
                        + id
                        + "', expected "
                        + HttpCredentials.EXPECTED
                        + ": "
                        + HttpCredentials.REMEDY))
        .access();
  }

  /** Also when the build was ended by force: no body can be called any more. */
  private boolean isLeft(RolloutThreads threads) {
    if (threads.leaving().getAsBoolean()) {
      return true;
    }
    Run<?, ?> its = build;
    if (its == null || its.isLogUpdated()) {
      return false;
    }
    // Not here: the driver waits for the answer.
    threads.pool().execute(this::forced);
    return true;
  }

  private void forced() {
    LOGGER.log(
        Level.WARNING,
        () -> build + " was ended by force during a rollout; look where its traffic is");
    endPage();
    close();
  }

  /**
   * Begins, or goes on where its journal ends.
   *
   * @param running how a body was called that goes on by itself; null when there is none
   */
  public void open(@Nullable Shift running) {
    driver.open(this::course, running);
  }

  /** Events for the driver go there. */
  public RolloutDriver driver() {
    return driver;
  }

  private RolloutCourse course() throws IOException, InterruptedException {
    Run<?, ?> its = site.build();
    build = its;
    listener = site.listener();
    flowNode = site.flowNode();
    Path directory = its.getRootDir().toPath();
    if (!its.getRootDir().isDirectory()) {
      throw new IOException("the build was deleted");
    }
    FileRolloutJournal opened =
        FileRolloutJournal.open(
            directory.resolve(DIRECTORY).resolve(order.id().value() + ".rollout.jsonl"));
    journal = opened;
    log = new OperationLog(listener, Redactor.of(List.of()));
    OrchestrationAction action = OrchestrationAction.of(its);
    page = action.begin(order.id(), order.title(), flowNode, () -> RunReport.of(report()));
    log.link("/" + its.getUrl() + action.getUrlName() + "/", order.title());
    RolloutCourse course =
        RolloutCourse.open(
            order.settings(),
            new RolloutContext(
                RolloutApproval.notNeeded(),
                opened,
                RolloutTime.ofMachine(),
                Redactor.of(List.of()),
                this));
    if (course.state().step() != RolloutState.Step.READY) {
      line("goes on after a restart of Jenkins: " + words(course.state()));
    }
    return course;
  }

  // ---- What is heard of it

  @Override
  public void entered(RolloutState state) {
    line(words(state) + ": " + state.reason());
    changed();
  }

  private String words(RolloutState state) {
    return "phase "
        + (state.phase() + 1)
        + " ("
        + order.settings().shift(state.phase())
        + "), "
        + state.step().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  @Override
  public void looked(Look look) {
    line(
        "watched for "
            + HumanDuration.of(look.observed())
            + " of "
            + HumanDuration.of(order.settings().observe())
            + ": "
            + look.decision().result()
            + ", "
            + look.decision().reason());
    changed();
  }

  private void line(String text) {
    if (log != null) {
      log.line(order.settings().name(), text);
    }
  }

  private void changed() {
    if (page != null) {
      page.changed();
    }
  }

  // ---- Its end

  private OperationReport report() {
    LaneReport lane = driver.lane();
    Duration elapsed = driver.elapsed();
    return new OperationReport(
        "rollout",
        order.title(),
        order.id().value(),
        order.settings().name(),
        driver.begun(),
        elapsed,
        elapsed,
        lane == null ? Status.UNKNOWN : lane.status(),
        lane == null ? List.of() : List.of(lane),
        List.of(),
        List.of());
  }

  @Override
  public void ended() {
    OperationReport report = report();
    try {
      tell(report);
    } catch (RuntimeException | Error e) {
      // The step has to end whatever others make of it.
      LOGGER.log(Level.WARNING, e, () -> "the results of a rollout of " + build);
    }
    close();
    site.ended(report, !driver.hasFailedToTakeBack());
  }

  private void tell(OperationReport report) {
    Verdict verdict = OperationVerdict.of(report);
    if (log != null) {
      log.line(verdict.status() + ": " + verdict.sentence());
    }
    RunReport shown = RunReport.of(report);
    if (page != null) {
      page.finish(shown);
    }
    if (build != null && listener != null) {
      RunEndedListener.fireEnded(build, flowNode, shown, listener);
    }
  }

  @Override
  public void broken(Throwable problem) {
    endPage();
    close();
    site.broken(problem);
  }

  /** Nothing changes there any more. */
  private void endPage() {
    try {
      if (page != null) {
        page.finish(RunReport.of(report()));
      }
    } catch (RuntimeException | Error e) {
      LOGGER.log(Level.WARNING, e, () -> "the page of a rollout of " + build);
    }
  }

  private void close() {
    try {
      if (journal != null) {
        journal.close();
      }
    } catch (IOException e) {
      LOGGER.log(Level.WARNING, e, () -> "the journal of rollout " + order.id());
    }
  }
}
