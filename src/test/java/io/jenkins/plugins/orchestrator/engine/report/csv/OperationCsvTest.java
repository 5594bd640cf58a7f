package io.jenkins.plugins.orchestrator.engine.report.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.operation.SampleOperations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OperationCsvTest {
  @Test
  void everyCheckIsARow() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OperationCsv.checks(SampleOperations.rich(), out);

    assertThat(out.toString(StandardCharsets.UTF_8).split("\r\n", -1))
        .contains(
            "lane,kind,name,status,expected,found,duration_seconds,message",
            "production_snapshot,checksum,public.games,passed,9f2c41d7,9f2c41d7,0.012,")
        .hasSize(1 + 2 + 3 + 1 + 1);
  }

  @Test
  void everyCellIsARowAsItWasMeasured() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OperationCsv.tables(SampleOperations.rich(), out);

    assertThat(out.toString(StandardCharsets.UTF_8).split("\r\n", -1))
        .contains(
            "lane,table,row,column,kind,value",
            ",Backups of this job,1,Size,bytes,117440512",
            "production_snapshot,Contents,3,Read in,duration,0.74");
  }

  @Test
  void nobodysSpreadsheetRunsATextAndANumberStaysOne() throws IOException {
    assertThat(CsvCell.ofNumber("=cmd()")).isEqualTo("\"'=cmd()\"");
    assertThat(CsvCell.ofNumber("-1+cmd()")).isEqualTo("\"'-1+cmd()\"");
    assertThat(CsvCell.ofNumber("-12.5")).isEqualTo("-12.5");
    assertThat(CsvCell.of("a,\"b\"")).isEqualTo("\"a,\"\"b\"\"\"");
  }
}
