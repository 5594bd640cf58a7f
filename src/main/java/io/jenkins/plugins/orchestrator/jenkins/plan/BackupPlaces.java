package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.config.BackupFolder;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A path that is relative to the workspace, and a command of the user's, mean something where the
 * workspace is and nowhere else. On another agent a backup would lie where nobody looks for it.
 */
final class BackupPlaces {
  private final String file;
  private final HeldNode held;

  private BackupPlaces(String file, HeldNode held) {
    this.file = file;
    this.held = held;
  }

  /** Everything that has no place. */
  static List<ConfigurationProblem> problems(
      MigrationTestConfiguration configuration, HeldNode held) {
    BackupPlaces places = new BackupPlaces(configuration.file(), held);
    return Stream.concat(
            configuration.environments().stream().flatMap(places::of),
            configuration.folders().stream().flatMap(places::of))
        .toList();
  }

  private Stream<ConfigurationProblem> of(EnvironmentConfiguration environment) {
    return problem(
        "test_environments." + environment.name(), needs(environment.backup()), environment.agent())
        .stream();
  }

  private Stream<ConfigurationProblem> of(BackupFolder folder) {
    List<String> needs = new ArrayList<>();
    if (isRelative(folder.path())) {
      needs.add("the path " + folder.path());
    }
    needs.addAll(needs(folder.backup()));
    return problem("backup_folders." + folder.name(), needs, folder.agent()).stream();
  }

  private static List<String> needs(BackupSettings backup) {
    List<String> needs = new ArrayList<>();
    if (isRelative(backup.directory())) {
      needs.add("the folder " + backup.directory() + " for backups");
    }
    BackupSettings.Encryption encryption = backup.encryption();
    if (encryption != null && encryption.identity() != null && isRelative(encryption.identity())) {
      needs.add("the file " + encryption.identity() + " with an identity");
    }
    if (backup.upload() != null) {
      needs.add("the command of upload");
    }
    return needs;
  }

  private static boolean isRelative(String path) {
    return !Path.of(path).isAbsolute();
  }

  private List<ConfigurationProblem> problem(
      String key, List<String> needs, @Nullable String label) {
    if (needs.isEmpty() || held.when(label) != null) {
      return List.of();
    }
    return List.of(
        new ConfigurationProblem(
            file,
            0,
            0,
            key,
            String.join(" and ", needs) + ", and for that " + CommandPlaces.place(label, held),
            (label == null ? "a node" : "a node with its label")
                + ", as relative paths and commands belong to the workspace",
            "call the step inside node"
                + (label == null ? "" : "('" + label + "')")
                + " { }, or give absolute paths, which every agent has"));
  }
}
