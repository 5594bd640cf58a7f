package io.jenkins.plugins.orchestrator.engine.migration.script;

import io.jenkins.plugins.orchestrator.engine.migration.script.Cutout.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a {@code sqitch.plan}, in its order. Dependencies are not looked into: the plan's
 * order satisfies them, or sqitch refuses the plan.
 */
final class SqitchPlan {
  private static final String PUNCTUATION = "[-!\"#$%&'()*+,./:;<=>?@\\[\\\\\\]^`{|}~]";
  private static final String NAME =
      "((?!" + PUNCTUATION + ")[^\\s@:#\\\\\\[\\]]+(?<!" + PUNCTUATION + "))";
  private static final Pattern PRAGMA = Pattern.compile("\\s*%\\s*([^\\s=]+)\\s*(?:=\\s*(.+))?");
  private static final Pattern TAG = Pattern.compile("\\s*@" + NAME + "(?:\\s.*)?");
  private static final Pattern CHANGE =
      Pattern.compile(
          "\\s*([+-])?\\s*"
              + NAME
              + "(?:\\s+\\[[^]]*])?\\s+\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\\s+[^<]+<[^>]+>");

  private final ScriptFile file;
  private final Remarks remarks;
  private final List<Change> changes = new ArrayList<>();
  private final Map<String, Change> latest = new HashMap<>();
  private final Set<String> sinceTag = new HashSet<>();
  private final Map<String, String> pragmas = new LinkedHashMap<>();

  SqitchPlan(ScriptFile file, Remarks remarks) {
    this.file = file;
    this.remarks = remarks;
  }

  /** A change; where it was reworked later, the tags between, one of which names its files. */
  static final class Change {
    final String name;
    final int line;
    final String note;
    final List<String> reworkTags = new ArrayList<>();
    private boolean reworked;

    private Change(String name, int line, String note) {
      this.name = name;
      this.line = line;
      this.note = note;
    }
  }

  /** The changes, in order; what is wrong is in the remarks. */
  List<Change> changes() {
    for (Line line : Cutout.lines(file.text())) {
      int hash = line.text().indexOf('#');
      String code = (hash < 0 ? line.text() : line.text().substring(0, hash)).stripTrailing();
      String note = hash < 0 ? "" : line.text().substring(hash + 1).strip();
      if (!code.isBlank()) {
        line(line.number(), code, note);
      }
    }
    if (!pragmas.containsKey("project")) {
      remarks.problem(file.shown(), 0, "no %project", "%project=NAME in the first lines", null);
    }
    return changes;
  }

  /** The project's name; empty when the plan names none. */
  String project() {
    return pragmas.getOrDefault("project", "");
  }

  private void line(int number, String code, String note) {
    Matcher pragma = PRAGMA.matcher(code);
    Matcher tag = TAG.matcher(code);
    Matcher change = CHANGE.matcher(code);
    if (pragma.matches()) {
      pragmas.put(pragma.group(1), pragma.group(2) == null ? "" : pragma.group(2).strip());
    } else if (tag.matches()) {
      tag(number, tag.group(1));
    } else if (change.matches()) {
      change(number, change.group(1), change.group(2), note);
    } else {
      remarks.problem(
          file.shown(),
          number,
          code.strip(),
          "NAME [DEPENDENCIES] 2024-01-31T12:00:00Z PLANNER <EMAIL>, @TAG … or %PRAGMA=…",
          null);
    }
  }

  private void tag(int number, String tag) {
    if (changes.isEmpty()) {
      remarks.problem(file.shown(), number, "@" + tag, "a change before the first tag", null);
    }
    sinceTag.clear();
    for (Change change : latest.values()) {
      if (!change.reworked) {
        change.reworkTags.add(tag);
      }
    }
  }

  private void change(int number, @Nullable String operator, String name, String note) {
    if ("-".equals(operator)) {
      remarks.problem(
          file.shown(), number, "-" + name, "changes that are deployed", "sqitch plans no reverts");
      return;
    }
    if (leadsElsewhere(name)) {
      remarks.problem(file.shown(), number, name, "a name without . or .. between slashes", null);
      return;
    }
    if (!sinceTag.add(name)) {
      remarks.problem(
          file.shown(),
          number,
          name + ", which is planned before",
          "another name, or a tag between the two",
          "sqitch rework needs a tag");
      return;
    }
    Change change = new Change(name, number, note);
    Change earlier = latest.put(name, change);
    if (earlier != null) {
      earlier.reworked = true;
    }
    changes.add(change);
  }

  private static boolean leadsElsewhere(String name) {
    for (String segment : name.split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        return true;
      }
    }
    return false;
  }

  /** The tags that name the files of a change that was reworked later; empty for any other. */
  static List<String> fileTags(Change change) {
    return change.reworked ? change.reworkTags : List.of();
  }
}
