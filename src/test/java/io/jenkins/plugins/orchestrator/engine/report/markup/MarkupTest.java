package io.jenkins.plugins.orchestrator.engine.report.markup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkupTest {
  private final StringBuilder out = new StringBuilder();
  private final Markup markup = new Markup(out);

  @Test
  void textsAndAttributesAreEscaped() throws IOException {
    markup.element("p", "<b>&'\"", "title", "\"><script>");

    assertThat(out)
        .hasToString("<p title=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt;&amp;&#39;&quot;</p>");
  }

  @Test
  void elementsNest() throws IOException {
    markup.open("ul").open("li").empty("br").empty("span").close(2);

    assertThat(out).hasToString("<ul><li><br/><span></span></li></ul>");
    assertThat(markup.depth()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "style, color: red",
    "onclick, alert(1)",
    "srcdoc, x",
    "href, javascript:alert(1)",
    "href, JavaScript:alert(1)",
    "href, ' javascript:alert(1)'",
    "href, java\tscript:alert(1)",
    "href, data:text/html;base64,PGI+",
    "href, https://example.org/",
    "href, //example.org",
    "href, ///example.org",
    "href, /absolute",
    "href, '\\\\example.org'",
    "href, ../../../../../outside",
    "href, a/../../b",
    "href, #1",
    "href, '#a b'",
    "href, ?q=<",
    "action, javascript:alert(1)",
    "formaction, https://example.org/",
    "src, x.png",
    "ONCLICK, alert(1)",
    "Style, x",
    "HREF, javascript:alert(1)",
    "xlink:href, javascript:alert(1)",
    "srcset, https://example.org/x",
    "x y, z",
  })
  void whatCouldCarryCodeOrReachTheNetworkIsRefused(String name, String value) {
    assertThatThrownBy(() -> markup.empty("a", name, value))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#po-time",
        "?environment=a+b&q=%3Cx%3E&sort=duration&order=desc&page=2",
        "q3kd7mzx2a/statements",
        "../console",
        "../execution/node/12/log/",
      })
  void linksWithinThePageAndRelativeToItAreWritten(String link) throws IOException {
    markup.element("a", "x", "href", link);

    assertThat(out).hasToString("<a href=\"" + link.replace("&", "&amp;") + "\">x</a>");
  }

  @Test
  void idsAndAllThatRefersToThemBeginWithThePrefix() throws IOException {
    new Markup(out, "r1-")
        .open("section", "id", "a", "aria-labelledby", "b c", "aria-describedby", "d")
        .element("label", "x", "for", "e")
        .element("a", "y", "href", "#a")
        .empty("rect", "fill", "url(#f)")
        .close();

    assertThat(out)
        .hasToString(
            "<section id=\"r1-a\" aria-labelledby=\"r1-b r1-c\" aria-describedby=\"r1-d\">"
                + "<label for=\"r1-e\">x</label><a href=\"#r1-a\">y</a>"
                + "<rect fill=\"url(#r1-f)\"></rect></section>");
  }

  @Test
  void thePrefixChangesNeitherOtherLinksNorOtherAttributes() throws IOException {
    new Markup(out, "r1-").element("a", "x", "href", "../console", "class", "a", "title", "#a");

    assertThat(out).hasToString("<a href=\"../console\" class=\"a\" title=\"#a\">x</a>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "r 1", "r\"", "-", "r1-\u00e4"})
  void thePrefixOfIdsIsAName(String prefix) {
    assertThatThrownBy(() -> new Markup(out, prefix)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anElementsNameIsNeverAText() {
    assertThatThrownBy(() -> markup.open("p onclick=x"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
