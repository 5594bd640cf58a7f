package io.jenkins.plugins.orchestrator.jenkins.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.Run;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

class RunPageTest {
  private static final String ID = "aaaaaaaaaa";

  @TempDir private Path directory;
  private OrchestrationAction action;
  private LiveRun live;
  private final StaplerResponse2 response = mock(StaplerResponse2.class);
  private final Map<String, String> headers = new HashMap<>();
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

  @BeforeEach
  void beginRun() throws IOException {
    Run<?, ?> build = BuildOnDisk.in(directory);
    action = OrchestrationAction.of(build);
    live = action.begin(new RunId(ID), "Migration test", "12", SampleRuns::cancelled);
    doAnswer(call -> headers.put(call.getArgument(0), call.getArgument(1)))
        .when(response)
        .setHeader(any(), any());
    doAnswer(call -> headers.put("Content-Type", call.getArgument(0)))
        .when(response)
        .setContentType(any());
    when(response.getOutputStream()).thenReturn(new Sent());
  }

  private final class Sent extends ServletOutputStream {
    @Override
    public void write(int b) {
      sent.write(b);
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new UnsupportedOperationException();
    }
  }

  private RunPage page() {
    return action.getDynamic(ID);
  }

  private String text() {
    return sent.toString(UTF_8);
  }

  @Test
  void aReaderWithAnOlderVersionGetsTheReport() throws IOException {
    live.changed();

    page().doFragment(response, 0);

    assertThat(headers)
        .containsEntry("X-Orchestration-Version", "1")
        .containsEntry("X-Orchestration-Running", "true")
        .containsEntry("Content-Type", "text/html;charset=UTF-8")
        .containsEntry("Cache-Control", "no-store")
        .containsEntry("X-Content-Type-Options", "nosniff");
    assertThat(text()).contains("staging_clone").contains("Cancelled");
    verify(response, never()).setStatus(anyInt());
  }

  @Test
  void aReaderWithTheSameVersionGetsNothing() throws IOException {
    live.changed();

    page().doFragment(response, 1);

    verify(response).setStatus(204);
    assertThat(sent.size()).isZero();
    assertThat(headers).containsEntry("Cache-Control", "no-store");
  }

  @Test
  void aReaderIsToldOfTheEnd() throws IOException {
    live.changed();
    live.finish(SampleRuns.passed());

    page().doFragment(response, 1);

    assertThat(headers).containsEntry("X-Orchestration-Running", "false");
    assertThat(text()).contains("can be taken back");
  }

  @Test
  void aRunOfWhichNothingWasStoredSaysSo() throws IOException {
    OrchestrationAction loaded = new OrchestrationAction();
    loaded.onLoad(BuildOnDisk.in(directory));

    assertThat(new RunPage(loaded, RunSummary.begun(ID, "title", null).interrupted()).getBody())
        .contains("Jenkins was stopped before it ended");
  }

  @ParameterizedTest
  @CsvSource({
    "json, application/json, report-aaaaaaaaaa.json",
    "html, text/html;charset=UTF-8, report-aaaaaaaaaa.html",
    "junit, application/xml, junit-aaaaaaaaaa.xml",
    "csv, text/csv;charset=UTF-8, statements-aaaaaaaaaa.csv",
    "handoff, application/yaml, handoff-aaaaaaaaaa.yaml"
  })
  void aReportIsAFileToStore(String format, String type, String file) throws Exception {
    live.finish(SampleRuns.failed());

    HttpResponse download = page().doDownload(format);
    download.generateResponse(mock(StaplerRequest2.class), response, null);

    assertThat(headers)
        .containsEntry("Content-Type", type)
        .containsEntry("Content-Disposition", "attachment; filename=" + file)
        .containsEntry("Content-Security-Policy", "sandbox; default-src 'none'")
        .containsEntry("X-Content-Type-Options", "nosniff");
    assertThat(text()).contains("staging_clone");
  }

