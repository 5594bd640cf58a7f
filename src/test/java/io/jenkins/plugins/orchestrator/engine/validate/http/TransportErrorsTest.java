package io.jenkins.plugins.orchestrator.engine.validate.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.validate.http.Result.NoAnswer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransportErrorsTest {
  private static NoAnswer described(IOException failure) {
    return TransportErrors.describe(
        new CompletionException(failure),
        URI.create("http://shop.example.com/"),
        null,
        null,
        Duration.ZERO);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Too many open files",
        "Too many open files in system",
        "Cannot assign requested address",
        "No buffer space available"
      })
  void whatThisMachineLacksSaysNothingOfTheEndpoint(String message) {
    IOException wrapped = new ConnectException(message);
    wrapped.initCause(new SocketException(message));
    for (IOException each : new IOException[] {new SocketException(message), wrapped}) {
      assertThat(described(each).kind()).isEqualTo(NoAnswer.Kind.NOT_SENT);
      assertThat(described(each).message()).contains(message).doesNotContain("shop");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Connection refused", "Connection reset", "HTTP/1.1 header parser"})
  void whatTheEndpointDoesIsAFailure(String message) {
    assertThat(described(new ConnectException(message)).kind()).isEqualTo(NoAnswer.Kind.FAILED);
  }
}
