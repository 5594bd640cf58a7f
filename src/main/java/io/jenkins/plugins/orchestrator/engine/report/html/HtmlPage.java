package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A page in one file that needs no network, and no script to be read. It is well-formed XML too. A
 * policy in the page allows its own style and script, by their hashes, and nothing else.
 */
final class HtmlPage {
  private HtmlPage() {}

  /** Writes what the page shows. */
  interface Content {
    void write(Markup to) throws IOException;
  }

  /**
   * Writes a page in UTF-8.
   *
   * @param out is flushed and stays open
   */
  static void write(String title, Content content, OutputStream out) throws IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    page(title, content, writer);
    writer.flush();
  }

  private static void page(String title, Content content, Writer writer) throws IOException {
    String style = resource("report.css");
    String script = resource("report.js");
    writer.write("<!DOCTYPE html>\n");
    Markup to = new Markup(writer);
    to.open("html", "lang", "en", "class", "po-root", "xmlns", "http://www.w3.org/1999/xhtml");
    to.line();
    to.open("head").line();
    to.empty("meta", "charset", "utf-8").line();
    to.empty("meta", "http-equiv", "Content-Security-Policy", "content", policy(style, script));
    to.line();
    to.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1").line();
    to.empty("meta", "name", "color-scheme", "content", "light dark").line();
    to.empty("meta", "name", "referrer", "content", "no-referrer").line();
    to.empty("link", "rel", "icon", "href", "data:,").line();
    to.element("title", title).line();
    to.open("style").trusted(style).close().line();
    to.close().line();
    to.open("body", "class", "po-page").line();
    to.element("a", "Skip to the report", "class", "po-skip", "href", "#po-content");
    to.line().open("main", "id", "po-content").line();
    content.write(to);
    to.close().line();
    to.open("script").trusted(script).close().line();
    to.close(2).line();
  }

  private static String policy(String style, String script) {
    return "default-src 'none'; img-src data:; style-src '"
        + hash(style)
        + "'; script-src '"
        + hash(script)
        + "'; base-uri 'none'; form-action 'none'";
  }

  private static String hash(String content) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha256.digest(content.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("missing in the program's own jar: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
