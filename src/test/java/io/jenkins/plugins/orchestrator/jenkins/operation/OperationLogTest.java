package io.jenkins.plugins.orchestrator.jenkins.operation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.when;

import hudson.console.HyperlinkNote;
import hudson.model.TaskListener;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperationLogTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final TaskListener listener = mock(TaskListener.class);
  private final OperationLog log =
      new OperationLog(listener, Redactor.of(List.of(Secret.of("deploy-Pw#77x"))));

  @BeforeEach
  void write() {
    when(listener.getLogger()).thenReturn(new PrintStream(written, true, UTF_8));
  }

  @Test
  void aLineBeginsWithItsEnvironment() {
    log.line("staging", "runs on agent1");

    assertThat(written.toString(UTF_8)).isEqualTo("[staging] runs on agent1\n");
  }

  @Test
  void secretsAreMaskedAsTheyAreAndAsUrlsWriteThem() {
    log.line("password of deploy is deploy-Pw#77x, deploy-Pw%2377x in a URL");
    log.line("deploy-Pw#77x", "an environment that is called so");

    assertThat(written.toString(UTF_8)).doesNotContain("Pw#77x", "Pw%2377x").contains("****");
  }

  @Test
  void aPasswordThatNobodyKnowsIsMaskedByItsPlace() {
    log.line("connects to postgresql://else:unheard-of@db.example/app");

    assertThat(written.toString(UTF_8)).doesNotContain("unheard-of");
  }

  @Test
  void nothingInALineDrivesTheReadersTerminal() {
    log.line("001.sql: \u001b[31mred\u001b[0m\u0007 \u0000");

    assertThat(written.toString(UTF_8))
        .doesNotContain("\u001b", "\u0007", "\u0000")
        .contains("red");
  }

  @Test
  void marksOfDirectionAreSpelledOut() {
    log.line("drop \u202Egnihton\u202C");

    assertThat(written.toString(UTF_8)).isEqualTo("drop <U+202E>gnihton<U+202C>\n");
  }

  @Test
  void aLinkLeadsToAPageOfThisJenkins() {
    try (var note = mockStatic(HyperlinkNote.class)) {
      note.when(() -> HyperlinkNote.encodeTo("/job/x/1/orchestration/", "the page"))
          .thenReturn("<note>the page");

      log.link("/job/x/1/orchestration/", "the page");
    }

    assertThat(written.toString(UTF_8)).isEqualTo("<note>the page\n");
  }
}
