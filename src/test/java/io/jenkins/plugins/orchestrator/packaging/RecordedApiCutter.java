package io.jenkins.plugins.orchestrator.packaging;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/**
 * Cuts the recorded facts about all of Jenkins down to those that the tests need: what the stand-in
 * declares, what the plugin uses, and all super types of both. To be run after the stand-in grew:
 *
 * <pre>
 * mvn test-compile org.codehaus.mojo:exec-maven-plugin:3.6.2:java -Dexec.classpathScope=test \
 *   -Dexec.mainClass=io.jenkins.plugins.orchestrator.packaging.RecordedApiCutter \
 *   -Dexec.args="DIRECTORY-OF-ALL-FACTS src/test/resources/jenkins-api"
 * </pre>
 */
final class RecordedApiCutter {
  private final RecordedApi all;
  private final Set<String> needed = new HashSet<>();

  private RecordedApiCutter(RecordedApi all) {
    this.all = all;
  }

  public static void main(String[] arguments) throws IOException {
    var cutter = new RecordedApiCutter(RecordedApi.in(Path.of(arguments[0])));
    cutter.addDeclared();
    cutter.addUsed();
    cutter.all.write(cutter.needed, Path.of(arguments[1]));
  }

  private void addDeclared() {
    ClassFiles.ofTheStandIn().byName().keySet().forEach(this::add);
  }

  private void addUsed() {
    ClassFiles.ofThePlugin()
        .references()
        .forEach(
            references -> {
              references.linked().forEach(this::add);
              references.annotated().forEach(annotation -> add(annotation.type()));
            });
  }

  private void add(String name) {
    var open = new ArrayDeque<String>();
    open.add(name);
    while (!open.isEmpty()) {
      var type = all.find(open.remove());
      if (type.isPresent() && needed.add(type.get().name())) {
        open.addAll(type.get().supertypes());
      }
    }
  }
}
