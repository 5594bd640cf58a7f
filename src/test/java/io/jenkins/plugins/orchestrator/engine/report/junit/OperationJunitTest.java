package io.jenkins.plugins.orchestrator.engine.report.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.StrictXml;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationVerdict;
import io.jenkins.plugins.orchestrator.engine.report.operation.SampleOperations;
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
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

class OperationJunitTest {
  static Stream<OperationReport> reports() {
    return Stream.of(
        SampleOperations.passed(),
        SampleOperations.rich(),
        SampleOperations.running(),
        SampleOperations.ofText("<![CDATA[ ]]> & \"'\u0000\ufffe\ud800 \u001b[31m\n😀"));
  }

  @ParameterizedTest
  @MethodSource("reports")
  void keepsTheRulesOfTheFormat(OperationReport report) throws IOException, SAXException {
    Schema schema =
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
            .newSchema(Objects.requireNonNull(JunitReportTest.class.getResource("junit.xsd")));

    schema.newValidator().validate(new StreamSource(new ByteArrayInputStream(write(report))));
  }

  @ParameterizedTest
  @MethodSource("reports")
  void hasAFailureExactlyWhenTheVerdictIsOne(OperationReport report) throws IOException {
    boolean hasFailure = !StrictXml.elements(StrictXml.parse(write(report)), "failure").isEmpty();

    assertThat(hasFailure).isEqualTo(OperationVerdict.of(report).status().isFailure());
  }

  @Test
  void aLaneIsASuiteWithItsTasksAndChecks() throws IOException {
    List<String> names =
        StrictXml.elements(StrictXml.parse(write(SampleOperations.rich())), "testcase").stream()
            .filter(each -> each.getAttribute("classname").equals("production_snapshot"))
            .map(each -> each.getAttribute("name"))
            .toList();

    assertThat(names)
        .containsExactly(
            "task: dump",
            "task: hash",
            "task: restore",
            "task: compare",
            "check: rows public.plays",
            "check: checksum public.games",
            "check: sequence public.plays_id_seq",
            "backup");
  }

  @Test
  void whatWasSkippedOrNotMeasuredIsSkippedWithItsReason() throws IOException {
    Element skipped =
        StrictXml.elements(StrictXml.parse(write(SampleOperations.passed())), "testcase").stream()
            .filter(each -> each.getAttribute("classname").equals("metrics"))
            .findFirst()
            .orElseThrow();

    assertThat(StrictXml.elements(skipped, "skipped").get(0).getAttribute("message"))
        .isEqualTo("database \"metrics\" does not exist, and is optional");
  }

  private static byte[] write(OperationReport report) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JunitReport.write(report, out);
    return out.toByteArray();
  }
}
