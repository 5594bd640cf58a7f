package io.jenkins.plugins.orchestrator.packaging;

import io.jenkins.plugins.orchestrator.jenkins.step.ParallelMigrationTestStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Class files by the names of their classes: of the build's directory or of an archive. */
record ClassFiles(Map<String, byte[]> byName) {
  private static final String OWN = "io/jenkins/plugins/orchestrator/";
  private static final String EXTENSION = ".class";

  static ClassFiles in(Map<String, byte[]> entries) {
    var classes = new TreeMap<String, byte[]>();
    entries.forEach(
        (name, content) -> {
          if (name.endsWith(EXTENSION)) {
            classes.put(name.substring(0, name.length() - EXTENSION.length()), content);
          }
        });
    return new ClassFiles(classes);
  }

  /** What the plugin is made of, without the command line. */
  static ClassFiles ofThePlugin() {
    return ofTheBuild()
        .only(name -> name.startsWith(OWN) && !name.startsWith(OWN + "cli/"))
        .notEmpty();
  }

  /** The declarations of Jenkins that the plugin was compiled against. */
  static ClassFiles ofTheStandIn() {
    return ofTheBuild().only(name -> !name.startsWith(OWN)).notEmpty();
  }

  private static ClassFiles ofTheBuild() {
    Path directory = directory();
    var entries = new TreeMap<String, byte[]>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = directory.relativize(file).toString().replace('\\', '/');
        if (name.endsWith(EXTENSION)) {
          entries.put(name, Files.readAllBytes(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return in(entries);
  }

  private static Path directory() {
    var source = ParallelMigrationTestStep.class.getProtectionDomain().getCodeSource();
    try {
      return Path.of(source.getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private ClassFiles only(Predicate<String> names) {
    var some = new TreeMap<>(byName);
    some.keySet().removeIf(names.negate());
    return new ClassFiles(some);
  }

  private ClassFiles notEmpty() {
    if (byName.isEmpty()) {
      throw new IllegalStateException("no class files where the build writes them");
    }
    return this;
  }

  static boolean isOwn(String name) {
    return name.startsWith(OWN);
  }

  Stream<ApiClass> declarations() {
    return byName.values().stream().map(DeclarationReader::read);
  }

  Stream<ClassReferences> references() {
    return byName.values().stream().map(ReferenceReader::read);
  }

  /** With the private members. */
  Optional<ApiClass> find(String name) {
    return Optional.ofNullable(byName.get(name)).map(DeclarationReader::readAll);
  }
}
