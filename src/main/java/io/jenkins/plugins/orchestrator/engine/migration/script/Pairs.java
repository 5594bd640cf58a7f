package io.jenkins.plugins.orchestrator.engine.migration.script;

import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText.TransactionMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Scripts of which a file is the way up and another one the way down. */
final class Pairs {
  private final ScriptFiles files;
  private final VersionOrder order;
  private final Versions versions;
  private final List<Name> ups = new ArrayList<>();
  private final Map<String, Name> downs = new HashMap<>();

  private record Name(String version, String description, String file) {}

  Pairs(ScriptFiles files, VersionOrder order) {
    this.files = files;
    this.order = order;
    this.versions = new Versions(files.remarks());
  }

  /**
   * Takes a file; a second one of a version and direction is a problem.
   *
   * @param words of the file's name, as they stand there
   */
  void add(String version, String words, boolean down, String file) {
    String key = order.key(version);
    Name name = new Name(version, words.replace('_', ' '), file);
    String what = "version " + version + (down ? " down" : "");
    if (versions.take(what, (down ? "down" : "up") + key, files.shown(file), 0)) {
      if (down) {
        downs.put(key, name);
      } else {
        ups.add(name);
      }
    } else {
      // Only for what is wrong in it: all mistakes are reported at once.
      files.read(file);
    }
  }

  /**
   * Reads all of them, in order.
   *
   * @param upOfDown the name of the file that a way down lacks
   */
  List<MigrationScript> scripts(UnaryOperator<String> upOfDown) {
    ups.sort(Comparator.comparing(Name::version, order::compare));
    List<MigrationScript> scripts = new ArrayList<>();
    for (Name name : ups) {
      Name down = downs.remove(order.key(name.version));
      ScriptFile up = files.read(name.file);
      ScriptText downText = down == null ? null : files.readWhole(down.file, TransactionMode.AUTO);
      if (up != null) {
        scripts.add(
            new MigrationScript(
                name.version, name.description, up.whole(), downText, up.sha256(), false));
      }
    }
    for (Name down : downs.values()) {
      files
          .remarks()
          .problem(
              files.shown(down.file),
              0,
              "a way down of version " + down.version,
              "a way up: " + upOfDown.apply(down.file),
              null);
    }
    return scripts;
  }
}
