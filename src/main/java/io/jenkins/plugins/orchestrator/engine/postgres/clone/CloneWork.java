package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.files.PrivateFiles;
import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientTools;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What all parts of making one environment's clone share.
 *
 * @param environment its name, for {@code application_name}
 * @param tools looked for once, when first needed
 * @param messages takes lines for people; free of secrets
 */
record CloneWork(
    RunId run,
    String environment,
    StateDirectory state,
    IntentJournal journal,
    Redactor redactor,
    Map<String, String> variables,
    Supplier<ClientTools> tools,
    Cancellation cancellation,
    Consumer<String> messages) {
  private static final String TEMPORARY = "tmp";

  /** The name of a session or client program for a purpose. */
  String applicationName(String purpose) {
    return ApplicationName.of(run, environment, purpose);
  }

  void say(String message) {
    messages.accept(redactor.redact(message));
  }

  /** The same with another signal: cleaning up goes on after a cancellation. */
  CloneWork uncancelled() {
    return new CloneWork(
        run, environment, state, journal, redactor, variables, tools, new Cancellation(), messages);
  }

  /** A path for a file or directory that a recovery may delete: written down, not yet there. */
  JournalLine temporary(String kind) throws IOException {
    Path directory = state.path().resolve(TEMPORARY);
    PrivateFiles.createDirectories(directory);
    Path path = directory.toAbsolutePath().resolve(kind + "-" + run + "-" + RunId.random());
    return journal.intend(JournalLine.file(JournalLine.INTENT, path.toString()));
  }

  /** Deletes what {@link #temporary} named, with all that is in it. */
  void discard(JournalLine temporary) throws IOException {
    deleteAll(path(temporary));
    journal.settle(temporary);
  }

  static Path path(JournalLine file) {
    return Path.of(java.util.Objects.requireNonNull(file.name()));
  }

  /** Whether a path is one that {@link #temporary} could have given: nothing else is deleted. */
  static boolean isTemporary(StateDirectory state, Path path) {
    Path directory = state.path().resolve(TEMPORARY).toAbsolutePath().normalize();
    return path.isAbsolute() && path.normalize().equals(path) && directory.equals(path.getParent());
  }

  static void deleteAll(Path path) throws IOException {
    if (!Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(path)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }
}
