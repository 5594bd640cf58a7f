package io.jenkins.plugins.orchestrator.engine.postgres.fingerprint;

import static io.jenkins.plugins.orchestrator.engine.postgres.Session.quoteLiteral;

import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.ScratchRecipe.Item;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces printed expressions by what the server prints after it has parsed them once more, which
 * is what a dump and a restore make of them. {@code varchar_column IN ('a')}, index predicates and
 * views print differently after the first such round, and stay the same from the second.
 *
 * <p>Views are made again as temporary views, conditions as policies of their table; what else
 * belongs to a table on an empty temporary one of the same name and columns; rules, triggers,
 * functions and domains, which cannot be had on a copy, are replaced by themselves. The caller
 * rolls all of it back. What cannot be parsed again (a role without the right to) keeps its printed
 * form.
 */
final class ScratchNormalization {
  /**
   * Only expressions with one of these can change: an array whose elements are coerced prints
   * differently once the coercion has been written out. A plain default such as {@code 0} or {@code
   * now()} is not worth a table.
   */
  private static final Pattern UNSTABLE =
      Pattern.compile("ARRAY\\[|\\b(?:SELECT|CASE|ROW|ANY|ALL|COALESCE|BEGIN ATOMIC)\\b");

  private static final String NAME = "(?:\"(?:[^\"]|\"\")*\"|[^\\s\".]+)";

  /** Up to the access method: what stands before it is the index's and the table's name. */
  private static final Pattern INDEX =
      Pattern.compile(
          "(CREATE (?:UNIQUE )?INDEX )%1$s( ON )(?:ONLY )?%1$s\\.%1$s( USING .*)".formatted(NAME),
          Pattern.DOTALL);

  private static final Pattern CHECK =
      Pattern.compile("CHECK \\((.*)\\)((?: NO INHERIT| NOT ENFORCED)*)", Pattern.DOTALL);

  /** Between the names of the statistics object and of the table. */
  private static final Pattern STATISTICS =
      Pattern.compile(
          "CREATE STATISTICS %1$s\\.%1$s(.*) FROM (?:%1$s\\.)?%1$s".formatted(NAME),
          Pattern.DOTALL);

  private static final Pattern QUALIFIED = Pattern.compile("(%1$s)\\.(%1$s)".formatted(NAME));

  private static final Pattern CREATE_TRIGGER =
      Pattern.compile("CREATE (?:CONSTRAINT )?TRIGGER (%1$s) ".formatted(NAME));

  private static final int AT_ONCE = 50;

  private final Connection connection;
  private final List<Item> inBulk = new ArrayList<>();
  private final List<Item> alone = new ArrayList<>();
  private final Map<ObjectKey, List<Item>> ofTables = new LinkedHashMap<>();
  private int count;

  ScratchNormalization(Connection connection) {
    this.connection = connection;
  }

  /**
   * Changes the properties in place.
   *
   * @throws SQLException when the transaction cannot be written in, or has failed
   */
  void normalize(NavigableMap<ObjectKey, CatalogObject> objects) throws SQLException {
    objects.forEach((key, object) -> plan(objects, key, object));
    if (objects.keySet().stream().anyMatch(key -> key.kind().equals("event trigger"))) {
      switchEventTriggersOff();
    }
    for (int i = 0; i < inBulk.size(); i += AT_ONCE) {
      new ScratchRecipe("", inBulk.subList(i, Math.min(inBulk.size(), i + AT_ONCE)))
          .run(connection);
    }
    for (Map.Entry<ObjectKey, List<Item>> table : ofTables.entrySet()) {
      new ScratchRecipe(
              "CREATE TEMP TABLE "
                  + scratch(table.getKey())
                  + " (LIKE "
                  + table.getKey().name()
                  + ")",
              table.getValue())
          .run(connection);
    }
    for (Item item : alone) {
      new ScratchRecipe("", List.of(item)).run(connection);
    }
  }

