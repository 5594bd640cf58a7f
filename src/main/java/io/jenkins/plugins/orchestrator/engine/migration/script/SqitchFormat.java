package io.jenkins.plugins.orchestrator.engine.migration.script;

import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText.TransactionMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * sqitch: the changes of {@code sqitch.plan}, with {@code deploy/what.sql} and {@code
 * revert/what.sql}. Versions are {@code project:change}; of a change that was reworked later,
 * {@code project:change@tag}.
 */
final class SqitchFormat implements MigrationFormat {
  private static final String PLAN = "sqitch.plan";

  @Override
  public String name() {
    return "sqitch";
  }

  @Override
  public String example() {
    return PLAN + " and deploy/what.sql";
  }

  @Override
  public boolean recognises(ScriptFiles files) {
    return files.has(PLAN);
  }

  @Override
  public List<MigrationScript> read(ScriptFiles files) {
    if (!files.has(PLAN)) {
      files
          .remarks()
          .problem(
              files.shown(PLAN),
              0,
              "no such file",
              "the plan",
              "name the directory that holds sqitch.plan (top_dir in sqitch.conf)");
      return List.of();
    }
    ScriptFile file = files.read(PLAN);
    if (file == null) {
      return List.of();
    }
    SqitchPlan plan = new SqitchPlan(file, files.remarks());
    List<MigrationScript> scripts = new ArrayList<>();
    Set<String> planned = new HashSet<>();
    for (SqitchPlan.Change change : plan.changes()) {
      String name = fileName(change, files);
      planned.add("deploy/" + name + ".sql");
      if (!files.has("deploy/" + name + ".sql")) {
        files
            .remarks()
            .problem(
                files.shown(PLAN),
                change.line,
                change.name + ", which has no script",
                files.shown("deploy/" + name + ".sql"),
                null);
        continue;
      }
      ScriptFile deploy = files.read("deploy/" + name + ".sql");
      String revert = "revert/" + name + ".sql";
      if (deploy != null) {
        scripts.add(
            new MigrationScript(
                plan.project() + ":" + name,
                change.note,
                deploy.whole(),
                files.has(revert) ? files.readWhole(revert, TransactionMode.AUTO) : null,
                deploy.sha1(),
                false));
      }
    }
    for (String deploy : files.all()) {
      if (deploy.startsWith("deploy/") && deploy.endsWith(".sql") && !planned.contains(deploy)) {
        files.remarks().ignored(files.shown(deploy), "the plan does not name it", null);
      }
    }
    return scripts;
  }

  /** With the first tag of which there is a file, as sqitch looks for it. */
  private static String fileName(SqitchPlan.Change change, ScriptFiles files) {
    List<String> tags = SqitchPlan.fileTags(change);
    if (tags.isEmpty()) {
      return change.name;
    }
    String tag =
        tags.stream()
            .filter(each -> files.has("deploy/" + change.name + "@" + each + ".sql"))
            .findFirst()
            .orElse(tags.get(0));
    return change.name + "@" + tag;
  }
}
