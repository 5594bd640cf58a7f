package io.jenkins.plugins.orchestrator.engine.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.StrictXml;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.SampleOperations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class OperationPageTest {
  private static final String HOSTILE =
      "</title></style></script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
          + "<svg/onload=alert(3)> ]]> <!-- \u0000\u202e";

  @Test
  void aHostileTextIsShownAsItIsAndIsNeverMarkup() throws IOException {
    Document page = read(SampleOperations.ofText(HOSTILE));

    assertThat(StrictXml.elements(page, "script")).hasSize(1);
    assertThat(StrictXml.elements(page, "img")).isEmpty();
    assertThat(page.getDocumentElement().getTextContent())
        .contains("<script>alert(1)</script>\"'><img src=x onerror=alert(2)>")
        .doesNotContain("\u202e");
  }

  @Test
  void failuresComeBeforeEverythingElse() throws IOException {
    String text = read(SampleOperations.rich()).getDocumentElement().getTextContent();

    assertThat(text.indexOf("Backup: failed")).isPositive();
    assertThat(text.indexOf("public.plays has 199997 rows"))
        .isGreaterThan(text.indexOf("Backup: failed"))
        .isLessThan(text.indexOf("When each environment did what"));
    assertThat(text).contains("Expected200000Found199997");
  }

  @Test
  void cellsAreWrittenByTheKindOfTheirColumn() throws IOException {
    Element row =
        StrictXml.elements(read(SampleOperations.rich()), "tr").stream()
            .filter(each -> each.getTextContent().startsWith("public.table_2✓"))
            .findFirst()
            .orElseThrow();

    assertThat(StrictXml.elements(row, "td"))
        .extracting(Element::getTextContent)
        .containsExactly(
            "✓passed",
            "15838",
            "818 MiB",
            "740 ms",
            "2026-03-01 03:00:02 UTC",
            "9f2c41d7".repeat(8));
    assertThat(StrictXml.elements(row, "td").get(2).getAttribute("data-sort"))
        .isEqualTo("857939968");
  }

  @Test
  void aShareIsANumberWithABarAsLong() throws IOException {
    Element row =
        StrictXml.elements(read(SampleOperations.latencies()), "tr").stream()
            .filter(each -> each.getTextContent().startsWith("50 ms"))
            .findFirst()
            .orElseThrow();

    Element share = StrictXml.elements(row, "td").get(2);
    assertThat(share.getTextContent()).isEqualTo("25.0 %");
    assertThat(share.getAttribute("data-sort")).isEqualTo("25");
    assertThat(StrictXml.elements(share, "rect"))
        .extracting(bar -> bar.getAttribute("width"))
        .as("the whole and the part")
        .containsExactly("120", "30.0");
    assertThat(StrictXml.elements(share, "svg").get(0).getAttribute("aria-hidden"))
        .as("the number says it to those who hear the page")
        .isEqualTo("true");
  }

  @Test
  void whatToDoAboutACheckStandsBesideWhatWasFound() throws IOException {
    String text = read(SampleOperations.latencies()).getDocumentElement().getTextContent();

    assertThat(text).contains("consistent with 500 ms, n = 20", "probe more often");
  }

  @Test
  void theLegendNamesTheKindsThatAppearAndNoOthers() throws IOException {
    Element legend =
        StrictXml.elements(read(SampleOperations.passed()), "ul").stream()
            .filter(list -> list.getAttribute("class").equals("po-legend"))
            .findFirst()
            .orElseThrow();

    assertThat(StrictXml.elements(legend, "li"))
        .extracting(Element::getTextContent)
        .containsExactly("dump", "hash", "restore", "compare", "retention", "cleanup");
  }

  @Test
  void whatRunsOnIsNoFailure() throws IOException {
    StringBuilder body = new StringBuilder();
    OperationBody.write(
        SampleOperations.running(), new ReportView("../console", null, true), new Markup(body));

    assertThat(body.toString())
        .contains("running")
        .contains("1 of 3 backups has ended so far.")
        .contains("not ended")
        .contains("did not begin")
        .doesNotContain("po-failures");
  }

  @Test
  @Timeout(60)
  void aThousandLanesMakeAPageThatABrowserOpens() throws IOException {
    byte[] html = write(SampleOperations.large(1_000, 200));
    Document page = StrictXml.parse(html);

    assertThat(html.length).isLessThan(6_000_000);
    String text = page.getDocumentElement().getTextContent();
    assertThat(text).contains("shard_999").contains("900 more entries are in report.json");
    List<Element> open =
        StrictXml.elements(page, "section").stream()
            .filter(section -> section.getAttribute("class").equals("po-environment"))
            .filter(section -> !section.getTextContent().contains("po-lane-folded"))
            .filter(
                section ->
                    StrictXml.elements(section, "details").stream()
                        .noneMatch(part -> part.getAttribute("class").equals("po-lane-folded")))
            .toList();
    assertThat(open).as("lanes that failed").hasSize(10);
  }

  @Test
  void aRunWithoutLanesIsAPageToo() throws IOException {
    OperationReport nothing =
        SampleOperations.report(
            "backup", io.jenkins.plugins.orchestrator.engine.run.Status.UNKNOWN, List.of());

    assertThat(nothing.duration()).isLessThan(Duration.ofSeconds(1));
    assertThat(read(nothing).getDocumentElement().getTextContent())
        .contains("Nothing is proved: nothing was measured.");
  }

  private static Document read(OperationReport report) throws IOException {
    return StrictXml.parse(write(report));
  }

  private static byte[] write(OperationReport report) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    HtmlReport.write(report, out);
    return out.toByteArray();
  }
}
