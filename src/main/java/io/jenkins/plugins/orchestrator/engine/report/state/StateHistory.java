package io.jenkins.plugins.orchestrator.engine.report.state;

import io.jenkins.plugins.orchestrator.engine.report.state.StateRow.Look;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How every environment is now, and since when, from what the runs of a job left. Of a run that is
 * no longer kept nothing is known.
 *
 * @param rows the worst first, then by name
 * @param backups by environment, the newest first
 * @param oldestBuild the oldest build that was looked at; 0 when there is none
 */
public record StateHistory(List<StateRow> rows, List<BackupRow> backups, int oldestBuild) {
  private static final Comparator<BuildStates> NEWEST_FIRST =
      Comparator.<BuildStates, java.time.Instant>comparing(each -> each.states().at())
          .thenComparingInt(BuildStates::build)
          .reversed();

  private static final Comparator<StateRow> WORST_FIRST =
      Comparator.<StateRow, Condition>comparing(row -> row.now().condition())
          .thenComparing(row -> row.now().environment())
          .thenComparing(StateRow::operation);

  public StateHistory {
    rows = List.copyOf(rows);
    backups = List.copyOf(backups);
  }

  private record Key(String operation, String environment) {}

  /** What was found about one environment so far, going back in time. */
  private static final class Track {
    private final EnvironmentState now;
    private final Look last;
    private final boolean skippedByLast;
    private Look since;
    private @Nullable Condition before;

    Track(EnvironmentState now, Look last, boolean skippedByLast) {
      this.now = now;
      this.last = last;
      this.since = last;
      this.skippedByLast = skippedByLast;
    }

    void earlier(EnvironmentState state, Look look) {
      if (before != null) {
        return;
      }
      if (state.condition() == now.condition()) {
        since = look;
      } else {
        before = state.condition();
      }
    }
  }

  /**
   * Looks back from the newest run.
   *
   * @param runs of all builds, in any order
   */
  public static StateHistory of(Collection<BuildStates> runs) {
    List<BuildStates> newestFirst = runs.stream().sorted(NEWEST_FIRST).toList();
    return new StateHistory(
        rows(newestFirst),
        backups(newestFirst),
        runs.stream().mapToInt(BuildStates::build).min().orElse(0));
  }

  private static Look look(BuildStates run) {
    return new Look(run.build(), run.states().run(), run.states().at());
  }

  private static List<StateRow> rows(List<BuildStates> newestFirst) {
    Map<Key, Track> tracks = new LinkedHashMap<>();
    // Calls of one build may share the environments among them.
    Map<String, Integer> lastBuilds = new HashMap<>();
    for (BuildStates run : newestFirst) {
      String operation = run.states().operation();
      int lastBuild = lastBuilds.computeIfAbsent(operation, any -> run.build());
      for (EnvironmentState state : run.states().environments()) {
        Track track = tracks.get(new Key(operation, state.environment()));
        if (track == null) {
          tracks.put(
              new Key(operation, state.environment()),
              new Track(state, look(run), run.build() != lastBuild));
        } else {
          track.earlier(state, look(run));
        }
      }
    }
    List<StateRow> rows = new ArrayList<>();
    tracks.forEach(
        (key, track) ->
            rows.add(
                new StateRow(
                    key.operation(),
                    track.now,
                    track.last,
                    track.since,
                    track.before,
                    track.skippedByLast)));
    rows.sort(WORST_FIRST);
    return rows;
  }

  /**
   * Those of the last list of each environment, in the state that was seen last; of an environment
   * without a list, those that were looked at. What is in no later list was deleted.
   */
  private static List<BackupRow> backups(List<BuildStates> newestFirst) {
    Map<String, BackupRow> byId = new LinkedHashMap<>();
    Set<String> listed = new HashSet<>();
    for (BuildStates run : newestFirst) {
      Set<String> listedNow = new HashSet<>();
      for (KnownBackup backup : run.states().backups()) {
        if (!listed.contains(backup.environment())) {
          byId.putIfAbsent(backup.id(), new BackupRow(backup, look(run)));
          listedNow.add(backup.environment());
        }
      }
      if (run.states().listed()) {
        listed.addAll(listedNow);
      }
    }
    return byId.values().stream()
        .sorted(
            Comparator.<BackupRow, String>comparing(row -> row.backup().environment())
                .thenComparing(row -> row.backup().takenAt(), Comparator.reverseOrder()))
        .toList();
  }
}
