package io.jenkins.plugins.orchestrator.engine.report.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.SampleReports;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonReportTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static Stream<MigrationTestReport> reports() {
    return Stream.of(
        SampleReports.passed(),
        SampleReports.failed(),
        SampleReports.cancelled(),
        SampleReports.large(2, 5, 3),
        SampleReports.ofText(
            "a \"quoted\" \\ text\twith 'everything' in it: é 漢 😀\n\u0001\u202e"));
  }

  @ParameterizedTest
  @MethodSource("reports")
  void whatIsWrittenIsReadBackEqual(MigrationTestReport report) throws IOException {
    assertThat(read(write(report))).isEqualTo(report);
  }

  @ParameterizedTest
  @MethodSource("reports")
  void keepsThePublishedSchema(MigrationTestReport report) throws IOException {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Files.readString(Path.of("docs/report.schema.json")));

    assertThat(schema.validate(MAPPER.readTree(write(report)))).isEmpty();
  }

  @Test
  void everyKeyOfTheSchemaIsExplained() throws IOException {
    Set<String> keys = new TreeSet<>();
    collectKeys(MAPPER.readTree(Files.readString(Path.of("docs/report.schema.json"))), keys);
    String page = Files.readString(Path.of("docs/report-format.md"));

    assertThat(keys)
        .hasSizeGreaterThan(60)
        .allSatisfy(key -> assertThat(page).contains("`" + key + "`"));
  }

  @Test
  void holdsTheKeysOfTheFormerExecutorsResult() throws IOException {
    JsonNode report = MAPPER.readTree(write(SampleReports.failed()));

    assertThat(report.get("status").textValue()).isEqualTo("failed");
    assertThat(report.get("total_duration_seconds").isNumber()).isTrue();
    assertThat(report.get("completed_at").textValue()).startsWith("2026-03-01T03:00:");
    JsonNode steps = report.get("step_results");
    assertThat(steps.fieldNames())
        .toIterable()
        .containsExactly(
            "snapshot_databases",
            "apply_migrations",
            "reverse_migrations",
            "validate_schemas",
            "run_integration_tests",
            "cleanup");
    JsonNode failed = steps.get("apply_migrations").get(1);
    assertThat(failed.get("env").textValue()).isEqualTo("staging_clone");
    assertThat(failed.get("status").textValue()).isEqualTo("failed");
    assertThat(failed.get("migrations")).hasSize(5);
    assertThat(failed.get("migrations").get(0).get("status").textValue()).isEqualTo("success");
    assertThat(failed.get("migrations").get(0).get("error").isNull()).isTrue();
    assertThat(failed.get("migrations").get(4).get("migration").textValue())
        .isEqualTo("db/migrations/005_plays_epa_not_null.sql");
    assertThat(failed.get("migrations").get(4).get("error").textValue())
        .contains(":12:3: column \"epa\"", "SQLSTATE 23502");
    JsonNode validation = steps.get("validate_schemas").get(2);
    assertThat(validation.get("validation_status").textValue()).isEqualTo("fail");
    assertThat(validation.get("checks").get(3).get("status").textValue()).isEqualTo("fail");
    assertThat(validation.get("checks").get(3).get("output").textValue()).isEqualTo("3");
  }

  @Test
  void anEnvironmentThatDidNotReachAStepIsUnknownThere() throws IOException {
    JsonNode report = MAPPER.readTree(write(SampleReports.failed()));

    JsonNode validation = report.at("/step_results/validate_schemas/1");
    assertThat(validation.get("env").textValue()).isEqualTo("staging_clone");
    assertThat(validation.get("validation_status").textValue()).isEqualTo("unknown");
  }

  @Test
  void onlyAPassedRunIsASuccess() throws IOException {
    assertThat(MAPPER.readTree(write(SampleReports.passed())).get("status").textValue())
        .isEqualTo("success");
    assertThat(MAPPER.readTree(write(SampleReports.cancelled())).get("status").textValue())
        .isEqualTo("failed");
  }

  @Test
  void durationsAreSecondsToTheNanosecond() throws IOException {
    String json = new String(write(SampleReports.passed()), StandardCharsets.UTF_8);

    assertThat(json).contains("\"start_seconds\": 0.002345678");
  }

  @Test
  void halfASurrogatePairDoesNotStopTheReport() throws IOException {
    MigrationTestReport cut = SampleReports.ofText("cut here: \ud83d");

    assertThat(read(write(cut))).isEqualTo(SampleReports.ofText("cut here: \ufffd"));
  }

  @Test
  void tenThousandScriptsInThreePassesNeedLittleMemoryToWrite() throws IOException {
    MigrationTestReport report = SampleReports.large(1, 10_000, 1);
    long[] longestPiece = {0};
    OutputStream counting =
        new OutputStream() {
          @Override
          public void write(int b) {}

          @Override
          public void write(byte[] bytes, int offset, int length) {
            longestPiece[0] = Math.max(longestPiece[0], length);
          }
        };

    JsonReport.write(report, counting);

    assertThat(longestPiece[0]).isBetween(1L, 64L * 1024);
  }

  @Test
  void theOrderOfKeysDoesNotMatterAndUnknownOnesArePassedOver() throws IOException {
    MigrationTestReport report = SampleReports.failed();
    JsonNode tree = MAPPER.readTree(write(report));
    ObjectNode turned = MAPPER.createObjectNode();
    turned.put("new_key", 1);
    List<String> names = new ArrayList<>();
    tree.fieldNames().forEachRemaining(names::add);
    Collections.reverse(names);
    names.forEach(name -> turned.set(name, tree.get(name)));

    assertThat(read(MAPPER.writeValueAsBytes(turned))).isEqualTo(report);
  }

  @Test
  void saysWhereAFileIsNoReport() {
    assertThatThrownBy(() -> read("[]".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected an object");
    assertThatThrownBy(() -> readChanged("\"schema_version\": 1", "\"schema_version\": 2"))
        .hasMessageContaining("schema_version: found 2, expected 1");
    assertThatThrownBy(() -> readChanged("\"direction\": \"down\"", "\"direction\": \"left\""))
        .hasMessageContaining("environments[0].scripts[8].direction: found \"left\"")
        .hasMessageContaining("up, down, up_again");
    assertThatThrownBy(() -> readChanged("\"started_at\": \"2026", "\"started_at\": \"x2026"))
        .hasMessageContaining("started_at: found \"x2026");
    assertThatThrownBy(() -> readChanged("\"purpose\": \"Local", "\"p\": \"Local"))
        .hasMessageContaining("environments[0].purpose: found nothing, expected a string");
  }

  @Test
  void anAbsurdNumberIsRefusedAndNotWrittenOut() {
    for (String absurd : new String[] {"1e999999999", "1e-999999999", "-1", "1e30"}) {
      assertThatThrownBy(
              () -> readChanged("\"start_seconds\": 0.002345678", "\"start_seconds\": " + absurd))
          .as(absurd)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("start_seconds");
    }
  }

  private static MigrationTestReport readChanged(String from, String to) throws IOException {
    String json = new String(write(SampleReports.passed()), StandardCharsets.UTF_8);
    assertThat(json).contains(from);
    int at = json.indexOf(from);
    String changed = json.substring(0, at) + to + json.substring(at + from.length());
    return read(changed.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] write(MigrationTestReport report) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonReport.write(report, out);
    return out.toByteArray();
  }

  private static MigrationTestReport read(byte[] json) throws IOException {
    return JsonReport.read(new ByteArrayInputStream(json));
  }

  private static void collectKeys(JsonNode node, Set<String> keys) {
    node.path("properties").fieldNames().forEachRemaining(keys::add);
    node.forEach(child -> collectKeys(child, keys));
  }
}
