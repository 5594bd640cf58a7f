package io.jenkins.plugins.orchestrator.packaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the classes of the real Jenkins and of its plugins look like: one file per library and
 * version, with the format that README.md beside them describes.
 */
final class RecordedApi {
  private static final String EXTENSION = ".txt";

  /** By the files' names without their extension. */
  private final Map<String, List<RecordedClass>> libraries = new TreeMap<>();

  private final Map<String, ApiClass> classes = new LinkedHashMap<>();

  private RecordedApi() {}

  /** The facts among the test data. */
  static RecordedApi ofTheBaseline() {
    try {
      var readme = Objects.requireNonNull(RecordedApi.class.getResource("/jenkins-api/README.md"));
      return in(Path.of(readme.toURI()).resolveSibling("."));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static RecordedApi in(Path directory) {
    var api = new RecordedApi();
    try (var files = Files.newDirectoryStream(directory, "*" + EXTENSION)) {
      for (Path file : files) {
        api.add(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return api;
  }

  private void add(Path file) throws IOException {
    var recorded = new ArrayList<RecordedClass>();
    var lines = new ArrayList<String>();
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("class ") && !lines.isEmpty()) {
        recorded.add(new RecordedClass(lines));
        lines.clear();
      }
      if (!line.isBlank()) {
        lines.add(line);
      }
    }
    if (!lines.isEmpty()) {
      recorded.add(new RecordedClass(lines));
    }
    String name = file.getFileName().toString();
    libraries.put(name.substring(0, name.length() - EXTENSION.length()), recorded);
    recorded.forEach(each -> classes.put(each.name(), each.read()));
  }

  Optional<ApiClass> find(String name) {
    return Optional.ofNullable(classes.get(name));
  }

  boolean contains(String name) {
    return classes.containsKey(name);
  }

  /** The library, as its file is called without the version, that has the class. */
  Optional<String> library(String className) {
    return libraries.entrySet().stream()
        .filter(each -> each.getValue().stream().anyMatch(c -> c.name().equals(className)))
        .map(each -> each.getKey().replaceFirst("-\\d+\\..*", ""))
        .findFirst();
  }

  /** The version in the name of a library's file. */
  @Nullable String version(String library) {
    return libraries.keySet().stream()
        .filter(name -> name.matches("\\Q" + library + "\\E-\\d.*"))
        .map(name -> name.substring(library.length() + 1))
        .findFirst()
        .orElse(null);
  }

  /**
   * Writes the given classes only. A file without any of them is written too, empty: its name still
   * tells the version.
   */
  void write(Set<String> names, Path directory) throws IOException {
    for (var library : libraries.entrySet()) {
      var lines =
          library.getValue().stream()
              .filter(recorded -> names.contains(recorded.name()))
              .flatMap(recorded -> recorded.lines().stream())
              .toList();
      Files.write(directory.resolve(library.getKey() + EXTENSION), lines);
    }
  }
}
