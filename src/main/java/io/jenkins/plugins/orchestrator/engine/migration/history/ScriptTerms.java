package io.jenkins.plugins.orchestrator.engine.migration.history;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationDirectory;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationScript;
import io.jenkins.plugins.orchestrator.engine.migration.script.Similar;
import io.jenkins.plugins.orchestrator.engine.migration.script.VersionOrder;
import java.util.ArrayList;
import java.util.List;

/** Finds the scripts that a user means by a version or the name of a file. */
final class ScriptTerms {
  private static final int NAMED = 8;

  private final MigrationDirectory directory;
  private final VersionOrder order;

  ScriptTerms(MigrationDirectory directory) {
    this.directory = directory;
    this.order = VersionOrder.of(directory.format());
  }

  /** Those that a term names, in order: by version first, else by file; empty when none. */
  List<MigrationScript> find(String term) {
    List<MigrationScript> byVersion =
        directory.scripts().stream().filter(script -> isVersion(script, term)).toList();
    return byVersion.isEmpty()
        ? directory.scripts().stream().filter(script -> isFile(script, term)).toList()
        : byVersion;
  }

  /** Says that a term names nothing. */
  ConfigurationProblem unknown(String key, String term) {
    List<String> known = new ArrayList<>();
    for (MigrationScript script : directory.scripts()) {
      known.add(script.version().isEmpty() ? base(script.name()) : script.version());
    }
    List<String> candidates = new ArrayList<>(known);
    directory.scripts().forEach(script -> candidates.add(withoutSql(base(script.name()))));
    String some = String.join(", ", known.subList(0, Math.min(NAMED, known.size())));
    return new ConfigurationProblem(
        directory.path(),
        0,
        0,
        key,
        term,
        "a version or file of "
            + directory.path()
            + ": "
            + some
            + (known.size() > NAMED ? ", …, " + known.get(known.size() - 1) : ""),
        Similar.to(term, candidates).map(near -> "did you mean " + near + "?").orElse(null));
  }

  private boolean isVersion(MigrationScript script, String term) {
    String version = script.version();
    if (version.isEmpty()) {
      return false;
    }
    return switch (directory.format()) {
      case "sqitch" -> version.equals(term) || version.endsWith(":" + term);
      case "liquibase" -> version.equals(term) || script.description().equals(term);
      case "prisma" -> version.equals(term) || version.startsWith(term + "_");
      default ->
          version.equals(term)
              || (order.accepts(term)
                  && order.accepts(version)
                  && order.key(term).equals(order.key(version)));
    };
  }

  /** With or without directories and {@code .sql}; of one directory each, the directory's name. */
  private static boolean isFile(MigrationScript script, String term) {
    String path = "/" + script.name();
    String wanted = term.replaceFirst("^(\\./)+", "");
    return path.endsWith("/" + wanted)
        || path.endsWith("/" + wanted + ".sql")
        || path.endsWith("/" + wanted + "/up.sql")
        || path.endsWith("/" + wanted + "/migration.sql")
        || wanted.endsWith(path);
  }

  private static String base(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  private static String withoutSql(String name) {
    return name.endsWith(".sql") ? name.substring(0, name.length() - ".sql".length()) : name;
  }
}
