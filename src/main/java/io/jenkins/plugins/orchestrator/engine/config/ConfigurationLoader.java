package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the configuration file of a migration test. */
public final class ConfigurationLoader {
  private static final int HEALTH_CHECKS_AT_ONCE = 32;

  static final int LONGEST_NAME = 100;

  private final Problems problems;
  private final Options options;
  private final Set<Finding> findings = new LinkedHashSet<>();

  private ConfigurationLoader(Problems problems, Options options) {
    this.problems = problems;
    this.options = options;
  }

  /**
   * What the caller brings along.
   *
   * @param variables environment variables, for {@code ${NAME}} and for libpq's defaults
   * @param environments names of those that take part, for backups also of folders; empty for all
   * @param embedded whether servers are started in place of {@code db_url}: then it may be missing,
   *     and {@code snapshot.server} counts nothing
   * @param workingDirectory what relative paths are relative to first; null when there is none, and
   *     then no file is read that the configuration names
   * @param credentials environments whose user and password the caller knows, besides those for
   *     which the configuration names Jenkins' credentials; null when it knows none at all
   * @param use what the configuration is read for
   */
  public record Options(
      Map<String, String> variables,
      Set<String> environments,
      boolean embedded,
      @Nullable Path workingDirectory,
      @Nullable Set<String> credentials,
      ConfigurationUse use) {
    public Options {
      variables = Map.copyOf(variables);
      // In the order in which they were given.
      environments = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(environments));
    }

    /** For copies. */
    public Options(
        Map<String, String> variables,
        Set<String> environments,
        boolean embedded,
        @Nullable Path workingDirectory,
        @Nullable Set<String> credentials) {
      this(
          variables,
          environments,
          embedded,
          workingDirectory,
          credentials,
          ConfigurationUse.COPIES);
    }

    /** For a caller that knows no credentials. */
    public Options(
        Map<String, String> variables,
        Set<String> environments,
        boolean embedded,
        @Nullable Path workingDirectory) {
      this(variables, environments, embedded, workingDirectory, null);
    }

    /** All environments, no embedded servers. */
    public static Options of(Map<String, String> variables, Path workingDirectory) {
      return new Options(variables, Set.of(), false, workingDirectory);
    }

    /** The same for another use. */
    public Options with(ConfigurationUse other) {
      return new Options(variables, environments, embedded, workingDirectory, credentials, other);
    }

