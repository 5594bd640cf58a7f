package io.jenkins.plugins.orchestrator.engine.postgres.fingerprint;

import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.CatalogObject.ORDER;

import io.jenkins.plugins.orchestrator.engine.report.ObjectDifference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compares the objects of two schemas. */
final class Comparison {
  /** Shown where one side lacks the property: a null would say that it lacks the object. */
  private static final String NONE = "(none)";

  /** An identifier of a list, quoted or not. */
  private static final Pattern IDENTIFIER = Pattern.compile("\"(?:[^\"]|\"\")*\"|[^,\\s\"]+");

  private final boolean sameVersion;
  private final NavigableMap<ObjectKey, CatalogObject> left;
  private final NavigableMap<ObjectKey, CatalogObject> right;
  private final List<ObjectDifference> differences = new ArrayList<>();

  Comparison(
      int leftMajor,
      NavigableMap<ObjectKey, CatalogObject> left,
      int rightMajor,
      NavigableMap<ObjectKey, CatalogObject> right) {
    this.sameVersion = leftMajor == rightMajor;
    this.left = left;
    this.right = right;
  }

  List<ObjectDifference> differences() {
    NavigableSet<ObjectKey> keys = new TreeSet<>(left.keySet());
    keys.addAll(right.keySet());
    for (ObjectKey key : keys) {
      CatalogObject inLeft = left.get(key);
      CatalogObject inRight = right.get(key);
      if (inLeft != null && inRight != null) {
        compare(key, inLeft.properties(), inRight.properties());
      } else if (inLeft != null && !goesWith(inLeft.parent(), left, right)) {
        differences.add(new ObjectDifference(key.kind(), key.name(), null, summary(inLeft), null));
      } else if (inRight != null && !goesWith(inRight.parent(), right, left)) {
        differences.add(new ObjectDifference(key.kind(), key.name(), null, null, summary(inRight)));
      }
    }
    return List.copyOf(differences);
  }

  /**
   * Whether the parent is listed: it is on one side only, too. It may be on none (an extension's).
   */
  private static boolean goesWith(
      @Nullable ObjectKey parent,
      NavigableMap<ObjectKey, CatalogObject> has,
      NavigableMap<ObjectKey, CatalogObject> lacks) {
    return parent != null && has.containsKey(parent) && !lacks.containsKey(parent);
  }

  private void compare(ObjectKey key, Map<String, String> inLeft, Map<String, String> inRight) {
    if (inLeft.equals(inRight)) {
      return;
    }
    Map<String, String> merged = new TreeMap<>(inLeft);
    merged.putAll(inRight);
    for (String property : merged.keySet()) {
      String before = inLeft.getOrDefault(property, NONE);
      String after = inRight.getOrDefault(property, NONE);
      if (property.equals(ORDER)) {
        compareOrder(key, before, after);
      } else if (!before.equals(after)
          && (sameVersion || !VersionedText.isSame(key.kind(), property, before, after))) {
        Excerpts excerpts = Excerpts.of(before, after);
        differences.add(
            new ObjectDifference(
                key.kind(), key.name(), property, excerpts.left(), excerpts.right()));
      }
    }
  }

  /** Columns that only one side has differ as columns; here counts the order of the others. */
  private void compareOrder(ObjectKey key, String before, String after) {
    List<String> inLeft = identifiers(before);
    List<String> inRight = identifiers(after);
    Set<String> common = new HashSet<>(inLeft);
    common.retainAll(new HashSet<>(inRight));
    inLeft.retainAll(common);
    inRight.retainAll(common);
    if (!inLeft.equals(inRight)) {
      differences.add(
          new ObjectDifference(
              ORDER, key.name(), "order", String.join(", ", inLeft), String.join(", ", inRight)));
    }
  }

  private static List<String> identifiers(String list) {
    List<String> identifiers = new ArrayList<>();
    Matcher matcher = IDENTIFIER.matcher(list);
    while (matcher.find()) {
      identifiers.add(matcher.group());
    }
    return identifiers;
  }

  /** What an object is, in a few words: the first of these properties that it has. */
  private static String summary(CatalogObject object) {
    return Arrays.asList("definition", "type", "values", "base type", ORDER, "version", "grants")
        .stream()
        .map(object.properties()::get)
        .filter(text -> text != null)
        .findFirst()
        .map(Excerpts::shorten)
        .orElse("present");
  }
}
