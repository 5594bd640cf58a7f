package io.jenkins.plugins.orchestrator.engine.config;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path of values in a JSON document: a subset of RFC 9535 that always ends quickly. {@code $}
 * is the document, {@code .name} and {@code ['any name']} a member, {@code [0]} an element, {@code
 * [-1]} the last one, {@code [*]} every element or member. There are no filters, slices or
 * descendants.
 *
 * @param text as it was written
 * @param steps from the document down
 */
public record JsonPath(String text, List<Step> steps) implements Serializable {
  /** What may stand there, for people. */
  static final String EXPECTED = "a path such as $.checks[0].status, $['a b'] or $.nodes[*].up";

  private static final int MOST_STEPS = 50;
  private static final int MOST_WILDCARDS = 2;

  private static final Pattern STEP =
      Pattern.compile(
          "\\.([\\p{L}_][\\p{L}\\p{N}_-]{0,200})"
              + "|\\['((?:[^'\\\\]|\\\\['\\\\]){1,200})'\\]"
              + "|\\[(-?[0-9]{1,9})\\]"
              + "|(\\[\\*\\]|\\.\\*)");

  public JsonPath {
    steps = List.copyOf(steps);
  }

  /** One step down. */
  public sealed interface Step extends Serializable {}

  /** To the member of that name. */
  public record Member(String name) implements Step {}

  /** To the element at that index, from the end when it is negative. */
  public record Element(int index) implements Step {}

  /** To all members or elements. */
  public record All() implements Step {}

  /** Empty when it is none. */
  public static Optional<JsonPath> parse(String text) {
    if (!text.startsWith("$")) {
      return Optional.empty();
    }
    List<Step> steps = new ArrayList<>();
    Matcher step = STEP.matcher(text);
    int at = 1;
    while (at < text.length()) {
      step.region(at, text.length());
      if (!step.lookingAt()) {
        return Optional.empty();
      }
      steps.add(step(step));
      at = step.end();
    }
    long wildcards = steps.stream().filter(All.class::isInstance).count();
    return steps.size() > MOST_STEPS || wildcards > MOST_WILDCARDS
        ? Optional.empty()
        : Optional.of(new JsonPath(text, steps));
  }

  private static Step step(Matcher step) {
    if (step.group(1) != null) {
      return new Member(step.group(1));
    }
    if (step.group(2) != null) {
      return new Member(step.group(2).replaceAll("\\\\(.)", "$1"));
    }
    return step.group(3) != null ? new Element(Integer.parseInt(step.group(3))) : new All();
  }

  /** Whether it can name several values. */
  public boolean isPlural() {
    return steps.stream().anyMatch(All.class::isInstance);
  }

  @Override
  public String toString() {
    return text;
  }
}