  /** They would fire for every scratch object. Who may not, has them fire in vain. */
  private void switchEventTriggersOff() throws SQLException {
    Savepoint savepoint = connection.setSavepoint();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL session_replication_role = replica");
    } catch (SQLException e) {
      connection.rollback(savepoint);
    }
  }

  private void plan(
      NavigableMap<ObjectKey, CatalogObject> objects, ObjectKey key, CatalogObject object) {
    switch (key.kind()) {
      case "view", "materialized view" -> planView(object);
      case "constraint" -> planConstraint(object);
      case "column" -> planColumn(object);
      case "index" -> planIndex(objects, object);
      case "policy" -> {
        planCondition(object.parent(), object, "using");
        planCondition(object.parent(), object, "with check");
      }
      case "statistics object" -> planStatistics(object);
      case "domain" -> planDomain(key, object);
      case "domain constraint" -> planDomainConstraint(object);
      case "rule" -> planRule(object);
      case "trigger" -> planTrigger(object);
      case "function", "procedure" -> planRoutine(key, object);
      default -> {}
    }
  }

  private void planView(CatalogObject view) {
    String name = "pg_temp." + next();
    String definition = view.properties().get("definition");
    inBulk.add(
        new Item(
            "CREATE TEMP VIEW " + name + " AS " + definition,
            "pg_catalog.pg_get_viewdef('" + name + "'::pg_catalog.regclass)",
            text -> view.properties().put("definition", text)));
  }

  private void planConstraint(CatalogObject constraint) {
    String definition = constraint.properties().get("definition");
    Matcher check = CHECK.matcher(definition);
    if (check.matches()) {
      planCondition(
          constraint.parent(),
          check.group(1),
          text ->
              constraint.properties().put("definition", "CHECK (" + text + ")" + check.group(2)));
    } else if (isUnstable(definition) && definition.startsWith("EXCLUDE")) {
      String name = next();
      String table = scratch(constraint.parent());
      ofTable(constraint.parent())
          .add(
              new Item(
                  "ALTER TABLE " + table + " ADD CONSTRAINT " + name + " " + definition,
                  """
                  (SELECT pg_catalog.pg_get_constraintdef(oid) FROM pg_catalog.pg_constraint
                    WHERE conrelid = %s::pg_catalog.regclass AND conname = '%s')\
                  """
                      .formatted(quoteLiteral(table), name),
                  text -> constraint.properties().put("definition", text)));
    }
  }

  private void planColumn(CatalogObject column) {
    for (String property : List.of("default", "generated")) {
      String expression = column.properties().get(property);
      if (isUnstable(expression)) {
        String table = scratch(column.parent());
        String name = next();
        ofTable(column.parent())
            .add(
                new Item(
                    "ALTER TABLE %s ADD COLUMN %s %s %s"
                        .formatted(
                            table,
                            name,
                            column.properties().get("type"),
                            property.equals("default")
                                ? "DEFAULT " + expression
                                : "GENERATED ALWAYS AS (" + expression + ") STORED"),
                    """
                    (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d
                      JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
                      WHERE d.adrelid = %s::pg_catalog.regclass AND a.attname = '%s')\
                    """
                        .formatted(quoteLiteral(table), name),
                    text -> column.properties().put(property, text)));
      }
    }
  }

  private void planIndex(NavigableMap<ObjectKey, CatalogObject> objects, CatalogObject index) {
    String definition = index.properties().get("definition");
    Matcher matcher = INDEX.matcher(definition);
    ObjectKey table =
        index.parent().kind().equals("constraint")
            ? objects.get(index.parent()).parent()
            : index.parent();
    planCondition(table, index, "where");
    if (isUnstable(definition) && matcher.matches()) {
      String name = next();
      String head = definition.substring(0, matcher.start(3));
      ofTable(table)
          .add(
              new Item(
                  matcher.group(1) + name + matcher.group(2) + scratch(table) + matcher.group(3),
                  "pg_catalog.pg_get_indexdef('pg_temp." + name + "'::pg_catalog.regclass)",
                  text -> {
                    Matcher again = INDEX.matcher(text);
                    if (again.matches()) {
                      index.properties().put("definition", head + again.group(3));
                    }
                  }));
    }
  }

  private void planStatistics(CatalogObject statistics) {
    String definition = statistics.properties().get("definition");
    Matcher matcher = STATISTICS.matcher(definition);
    if (isUnstable(definition) && matcher.matches()) {
      String name = next();
      String head = definition.substring(0, matcher.start(1));
      String tail = definition.substring(matcher.end(1));
      ofTable(statistics.parent())
          .add(
              new Item(
                  "CREATE STATISTICS pg_temp.%s%s FROM %s"
                      .formatted(name, matcher.group(1), scratch(statistics.parent())),
                  """
                  (SELECT pg_catalog.pg_get_statisticsobjdef(oid) FROM pg_catalog.pg_statistic_ext
                    WHERE stxname = '%s')\
                  """
                      .formatted(name),
                  text -> {
                    Matcher again = STATISTICS.matcher(text);
                    if (again.matches()) {
                      statistics.properties().put("definition", head + again.group(1) + tail);
                    }
                  }));
    }
  }

  private void planCondition(ObjectKey table, CatalogObject object, String property) {
    planCondition(
        table, object.properties().get(property), text -> object.properties().put(property, text));
  }

  /**
   * A condition over the columns of a relation is put there as a policy: the quickest of all that
   * the server parses, and printed in the same way. Foreign tables and materialized views take
   * none.
   */
  private void planCondition(
      ObjectKey relation, @Nullable String condition, Consumer<String> result) {
    if (isUnstable(condition)) {
      boolean copy = !relation.kind().equals("table");
      String table = copy ? scratch(relation) : relation.name();
      String name = next();
      Item policy =
          new Item(
              "CREATE POLICY %s ON %s USING (%s)".formatted(name, table, condition),
              """
              (SELECT pg_catalog.pg_get_expr(polqual, polrelid) FROM pg_catalog.pg_policy
                WHERE polrelid = %s::pg_catalog.regclass AND polname = '%s')\
              """
                  .formatted(quoteLiteral(table), name),
              result);
      (copy ? ofTable(relation) : inBulk).add(policy);
    }
  }

  private void planDomain(ObjectKey key, CatalogObject domain) {
    String expression = domain.properties().get("default");
    if (isUnstable(expression)) {
      alone.add(
          new Item(
              "ALTER DOMAIN " + key.name() + " SET DEFAULT " + expression,
              """
              (SELECT pg_catalog.pg_get_expr(typdefaultbin, 0) FROM pg_catalog.pg_type
                WHERE oid = %s::pg_catalog.regtype)\
              """
                  .formatted(quoteLiteral(key.name())),
              text -> domain.properties().put("default", text)));
    }
  }

  private void planDomainConstraint(CatalogObject constraint) {
    String definition = constraint.properties().get("definition");
    if (isUnstable(definition)) {
      String domain = constraint.parent().name();
      String name = next();
      alone.add(
          new Item(
              "ALTER DOMAIN %s ADD CONSTRAINT %s %s NOT VALID".formatted(domain, name, definition),
              """
              (SELECT pg_catalog.regexp_replace(pg_catalog.pg_get_constraintdef(oid), ' NOT VALID$', '')
                FROM pg_catalog.pg_constraint
                WHERE contypid = %s::pg_catalog.regtype AND conname = '%s')\
              """
                  .formatted(quoteLiteral(domain), name),
              text -> constraint.properties().put("definition", text)));
    }
  }

  private void planRule(CatalogObject rule) {
    String definition = rule.properties().get("definition");
    Matcher name = Pattern.compile("CREATE RULE (" + NAME + ") ").matcher(definition);
    if (name.lookingAt()) {
      alone.add(
          new Item(
              "CREATE OR REPLACE" + definition.substring("CREATE".length()),
              """
              (SELECT pg_catalog.pg_get_ruledef(oid) FROM pg_catalog.pg_rewrite
                WHERE ev_class = %s::pg_catalog.regclass AND pg_catalog.quote_ident(rulename) = %s)\
              """
                  .formatted(quoteLiteral(rule.parent().name()), quoteLiteral(name.group(1))),
              text -> rule.properties().put("definition", text)));
    }
  }

  private void planTrigger(CatalogObject trigger) {
    String definition = trigger.properties().get("definition");
    Matcher name = CREATE_TRIGGER.matcher(definition);
    if (isUnstable(definition) && name.lookingAt()) {
      String table = trigger.parent().name();
      alone.add(
          new Item(
              "DROP TRIGGER " + name.group(1) + " ON " + table + ";\n" + definition,
              """
              (SELECT pg_catalog.pg_get_triggerdef(oid) FROM pg_catalog.pg_trigger
                WHERE tgrelid = %s::pg_catalog.regclass AND pg_catalog.quote_ident(tgname) = %s)\
              """
                  .formatted(quoteLiteral(table), quoteLiteral(name.group(1))),
              text -> trigger.properties().put("definition", text)));
    }
  }

  /** Only what the server has parsed can change: defaults of arguments, and SQL-standard bodies. */
  private void planRoutine(ObjectKey key, CatalogObject routine) {
    String definition = routine.properties().get("definition");
    int body = definition.indexOf("\nAS $");
    if (isUnstable(body < 0 ? definition : definition.substring(0, body))) {
      alone.add(
          new Item(
              definition,
              "pg_catalog.pg_get_functiondef("
                  + quoteLiteral(key.name())
                  + "::pg_catalog.regprocedure)",
              text -> routine.properties().put("definition", text)));
    }
  }

  private static boolean isUnstable(@Nullable String expression) {
    return expression != null && UNSTABLE.matcher(expression).find();
  }

  private List<Item> ofTable(ObjectKey table) {
    return ofTables.computeIfAbsent(table, ignored -> new ArrayList<>());
  }

  /** A temporary table of the same name: expressions call the table by its bare name. */
  private static String scratch(ObjectKey table) {
    Matcher name = QUALIFIED.matcher(table.name());
    if (!name.matches()) {
      throw new IllegalStateException("not a qualified name: " + table.name());
    }
    return "pg_temp." + name.group(2);
  }

  private String next() {
    return "parallel_orchestrator_scratch_" + ++count;
  }
}
