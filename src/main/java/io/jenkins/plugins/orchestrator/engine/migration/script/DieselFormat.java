package io.jenkins.plugins.orchestrator.engine.migration.script;

import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText.TransactionMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** diesel: {@code 2024-01-31-120000_what/up.sql} and {@code down.sql}. */
final class DieselFormat implements MigrationFormat {
  @Override
  public String name() {
    return "diesel";
  }

  @Override
  public String example() {
    return "2024-01-31-120000_what/up.sql";
  }

  @Override
  public boolean recognises(ScriptFiles files) {
    return files.directories().stream().anyMatch(directory -> files.has(directory + "/up.sql"));
  }

  @Override
  public List<MigrationScript> read(ScriptFiles files) {
    List<MigrationScript> scripts = new ArrayList<>();
    Versions versions = new Versions(files.remarks());
    for (String directory : files.directories()) {
      if (!files.has(directory + "/up.sql")) {
        files
            .remarks()
            .problem(
                files.shown(directory),
                0,
                files.has(directory + "/down.sql") ? "down.sql without up.sql" : "no up.sql",
                "up.sql in every directory",
                "diesel refuses the whole directory of migrations");
        continue;
      }
      int underscore = directory.indexOf('_');
      String stamp = underscore < 0 ? directory : directory.substring(0, underscore);
      String version = stamp.replace("-", "");
      versions.take("version " + version, version, files.shown(directory), 0);
      TransactionMode mode = mode(files, directory + "/metadata.toml");
      ScriptFile up = files.read(directory + "/up.sql");
      String down = directory + "/down.sql";
      if (up != null) {
        scripts.add(
            new MigrationScript(
                version,
                underscore < 0 ? "" : directory.substring(underscore + 1).replace('_', ' '),
                up.whole(mode),
                files.has(down) ? files.readWhole(down, mode) : null,
                up.sha256(),
                false));
      }
    }
    scripts.sort(Comparator.comparing(MigrationScript::version));
    return scripts;
  }

  private static TransactionMode mode(ScriptFiles files, String metadata) {
    ScriptFile read = files.has(metadata) ? files.read(metadata) : null;
    return read != null && "false".equals(read.settings().get("run_in_transaction"))
        ? TransactionMode.NONE
        : TransactionMode.AUTO;
  }
}