  @ParameterizedTest
  @CsvSource({
    "json, report-aaaaaaaaaa.json, nightly",
    "html, report-aaaaaaaaaa.html, nightly",
    "junit, junit-aaaaaaaaaa.xml, nightly",
    "csv, tables-aaaaaaaaaa.csv, 17"
  })
  void aReportOfAnotherOperationIsAFileToStoreToo(String format, String file, String content)
      throws Exception {
    live.finish(SampleRuns.backup());

    HttpResponse download = page().doDownload(format);
    download.generateResponse(mock(StaplerRequest2.class), response, null);

    assertThat(headers).containsEntry("Content-Disposition", "attachment; filename=" + file);
    assertThat(text()).contains(content);
  }

  @Test
  void anOperationWithoutStatementsHasNoPageOfThem() throws IOException {
    live.finish(SampleRuns.backup());

    assertThat(page().isMigrationTest()).isFalse();
    assertThat(page().statements(mock(StaplerRequest2.class))).isEmpty();
    assertThat(page().getBody()).contains("nightly").doesNotContain("/statements");
    HttpResponses.HttpResponseException notFound = mock(HttpResponses.HttpResponseException.class);
    try (var responses = mockStatic(HttpResponses.class)) {
      responses.when(HttpResponses::notFound).thenReturn(notFound);

      assertThat(page().doDownload("handoff")).isSameAs(notFound);
    }
  }

  @Test
  void theApiGivesBothKinds() throws IOException {
    live.finish(SampleRuns.backup());
    action.begin(new RunId("bbbbbbbbbb"), "second", null, SampleRuns::failed);

    action.getApi().doJson(response);

    JsonNode runs = new ObjectMapper().readTree(text()).get("runs");
    assertThat(runs).hasSize(2);
    assertThat(runs.get(0).toString()).contains("nightly");
    assertThat(runs.get(1).toString()).contains("production_snapshot");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "JSON", "pdf", "../../config"})
  void thereIsNoOtherFile(String format) throws IOException {
    HttpResponses.HttpResponseException notFound = mock(HttpResponses.HttpResponseException.class);
    try (var responses = mockStatic(HttpResponses.class)) {
      responses.when(HttpResponses::notFound).thenReturn(notFound);

      assertThat(page().doDownload(format)).isSameAs(notFound);
    }
  }

  @Test
  void statementsArePagedAsTheRequestAsks() throws IOException {
    live.finish(SampleRuns.passed());
    StaplerRequest2 request = mock(StaplerRequest2.class);
    when(request.getParameter("environment")).thenReturn("dev_local");
    when(request.getParameter("q")).thenReturn("ADD COLUMN weather");
    try (var stapler = mockStatic(Stapler.class)) {
      stapler.when(Stapler::getCurrentRequest2).thenReturn(request);

      assertThat(page().getStatements())
          .contains("ADD COLUMN weather")
          .doesNotContain("plays_epa_check");
    }
  }

  @Test
  void theApiGivesAllRunsOneAfterTheOther() throws IOException {
    live.finish(SampleRuns.passed());
    action.begin(new RunId("bbbbbbbbbb"), "second", null, SampleRuns::failed);

    action.getApi().doJson(response);

    JsonNode runs = new ObjectMapper().readTree(text()).get("runs");
    assertThat(runs).hasSize(2);
    assertThat(runs.get(0).toString()).contains("production_snapshot");
    assertThat(headers)
        .containsEntry("Content-Type", "application/json")
        .containsEntry("X-Content-Type-Options", "nosniff");
  }

  @Test
  void theApiOfABuildWithoutReportsIsAnEmptyList() throws IOException {
    OrchestrationAction empty = new OrchestrationAction();
    empty.onAttached(BuildOnDisk.in(directory));

    empty.getApi().doJson(response);

    assertThat(text()).isEqualTo("{\"runs\":[]}");
  }
}
