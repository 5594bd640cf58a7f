package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.ServerVersion;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * How a database orders and spells its texts.
 *
 * @param provider {@code c} (libc), {@code i} (ICU) or {@code b} (built in)
 * @param locale of ICU or the built-in provider, null for libc
 * @param rules ICU's additional rules, null for none
 */
record DatabaseLocale(
    String encoding,
    String collate,
    String ctype,
    String provider,
    @Nullable String locale,
    @Nullable String rules) {
  /** 15 added the provider, 16 the rules, 17 renamed daticulocale to datlocale. */
  static DatabaseLocale read(Session session) throws SQLException {
    ServerVersion version = session.version();
    String provider = version.isAtLeast(15) ? "datlocprovider::text" : "'c'";
    String locale =
        version.isAtLeast(17) ? "datlocale" : version.isAtLeast(15) ? "daticulocale" : "NULL";
    String rules = version.isAtLeast(16) ? "daticurules" : "NULL";
    try (Statement statement = session.connection().createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT pg_catalog.pg_encoding_to_char(encoding), datcollate, datctype, "
                    + String.join(", ", provider, locale, rules)
                    + " FROM pg_catalog.pg_database"
                    + " WHERE datname = pg_catalog.current_database()")) {
      row.next();
      return new DatabaseLocale(
          row.getString(1),
          row.getString(2),
          row.getString(3),
          row.getString(4),
          row.getString(5),
          row.getString(6));
    }
  }

  /** The options of CREATE DATABASE … TEMPLATE template0 that make another one like it. */
  String options(ServerVersion server) {
    StringBuilder sql =
        new StringBuilder()
            .append(" ENCODING ")
            .append(Session.quoteLiteral(encoding))
            .append(" LC_COLLATE ")
            .append(Session.quoteLiteral(collate))
            .append(" LC_CTYPE ")
            .append(Session.quoteLiteral(ctype));
    if (!server.isAtLeast(15)) {
      return sql.toString();
    }
    switch (provider) {
      case "i" -> {
        sql.append(" LOCALE_PROVIDER icu ICU_LOCALE ").append(Session.quoteLiteral(locale));
        if (rules != null) {
          sql.append(" ICU_RULES ").append(Session.quoteLiteral(rules));
        }
      }
      case "b" ->
          sql.append(" LOCALE_PROVIDER builtin BUILTIN_LOCALE ")
              .append(Session.quoteLiteral(locale));
      default -> sql.append(" LOCALE_PROVIDER libc");
    }
    return sql.toString();
  }
}
