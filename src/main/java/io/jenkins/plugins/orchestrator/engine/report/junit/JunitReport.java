package io.jenkins.plugins.orchestrator.engine.report.junit;

import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.PlainText;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationWords;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * {@code junit.xml}, as Jenkins and other CI servers read it: a test suite per environment, and one
 * for the run. It holds a failure exactly when the run's verdict is a failure, so that a build does
 * not turn unstable over what the run judged good; what was not measured, and what is bad but
 * tolerated, is skipped with the reason.
 */
public final class JunitReport {
  private final XMLStreamWriter xml;

  private JunitReport(XMLStreamWriter xml) {
    this.xml = xml;
  }

  /**
   * Writes a report in UTF-8.
   *
   * @param out is flushed and stays open
   */
  public static void write(MigrationTestReport report, OutputStream out) throws IOException {
    write("migration test", TestSuites.of(report), report.duration(), out);
  }

  /**
   * Writes an operation's report in UTF-8: a test suite per lane.
   *
   * @param out is flushed and stays open
   */
  public static void write(OperationReport report, OutputStream out) throws IOException {
    String name = PlainText.line(OperationWords.name(report));
    write(name, OperationSuites.of(report), report.duration(), out);
  }

  private static void write(
      String name, List<TestSuite> suites, Duration duration, OutputStream out) throws IOException {
    try {
      XMLStreamWriter xml =
          XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, "UTF-8");
      new JunitReport(xml).suites(name, suites, duration);
      xml.close();
    } catch (XMLStreamException e) {
      throw new IOException("junit.xml could not be written: " + e.getMessage(), e);
    }
    out.flush();
  }

  private void suites(String name, List<TestSuite> suites, Duration duration)
      throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeCharacters("\n");
    xml.writeStartElement("testsuites");
    xml.writeAttribute("name", name);
    counts(suites.stream().flatMap(suite -> suite.cases().stream()).toList(), duration);
    for (TestSuite suite : suites) {
      suite(suite);
    }
    xml.writeCharacters("\n");
    xml.writeEndElement();
    xml.writeCharacters("\n");
    xml.writeEndDocument();
  }

  private void suite(TestSuite suite) throws XMLStreamException {
    xml.writeCharacters("\n  ");
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", suite.name());
    counts(suite.cases(), suite.duration());
    xml.writeAttribute("timestamp", suite.timestamp());
    for (TestCase testCase : suite.cases()) {
      testCase(suite.name(), testCase);
    }
    xml.writeCharacters("\n  ");
    xml.writeEndElement();
  }

  private void counts(List<TestCase> cases, Duration duration) throws XMLStreamException {
    xml.writeAttribute("tests", String.valueOf(cases.size()));
    xml.writeAttribute("failures", count(cases, TestCase.Outcome.FAILURE));
    xml.writeAttribute("errors", "0");
    xml.writeAttribute("skipped", count(cases, TestCase.Outcome.SKIPPED));
    xml.writeAttribute("time", seconds(duration));
  }

  private void testCase(String suite, TestCase testCase) throws XMLStreamException {
    xml.writeCharacters("\n    ");
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", suite);
    xml.writeAttribute("name", testCase.name());
    xml.writeAttribute("time", seconds(testCase.duration()));
    switch (testCase.outcome()) {
      case FAILURE -> {
        xml.writeStartElement("failure");
        xml.writeAttribute("message", testCase.message());
        xml.writeAttribute("type", testCase.type());
        xml.writeCharacters(testCase.text());
        xml.writeEndElement();
      }
      case SKIPPED -> {
        xml.writeEmptyElement("skipped");
        xml.writeAttribute("message", testCase.message());
      }
      case PASSED -> {}
    }
    if (!testCase.output().isEmpty()) {
      xml.writeStartElement("system-out");
      xml.writeCharacters(testCase.output());
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static String count(List<TestCase> cases, TestCase.Outcome outcome) {
    return String.valueOf(cases.stream().filter(testCase -> testCase.outcome() == outcome).count());
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%d.%03d", duration.toSeconds(), duration.toMillisPart());
  }
}