    private boolean selects(String name) {
      return environments.isEmpty() || environments.contains(name);
    }
  }

  /**
   * Reads and checks a file and the files that it names. Touches nothing and connects nowhere.
   *
   * @param file as the user gave it, which is how problems name it
   * @throws ConfigurationException with everything that is wrong, free of secrets
   */
  public static MigrationTestConfiguration load(Path file, Options options)
      throws ConfigurationException {
    Problems problems = new Problems(file.toString());
    Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
    return load(problems, options, directory, yaml -> yaml.read(file));
  }

  /**
   * Reads and checks a configuration that is in no file, with the files that it names relative to
   * the working directory.
   *
   * @param name how problems name it
   * @throws ConfigurationException with everything that is wrong, free of secrets
   */
  public static MigrationTestConfiguration load(String name, String text, Options options)
      throws ConfigurationException {
    Path directory = options.workingDirectory();
    return load(
        new Problems(name),
        options,
        directory == null ? Path.of("") : directory,
        yaml -> yaml.read(text));
  }

  private static MigrationTestConfiguration load(
      Problems problems,
      Options options,
      Path directory,
      Function<YamlFile, Optional<Node>> document)
      throws ConfigurationException {
    Optional<MigrationTestConfiguration> configuration = Optional.empty();
    try {
      configuration =
          new ConfigurationLoader(problems, options)
              .load(document.apply(new YamlFile(problems)), directory);
    } catch (Problems.TooMany e) {
      // They are listed below, as far as they go.
    }
    problems.throwIfAny();
    return configuration.orElseThrow();
  }

  private Optional<MigrationTestConfiguration> load(Optional<Node> root, Path directory) {
    if (root.isEmpty()) {
      return Optional.empty();
    }
    Reading reading =
        new Reading(
            problems,
            findings,
            options,
            new TextFiles(options.workingDirectory(), directory),
            true);
    if (!(root.get() instanceof MappingNode)) {
      problems.add(
          root.get(), "", problems.describe(root.get()), "a mapping with test_environments", null);
      return Optional.empty();
    }
    Located at = new Located(root.get(), "");
    Section top = Section.of(reading, ConfigurationKeys.TOP, at, null);
    // Also what every environment overrides is to be right.
    new TypeCheck(reading.notUsed()).check(top, ConfigurationKeys.SHARED);
    int maxParallel = maxParallel(top);
    List<WorkflowStep> workflow = new WorkflowReader(top).read();
    Optional<Located> databases =
        ConfigurationKeys.ENVIRONMENTS.stream().flatMap(key -> top.find(key).stream()).findFirst();
    refuseUnknownSelection(reading, top, databases);
    List<EnvironmentConfiguration> environments =
        databases.map(all -> environments(reading, top, all)).orElse(List.of());
    List<BackupFolder> folders = folders(reading, top, names(reading, databases));
    return problems.isEmpty()
        ? Optional.of(
            new MigrationTestConfiguration(
                problems.file(),
                environments,
                folders,
                workflow,
                maxParallel,
                List.copyOf(findings)))
        : Optional.empty();
  }

  /**
   * Health checks mostly wait for servers, perhaps for many that are gone, and share one deadline.
   */
  private int maxParallel(Section top) {
    boolean looks = options.use() == ConfigurationUse.HEALTH;
    return looks && top.find("max_parallel").isEmpty()
        ? HEALTH_CHECKS_AT_ONCE
        : top.whole("max_parallel");
  }

  private List<EnvironmentConfiguration> environments(Reading reading, Section top, Located all) {
    Map<String, Section.Entry> entries = Section.entries(reading, all);
    if (all.node() instanceof MappingNode && entries.isEmpty()) {
      reading.wrong(all, "no environments", "at least one", null);
    }
    List<EnvironmentConfiguration> environments = new ArrayList<>();
    Map<DatabaseTarget, String> migratedThemselves = new HashMap<>();
    entries.forEach(
        (name, entry) -> {
          checkName(reading, "an environment", name, entry.key());
          boolean selected = options.selects(name);
          Reading own = selected ? reading : reading.notUsed();
          Section section = Section.of(own, ConfigurationKeys.ENVIRONMENT, entry.value(), top);
          EnvironmentConfiguration environment = new EnvironmentReader(name, section).read();
          if (selected) {
            environments.add(environment);
            checkAlone(section, environment, migratedThemselves);
          }
        });
    return environments;
  }

  private List<BackupFolder> folders(Reading reading, Section top, Set<String> environments) {
    Optional<Located> all = top.find("backup_folders");
    if (all.isEmpty()) {
      return List.of();
    }
    Map<String, Section.Entry> entries = Section.entries(reading, all.get());
    if (all.get().node() instanceof MappingNode && entries.isEmpty()) {
      reading.wrong(all.get(), "no folders", "at least one", null);
    }
    List<BackupFolder> folders = new ArrayList<>();
    entries.forEach(
        (name, entry) -> {
          checkName(reading, "a folder", name, entry.key());
          if (environments.contains(name)) {
            reading.wrong(
                entry.key(),
                "the name of an environment too",
                "a name of its own, as both are backed up by it",
                null);
          }
          boolean selected = options.selects(name);
          Reading own = selected ? reading : reading.notUsed();
          BackupFolder folder =
              new FolderReader(name, Section.of(own, BackupKeys.FOLDER, entry.value(), top)).read();
          if (selected) {
            folders.add(folder);
          }
        });
    return folders;
  }

  private static Set<String> names(Reading reading, Optional<Located> mapping) {
    return mapping.map(at -> Section.entries(reading, at).keySet()).orElse(Set.of());
  }

  private void refuseUnknownSelection(Reading reading, Section top, Optional<Located> databases) {
    Set<String> known = new LinkedHashSet<>(names(reading, databases));
    if (options.use() == ConfigurationUse.BACKUPS) {
      known.addAll(names(reading, top.find("backup_folders")));
    }
    for (String name : options.environments()) {
      if (!known.contains(name)) {
        problems.add(
            databases.map(Located::path).orElse(ConfigurationKeys.ENVIRONMENTS.get(0)),
            "no environment " + problems.quote(name) + ", which was asked for",
            known.isEmpty() ? "that one" : "one of " + problems.list(known),
            Suggestion.didYouMean(name, known).orElse(null));
      }
    }
  }

  static void checkName(Reading reading, String whose, String name, Located key) {
    boolean fine =
        !name.isBlank()
            && name.equals(name.strip())
            && name.codePointCount(0, name.length()) <= LONGEST_NAME
            && name.codePoints().noneMatch(Character::isISOControl);
    if (!fine) {
      reading.wrong(
          key,
          "the name of " + whose + " " + reading.problems().quote(name),
          "1 to "
              + LONGEST_NAME
              + " characters, no control characters, no spaces at the beginning or the end",
          null);
    }
  }

  /** Two environments that migrate one database itself, at the same time, prove nothing. */
  private void checkAlone(
      Section section,
      EnvironmentConfiguration environment,
      Map<DatabaseTarget, String> migratedThemselves) {
    if (environment.snapshot().strategy() != SnapshotStrategy.NONE || options.embedded()) {
      return;
    }
    String other = migratedThemselves.putIfAbsent(environment.source(), environment.name());
    if (other != null) {
      section.wrong(
          "db_url",
          "the same database as that of " + problems.quote(other) + ", both with strategy none",
          "a database of its own",
          null);
    }
  }
}
