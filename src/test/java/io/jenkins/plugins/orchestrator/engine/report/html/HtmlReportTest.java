package io.jenkins.plugins.orchestrator.engine.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.SampleReports;
import io.jenkins.plugins.orchestrator.engine.report.StrictXml;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;

class HtmlReportTest {
  private static final String HOSTILE =
      "</title></style></script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
          + "<svg/onload=alert(3)> javascript:alert(4) &lt;b&gt; ]]> <!-- \u0000\u202e";

  static Stream<MigrationTestReport> reports() {
    return Stream.of(
        SampleReports.passed(),
        SampleReports.failed(),
        SampleReports.cancelled(),
        SampleReports.large(3, 20, 2),
        SampleReports.ofText(HOSTILE));
  }

  @ParameterizedTest
  @MethodSource("reports")
  void textsAreNeverMarkup(MigrationTestReport report) throws IOException {
    Document page = read(report);

    Set<String> elements =
        StrictXml.elements(page, "*").stream()
            .map(Element::getTagName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(elements).doesNotContain("img", "b", "iframe", "object", "a:href");
    assertThat(StrictXml.elements(page, "script")).hasSize(1);
    assertThat(StrictXml.elements(page, "style")).hasSize(1);
    assertThat(StrictXml.elements(page, "title").get(0).getParentNode().getNodeName())
        .isEqualTo("head");
  }

  @Test
  void aHostileTextIsShownAsItIs() throws IOException {
    String shown = read(SampleReports.ofText(HOSTILE)).getDocumentElement().getTextContent();

    assertThat(shown).contains("<script>alert(1)</script>\"'><img src=x onerror=alert(2)>");
    assertThat(shown).contains("<U+202E>").doesNotContain("\u202e");
  }

  @ParameterizedTest
  @MethodSource("reports")
  void needsNeitherStyleAttributesNorHandlersNorTheNetwork(MigrationTestReport report)
      throws IOException {
    for (Element element : StrictXml.elements(read(report), "*")) {
      NamedNodeMap attributes = element.getAttributes();
      for (int i = 0; i < attributes.getLength(); i++) {
        String name = attributes.item(i).getNodeName();
        assertThat(name).isNotEqualTo("style").doesNotStartWith("on").isNotEqualTo("src");
        if (name.equals("href")) {
          assertThat(attributes.item(i).getNodeValue()).matches("#[a-z0-9-]+|data:,");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("reports")
  void idsAreUniqueAndEveryReferenceLeadsSomewhere(MigrationTestReport report) throws IOException {
    List<Element> elements = StrictXml.elements(read(report), "*");
    Set<String> ids = new HashSet<>();
    for (Element element : elements) {
      String id = element.getAttribute("id");
      assertThat(id.isEmpty() || ids.add(id)).as("id %s is unique", id).isTrue();
    }
    for (Element element : elements) {
      for (String id : element.getAttribute("aria-labelledby").split(" ", -1)) {
        assertThat(id.isEmpty() || ids.contains(id)).as("label %s", id).isTrue();
      }
      String href = element.getAttribute("href");
      if (href.startsWith("#")) {
        assertThat(ids).contains(href.substring(1));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("reports")
  void aScreenReaderFindsItsWay(MigrationTestReport report) throws IOException {
    Document page = read(report);

    assertThat(StrictXml.elements(page, "h1")).hasSize(1);
    assertThat(StrictXml.elements(page, "main")).hasSize(1);
    int level = 0;
    for (Element element : StrictXml.elements(page, "*")) {
      if (element.getTagName().matches("h[1-6]")) {
        int next = element.getTagName().charAt(1) - '0';
        assertThat(next).as(element.getTextContent()).isLessThanOrEqualTo(level + 1);
        level = next;
      }
    }
    assertThat(StrictXml.elements(page, "th"))
        .allSatisfy(head -> assertThat(head.getAttribute("scope")).isIn("col", "row"));
    assertThat(StrictXml.elements(page, "table"))
        .allSatisfy(table -> assertThat(StrictXml.elements(table, "caption")).hasSize(1));
    assertThat(StrictXml.elements(page, "svg"))
        .filteredOn(svg -> svg.getAttribute("class").equals("po-timeline"))
        .allSatisfy(
            svg -> {
              assertThat(svg.getAttribute("role")).isEqualTo("img");
              assertThat(StrictXml.elements(svg, "desc")).hasSize(1);
            });
  }

  @Test
  void theVerdictComesFirstAndTheFailuresBeforeTheRest() throws IOException {
    String text = read(SampleReports.failed()).getDocumentElement().getTextContent();

    assertThat(text.indexOf("Migration test: failed")).isPositive();
    assertThat(text.indexOf("column \"epa\" of relation"))
        .isGreaterThan(text.indexOf("Migration test: failed"))
        .isLessThan(text.indexOf("Drift between environments"));
    assertThat(text)
        .contains("line 12, column 3")
        .contains("SQLSTATE 23502")
        .contains("3 of 200000 rows have no value.")
        .contains("PL/pgSQL function public.tighten(text) line 4 at EXECUTE")
        .contains("public.players.nickname")
        .contains("CREATE INDEX odds_history_captured_at_idx")
        .contains("KeyError: 'epa'")
        .contains("from a warm golden copy (42 minutes old)")
        .contains("db/migrations/000_b_late.sql");
  }

  @Test
  void tenThousandScriptsMakeASmallPageThatSaysWhereTheRestIs() throws IOException {
    byte[] html = write(SampleReports.large(1, 10_000, 1));

    assertThat(html.length).isLessThan(500_000);
    assertThat(StrictXml.parse(html).getDocumentElement().getTextContent())
        .contains("all 30,000 statements are in report.json");
  }

  @Test
  void fiftyEnvironmentsMakeAPageThatABrowserOpens() throws IOException {
    assertThat(write(SampleReports.large(50, 200, 2)).length).isLessThan(5_100_000);
  }

  @Test
  void theBodyAloneHasNeitherStyleNorScript() throws IOException {
    StringBuilder body = new StringBuilder();
    ReportBody.write(SampleReports.failed(), ReportView.alone(), new Markup(body));

    assertThat(body.toString())
        .startsWith("<div class=\"po-report\">")
        .doesNotContain("<style", "<script");
  }

  private static Document read(MigrationTestReport report) throws IOException {
    return StrictXml.parse(write(report));
  }

  private static byte[] write(MigrationTestReport report) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    HtmlReport.write(report, out);
    return out.toByteArray();
  }
}
