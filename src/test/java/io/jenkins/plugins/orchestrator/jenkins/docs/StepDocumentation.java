package io.jenkins.plugins.orchestrator.jenkins.docs;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds tables of a page, and the form and its help, against the code of a step. */
final class StepDocumentation {
  private static final Pattern FIELD =
      Pattern.compile("<f:(?:entry|optionalProperty)\\b[^>]*\\bfield=\"(\\w+)\"");

  private StepDocumentation() {}

  /** What is wrong with the table of parameters under a heading. */
  static List<String> parameterProblems(String page, String heading, PipelineStep step) {
    Map<String, List<String>> rows = table(page, heading);
    List<String> problems = names("parameter", rows, step.parameters());
    rows.forEach(
        (name, cells) -> {
          ParameterType type = step.parameters().get(name);
          if (type != null && !cells.get(1).equals(type.words())) {
            problems.add(name + " is a " + type.words() + ", not a " + cells.get(1));
          }
          if (type != null && !cells.get(2).equals(defaultOf(step, name))) {
            problems.add(
                name + " is " + defaultOf(step, name) + " by default, not " + cells.get(2));
          }
        });
    return problems;
  }

  /** What is wrong with the table of what is read from a result. */
  static List<String> resultProblems(String page, String heading, Shape result) {
    return names("property", table(page, heading), result.properties());
  }

  private static List<String> names(
      String what, Map<String, List<String>> rows, SortedMap<String, ?> known) {
    List<String> problems = new ArrayList<>();
    rows.keySet().stream()
        .filter(name -> !known.containsKey(name))
        .forEach(name -> problems.add(what + " " + name + " is described, but there is none"));
    known.keySet().stream()
        .filter(name -> !rows.containsKey(name))
        .forEach(name -> problems.add(what + " " + name + " is not described"));
    return problems;
  }

  /** The cells of the first table under a heading, by the code in the first one. */
  private static Map<String, List<String>> table(String page, String heading) {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    List<String> lines = page.lines().toList();
    int at = lines.indexOf(heading);
    if (at < 0) {
      throw new IllegalArgumentException("no heading: " + heading);
    }
    for (String line : lines.subList(at + 1, lines.size())) {
      if (line.startsWith("#")) {
        break;
      } else if (line.startsWith("| `")) {
        List<String> cells =
            Arrays.stream(line.substring(1).split("\\|")).map(String::strip).toList();
        rows.put(cells.get(0).replace("`", ""), cells);
      }
    }
    return rows;
  }

  /** As a table has it. */
  private static String defaultOf(PipelineStep step, String parameter) {
    Object value = valueOf(step, parameter);
    boolean nothing = value == null || (value instanceof List<?> list && list.isEmpty());
    return nothing ? "–" : "`" + value + "`";
  }

  private static Object valueOf(PipelineStep step, String parameter) {
    try {
      Object fresh = step.type().getDeclaredConstructor().newInstance();
      for (Method method : step.type().getMethods()) {
        String name = method.getName();
        if (method.getParameterCount() == 0
            && (name.equalsIgnoreCase("get" + parameter)
                || name.equalsIgnoreCase("is" + parameter))) {
          return method.invoke(fresh);
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    throw new IllegalStateException(step.name() + "." + parameter + " cannot be read");
  }

  /**
   * What is wrong with a step's form.
   *
   * @param jelly its entries
   * @param help names of the files of help next to it, with their text
   */
  static List<String> formProblems(String jelly, Map<String, String> help, PipelineStep step) {
    SortedMap<String, String> parameters = new TreeMap<>();
    step.parameters().forEach((name, type) -> parameters.put(name, type.words()));
    List<String> problems = new ArrayList<>();
    Map<String, List<String>> entries = new LinkedHashMap<>();
    Matcher fields = FIELD.matcher(jelly);
    while (fields.find()) {
      entries.put(Objects.requireNonNull(fields.group(1)), List.of());
    }
    problems.addAll(names("entry", entries, parameters));
    Map<String, List<String>> texts = new LinkedHashMap<>();
    help.forEach(
        (file, text) -> {
          if (text.isBlank()) {
            problems.add(file + " is empty");
          } else if (file.startsWith("help-")) {
            texts.put(file.substring("help-".length(), file.indexOf('.')), List.of());
          }
        });
    problems.addAll(names("help", texts, parameters));
    if (!help.containsKey("help.html")) {
      problems.add("no help.html");
    }
    return problems;
  }
}
