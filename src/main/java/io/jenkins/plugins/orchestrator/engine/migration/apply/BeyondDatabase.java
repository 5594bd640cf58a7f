package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.migration.lexer.SqlStatement;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what in a statement reaches beyond its database: the roles, tablespaces, databases and
 * settings that all databases of a server share, other servers, and the server's files and
 * processes. Works on tokens: what stands in strings and comments does not count, and what stands
 * in the body of a function cannot be told.
 */
final class BeyondDatabase {
  /** Kinds of objects that belong to the server, or lead out of it. */
  private static final Set<String> SHARED_OBJECTS =
      Set.of("ROLE", "USER", "GROUP", "TABLESPACE", "SUBSCRIPTION", "DATABASE", "SERVER");

  private static final Set<String> LEADING_OUT = Set.of("dblink", "postgres_fdw", "file_fdw");

  /** Functions that act on the server, its files, its processes or its replication. */
  private static final Set<String> FUNCTIONS =
      Set.of(
          "pg_terminate_backend",
          "pg_cancel_backend",
          "pg_reload_conf",
          "pg_rotate_logfile",
          "pg_switch_wal",
          "pg_create_restore_point",
          "pg_promote",
          "pg_wal_replay_pause",
          "pg_wal_replay_resume",
          "pg_create_physical_replication_slot",
          "pg_create_logical_replication_slot",
          "pg_copy_physical_replication_slot",
          "pg_copy_logical_replication_slot",
          "pg_drop_replication_slot",
          "pg_replication_slot_advance",
          "pg_logical_slot_get_changes",
          "pg_logical_slot_get_binary_changes",
          "pg_replication_origin_create",
          "pg_replication_origin_drop",
          "pg_backup_start",
          "pg_backup_stop",
          "pg_start_backup",
          "pg_stop_backup",
          "pg_read_file",
          "pg_read_binary_file",
          "pg_ls_dir",
          "pg_file_write",
          "pg_file_unlink",
          "pg_file_rename",
          "lo_import",
          "lo_export");

  /** A word or a name with what follows it. */
  private record Word(String text, boolean quoted, boolean called) {
    boolean is(String keyword) {
      return !quoted && text.equals(keyword);
    }

    /** The name that it is in the catalogs. */
    String name() {
      return quoted ? text : text.toLowerCase(Locale.ROOT);
    }
  }

  private final List<Word> words;
  private final boolean hasString;

  private BeyondDatabase(List<Word> words, boolean hasString) {
    this.words = words;
    this.hasString = hasString;
  }

  /** What a statement reaches, in a few words for people; empty when nothing is seen. */
  static Optional<String> reachedBy(SqlStatement statement) {
    List<Word> words = new ArrayList<>();
    boolean hasString = false;
    Tokenizer tokens = statement.tokens();
    for (Tokenizer.Kind kind = tokens.next(); kind != Tokenizer.Kind.END; kind = tokens.next()) {
      switch (kind) {
        case WORD -> words.add(new Word(tokens.upper(), false, false));
        case QUOTED_NAME -> {
          String raw = tokens.raw();
          String name = raw.substring(raw.indexOf('"') + 1, raw.length() - 1);
          words.add(new Word(name.replace("\"\"", "\""), true, false));
        }
        case STRING, DOLLAR_STRING -> hasString = true;
        case SYMBOL -> {
          if (tokens.isSymbol('(') && !words.isEmpty()) {
            Word last = words.remove(words.size() - 1);
            words.add(new Word(last.text(), last.quoted(), true));
          }
        }
        default -> {
          // Numbers and parameters name nothing.
        }
      }
    }
    return new BeyondDatabase(words, hasString).reached();
  }

  private Optional<String> reached() {
    return byObject().or(this::byPrivilege).or(this::byFile).or(this::byFunction);
  }

  private boolean starts(String... keywords) {
    if (words.size() < keywords.length) {
      return false;
    }
    for (int i = 0; i < keywords.length; i++) {
      if (!words.get(i).is(keywords[i])) {
        return false;
      }
    }
    return true;
  }

