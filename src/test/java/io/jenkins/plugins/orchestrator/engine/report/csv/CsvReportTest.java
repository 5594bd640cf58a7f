package io.jenkins.plugins.orchestrator.engine.report.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.SampleReports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReportTest {
  @Test
  void hasARowPerStatement() throws IOException {
    String csv = write(SampleReports.failed());

    assertThat(csv).startsWith("environment,pass,version,script,index,line,column,status,");
    assertThat(csv)
        .contains(
            "\r\nstaging_clone,up,003,db/migrations/003_backfill_epa.sql,2,4,1,passed,1.092,200000,"
                + "UPDATE public.plays SET epa = ep_after - ep_before WHERE epa IS NULL\r\n");
  }

  @Test
  void separatorsQuotesAndLineEndsAreQuoted() throws IOException {
    assertThat(write(SampleReports.ofText("a,\"b\"\nc"))).contains(",\"a,\"\"b\"\"\nc\"\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(A1)", "\t=1", " =1", "\r=1"})
  void aSpreadsheetDoesNotRunWhatAScriptIsCalled(String formula) throws IOException {
    String row = write(SampleReports.ofText(formula)).split("\r\n", -1)[1];

    assertThat(row).startsWith("\"'");
    assertThat(row.split(",up,", -1)[1]).startsWith("\"'");
  }

  private static String write(MigrationTestReport report) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CsvReport.write(report, out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
