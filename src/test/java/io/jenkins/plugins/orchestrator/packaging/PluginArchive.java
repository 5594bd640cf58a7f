package io.jenkins.plugins.orchestrator.packaging;

import static java.util.stream.Collectors.toMap;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The plugin as Jenkins installs it: an archive with jars inside. */
record PluginArchive(Archive archive) {
  private static final String LIBRARIES = "WEB-INF/lib/";
  private static final String OWN_JAR = "parallel-orchestrator-plugin.jar";

  static PluginArchive built() throws IOException {
    var file = System.getProperty("orchestrate.hpi", "target/parallel-orchestrator.hpi");
    try (var in = Files.newInputStream(Path.of(file))) {
      return new PluginArchive(Archive.read(in));
    }
  }

  List<String> libraries() {
    return archive.files().keySet().stream()
        .filter(name -> name.startsWith(LIBRARIES))
        .map(name -> name.substring(LIBRARIES.length()))
        .toList();
  }

  Archive library(String name) throws IOException {
    return archive.inner(LIBRARIES + name);
  }

  Archive ownJar() throws IOException {
    return library(OWN_JAR);
  }

  /** Versions by the names of the plugins that Jenkins must have. */
  Map<String, String> requiredPlugins() throws IOException {
    return plugins(false);
  }

  /** Versions by the names of the plugins that are used where Jenkins has them. */
  Map<String, String> optionalPlugins() throws IOException {
    return plugins(true);
  }

  private Map<String, String> plugins(boolean optional) throws IOException {
    String declared = Objects.requireNonNull(archive.attribute("Plugin-Dependencies"));
    return Splitter.on(',')
        .splitToStream(declared)
        .filter(each -> each.endsWith(";resolution:=optional") == optional)
        .map(each -> each.replace(";resolution:=optional", ""))
        .map(each -> Splitter.on(':').splitToList(each))
        .collect(toMap(each -> each.get(0), each -> each.get(1)));
  }
}
