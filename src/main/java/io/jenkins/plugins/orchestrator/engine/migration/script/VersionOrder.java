package io.jenkins.plugins.orchestrator.engine.migration.script;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** How a format compares versions. */
public enum VersionOrder {
  /** Numbers between dots or underscores; missing ones are 0, so that 1 is 1.0: Flyway, plain. */
  NUMERIC_PARTS("\\d+(?:[._]\\d+)*") {
    @Override
    public int compare(String left, String right) {
      List<BigInteger> leftParts = parts(left);
      List<BigInteger> rightParts = parts(right);
      for (int i = 0; i < Math.max(leftParts.size(), rightParts.size()); i++) {
        int compared = part(leftParts, i).compareTo(part(rightParts, i));
        if (compared != 0) {
          return compared;
        }
      }
      return 0;
    }

    @Override
    public String key(String version) {
      List<BigInteger> parts = parts(version);
      while (parts.size() > 1 && parts.get(parts.size() - 1).signum() == 0) {
        parts.remove(parts.size() - 1);
      }
      return parts.toString();
    }
  },
  /** One number; leading zeros do not count: golang-migrate, goose. */
  NUMBER("\\d+") {
    @Override
    public int compare(String left, String right) {
      return new BigInteger(left).compareTo(new BigInteger(right));
    }

    @Override
    public String key(String version) {
      return new BigInteger(version).toString();
    }
  },
  /** Text, character by character: dbmate, diesel, Prisma. */
  LEXICAL("[\\s\\S]+") {
    @Override
    public int compare(String left, String right) {
      return left.compareTo(right);
    }
  },
  /** The order of a plan or a file; versions by themselves have none: sqitch, Liquibase. */
  PLAN("(?!)") {
    @Override
    public int compare(String left, String right) {
      return 0;
    }
  };

  private final Pattern form;

  VersionOrder(String form) {
    this.form = Pattern.compile(form);
  }

  /** The order of a format, by its name in the configuration. */
  public static VersionOrder of(String format) {
    return switch (format) {
      case "flyway", "plain" -> NUMERIC_PARTS;
      case "golang-migrate", "goose" -> NUMBER;
      case "dbmate", "diesel", "prisma" -> LEXICAL;
      default -> PLAN;
    };
  }

  /**
   * Whether a text is a version that can be compared with others without a script that has it;
   * {@link #PLAN} has none.
   */
  public boolean accepts(String text) {
    return form.matcher(text).matches();
  }

  /**
   * Compares versions that are {@linkplain #accepts accepted}.
   *
   * @return negative, zero or positive as with {@link Comparable}; 0 for {@link #PLAN}
   */
  public abstract int compare(String left, String right);

  /** Equal for versions that are the same in this order; of an accepted version. */
  public String key(String version) {
    return version;
  }

  private static List<BigInteger> parts(String version) {
    List<BigInteger> parts = new ArrayList<>();
    for (String part : version.split("[._]", -1)) {
      parts.add(new BigInteger(part));
    }
    return parts;
  }

  private static BigInteger part(List<BigInteger> parts, int index) {
    return index < parts.size() ? parts.get(index) : BigInteger.ZERO;
  }
}
