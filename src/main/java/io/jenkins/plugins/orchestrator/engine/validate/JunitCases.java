package io.jenkins.plugins.orchestrator.engine.validate;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The test cases of a JUnit XML file, which a script wrote: it is read as a stream, without its
 * document type, entities, and more than a person reads.
 *
 * @param total all of them
 * @param bad those with a failure or an error
 * @param skipped those that did not run
 * @param shown the bad ones first, then others, bounded
 */
record JunitCases(int total, int bad, int skipped, List<Case> shown) {
  /** Of a file. */
  static final int MOST_BYTES = 4 * 1024 * 1024;

  private static final int MOST_CASES = 100_000;
  private static final int MOST_SHOWN = 500;
  private static final int MOST_FAILURES = 50;
  private static final int LONGEST_NAME = 4000;
  private static final int LONGEST_MESSAGE = 4000;
  private static final int DEEPEST = 50;

  /** GoogleTest's word for a case that was filtered out or disabled. */
  private static final Set<String> NOT_RUN = Set.of("notrun", "disabled");

  /**
   * One case.
   *
   * @param message why it did not pass; null when it did
   */
  record Case(String name, Status status, Duration duration, @Nullable String message) {}

  /**
   * Reads them.
   *
   * @throws IOException when it is no such file, with a message for people
   */
  static JunitCases read(String xml) throws IOException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("it refers to something outside");
        });
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(xml));
      try {
        return new Reading(reader).read();
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      String why = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
      throw new IOException("it wrote no JUnit XML: " + why, e);
    }
  }

  /** Reads one file. */
  private static final class Reading {
    private final XMLStreamReader reader;
    private final List<Case> bad = new ArrayList<>();
    private final List<Case> others = new ArrayList<>();
    private int total;
    private int badCount;
    private int skipped;

    Reading(XMLStreamReader reader) {
      this.reader = reader;
    }

    JunitCases read() throws XMLStreamException, IOException {
      int depth = 0;
      while (reader.hasNext()) {
        int event = reader.next();
        if (event == XMLStreamConstants.START_ELEMENT) {
          String name = reader.getLocalName();
          if (depth == 0 && !name.equals("testsuites") && !name.equals("testsuite")) {
            throw new IOException("it wrote no JUnit XML: the element " + cut(name, 50));
          }
          if (name.equals("testcase")) {
            add(testCase());
          } else if (isBad(name)) {
            // Of a suite: it could not even begin with its cases.
            add(suiteFailure());
          } else {
            depth++;
          }
        } else if (event == XMLStreamConstants.END_ELEMENT) {
          depth--;
        }
        if (depth > DEEPEST) {
          throw new IOException("it wrote XML of more than " + DEEPEST + " levels");
        }
      }
      List<Case> shown = new ArrayList<>(bad);
      others.stream().limit(Math.max(0, MOST_SHOWN - shown.size())).forEach(shown::add);
      return new JunitCases(total, badCount, skipped, shown);
    }

    private void add(Case one) throws IOException {
      total++;
      if (total > MOST_CASES) {
        throw new IOException("it wrote more than " + MOST_CASES + " test cases");
      }
      if (one.status() == Status.FAILED) {
        badCount++;
      } else if (one.status() == Status.SKIPPED) {
        skipped++;
      }
      List<Case> list = one.status() == Status.FAILED ? bad : others;
      if (list.size() < MOST_SHOWN) {
        list.add(one);
      }
    }

    /** From its start to its end; what lies in it but a result is passed over. */
    private Case testCase() throws XMLStreamException {
      String suite = reader.getAttributeValue(null, "classname");
      String own = String.valueOf(reader.getAttributeValue(null, "name"));
      String name = suite == null || suite.isBlank() ? own : suite + "." + own;
      Duration duration = seconds(reader.getAttributeValue(null, "time"));
      Status status =
          NOT_RUN.contains(String.valueOf(reader.getAttributeValue(null, "status")))
              ? Status.SKIPPED
              : Status.PASSED;
      String message = null;
      int depth = 1;
      while (depth > 0 && reader.hasNext()) {
        int event = reader.next();
        if (event == XMLStreamConstants.END_ELEMENT) {
          depth--;
        } else if (event == XMLStreamConstants.START_ELEMENT) {
          depth++;
          boolean fails = isBad(reader.getLocalName());
          if (depth == 2 && (fails || reader.getLocalName().equals("skipped"))) {
            boolean first = status != Status.FAILED;
            status = fails ? Status.FAILED : status == Status.FAILED ? status : Status.SKIPPED;
            message = first ? why() : message;
          }
        }
      }
      return new Case(cut(name, LONGEST_NAME), status, duration, message);
    }

    private static boolean isBad(String element) {
      return element.equals("failure") || element.equals("error");
    }

    /** Of the failure, error or skipped where the reader is. */
    private String why() {
      return cut(
          Optional.ofNullable(reader.getAttributeValue(null, "message"))
              .or(() -> Optional.ofNullable(reader.getAttributeValue(null, "type")))
              .orElse(""),
          LONGEST_MESSAGE);
    }

    private Case suiteFailure() throws XMLStreamException {
      String message = why();
      for (int depth = 1; depth > 0 && reader.hasNext(); ) {
        int event = reader.next();
        depth += event == XMLStreamConstants.START_ELEMENT ? 1 : 0;
        depth -= event == XMLStreamConstants.END_ELEMENT ? 1 : 0;
      }
      return new Case("the suite itself", Status.FAILED, Duration.ZERO, message);
    }

    private static Duration seconds(@Nullable String text) {
      // Some write 1,234.5.
      String plain = text == null ? "" : text.strip().replace(",", "");
      if (!plain.matches("[0-9]{1,9}(\\.[0-9]{1,18})?")) {
        return Duration.ZERO;
      }
      return Duration.ofNanos(new BigDecimal(plain).movePointRight(9).longValue());
    }

    private static String cut(String text, int most) {
      return text.length() <= most ? text : text.substring(0, most) + "…";
    }
  }

  String summary() {
    return total
        + (total == 1 ? " test case, " : " test cases, ")
        + bad
        + " failed, "
        + skipped
        + " skipped";
  }

  /** Each of the bad ones as a check, the first of them when there are many. */
  List<CheckReport> failures(String script, UnaryOperator<String> text) {
    return shown.stream()
        .filter(each -> each.status() == Status.FAILED)
        .limit(MOST_FAILURES)
        .map(
            each ->
                new CheckReport(
                    "junit",
                    text.apply(script + ": " + each.name()),
                    Status.FAILED,
                    "passed",
                    "failed",
                    each.duration(),
                    each.message() == null ? null : text.apply(each.message())))
        .toList();
  }

  ReportTable table(String script, UnaryOperator<String> text) {
    return new ReportTable(
        text.apply("Cases of " + script),
        shown.size() < total ? shown.size() + " of " + total + " are shown." : "",
        List.of(
            new ReportColumn("Case", ReportColumn.Kind.TEXT),
            new ReportColumn("Status", ReportColumn.Kind.STATUS),
            new ReportColumn("Duration", ReportColumn.Kind.DURATION),
            new ReportColumn("Message", ReportColumn.Kind.TEXT)),
        shown.stream()
            .map(
                each ->
                    List.of(
                        text.apply(each.name()),
                        each.status().name(),
                        String.format(Locale.ROOT, "%.3f", each.duration().toMillis() / 1000.0),
                        each.message() == null ? "" : text.apply(each.message())))
            .toList());
  }
}
