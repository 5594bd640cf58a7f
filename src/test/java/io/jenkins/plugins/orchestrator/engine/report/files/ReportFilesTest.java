package io.jenkins.plugins.orchestrator.engine.report.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.report.SampleReports;
import io.jenkins.plugins.orchestrator.engine.report.json.JsonReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.SampleOperations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFilesTest {
  @TempDir Path directory;

  @Test
  void writesAllFilesAndNothingElse() throws IOException {
    Path report = directory.resolve("not/yet/there");

    ReportFiles.write(SampleReports.passed(), report);

    assertThat(names(report))
        .containsExactly("handoff.yaml", "junit.xml", "report.html", "report.json");
    try (InputStream json = Files.newInputStream(report.resolve(ReportFiles.JSON))) {
      assertThat(JsonReport.read(json)).isEqualTo(SampleReports.passed());
    }
  }

  @Test
  void writesAllFilesOfAnOperationAndNothingElse() throws IOException {
    ReportFiles.write(SampleOperations.rich(), directory);

    assertThat(names(directory))
        .containsExactly("checks.csv", "junit.xml", "report.html", "report.json", "tables.csv");
    try (InputStream json = Files.newInputStream(directory.resolve(ReportFiles.JSON))) {
      assertThat(JsonReport.readOperation(json)).isEqualTo(SampleOperations.rich());
    }
  }

  @Test
  void replacesTheFormerReport() throws IOException {
    ReportFiles.write(SampleReports.failed(), directory);
    ReportFiles.write(SampleReports.passed(), directory);

    assertThat(directory.resolve("report.html")).content().contains("passed").hasSizeGreaterThan(9);
    assertThat(directory.resolve("junit.xml")).content().doesNotContain("<failure");
  }

  @Test
  void saysWhichDirectoryCannotBeMade() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "in the way");

    assertThatThrownBy(() -> ReportFiles.write(SampleReports.passed(), file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void saysWhichFileIsInTheWayAndLeavesNoParts() throws IOException {
    Path inTheWay = Files.createDirectories(directory.resolve("report.html/not-empty"));

    assertThatThrownBy(() -> ReportFiles.write(SampleReports.passed(), directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(inTheWay.getParent().toString());
    assertThat(names(directory)).noneMatch(name -> name.endsWith(".part"));
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
