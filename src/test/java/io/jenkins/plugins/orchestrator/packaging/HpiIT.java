package io.jenkins.plugins.orchestrator.packaging;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.Extension;
import io.jenkins.plugins.orchestrator.packaging.ClassReferences.Annotation;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.java.sezpoz.Index;
import net.java.sezpoz.IndexItem;
import org.apache.commons.numbers.core.DD;
import org.apache.commons.numbers.fraction.ContinuedFraction;
import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.Driver;
import org.yaml.snakeyaml.Yaml;

/** The archive that Jenkins installs: all that it needs, and nothing that Jenkins brings. */
class HpiIT {
  private static final int JAVA_17 = 61;

  private static final List<String> EXPECTED =
      List.of(
          "io/jenkins/plugins/orchestrator/engine/",
          "io/jenkins/plugins/orchestrator/jenkins/",
          "org/apache/commons/numbers/",
          "org/postgresql/");

  /** Libraries whose classes the plugin may use without having them, and who brings them. */
  private static final Map<String, String> BROUGHT =
      Map.of(
          "com/fasterxml/jackson/", "jackson2-api",
          "org/yaml/snakeyaml/", "snakeyaml-api",
          "com/google/common/", "jenkins-core",
          "jakarta/servlet/", "jenkins-core",
          "net/java/sezpoz/", "jenkins-core",
          "org/springframework/security/", "jenkins-core");

  /** Recorded libraries that every Jenkins has, whatever its plugins. */
  private static final Set<String> OF_JENKINS =
      Set.of("jenkins-core", "remoting", "stapler", "symbol-annotation");

  private final RecordedApi api = RecordedApi.ofTheBaseline();
  private final PluginArchive plugin;
  private final ClassFiles own;

  HpiIT() throws IOException {
    plugin = PluginArchive.built();
    own = ClassFiles.in(plugin.ownJar().files());
  }

  @Test
  void bringsItselfTheDriverAndCommonsNumbersOnly() {
    assertThat(plugin.libraries())
        .containsExactlyInAnyOrder(
            "parallel-orchestrator-plugin.jar",
            fileOf(Driver.class),
            fileOf(RegularizedBeta.class),
            fileOf(DD.class),
            fileOf(ContinuedFraction.class));
    assertThat(plugin.archive().files().keySet())
        .as("classes outside of the jars")
        .noneMatch(name -> name.endsWith(".class"));
  }

  /** Neither the stand-in nor the command line nor a library that Jenkins brings. */
  @Test
  void hasNoClassesOfOthers() throws IOException {
    for (String library : plugin.libraries()) {
      assertThat(ClassFiles.in(plugin.library(library).files()).byName().keySet())
          .as(library)
          .isNotEmpty()
          .map(name -> name.replaceFirst("^META-INF/versions/\\d+/", ""))
          .filteredOn(name -> !name.startsWith("module-info"))
          .filteredOn(name -> EXPECTED.stream().noneMatch(name::startsWith))
          .isEmpty();
    }
  }

  @Test
  void hasEveryClassThatTheBuildMadeForIt() {
    assertThat(own.byName().keySet())
        .containsExactlyInAnyOrderElementsOf(ClassFiles.ofThePlugin().byName().keySet());
  }

  @Test
  void runsOnJava17() {
    assertThat(own.references())
        .isNotEmpty()
        .filteredOn(references -> references.version() != JAVA_17)
        .map(ClassReferences::from)
        .isEmpty();
  }

  @Test
  void tellsJenkinsWhatItIs() throws IOException {
    var manifest = plugin.archive();

    assertThat(manifest.attribute("Short-Name")).isEqualTo("parallel-orchestrator");
    assertThat(manifest.attribute("Extension-Name")).isEqualTo("parallel-orchestrator");
    assertThat(manifest.attribute("Group-Id")).isEqualTo("io.jenkins.plugins");
    assertThat(manifest.attribute("Long-Name")).isEqualTo("Parallel Orchestrator");
    assertThat(manifest.attribute("Plugin-Version")).matches("\\d+\\..*");
    assertThat(manifest.attribute("Jenkins-Version")).isEqualTo(api.version("jenkins-core"));
    assertThat(manifest.attribute("Minimum-Java-Version")).isEqualTo("17");
    assertThat(plugin.ownJar().files().keySet()).as("the description").contains("index.jelly");
  }

  /** Otherwise Jenkins refuses to write its objects (JEP-200). */
  @Test
  void marksItsOwnJarAsThePlugins() throws IOException {
    for (String attribute : List.of("Short-Name", "Plugin-Version", "Jenkins-Version")) {
      assertThat(plugin.ownJar().attribute(attribute))
          .as(attribute)
          .isNotNull()
          .isEqualTo(plugin.archive().attribute(attribute));
    }
  }

