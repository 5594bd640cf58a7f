package io.jenkins.plugins.orchestrator.jenkins.step;

import java.io.StringReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Finds passwords in a configuration's text before Jenkins stores it with the build. A variable in
 * a password's place is none.
 */
final class LiteralPasswords {
  /** As many as a configuration may have. */
  private static final int MOST_ALIASES = 500;

  private static final String VARIABLES = "(?:\\$\\{[A-Za-z_][A-Za-z0-9_]*})+";

  private static final Pattern ONLY_VARIABLES = Pattern.compile(VARIABLES);

  /** {@code scheme://user:password@}; digits and a slash are a port instead. */
  private static final Pattern IN_AUTHORITY =
      Pattern.compile(
          "://[^\\s/@:'\"]{0,300}:(?!" + VARIABLES + "@)(?![0-9]{1,5}/)[^\\s'\"]{1,1000}?@");

  /** {@code password=…}, {@code sslpassword=…}, {@code "password": …}. */
  private static final Pattern AS_PARAMETER =
      Pattern.compile(
          "(?i)pass(?:word|wd|phrase)[\"']?\\s*+[=:]\\s*+"
              + ("(?![\"']*" + VARIABLES + "(?:[\"'&\\s;,}\\]]|$))")
              // A value on lines of its own, which are looked at as such.
              + "(?![|>][-+0-9]*\\s*$)"
              // A command's own variable: only a shell knows its value.
              + "(?!(?<=PGPASSWORD=)[\"']?\\$[\\w({])"
              + "(?:[\"']{1,2}|"
              // Without quotes it is a column where a condition of SQL compares it.
              + "(?<!\\b(?:where|and|or|on|not|when)\\s{1,9}[\\w.]{0,99}\\s{0,9}=\\s{0,9}))"
              + "[^\\s&\"',;}\\]]");

  /** {@code PASSWORD '…'} of SQL. */
  private static final Pattern IN_SQL =
      Pattern.compile("(?i)\\bpassword\\s+(?:E|U&)?'{1,2}(?!" + VARIABLES + "')[^'\\s]");

  private static final Pattern KEY = Pattern.compile("(?i).*pass(?:word|wd|phrase)|bearer");

  /** Of HTTP: it shows who asks. */
  private static final Pattern HEADER =
      Pattern.compile("(?i).*(?:auth|cookie|token|key|secret|password|session).*");

  /** {@code Bearer ${TOKEN}}. */
  private static final Pattern SCHEME_AND_VARIABLES =
      Pattern.compile("(?:[A-Za-z]{1,20} )?" + VARIABLES);

  private LiteralPasswords() {}

  /**
   * Does nothing for a text without passwords.
   *
   * @throws IllegalArgumentException when there is one; it does not repeat it
   */
  static void refuse(String text) {
    // Also what is in comments, or in a text that is no YAML, would be stored.
    int line = 0;
    for (String each : text.split("\n", -1)) {
      line++;
      refuse(each, line);
    }
    // And what an author wrote in another way: escaped, or over several lines.
    Node root = compose(text);
    if (root != null) {
      refuse(root, Collections.newSetFromMap(new IdentityHashMap<>()));
    }
  }

  /**
   * Does nothing for a URL without a password.
   *
   * @param parameter the step's, for the message
   * @throws IllegalArgumentException when there is one; it does not repeat it
   */
  static void refuseIn(String parameter, String url) {
    try {
      refuse(url);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          parameter + " holds a password, which would be stored with the build; use credentialsId");
    }
  }

  private static @Nullable Node compose(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(MOST_ALIASES);
    try {
      return new Yaml(options).compose(new StringReader(text));
    } catch (YAMLException e) {
      return null;
    }
  }

  private static void refuse(Node node, Set<Node> seen) {
    if (!seen.add(node)) {
      return;
    }
    if (node instanceof ScalarNode scalar) {
      refuse(scalar.getValue(), line(node));
    } else if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(each -> refuse(each, seen));
    } else if (node instanceof MappingNode mapping) {
      for (NodeTuple entry : mapping.getValue()) {
        if (isPassword(entry)) {
          throw found(line(entry.getKeyNode()));
        }
        if (isScalar(entry.getKeyNode(), "headers")
            && entry.getValueNode() instanceof MappingNode headers) {
          refuseHeaders(headers);
        }
        refuse(entry.getKeyNode(), seen);
        refuse(entry.getValueNode(), seen);
      }
    }
  }

  private static boolean isScalar(Node node, String value) {
    return node instanceof ScalarNode scalar && scalar.getValue().equals(value);
  }

  private static void refuseHeaders(MappingNode headers) {
    for (NodeTuple header : headers.getValue()) {
      if (header.getKeyNode() instanceof ScalarNode name
          && header.getValueNode() instanceof ScalarNode value
          && HEADER.matcher(name.getValue()).matches()
          && !value.getValue().isBlank()
          && !SCHEME_AND_VARIABLES.matcher(value.getValue().strip()).matches()) {
        throw found(line(name));
      }
    }
  }

  private static boolean isPassword(NodeTuple entry) {
    return entry.getKeyNode() instanceof ScalarNode key
        && entry.getValueNode() instanceof ScalarNode value
        && KEY.matcher(key.getValue()).matches()
        && !value.getValue().isBlank()
        && !ONLY_VARIABLES.matcher(value.getValue().strip()).matches();
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private static void refuse(String text, int line) {
    if (IN_AUTHORITY.matcher(text).find()
        || IN_SQL.matcher(text).find()
        || AS_PARAMETER.matcher(text).find()
        || AS_PARAMETER.matcher(percentDecoded(text)).find()) {
      throw found(line);
    }
  }

  /** The names of a URL's parameters may be encoded too. */
  private static String percentDecoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static IllegalArgumentException found(int line) {
    return new IllegalArgumentException(
        "configText: line "
            + line
            + " holds a password, which would be stored with the build; use credentialsId, or"
            + " ${VARIABLE} with withCredentials");
  }
}
