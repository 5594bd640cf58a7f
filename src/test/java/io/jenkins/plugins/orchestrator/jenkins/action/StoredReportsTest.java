package io.jenkins.plugins.orchestrator.jenkins.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.report.SampleReports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredReportsTest {
  private static final String ID = "q3kd7mzx2a";

  @TempDir private Path builds;
  private Path build;
  private StoredReports reports;

  @BeforeEach
  void makeBuild() throws IOException {
    build = Files.createDirectory(builds.resolve("1"));
    reports = new StoredReports(BuildOnDisk.in(build));
  }

  @Test
  void whatIsWrittenCanBeRead() throws IOException {
    RunReport report = SampleRuns.failed();

    reports.write(ID, report);

    assertThat(reports.read(ID)).contains(report);
    assertThat(build.resolve("parallel-orchestrator").resolve(ID + ".report-1.json")).exists();
  }

  @Test
  void aReportIsStoredWithItsKind() throws IOException {
    reports.write(ID, SampleRuns.backup());

    assertThat(reports.read(ID)).contains(SampleRuns.backup());
    assertThat(reports.kind(ID)).contains(ReportKind.OPERATION);
    assertThat(build.resolve("parallel-orchestrator").resolve(ID + ".operation-1.json")).exists();
    assertThat(reports.kind("bbbbbbbbbb")).isEmpty();
  }

  @Test
  void aLaterReportReplacesAnEarlierOne() throws IOException {
    reports.write(ID, SampleRuns.cancelled());
    reports.write(ID, SampleRuns.passed());

    assertThat(reports.read(ID)).contains(SampleRuns.passed());
    assertThat(build.resolve("parallel-orchestrator")).isDirectoryContaining("glob:**.json");
    assertThat(build.resolve("parallel-orchestrator").toFile().list()).hasSize(1);
  }

  @Test
  void whatWasNeverWrittenIsNotThere() throws IOException {
    assertThat(reports.read(ID)).isEmpty();
    assertThat(build).isEmptyDirectory();
  }

  @Test
  void nothingIsMadeForABuildThatWasDeleted() throws IOException {
    Files.delete(build);

    reports.write(ID, SampleRuns.passed());

    assertThat(builds).isEmptyDirectory();
    assertThat(reports.read(ID)).isEmpty();
  }

  @Test
  void nothingIsMadeForABuildThatIsDeletedBetweenTwoReports() throws IOException {
    reports.write(ID, SampleRuns.passed());
    Files.delete(build.resolve("parallel-orchestrator").resolve(ID + ".report-1.json"));
    Files.delete(build.resolve("parallel-orchestrator"));
    Files.delete(build);

    reports.write(ID, SampleRuns.passed());

    assertThat(builds).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "../../secrets/master",
        "a/b",
        "a\\b",
        "..",
        "a.b",
        "ABC",
        "a\n",
        "a\u0000",
        "aaaaaaaaaaaaaaaaaaaaa"
      })
  void anOddIdNamesNoFile(String id) throws IOException {
    assertThatThrownBy(() -> reports.read(id)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> reports.write(id, SampleRuns.passed()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(build).as("refused before anything is made").isEmptyDirectory();
  }

  @Test
  void aReaderNeverSeesHalfOfAReport() throws Exception {
    RunReport large = RunReport.of(SampleReports.large(4, 20, 3));
    RunReport small = SampleRuns.passed();
    reports.write(ID, small);
    var writer = Executors.newSingleThreadExecutor();
    try {
      var written =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 12; i++) {
                  write(i % 2 == 0 ? large : small);
                }
              },
              writer);
      int read = 0;
      while (!written.isDone() || read == 0) {
        Optional<RunReport> seen = reports.read(ID);
        assertThat(((MigrationTestRunReport) seen.orElseThrow()).report().environments().size())
            .isIn(3, 4);
        read++;
      }
      written.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } finally {
      writer.shutdownNow();
    }
  }

  private void write(RunReport report) {
    try {
      reports.write(ID, report);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatAKilledControllerLeftHalfWrittenIsNoReport() throws IOException {
    reports.write(ID, SampleRuns.passed());
    Files.writeString(build.resolve("parallel-orchestrator").resolve(ID + ".part"), "{\"ver");

    assertThat(reports.read(ID)).contains(SampleRuns.passed());
    reports.write(ID, SampleRuns.failed());
    assertThat(reports.read(ID)).contains(SampleRuns.failed());
  }
}
