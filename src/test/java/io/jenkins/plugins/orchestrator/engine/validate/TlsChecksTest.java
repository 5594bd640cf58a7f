package io.jenkins.plugins.orchestrator.engine.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS, spoken well and badly. */
class TlsChecksTest {
  @TempDir Path directory;

  private CheckReport check(Certificates certificates, String keys) throws Exception {
    Files.writeString(directory.resolve("ca.pem"), certificates.pem());
    try (RawServer server =
        new RawServer(
            certificates.serverSocket(), (request, out) -> RawServer.respond(out, 200, "", "ok"))) {
      return new Validations(directory).check("https://127.0.0.1:" + server.port(), keys);
    }
  }

  @Test
  void aCertificateOfAKnownAuthorityPassesWithItsDays() throws Exception {
    Certificates good = Certificates.make(directory, "127.0.0.1", -1, 90);
    assertThat(check(good, "ca: ca.pem\nhealth_checks: [{path: /, certificate_days: 30}]").status())
        .isEqualTo(Status.PASSED);
    CheckReport soon = check(good, "ca: ca.pem\nhealth_checks: [{path: /, certificate_days: 90}]");
    assertThat(soon.status()).isEqualTo(Status.FAILED);
    assertThat(soon.message()).isEqualTo("it is good for 88 days; renew it");
  }

  @Test
  void aSelfSignedCertificateFails() throws Exception {
    CheckReport check =
        check(Certificates.make(directory, "127.0.0.1", -1, 90), "health_check_endpoint: /");
    assertThat(check.status()).isEqualTo(Status.FAILED);
    assertThat(check.found()).contains("not trusted: it is self-signed", "ca");
  }

  @Test
  void anExpiredCertificateFailsAndSaysSince() throws Exception {
    CheckReport check =
        check(
            Certificates.make(directory, "127.0.0.1", -40, 30),
            "ca: ca.pem\nhealth_check_endpoint: /");
    assertThat(check.status()).isEqualTo(Status.FAILED);
    assertThat(check.found()).contains("certificate has expired", "NotAfter");
  }

  @Test
  void aCertificateOfAnotherHostFails() throws Exception {
    CheckReport check =
        check(
            Certificates.make(directory, "other.example.com", -1, 90),
            "ca: ca.pem\nhealth_check_endpoint: /");
    assertThat(check.status()).isEqualTo(Status.FAILED);
    assertThat(check.found()).startsWith("TLS failed: ");
  }

  @Test
  void aServerThatSpeaksNoTlsFails() throws Exception {
    try (RawServer server = RawServer.start((request, out) -> {})) {
      // It waits for the end of a line that never comes, as servers of other protocols do.
      CheckReport check =
          new Validations(directory)
              .check(
                  "https://127.0.0.1:" + server.port(),
                  "health_checks: [{path: /, timeout: 500ms}]");
      assertThat(check.status()).isEqualTo(Status.TIMED_OUT);
    }
    try (java.net.ServerSocket socket =
            new java.net.ServerSocket(0, 10, java.net.InetAddress.getLoopbackAddress());
        AnswersAtOnce plain = new AnswersAtOnce(socket)) {
      CheckReport check =
          new Validations(directory)
              .check("https://127.0.0.1:" + socket.getLocalPort(), "health_check_endpoint: /");
      assertThat(check.status()).isEqualTo(Status.FAILED);
      assertThat(check.found()).startsWith("TLS failed: ");
      assertThat(plain).isNotNull();
    }
  }

  /** Answers in plain text whatever comes, as a web server on the wrong port does. */
  private record AnswersAtOnce(java.net.ServerSocket socket) implements AutoCloseable {
    AnswersAtOnce {
      Thread thread =
          new Thread(
              () -> {
                try (java.net.Socket connection = socket.accept()) {
                  int unused = connection.getInputStream().read();
                  RawServer.write(
                      connection.getOutputStream(), "HTTP/1.1 400 Bad Request\r\n\r\nplain\n");
                } catch (java.io.IOException e) {
                  return;
                }
              });
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public void close() throws java.io.IOException {
      socket.close();
    }
  }

  @Test
  void theDaysOfACertificateWithoutTlsAreAFailure() throws Exception {
    try (RawServer server = RawServer.answering(200, "")) {
      CheckReport check =
          new Validations(directory)
              .check(server.url(), "health_checks: [{path: /, certificate_days: 1}]");
      assertThat(check.status()).isEqualTo(Status.FAILED);
    }
  }

  @Test
  void aFileOfAuthoritiesThatHoldsNoneFails() throws Exception {
    Files.writeString(directory.resolve("none.pem"), "no certificate");
    try (RawServer server = RawServer.answering(200, "")) {
      CheckReport check =
          new Validations(directory).check(server.url(), "ca: none.pem\nhealth_check_endpoint: /");
      assertThat(check.status()).isEqualTo(Status.FAILED);
      assertThat(check.found()).contains("the file of ca holds no certificate");
    }
  }
}
