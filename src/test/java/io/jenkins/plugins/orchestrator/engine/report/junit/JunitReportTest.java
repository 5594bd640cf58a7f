package io.jenkins.plugins.orchestrator.engine.report.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.DriftReport;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.SampleReports;
import io.jenkins.plugins.orchestrator.engine.report.StrictXml;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

class JunitReportTest {
  static Stream<MigrationTestReport> reports() {
    return Stream.of(
        SampleReports.passed(),
        SampleReports.failed(),
        SampleReports.cancelled(),
        tolerated(),
        SampleReports.report(
            Status.PASSED, List.of(), new DriftReport(Status.UNKNOWN, "", List.of())),
        SampleReports.ofText("<![CDATA[ ]]> & \"'\u0000\ufffe\ud800 \u001b[31m\n😀"));
  }

  /** Passed, though the way back is lossy and the schemas differ. */
  private static MigrationTestReport tolerated() {
    MigrationTestReport failed = SampleReports.failed();
    return SampleReports.report(Status.PASSED, failed.environments().subList(0, 1), failed.drift());
  }

  @ParameterizedTest
  @MethodSource("reports")
  void keepsTheRulesOfTheFormat(MigrationTestReport report) throws IOException, SAXException {
    Schema schema =
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
            .newSchema(Objects.requireNonNull(JunitReportTest.class.getResource("junit.xsd")));

    schema.newValidator().validate(new StreamSource(new ByteArrayInputStream(write(report))));
  }

  @ParameterizedTest
  @MethodSource("reports")
  void hasAFailureExactlyWhenTheVerdictIsOne(MigrationTestReport report) throws IOException {
    boolean hasFailure = !StrictXml.elements(read(report), "failure").isEmpty();

    assertThat(hasFailure).isEqualTo(Verdict.of(report).status().isFailure());
  }

  @ParameterizedTest
  @MethodSource("reports")
  void countsWhatItHolds(MigrationTestReport report) throws IOException {
    for (Element suite : StrictXml.elements(read(report), "testsuite")) {
      assertThat(suite.getAttribute("tests"))
          .isEqualTo("" + StrictXml.elements(suite, "testcase").size());
      assertThat(suite.getAttribute("failures"))
          .isEqualTo("" + StrictXml.elements(suite, "failure").size());
      assertThat(suite.getAttribute("skipped"))
          .isEqualTo("" + StrictXml.elements(suite, "skipped").size());
    }
  }

  @Test
  void aScriptIsATestCaseOfItsEnvironmentInEachPass() throws IOException {
    assertThat(names(read(SampleReports.passed()), "dev_local"))
        .contains(
            "db/migrations/002_plays_epa.sql [up]",
            "db/migrations/002_plays_epa.down.sql [down]",
            "db/migrations/002_plays_epa.sql [up again]",
            "task: snapshot",
            "check: view mart.team_epa",
            "test: standings",
            "reversibility");
  }

  @Test
  void aFailureHasThePlaceAndEverythingTheServerSaid() throws IOException {
    Element failure =
        StrictXml.elements(read(SampleReports.failed()), "failure").stream()
            .filter(element -> element.getAttribute("type").equals("23502"))
            .findFirst()
            .orElseThrow();

    assertThat(failure.getAttribute("message")).contains("005_plays_epa_not_null.sql:12:3");
    assertThat(failure.getTextContent())
        .contains("ALTER COLUMN epa SET NOT NULL", "Detail: 3 of", "Hint: Fill", "Context: SQL");
  }

  @Test
  void whatWasNotMeasuredIsSkippedAndSaysWhy() throws IOException {
    Element skipped =
        StrictXml.elements(read(SampleReports.cancelled()), "testcase").stream()
            .filter(element -> element.getAttribute("classname").equals("production_snapshot"))
            .filter(element -> element.getAttribute("name").equals("environment"))
            .map(element -> StrictXml.elements(element, "skipped").get(0))
            .findFirst()
            .orElseThrow();

    assertThat(skipped.getAttribute("message")).isEqualTo("Cancelled before it began");
  }

  private static List<String> names(Document document, String suite) {
    return StrictXml.elements(document, "testcase").stream()
        .filter(element -> element.getAttribute("classname").equals(suite))
        .map(element -> element.getAttribute("name"))
        .toList();
  }

  private static Document read(MigrationTestReport report) throws IOException {
    return StrictXml.parse(write(report));
  }

  private static byte[] write(MigrationTestReport report) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JunitReport.write(report, out);
    return out.toByteArray();
  }
}
