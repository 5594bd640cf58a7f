package io.jenkins.plugins.orchestrator.engine.backup.restore;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseFacts;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The SQL that gives a restored database what its dump leaves out, as the manifest has it. */
final class DressStatements {
  /** What comes before the database's name in those of a manifest; nothing else is run. */
  private static final String BEFORE =
      "^(ALTER DATABASE |ALTER ROLE \"(?:[^\"]|\"\")*\" IN DATABASE"
          + " |(?:GRANT|REVOKE) [A-Z, ]+ ON DATABASE )";

  private DressStatements() {}

  /**
   * The statements, in order.
   *
   * @param own settings that the manifest of an encrypted backup has not
   * @param restored the name that the restored database has
   */
  static List<String> of(DatabaseFacts original, List<String> own, String restored) {
    String name = Session.quoteIdentifier(restored);
    List<String> statements = new ArrayList<>();
    statements.add(
        "ALTER DATABASE " + name + " OWNER TO " + Session.quoteIdentifier(original.owner()));
    if (original.connectionLimit() >= 0) {
      statements.add("ALTER DATABASE " + name + " CONNECTION LIMIT " + original.connectionLimit());
    }
    Pattern place =
        Pattern.compile(BEFORE + Pattern.quote(Session.quoteIdentifier(original.name())));
    List<String> stored = new ArrayList<>(original.settings());
    stored.addAll(own);
    stored.addAll(original.grants());
    for (String sql : stored) {
      Matcher matcher = place.matcher(sql);
      if (matcher.find()) {
        statements.add(matcher.group(1) + name + sql.substring(matcher.end()));
      }
    }
    if (original.grants().isEmpty()) {
      // It had what every new database has; the restored one was closed to all others.
      statements.add("GRANT CONNECT, TEMPORARY ON DATABASE " + name + " TO PUBLIC");
    }
    return List.copyOf(statements);
  }
}
