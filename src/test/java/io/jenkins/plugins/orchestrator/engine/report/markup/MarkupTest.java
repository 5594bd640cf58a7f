package io.jenkins.plugins.orchestrator.engine.report.markup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    "href, //example.org",
    "src, x.png",
    "x y, z",
  })
  void whatCouldCarryCodeOrReachTheNetworkIsRefused(String name, String value) {
    assertThatThrownBy(() -> markup.empty("a", name, value))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anElementsNameIsNeverAText() {
    assertThatThrownBy(() -> markup.open("p onclick=x"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
