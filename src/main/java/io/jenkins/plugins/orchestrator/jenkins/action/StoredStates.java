package io.jenkins.plugins.orchestrator.jenkins.action;

import io.jenkins.plugins.orchestrator.engine.report.json.JsonStates;
import io.jenkins.plugins.orchestrator.engine.report.state.BuildStates;
import io.jenkins.plugins.orchestrator.engine.report.state.RunStates;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/**
 * What the runs of a job found of its environments, as small files in the directories of their
 * builds: with a build goes what it found. They are read without loading the builds.
 */
final class StoredStates {
  private static final Logger LOGGER = Logger.getLogger(StoredStates.class.getName());
  private static final String SUFFIX = ".states-1.json";
  private static final Pattern ID = Pattern.compile("[a-z0-9]{1,20}");
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

  /** Builds in which something ran; those without are passed over. */
  private static final int MOST_BUILDS = 100;

  /** All builds that are looked for files in. */
  private static final int MOST_DIRECTORIES = 2_000;

  /** Of all files together; thousands of environments fill that with a few builds. */
  private static final long MOST_BYTES = 8L * 1024 * 1024;

  private StoredStates() {}

  /**
   * Writes what a run found. Nothing is written when the build's directory is gone.
   *
   * @param build its directory
   */
  static void write(Path build, RunStates states) throws IOException {
    if (!ID.matcher(states.run()).matches()) {
      throw new IOException("not a run's id: " + states.run());
    }
    Path directory = build.resolve(StoredReports.DIRECTORY);
    Path part = directory.resolve(states.run() + ".states-part");
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectory(directory);
      }
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
        JsonStates.write(states, out);
      }
      Files.move(
          part,
          directory.resolve(states.run() + SUFFIX),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException e) {
      // The build was deleted.
    }
  }

  /**
   * What the last builds found; bounded, however many builds there are. A file that cannot be read
   * is passed over and logged.
   *
   * @param builds the directory of a job's builds
   */
  static List<BuildStates> read(Path builds) throws IOException {
    List<BuildStates> found = new ArrayList<>();
    List<Integer> numbers = numbers(builds);
    long bytes = 0;
    int withRuns = 0;
    for (int number : numbers.subList(0, Math.min(MOST_DIRECTORIES, numbers.size()))) {
      List<Path> files = files(builds.resolve(Integer.toString(number)));
      for (Path file : files) {
        bytes += size(file);
        if (bytes > MOST_BYTES && !found.isEmpty()) {
          return found;
        }
        read(number, file, found);
      }
      withRuns += files.isEmpty() ? 0 : 1;
      if (withRuns == MOST_BUILDS) {
        return found;
      }
    }
    return found;
  }

  /** Of the builds that are kept, the newest first. */
  private static List<Integer> numbers(Path builds) throws IOException {
    List<Integer> numbers = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(builds)) {
      for (Path entry : entries) {
        // One that is being deleted begins with a dot.
        String name = String.valueOf(entry.getFileName());
        if (NUMBER.matcher(name).matches()) {
          numbers.add(Integer.valueOf(name));
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      // There was no build yet.
    }
    numbers.sort(Collections.reverseOrder());
    return numbers;
  }

  private static List<Path> files(Path build) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(build.resolve(StoredReports.DIRECTORY), "*" + SUFFIX)) {
      entries.forEach(files::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      // Nothing of ours ran in it.
    }
    return files;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  private static void read(int number, Path file, List<BuildStates> to) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      to.add(new BuildStates(number, JsonStates.read(in)));
    } catch (NoSuchFileException e) {
      // Deleted meanwhile.
    } catch (IOException e) {
      LOGGER.log(Level.WARNING, e, () -> "passed over " + file);
    }
  }
}
