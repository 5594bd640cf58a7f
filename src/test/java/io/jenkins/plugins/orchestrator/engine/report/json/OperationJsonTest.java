package io.jenkins.plugins.orchestrator.engine.report.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.jenkins.plugins.orchestrator.engine.report.SampleReports;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.SampleOperations;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OperationJsonTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Path SCHEMA = Path.of("docs/operation-report.schema.json");

  static Stream<OperationReport> reports() {
    return Stream.of(
        SampleOperations.passed(),
        SampleOperations.rich(),
        SampleOperations.running(),
        SampleOperations.large(20, 3),
        SampleOperations.ofText("a \"quoted\" \\ text\twith everything: é 漢 😀\n\u0001\u202e"));
  }

  @ParameterizedTest
  @MethodSource("reports")
  void whatIsWrittenIsReadBackEqual(OperationReport report) throws IOException {
    assertThat(read(write(report))).isEqualTo(report);
  }

  @ParameterizedTest
  @MethodSource("reports")
  void keepsThePublishedSchema(OperationReport report) throws IOException {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Files.readString(SCHEMA));

    assertThat(schema.validate(MAPPER.readTree(write(report)))).isEmpty();
  }

  @Test
  void aTaskStandsOnALineToItsEnd() throws IOException {
    String text = new String(write(SampleOperations.rich()), StandardCharsets.UTF_8);
    assertThat(text.lines()).anyMatch(line -> line.matches(" {8}\\{\"step\": .*},?"));
    assertThat(text.lines()).noneMatch(line -> line.matches(" {8,}[}\\]].*"));
  }

  @Test
  void everyKeyAndKindOfTheSchemaIsExplained() throws IOException {
    JsonNode schema = MAPPER.readTree(Files.readString(SCHEMA));
    Set<String> words = new TreeSet<>();
    collectKeys(schema, words);
    schema.at("/$defs/column/properties/kind/enum").forEach(kind -> words.add(kind.textValue()));
    String page = Files.readString(Path.of("docs/report-format.md"));
    String part = page.substring(page.indexOf("# The report of an operation"));

    assertThat(words)
        .hasSizeGreaterThan(40)
        .allSatisfy(
            word -> assertThat(isOfEveryReport(word) ? page : part).contains("`" + word + "`"));
  }

  /** A task and a finding are explained where the migration test's report is. */
  private static boolean isOfEveryReport(String word) {
    return Set.of("sentence", "severity", "code", "script", "line", "object", "advice")
        .contains(word);
  }

  @Test
  void statesAreWordsAndCellsStandAsTheyWereMeasured() throws IOException {
    JsonNode report = MAPPER.readTree(write(SampleOperations.rich()));

    assertThat(report.at("/status").textValue()).isEqualTo("failed");
    assertThat(report.at("/verdict/status").textValue()).isEqualTo("failed");
    assertThat(report.at("/lanes/2/status").textValue()).isEqualTo("timed_out");
    assertThat(report.at("/lanes/1/tables/0/columns/3/kind").textValue()).isEqualTo("bytes");
    assertThat(report.at("/lanes/1/tables/0/rows/0/1").textValue()).isEqualTo("PASSED");
  }

  @Test
  void aMigrationTestsReportIsNotOneOfAnOperation() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonReport.write(SampleReports.passed(), out);

    assertThatThrownBy(() -> read(out.toByteArray()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("lanes: found nothing, expected an array");
  }

  @Test
  void saysWhereAFileIsNoReport() {
    assertThatThrownBy(() -> readChanged("\"schema_version\": 1", "\"schema_version\": 2"))
        .hasMessageContaining("schema_version: found 2, expected 1");
    assertThatThrownBy(() -> readChanged("\"label\": \"Size\"", "\"l\": \"Size\""))
        .hasMessageContaining("lanes[0].facts[0].label: found nothing, expected a string");
    assertThatThrownBy(() -> readChanged("\"public.table_0\",", ""))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("lanes[0].tables[0].rows[0]")
        .hasMessageContaining("an array of 7 strings");
    assertThatThrownBy(() -> readChanged("\"kind\": \"dump\"", "\"kind\": \"dumb\""))
        .hasMessageContaining("lanes[0].tasks[0].kind: found \"dumb\"");
  }

  private static void readChanged(String from, String to) throws IOException {
    String json = new String(write(SampleOperations.passed()), StandardCharsets.UTF_8);
    assertThat(json).contains(from);
    int at = json.indexOf(from);
    String changed = json.substring(0, at) + to + json.substring(at + from.length());
    read(changed.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] write(OperationReport report) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonReport.write(report, out);
    return out.toByteArray();
  }

  private static OperationReport read(byte[] json) throws IOException {
    return JsonReport.readOperation(new ByteArrayInputStream(json));
  }

  private static void collectKeys(JsonNode node, Set<String> keys) {
    node.path("properties").fieldNames().forEachRemaining(keys::add);
    node.forEach(child -> collectKeys(child, keys));
  }
}
