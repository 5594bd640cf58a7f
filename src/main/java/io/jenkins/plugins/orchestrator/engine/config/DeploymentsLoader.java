package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads the file that says which deployments are validated, and how. */
public final class DeploymentsLoader {
  private final Problems problems;
  private final ConfigurationLoader.Options options;
  private final Set<Finding> findings = new LinkedHashSet<>();
  private final Set<Secret> secrets = new LinkedHashSet<>();

  private DeploymentsLoader(Problems problems, ConfigurationLoader.Options options) {
    this.problems = problems;
    this.options = options;
  }

  /**
   * Reads and checks a file and the files that it names. Touches nothing and connects nowhere.
   *
   * @param file as the user gave it, which is how problems name it
   * @param options whose environments are the deployments that take part
   * @throws ConfigurationException with everything that is wrong, free of secrets
   */
  public static DeploymentsConfiguration load(Path file, ConfigurationLoader.Options options)
      throws ConfigurationException {
    Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
    return load(new Problems(file.toString()), options, directory, yaml -> yaml.read(file));
  }

  /**
   * Reads and checks a configuration that is in no file, with the files that it names relative to
   * the working directory.
   *
   * @param name how problems name it
   * @throws ConfigurationException with everything that is wrong, free of secrets
   */
  public static DeploymentsConfiguration load(
      String name, String text, ConfigurationLoader.Options options) throws ConfigurationException {
    Path directory = options.workingDirectory();
    return load(
        new Problems(name),
        options,
        directory == null ? Path.of("") : directory,
        yaml -> yaml.read(text));
  }

  private static DeploymentsConfiguration load(
      Problems problems,
      ConfigurationLoader.Options options,
      Path directory,
      Function<YamlFile, Optional<Node>> document)
      throws ConfigurationException {
    Optional<DeploymentsConfiguration> configuration = Optional.empty();
    try {
      Optional<Node> root = document.apply(new YamlFile(problems));
      DeploymentsLoader loader = new DeploymentsLoader(problems, options);
      configuration = root.flatMap(node -> loader.load(node, directory));
    } catch (Problems.TooMany e) {
      // They are listed below, as far as they go.
    }
    problems.throwIfAny();
    return configuration.orElseThrow();
  }

  private Optional<DeploymentsConfiguration> load(Node root, Path directory) {
    Reading reading =
        new Reading(
            problems,
            findings,
            options,
            new TextFiles(options.workingDirectory(), directory),
            true);
    if (!(root instanceof MappingNode)) {
      problems.add(root, "", problems.describe(root), "a mapping with deployments", null);
      return Optional.empty();
    }
    Section top = Section.of(reading, DeploymentKeys.TOP, new Located(root, ""), null);
    // Also what every deployment overrides is to be right.
    new TypeCheck(reading.notUsed()).check(top, DeploymentKeys.SHARED);
    int maxParallel = top.whole("max_parallel");
    Duration timeout = top.time("timeout");
    Map<String, Entry> entries =
        top.find("deployments").map(all -> entries(reading, all)).orElse(Map.of());
    refuseUnknownSelection(entries.keySet());
    List<Deployment> deployments = new ArrayList<>();
    entries.forEach(
        (name, entry) -> {
          boolean selected =
              options.environments().isEmpty() || options.environments().contains(name);
          Reading own = selected ? reading : reading.notUsed();
          Section section = Section.of(own, entry.shape(), entry.at(), top);
          Optional<Deployment> read = new DeploymentReader(name, section, secrets).read();
          if (selected) {
            read.ifPresent(deployments::add);
          }
        });
    refuseSharedResults(deployments);
    return problems.isEmpty()
        ? Optional.of(
            new DeploymentsConfiguration(
                problems.file(),
                deployments,
                maxParallel,
                timeout,
                List.copyOf(findings),
                List.copyOf(secrets)))
        : Optional.empty();
  }

  /** A deployment of the file, in either form. */
  private record Entry(Shape shape, Located at) {}

  private Map<String, Entry> entries(Reading reading, Located all) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    if (all.node() instanceof SequenceNode) {
      ValueType.Either type = (ValueType.Either) DeploymentKeys.TOP.key("deployments").type();
      for (Located element : Section.elements(reading, all, (ValueType.Many) type.types().get(1))) {
        Section.Entry name = Section.entries(reading, element).get("name");
        Optional<String> text = name == null ? Optional.empty() : reading.text(name.value(), false);
        if (text.isEmpty()) {
          if (name == null && element.node() instanceof MappingNode) {
            reading.wrong(element, "no key name", "name: Its name; unique.", null);
          }
          continue;
        }
        ConfigurationLoader.checkName(reading, "a deployment", text.get(), name.value());
        if (entries.putIfAbsent(text.get(), new Entry(DeploymentKeys.LISTED, element)) != null) {
          reading.wrong(
              name.value(),
              "the name " + problems.quote(text.get()) + " again",
              "each name once",
              null);
        }
      }
      return entries;
    }
    Section.entries(reading, all)
        .forEach(
            (name, entry) -> {
              ConfigurationLoader.checkName(reading, "a deployment", name, entry.key());
              entries.put(name, new Entry(DeploymentKeys.DEPLOYMENT, entry.value()));
            });
    if (all.node() instanceof MappingNode && entries.isEmpty()) {
      reading.wrong(all, "no deployments", "at least one", null);
    }
    return entries;
  }

  /** Tests that run at once would take each other's results for their own. */
  private void refuseSharedResults(List<Deployment> deployments) {
    Map<String, String> writers = new HashMap<>();
    for (Deployment deployment : deployments) {
      int alone = 0;
      for (Deployment.SmokeTest test : deployment.smokeTests()) {
        alone++;
        String junit = test.junit();
        if (junit == null) {
          continue;
        }
        // Those of a group run one after the other, and each result is read before the next.
        String writer =
            deployment.name() + (test.group() == null ? " " + alone : " group " + test.group());
        String before = writers.putIfAbsent(plain(junit), writer);
        if (before != null && !before.equals(writer)) {
          problems.add(
              "deployments." + deployment.name() + ".smoke_tests",
              "the junit file " + problems.quote(junit) + " of another test again",
              "a file for each test that may run at the same time",
              "{name} in it is the deployment's name");
        }
      }
    }
  }

  private static String plain(String path) {
    return path.replaceAll("/+", "/").replaceAll("(^|/)(?:\\./)+", "$1");
  }

  private void refuseUnknownSelection(Set<String> known) {
    for (String name : options.environments()) {
      if (!known.contains(name)) {
        problems.add(
            "deployments",
            "no deployment " + problems.quote(name) + ", which was asked for",
            known.isEmpty() ? "that one" : "one of " + problems.list(known),
            Suggestion.didYouMean(name, known).orElse(null));
      }
    }
  }
}
