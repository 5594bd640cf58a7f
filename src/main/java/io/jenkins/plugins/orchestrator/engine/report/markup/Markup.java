package io.jenkins.plugins.orchestrator.engine.report.markup;

import io.jenkins.plugins.orchestrator.engine.report.PlainText;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes HTML and SVG that is well-formed XML too. Every text and every attribute is escaped, and
 * what could carry code or reach the network is refused: {@code style} and {@code on…} attributes,
 * links other than to an id of the same page or relative to it. Elements that are opened must be
 * closed.
 *
 * <p>Mistakes of the calling code are {@link IllegalArgumentException}s; texts from outside never
 * cause one.
 */
public final class Markup {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]*(:[a-z]+)?");
  private static final Set<String> VOID = Set.of("br", "hr", "meta", "link", "input", "wbr");
  private static final Set<String> LINKS =
      Set.of("href", "xlink:href", "src", "srcset", "action", "formaction", "poster", "ping");
  private static final Pattern SAFE_LINK =
      Pattern.compile(
          "#[A-Za-z][A-Za-z0-9-]*|data:,"
              + "|(\\.\\./){0,4}([A-Za-z0-9_-]+/){0,8}[A-Za-z0-9_-]*(\\?[A-Za-z0-9=&_%+.*-]*)?"
              + "(#[A-Za-z][A-Za-z0-9-]*)?");

  /** Attributes whose values are ids of the same page. */
  private static final Set<String> IDS =
      Set.of("id", "for", "aria-labelledby", "aria-describedby", "aria-controls");

  private final Appendable out;
  private final String idPrefix;
  private final Deque<String> open = new ArrayDeque<>();

  /** Writes to a target in any encoding of Unicode; does not flush or close it. */
  public Markup(Appendable out) {
    this(out, "");
  }

  /**
   * One for a page that shows several reports, whose ids would be the same otherwise.
   *
   * @param idPrefix what all ids, and all that refers to them, begin with; empty for nothing
   */
  public Markup(Appendable out, String idPrefix) {
    this.out = out;
    this.idPrefix = idPrefix.isEmpty() ? "" : name(idPrefix);
  }

  /**
   * Opens an element.
   *
   * @param attributes names and values in turn
   */
  public Markup open(String element, String... attributes) throws IOException {
    tag(element, attributes);
    out.append('>');
    open.push(element);
    return this;
  }

  /** Closes the element that was opened last. */
  public Markup close() throws IOException {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** Closes the elements that were opened last, so many. */
  public Markup close(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      close();
    }
    return this;
  }

  /** An element that holds a text only. */
  public Markup element(String element, String text, String... attributes) throws IOException {
    return open(element, attributes).text(text).close();
  }

  /** An element without content. */
  public Markup empty(String element, String... attributes) throws IOException {
    if (VOID.contains(element)) {
      tag(element, attributes);
      out.append("/>");
      return this;
    }
    return open(element, attributes).close();
  }

  /** A text, escaped. */
  public Markup text(String text) throws IOException {
    escape(PlainText.visible(text));
    return this;
  }

  /** A line end, for people who read the source. */
  public Markup line() throws IOException {
    out.append('\n');
    return this;
  }

  /**
   * Text of this program, not of a report, that is written as it is: the content of {@code style}
   * and {@code script}.
   *
   * @throws IllegalArgumentException when it is not the same in HTML and in XML
   */
  public Markup trusted(String content) throws IOException {
    if (content.indexOf('<') >= 0 || content.indexOf('&') >= 0) {
      throw new IllegalArgumentException("styles and scripts are written without < and &");
    }
    out.append(content);
    return this;
  }

  /** How many elements are open. */
  public int depth() {
    return open.size();
  }

  private void tag(String element, String... attributes) throws IOException {
    out.append('<').append(name(element));
    for (int i = 0; i < attributes.length; i += 2) {
      attribute(attributes[i], attributes[i + 1]);
    }
  }

  private void attribute(String name, String value) throws IOException {
    String safe = name(name);
    // HTML takes names in capitals for the same; SVG has some that must keep theirs.
    String lower = safe.toLowerCase(Locale.ROOT);
    boolean code = lower.equals("style") || lower.startsWith("on") || lower.equals("srcdoc");
    if (code || (LINKS.contains(lower) && !SAFE_LINK.matcher(value).matches())) {
      throw new IllegalArgumentException("attribute not allowed: " + name + "=" + value);
    }
    out.append(' ').append(safe).append("=\"");
    // Attributes show on one line; XML would turn a line end into a space anyway.
    escape(PlainText.visible(prefixed(safe, value)).replace('\n', ' '));
    out.append('"');
  }

  private String prefixed(String name, String value) {
    if (idPrefix.isEmpty()) {
      return value;
    }
    if (IDS.contains(name)) {
      return idPrefix + value.replace(" ", " " + idPrefix);
    }
    if (name.equals("href") && value.startsWith("#")) {
      return "#" + idPrefix + value.substring(1);
    }
    return name.equals("fill") && value.startsWith("url(#")
        ? "url(#" + idPrefix + value.substring("url(#".length())
        : value;
  }

  private static String name(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a name: " + name);
    }
    return name;
  }

  private void escape(String text) throws IOException {
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      String escaped = escaped(text.charAt(i));
      if (!escaped.isEmpty()) {
        out.append(text, from, i).append(escaped);
        from = i + 1;
      }
    }
    out.append(text, from, text.length());
  }

  private static String escaped(char c) {
    return switch (c) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '"' -> "&quot;";
      case '\'' -> "&#39;";
      default -> "";
    };
  }
}
