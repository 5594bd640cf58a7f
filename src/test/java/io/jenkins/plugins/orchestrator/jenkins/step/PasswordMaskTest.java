package io.jenkins.plugins.orchestrator.jenkins.step;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import hudson.util.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What the log of a body with clones shows. */
class PasswordMaskTest {
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  private void write(byte[] line) throws IOException {
    Secret password = mock(Secret.class);
    when(password.getPlainText()).thenReturn("p/w #1 of clones");
    var masked = (PasswordMask.Masked) new PasswordMask(password).decorateLogger(null, log);
    masked.eol(line, line.length);
  }

  @Test
  void aPasswordIsMaskedAsItIsAndAsUrlsWriteIt() throws IOException {
    write("it is p/w #1 of clones\n".getBytes(UTF_8));
    write("postgresql://tester:p%2Fw%20%231%20of%20clones@db/orch_x\n".getBytes(UTF_8));

    assertThat(log.toString(UTF_8))
        .startsWith("it is ")
        .contains("postgresql://tester:")
        .contains("@db/orch_x\n")
        .doesNotContain("of clones")
        .doesNotContain("of%20clones");
  }

  @Test
  void everythingElseIsAsItWasWrittenWhateverItsEncoding() throws IOException {
    byte[] line = "gr\u00fc\u00dfe\n".getBytes(ISO_8859_1);

    write(line);

    assertThat(log.toByteArray()).isEqualTo(line);
  }
}
