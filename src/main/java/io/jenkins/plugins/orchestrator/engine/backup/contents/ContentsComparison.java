package io.jenkins.plugins.orchestrator.engine.backup.contents;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseContents;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.LargeObjects;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.SequenceValue;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.TableContents;
import io.jenkins.plugins.orchestrator.engine.report.ObjectDifference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a restored database has otherwise than the one that was backed up.
 *
 * @param differences sentences for people, at most {@link #MOST} and one that says how many more
 *     there are; empty when it is the same
 * @param notes what a dump and a restore change rightly, such as the version of an extension
 * @param tables every table, those that differ first
 */
public record ContentsComparison(
    List<String> differences, List<String> notes, List<ComparedTable> tables) {
  /** How many differences are told one by one. */
  public static final int MOST = 100;

  public ContentsComparison {
    differences = List.copyOf(differences);
    notes = List.copyOf(notes);
    tables = List.copyOf(tables);
  }

  /**
   * A table on both sides.
   *
   * @param name as {@code schema.name}
   * @param expected rows, null when the original has no such table
   * @param found rows, null when the restored database has no such table
   * @param checksum {@code equal}, {@code different}, or {@code not compared}
   */
  public record ComparedTable(
      String name, @Nullable Long expected, @Nullable Long found, String checksum) {
    /** Whether it has what it had. */
    public boolean isSame() {
      return Objects.equals(expected, found) && !checksum.equals(DIFFERENT);
    }
  }

  private static final String DIFFERENT = "different";

  /** Whether everything is as it was. */
  public boolean isSame() {
    return differences.isEmpty();
  }

  /**
   * Compares.
   *
   * @param schema the differences of the schemas: {@link SchemaComparison}
   */
  public static ContentsComparison of(
      DatabaseContents expected, DatabaseContents found, List<ObjectDifference> schema) {
    return new Work(expected, found).compare(schema);
  }

  /** Collects. */
  private static final class Work {
    private final DatabaseContents expected;
    private final DatabaseContents found;
    private final List<String> differences = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<ComparedTable> same = new ArrayList<>();
    private final List<ComparedTable> different = new ArrayList<>();

    Work(DatabaseContents expected, DatabaseContents found) {
      this.expected = expected;
      this.found = found;
    }

    ContentsComparison compare(List<ObjectDifference> schema) {
      tables();
      sequences();
      largeObjects(expected.largeObjects(), found.largeObjects());
      extensions();
      for (String name : found.invalid()) {
        if (!expected.invalid().contains(name)) {
          differences.add(name + " is not valid; in the original it is");
        }
      }
      for (String name : expected.invalid()) {
        if (!found.invalid().contains(name)) {
          notes.add(name + " was not valid in the original; a dump leaves such an index out");
        }
      }
      schema.forEach(this::schema);
      List<ComparedTable> all = new ArrayList<>(different);
      all.addAll(same);
      return new ContentsComparison(bounded(differences), notes, all);
    }

    private void tables() {
      Map<String, TableContents> left =
          byName(expected.tables(), each -> key(each.schema(), each.name()));
      Map<String, TableContents> right =
          byName(found.tables(), each -> key(each.schema(), each.name()));
      for (String name : names(left, right)) {
        if (left.get(name) != null || !couldNotBeRead(words(name))) {
          table(words(name), left.get(name), right.get(name));
        }
      }
    }

    private void table(
        String name, @Nullable TableContents original, @Nullable TableContents restored) {
      String checksum = checksum(original, restored);
      ComparedTable table =
          new ComparedTable(
              name,
              original == null ? null : original.rows(),
              restored == null ? null : restored.rows(),
              checksum);
      (table.isSame() ? same : different).add(table);
      if (original == null) {
        differences.add("table " + name + ": not in the original");
      } else if (restored == null) {
        differences.add(
            "table " + name + ": missing; the original has " + original.rows() + " rows");
      } else if (original.rows() != restored.rows()) {
        differences.add(
            "table " + name + ": " + restored.rows() + " rows; expected " + original.rows());
      } else if (checksum.equals(DIFFERENT)) {
        differences.add(
            "table "
                + name
                + ": as many rows as expected ("
                + original.rows()
                + "), but the checksum of their values is "
                + restored.checksum()
                + "; expected "
                + original.checksum());
      }
    }

    /** A standby has no rows of what is unlogged: the restored one has it, empty. */
    private boolean couldNotBeRead(String name) {
      for (String reason : List.of(TableCatalog.UNLOGGED, TableCatalog.UNLOGGED_SEQUENCE)) {
        String note = name + ": " + reason;
        if (expected.notCompared().contains(note)) {
          notes.add(note);
          return true;
        }
      }
      return false;
    }

    private String checksum(@Nullable TableContents original, @Nullable TableContents restored) {
      if (original == null
          || restored == null
          || original.checksum() == null
          || restored.checksum() == null) {
        return "not compared";
      }
      if (!original.checksum().startsWith(RowHash.FORM)) {
        notes.add(
            "table "
                + original.schema()
                + "."
                + original.name()
                + ": its checksum was computed in another way and is not compared");
        return "not compared";
      }
      return original.checksum().equals(restored.checksum()) ? "equal" : DIFFERENT;
    }

    private void sequences() {
      Map<String, SequenceValue> left =
          byName(expected.sequences(), each -> key(each.schema(), each.name()));
      Map<String, SequenceValue> right =
          byName(found.sequences(), each -> key(each.schema(), each.name()));
      for (String key : names(left, right)) {
        String name = words(key);
        SequenceValue original = left.get(key);
        SequenceValue restored = right.get(key);
        if (original == null) {
          if (!couldNotBeRead(name)) {
            differences.add("sequence " + name + ": not in the original");
          }
        } else if (restored == null) {
          differences.add("sequence " + name + ": missing");
        } else if (!original.equals(restored)) {
          differences.add(
              "sequence " + name + ": " + words(restored) + "; expected " + words(original));
        }
      }
    }

    private static String words(SequenceValue value) {
      return value.lastValue() + (value.isCalled() ? "" : " (not called)");
    }

    private void largeObjects(LargeObjects original, LargeObjects restored) {
      if (original.count() != restored.count()) {
        differences.add("large objects: " + restored.count() + "; expected " + original.count());
      } else if (original.checksum() != null
          && restored.checksum() != null
          && original.checksum().startsWith(RowHash.FORM)
          && !original.checksum().equals(restored.checksum())) {
        differences.add(
            "large objects: as many as expected ("
                + original.count()
                + "), but other contents or numbers");
      }
    }

    private void extensions() {
      expected
          .extensions()
          .forEach(
              (name, version) -> {
                String restored = found.extensions().get(name);
                if (restored == null) {
                  differences.add("extension " + name + ": missing");
                } else if (!restored.equals(version)) {
                  notes.add(
                      "extension "
                          + name
                          + ": version "
                          + restored
                          + ", which the server installs; the original has "
                          + version);
                }
              });
    }

    private void schema(ObjectDifference difference) {
      String text = difference.kind() + " " + difference.object();
      String detail =
          difference.property() == null
              ? difference.right() == null ? "missing" : "not in the original"
              : difference.property()
                  + ": "
                  + difference.right()
                  + "; expected "
                  + difference.left();
      boolean rightly =
          (difference.kind().equals("extension") && "version".equals(difference.property()))
              || difference.kind().equals("column order");
      (rightly ? notes : differences).add(text + ": " + detail);
    }

    private static List<String> bounded(List<String> all) {
      if (all.size() <= MOST) {
        return all;
      }
      List<String> some = new ArrayList<>(all.subList(0, MOST));
      some.add("and " + (all.size() - MOST) + " more differences");
      return some;
    }

    /** With what no name holds in between: {@code a."b.c"} and {@code "a.b".c} are two. */
    private static String key(String schema, String name) {
      return schema + '\0' + name;
    }

    private static String words(String key) {
      return key.replace('\0', '.');
    }

    private static <T> Map<String, T> byName(List<T> values, Function<T, String> name) {
      Map<String, T> map = new LinkedHashMap<>();
      values.forEach(each -> map.put(name.apply(each), each));
      return map;
    }

    private static Set<String> names(Map<String, ?> left, Map<String, ?> right) {
      Set<String> names = new TreeSet<>(left.keySet());
      names.addAll(right.keySet());
      return names;
    }
  }
}