  private Optional<String> byObject() {
    if (starts("ALTER", "SYSTEM")) {
      return Optional.of("ALTER SYSTEM, which changes the whole server's settings");
    }
    if (starts("REASSIGN", "OWNED") || starts("DROP", "OWNED")) {
      return Optional.of(
          words.get(0).text() + " OWNED, which reaches objects that all databases share");
    }
    if (starts("LOAD")) {
      return Optional.of("LOAD, which loads a library into the server");
    }
    if (starts("IMPORT", "FOREIGN", "SCHEMA") || isDefinition("FOREIGN", "DATA", "WRAPPER")) {
      return Optional.of("a foreign data wrapper, which leads to another server");
    }
    if (isDefinition("EXTENSION") && words.stream().anyMatch(BeyondDatabase::leadsOut)) {
      return Optional.of("an extension that leads to other servers or files");
    }
    boolean comments = starts("COMMENT", "ON") || starts("SECURITY", "LABEL");
    for (String object : SHARED_OBJECTS) {
      boolean commented = comments && words.stream().limit(6).anyMatch(word -> word.is(object));
      if (isDefinition(object) || (commented && isCommentOn(object))) {
        return Optional.of(describe(object));
      }
    }
    return Optional.empty();
  }

  private boolean isDefinition(String... object) {
    for (String verb : List.of("CREATE", "ALTER", "DROP")) {
      List<String> whole = new ArrayList<>();
      whole.add(verb);
      whole.addAll(List.of(object));
      if (starts(whole.toArray(String[]::new))) {
        return true;
      }
    }
    return false;
  }

  /** {@code COMMENT ON ROLE x}, {@code SECURITY LABEL [FOR p] ON ROLE x}. */
  private boolean isCommentOn(String object) {
    for (int i = 1; i < words.size(); i++) {
      if (words.get(i - 1).is("ON")) {
        return words.get(i).is(object);
      }
    }
    return false;
  }

  private static boolean leadsOut(Word word) {
    return LEADING_OUT.contains(word.name());
  }

  private static String describe(String object) {
    return switch (object) {
      case "ROLE", "USER", "GROUP" ->
          object.toLowerCase(Locale.ROOT) + "s, which all databases of the server share";
      case "SERVER" -> "a foreign server, which leads to another database";
      case "SUBSCRIPTION" -> "a subscription, which reaches its publisher";
      default -> "a " + object.toLowerCase(Locale.ROOT) + ", which is part of the whole server";
    };
  }

  /** {@code GRANT role TO role}: without ON. Of databases and tablespaces: with it. */
  private Optional<String> byPrivilege() {
    if (!starts("GRANT") && !starts("REVOKE")) {
      return Optional.empty();
    }
    for (int i = 1; i < words.size(); i++) {
      if (words.get(i).is("ON")) {
        return i + 1 < words.size()
                && (words.get(i + 1).is("DATABASE")
                    || words.get(i + 1).is("TABLESPACE")
                    || words.get(i + 1).is("PARAMETER"))
            ? Optional.of("privileges on what is part of the whole server")
            : Optional.empty();
      }
    }
    return Optional.of("the membership of roles, which all databases of the server share");
  }

  /** {@code COPY … FROM|TO PROGRAM 'x'} or {@code 'file'}. */
  private Optional<String> byFile() {
    if (!starts("COPY")) {
      return Optional.empty();
    }
    if (words.stream().anyMatch(word -> word.is("PROGRAM"))) {
      return Optional.of("COPY … PROGRAM, which runs a program on the server's machine");
    }
    boolean throughClient = words.stream().anyMatch(word -> word.is("STDIN") || word.is("STDOUT"));
    return !throughClient && hasString
        ? Optional.of("COPY with a file of the server's machine")
        : Optional.empty();
  }

  private Optional<String> byFunction() {
    return words.stream()
        .filter(Word::called)
        .map(Word::name)
        .filter(name -> FUNCTIONS.contains(name) || name.startsWith("dblink"))
        .findFirst()
        .map(name -> "a call of " + name + "(), which acts beyond the database");
  }
}
