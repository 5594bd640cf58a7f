package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.migration.lexer.SqlStatement;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.Tokenizer;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What follows a statement that takes settings back to their defaults. For the server these are
 * what the driver connected with, which has the time zone of this machine; for psql, and so for a
 * script, they are what the session began with.
 */
final class ResetSetting {
  private static final int MAX_WORDS = 6;

  private ResetSetting() {}

  /**
   * The statement that sets what another took back to what the session began with; none for all
   * others.
   *
   * @param settings what the session began with
   */
  static Optional<String> after(SqlStatement statement, Map<String, String> settings) {
    List<String> words = words(statement);
    if (words.equals(List.of("RESET", "ALL")) || words.equals(List.of("DISCARD", "ALL"))) {
      return Optional.of(
          settings.entrySet().stream()
              .map(setting -> set("", setting))
              .collect(Collectors.joining("; ")));
    }
    String scope = "";
    if (words.size() > 1 && words.get(0).equals("SET")) {
      if (words.get(1).equals("LOCAL") || words.get(1).equals("SESSION")) {
        scope = words.remove(1) + " ";
      }
    }
    String name = name(words);
    String prefix = scope;
    return settings.entrySet().stream()
        .filter(setting -> setting.getKey().equalsIgnoreCase(name))
        .map(setting -> set(prefix, setting))
        .findFirst();
  }

  private static String set(String scope, Map.Entry<String, String> setting) {
    return "SET " + scope + setting.getKey() + " = " + Session.quoteLiteral(setting.getValue());
  }

  /** The setting that is taken back; empty when none is. */
  private static String name(List<String> words) {
    return switch (String.join(" ", words)) {
      case "RESET TIME ZONE", "SET TIME ZONE DEFAULT", "SET TIME ZONE LOCAL" -> "TimeZone";
      default -> {
        boolean resets = words.size() == 2 && words.get(0).equals("RESET");
        boolean setsDefault =
            words.size() == 4
                && words.get(0).equals("SET")
                && (words.get(2).equals("TO") || words.get(2).equals("="))
                && words.get(3).equals("DEFAULT");
        yield resets || setsDefault ? words.get(1) : "";
      }
    };
  }

  private static List<String> words(SqlStatement statement) {
    List<String> words = new ArrayList<>();
    Tokenizer tokens = statement.tokens();
    while (words.size() < MAX_WORDS && tokens.next() != Tokenizer.Kind.END) {
      String word =
          tokens.kind() == Tokenizer.Kind.QUOTED_NAME
              ? tokens.raw().replace("\"", "")
              : tokens.upper();
      words.add(word);
      if (words.size() == 1 && !List.of("SET", "RESET", "DISCARD").contains(word)) {
        break;
      }
    }
    return words;
  }
}
