package io.jenkins.plugins.orchestrator.cli.embedded;

import io.jenkins.plugins.orchestrator.engine.files.PrivateFiles;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Reaped;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Reaper;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Which directories with embedded servers exist, so that what a {@code kill -9} leaves is found by
 * the next run: {@code embedded/<run>} in the state directory. A directory is written down before
 * it is made and struck out after it is gone. One instance per process and state directory.
 */
public final class RunJournal {
  /** In every directory of a run: nothing is deleted that does not hold it with the run's name. */
  static final String OWNER_FILE = "orchestrate-run";

  private final Path entries;
  private final Path temporary;
  private final Set<String> own = ConcurrentHashMap.newKeySet();

  /**
   * The journal of a user.
   *
   * @param temporary where the directories are made, such as {@code java.io.tmpdir}
   */
  public RunJournal(StateDirectory state, Path temporary) {
    this.entries = state.path().resolve("embedded");
    this.temporary = temporary.toAbsolutePath();
  }

  /** Makes the directory of a run, readable for its user alone. */
  RunDirectory create(RunId run) throws IOException {
    Files.createDirectories(entries);
    own.add(run.value());
    Path path = temporary.resolve("orchestrate-" + run);
    RunEntry entry = RunEntry.create(entries.resolve(run.value()), path);
    PrivateFiles.createDirectory(path);
    Files.writeString(path.resolve(OWNER_FILE), run.value());
    return new RunDirectory(path, entry);
  }

  /**
   * Ends the servers and deletes the directories of runs whose process is gone.
   *
   * @param messages hears a sentence for each, and why one could not be removed
   * @return how many runs were removed
   */
  public int sweep(Consumer<String> messages) {
    int removed = 0;
    for (Path file : files()) {
      String run = file.getFileName().toString();
      if (own.contains(run)) {
        continue;
      }
      try {
        removed += sweep(file, run, messages) ? 1 : 0;
      } catch (IOException e) {
        messages.accept("could not remove what run " + run + " left: " + e.getMessage());
      }
    }
    return removed;
  }

  /** The directories of runs whose process is gone; changes nothing. */
  public List<Path> abandoned() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path file : files()) {
      if (own.contains(file.getFileName().toString())) {
        continue;
      }
      try (RunEntry entry = RunEntry.ofDeadOwner(file).orElse(null)) {
        if (entry != null) {
          entry.directory().filter(Files::isDirectory).ifPresent(found::add);
        }
      }
    }
    return found;
  }

  private static boolean sweep(Path file, String run, Consumer<String> messages)
      throws IOException {
    try (RunEntry entry = RunEntry.ofDeadOwner(file).orElse(null)) {
      if (entry == null) {
        return false;
      }
      Path directory = entry.directory().orElse(null);
      if (directory == null || !Files.exists(directory)) {
        entry.remove();
        return false;
      }
      if (!isOf(directory, run)) {
        messages.accept(
            directory
                + " is not the directory that run "
                + run
                + " made; it stays, look at it and delete it and "
                + file
                + " yourself");
        return false;
      }
      messages.accept("removing the embedded servers that run " + run + " left in " + directory);
      RunDirectory left = new RunDirectory(directory, entry);
      endChildren(left, messages);
      left.close();
      return true;
    }
  }

  /**
   * Ends what the run started besides servers, such as the user's test commands: its own journal
   * names them, and goes with the directory.
   */
  private static void endChildren(RunDirectory left, Consumer<String> messages) {
    Reaper.recover(List.of(), left.state(), Redactor.of(List.of())).stream()
        .filter(one -> one.outcome() == Reaped.Outcome.FAILED)
        .forEach(one -> messages.accept("could not end " + one.name() + ": " + one.reason()));
  }

  private static boolean isOf(Path directory, String run) throws IOException {
    if (!Files.isDirectory(directory, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    Path owner = directory.resolve(OWNER_FILE);
    if (Files.isRegularFile(owner)) {
      return Files.readString(owner).equals(run);
    }
    try (Stream<Path> content = Files.list(directory)) {
      // Its process died between making the directory and marking it.
      return content.findAny().isEmpty();
    }
  }

  private List<Path> files() {
    if (!Files.isDirectory(entries)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(entries)) {
      return files.sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