  @Test
  void asksForThePluginsOfTheBaseline() throws IOException {
    var declared = new LinkedHashMap<>(plugin.requiredPlugins());
    declared.putAll(plugin.optionalPlugins());

    assertThat(declared)
        .allSatisfy(
            (name, version) -> {
              switch (name) {
                case "jackson2-api" ->
                    assertThat(version).startsWith(version(ObjectMapper.class) + "-");
                case "snakeyaml-api" -> assertThat(version).startsWith(version(Yaml.class) + "-");
                default -> assertThat(version).as(name).isEqualTo(api.version(name));
              }
            });
  }

  @Test
  void asksForEveryPluginWhoseClassesItUses() throws IOException {
    var declared = new TreeSet<>(plugin.requiredPlugins().keySet());
    declared.addAll(plugin.optionalPlugins().keySet());

    var names = Stream.concat(used(), annotations());
    assertThat(names.flatMap(name -> api.library(name).stream()).distinct())
        .isNotEmpty()
        .filteredOn(library -> !OF_JENKINS.contains(library))
        .isSubsetOf(declared);
  }

  @Test
  void usesNoClassThatNobodyBrings() throws IOException {
    var present = new TreeSet<String>();
    for (String library : plugin.libraries()) {
      present.addAll(ClassFiles.in(plugin.library(library).files()).byName().keySet());
    }
    var bringing = new TreeSet<>(plugin.requiredPlugins().keySet());
    bringing.add("jenkins-core");

    assertThat(used())
        .filteredOn(name -> !present.contains(name))
        .filteredOn(name -> !api.contains(name))
        .filteredOn(name -> !RealTypes.isOfTheJdk(name))
        .filteredOn(name -> !isBrought(name, bringing))
        .isEmpty();
  }

  @Test
  void listsItsExtensions(@TempDir Path directory) throws Exception {
    var indexed = new ArrayList<String>();
    var jar = Files.write(directory.resolve("plugin.jar"), ownJarsBytes());
    // Without a parent: the class path has an index too.
    try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      for (IndexItem<Extension, Object> item : Index.load(Extension.class, Object.class, loader)) {
        String member = item.memberName();
        indexed.add(item.className() + (member == null ? "" : "#" + member));
      }
    }

    assertThat(indexed)
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(annotated("hudson/Extension"));
  }

  /** Jenkins knows no symbol that does not stand there. */
  @Test
  void listsItsSymbols() throws IOException {
    var jar = plugin.ownJar();
    String index = "META-INF/services/annotations/org.jenkinsci.Symbol";
    var listed =
        jar.files().containsKey(index) ? jar.text(index).lines().toList() : List.<String>of();

    assertThat(listed).containsExactlyInAnyOrderElementsOf(annotated("org/jenkinsci/Symbol"));
    assertThat(jar.files().containsKey(index)).isEqualTo(!listed.isEmpty());
  }

  private Stream<String> used() {
    return own.references().flatMap(references -> references.linked().stream()).distinct();
  }

  private Stream<String> annotations() {
    return own.references()
        .flatMap(references -> references.annotated().stream())
        .map(Annotation::type)
        .distinct();
  }

  private static boolean isBrought(String name, Set<String> bringing) {
    return RealTypes.jarOf(name).isPresent()
        && BROUGHT.entrySet().stream()
            .anyMatch(each -> name.startsWith(each.getKey()) && bringing.contains(each.getValue()));
  }

  /** In the order of the names. */
  private Set<String> annotated(String annotation) {
    return own.references()
        .flatMap(
            references ->
                references.annotated().stream()
                    .filter(found -> found.type().equals(annotation))
                    .map(found -> element(references, found)))
        .collect(toCollection(TreeSet::new));
  }

  private static String element(ClassReferences references, Annotation annotation) {
    String name = references.from().replace('/', '.');
    return annotation.member().isEmpty() ? name : name + "#" + annotation.member();
  }

  private byte[] ownJarsBytes() {
    return plugin.archive().files().get("WEB-INF/lib/parallel-orchestrator-plugin.jar");
  }

  private static String version(Class<?> type) {
    return Path.of(jar(type)).getFileName().toString().replaceAll("^[a-z-]+-|\\.jar$", "");
  }

  private static String fileOf(Class<?> type) {
    return Path.of(jar(type)).getFileName().toString();
  }

  private static String jar(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().getPath();
  }
}
