package io.jenkins.plugins.orchestrator.engine.migration.script;

import io.jenkins.plugins.orchestrator.engine.migration.script.Cutout.Line;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText.TransactionMode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A changeset while its lines are read. */
final class LiquibaseChangeset {
  private static final Pattern ATTRIBUTE = Pattern.compile("(\\w+):(\"[^\"]*\"|\\S*)");

  /** {@code --rollback not required}, {@code --rollback empty}. */
  private static final Pattern NOTHING =
      Pattern.compile("\\s*(not required|empty).*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final String version;
  private final String name;
  private final int line;
  private final String file;
  private final Remarks remarks;
  private final Map<String, String> attributes = new HashMap<>();
  private final Cutout up = new Cutout();
  private final Cutout down = new Cutout();

  LiquibaseChangeset(
      String version, String name, int line, String attributes, String file, Remarks remarks) {
    this.version = version;
    this.name = name;
    this.line = line;
    this.file = file;
    this.remarks = remarks;
    Matcher matcher = ATTRIBUTE.matcher(attributes);
    while (matcher.find()) {
      String value = matcher.group(2);
      this.attributes.put(
          matcher.group(1).toLowerCase(Locale.ROOT),
          value.startsWith("\"") ? value.substring(1, value.length() - 1) : value);
    }
  }

  void sql(Line line) {
    up.keep(line, withoutDelimiter(line.text(), "enddelimiter"));
  }

  /**
   * @param text of the line, what marks it as rollback replaced by blanks
   */
  void rollback(Line line, String text) {
    down.keep(line, withoutDelimiter(text, "rollbackenddelimiter"));
  }

  /** Statements end with another mark than the semicolon: at the end of a line it becomes one. */
  private String withoutDelimiter(String text, String attribute) {
    String delimiter =
        attributes.getOrDefault(attribute, "").replaceAll("\\\\[rn]\\??|[$^]$|^\\^", "");
    String code = text.stripTrailing();
    if (delimiter.isEmpty()
        || delimiter.equals(";")
        || !code.regionMatches(
            true, code.length() - delimiter.length(), delimiter, 0, delimiter.length())) {
      return text;
    }
    String statement = code.substring(0, code.length() - delimiter.length());
    return statement.stripTrailing().endsWith(";") ? statement : statement + ";";
  }

  /** Empty when Liquibase would not run it on PostgreSQL. */
  Optional<MigrationScript> script() {
    if (!forPostgres(attributes.getOrDefault("dbms", ""))
        || attributes.getOrDefault("ignore", "").equalsIgnoreCase("true")) {
      return Optional.empty();
    }
    remarkOn("context");
    remarkOn("contextfilter");
    remarkOn("labels");
    boolean again = isTrue("runalways") || isTrue("runonchange");
    if (again) {
      remarks.warning(
          "runs-again",
          file,
          line,
          name + " runs again in Liquibase; it is tested here until it was applied once",
          null);
    }
    TransactionMode mode =
        attributes.getOrDefault("runintransaction", "true").equalsIgnoreCase("false")
            ? TransactionMode.NONE
            : TransactionMode.AUTO;
    return Optional.of(
        new MigrationScript(
            version,
            name,
            up.script(file, line, mode),
            downText(mode),
            ScriptFile.sha256(up.text()),
            again));
  }

  private @Nullable ScriptText downText(TransactionMode mode) {
    String text = down.text();
    if (text.isBlank()) {
      return null;
    }
    if (NOTHING.matcher(text).matches()) {
      return new ScriptText(file, line, "", mode);
    }
    if (text.toLowerCase(Locale.ROOT).contains("changesetid:")) {
      remarks.warning(
          "rollback-ignored",
          file,
          line,
          name + " is taken back by another changeset, which is not followed here",
          "write the statements after --rollback");
      return null;
    }
    return down.script(file, line, mode);
  }

  private boolean isTrue(String attribute) {
    return attributes.getOrDefault(attribute, "false").equalsIgnoreCase("true");
  }

  private void remarkOn(String attribute) {
    if (!attributes.getOrDefault(attribute, "").isEmpty()) {
      remarks.warning(
          "context-ignored",
          file,
          line,
          name + " is applied whatever its " + attribute + " says: " + attributes.get(attribute),
          null);
    }
  }

  private static boolean forPostgres(String dbms) {
    List<String> names =
        Arrays.stream(dbms.split(","))
            .map(each -> each.strip().toLowerCase(Locale.ROOT))
            .filter(each -> !each.isEmpty())
            .toList();
    if (names.isEmpty() || names.contains("all")) {
      return true;
    }
    boolean onlyExclusions = names.stream().allMatch(each -> each.startsWith("!"));
    return onlyExclusions ? !names.contains("!postgresql") : names.contains("postgresql");
  }
}
