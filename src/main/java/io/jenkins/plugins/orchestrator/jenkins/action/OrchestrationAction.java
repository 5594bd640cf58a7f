package io.jenkins.plugins.orchestrator.jenkins.action;

import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.RunAction2;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.StaplerProxy;

/** The runs of a build, one page for all of them. */
public final class OrchestrationAction implements RunAction2, StaplerProxy {
  private static final Logger LOGGER = Logger.getLogger(OrchestrationAction.class.getName());

  private transient @Nullable Run<?, ?> build;
  private transient @Nullable Map<String, LiveRun> live;

  /** Replaced, never changed: it may be being saved. */
  private ArrayList<RunSummary> runs = new ArrayList<>();

  /** The build's one; it is added when it is not there yet. */
  public static OrchestrationAction of(Run<?, ?> build) {
    synchronized (build) {
      OrchestrationAction present = build.getAction(OrchestrationAction.class);
      if (present != null) {
        return present;
      }
      OrchestrationAction added = new OrchestrationAction();
      build.addAction(added);
      return added;
    }
  }

  /**
   * Begins to show a run, or goes on showing one that goes on after a restart.
   *
   * @param title of its part of the page
   * @param flowNode the step's node in the flow, null when it has none
   * @param current gives what was measured so far; called by any thread
   */
  public LiveRun begin(
      RunId id, String title, @Nullable String flowNode, Supplier<RunReport> current) {
    LiveRun run = new LiveRun(this, id, current);
    live().put(id.value(), run);
    synchronized (this) {
      ArrayList<RunSummary> more = new ArrayList<>(runs);
      RunSummary begun = RunSummary.begun(id.value(), title, flowNode);
      if (more.stream().anyMatch(each -> each.getId().equals(id.value()))) {
        more.replaceAll(each -> each.getId().equals(id.value()) ? begun : each);
      } else {
        more.add(begun);
      }
      runs = more;
    }
    save();
    return run;
  }

  void ended(String id, RunReport report) {
    synchronized (this) {
      ArrayList<RunSummary> changed = new ArrayList<>(runs);
      changed.replaceAll(run -> run.getId().equals(id) ? run.ended(report) : run);
      runs = changed;
    }
    live().remove(id);
    save();
  }

  private void save() {
    // Nothing recreates the directory of a build that was deleted.
    if (!build().getRootDir().isDirectory()) {
      return;
    }
    try {
      build().save();
    } catch (IOException e) {
      LOGGER.log(Level.WARNING, e, () -> "could not save " + build());
    }
  }

  @Override
  public void onAttached(Run<?, ?> owner) {
    build = owner;
  }

  @Override
  public void onLoad(Run<?, ?> owner) {
    build = owner;
    ArrayList<RunSummary> loaded = new ArrayList<>(runs);
    loaded.replaceAll(run -> run.isRunning() ? run.interrupted() : run);
    runs = loaded;
  }

  /** The build that the page belongs to. */
  public Run<?, ?> getRun() {
    return build();
  }

  private Run<?, ?> build() {
    return Objects.requireNonNull(build, "not attached to a build");
  }

  private synchronized Map<String, LiveRun> live() {
    Map<String, LiveRun> known = live;
    if (known == null) {
      known = new ConcurrentHashMap<>();
      live = known;
    }
    return known;
  }

  Optional<LiveRun> liveRun(String id) {
    return Optional.ofNullable(live().get(id));
  }

  StoredReports reports() {
    return new StoredReports(build());
  }

  /** In the order in which they began. */
  public List<RunSummary> getRuns() {
    return List.copyOf(runs);
  }

  /** Their parts of the page. */
  public List<RunPage> getPages() {
    return runs.stream().map(run -> new RunPage(this, run)).toList();
  }

  /** The part of the page that an address names; null when there is none. */
  public @Nullable RunPage getDynamic(String id) {
    return getPages().stream().filter(page -> page.getId().equals(id)).findFirst().orElse(null);
  }

  /** The reports for programs. */
  public ReportApi getApi() {
    return new ReportApi(this);
  }

  /** The build, for the layout of the page. */
  public Run<?, ?> getObject() {
    return build();
  }

  /** Whether one of them runs. */
  public boolean isRunning() {
    return runs.stream().anyMatch(RunSummary::isRunning);
  }

  /** All pages and files of the action pass here. */
  @Override
  public Object getTarget() {
    build().checkPermission(Item.READ);
    return this;
  }

  @Override
  public String getIconFileName() {
    return "symbol-git-network-outline plugin-ionicons-api";
  }

  @Override
  public String getDisplayName() {
    return "Orchestration";
  }

  @Override
  public String getUrlName() {
    return "orchestration";
  }
}
