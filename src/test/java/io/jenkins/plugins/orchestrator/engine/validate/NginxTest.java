package io.jenkins.plugins.orchestrator.engine.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real web server does with requests, and with servers behind it that are broken. */
class NginxTest {
  @TempDir Path directory;
  private Process nginx;
  private RawServer behind;
  private int http;
  private int https;
  private int oldTls;

  @BeforeEach
  void start() throws Exception {
    Optional<Path> program = program();
    assumeThat(program).as("nginx is not installed; bin/test installs it").isPresent();
    http = freePort();
    https = freePort();
    oldTls = freePort();
    int nobody = freePort();
    behind =
        RawServer.start(
            (request, out) -> {
              if (request.startsWith("GET /hangs")) {
                Thread.sleep(20_000);
              } else if (request.startsWith("GET /half")) {
                RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nhalf");
              } else if (request.startsWith("GET /nonsense")) {
                RawServer.write(out, "SSH-2.0-OpenSSH_9.2\r\n");
              } else {
                RawServer.respond(out, 200, "", "through the proxy");
              }
            });
    Certificates keys = Certificates.make(directory, "127.0.0.1", -1, 90);
    Files.writeString(directory.resolve("server.pem"), keys.pem());
    Files.writeString(directory.resolve("server.key"), keys.privateKey());
    Files.writeString(directory.resolve("big"), "x".repeat(200_000));
    Files.writeString(directory.resolve("users"), "probe:{PLAIN}opens\n");
    Files.writeString(
        directory.resolve("nginx.conf"),
        CONFIGURATION
            .replace("DIRECTORY", directory.toString())
            .replace("HTTPS", Integer.toString(https))
            .replace("HTTP", Integer.toString(http))
            .replace("OLDTLS", Integer.toString(oldTls))
            .replace("BEHIND", Integer.toString(behind.port()))
            .replace("NOBODY", Integer.toString(nobody)));
    nginx =
        new ProcessBuilder(
                program.get().toString(),
                "-p",
                directory.toString(),
                "-e",
                directory.resolve("error.log").toString(),
                "-c",
                directory.resolve("nginx.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    awaitPort();
  }

  private static final String CONFIGURATION =
      """
      daemon off;
      master_process off;
      pid DIRECTORY/nginx.pid;
      error_log DIRECTORY/error.log;
      events { worker_connections 512; }
      http {
        access_log off;
        client_body_temp_path DIRECTORY/client;
        proxy_temp_path DIRECTORY/proxied;
        fastcgi_temp_path DIRECTORY/fastcgi;
        uwsgi_temp_path DIRECTORY/uwsgi;
        scgi_temp_path DIRECTORY/scgi;
        default_type application/json;
        gzip on;
        gzip_min_length 1;
        gzip_types application/json;
        proxy_buffering off;
        proxy_read_timeout 1s;
        limit_req_zone $server_port zone=few:1m rate=1r/m;
        ssl_certificate DIRECTORY/server.pem;
        ssl_certificate_key DIRECTORY/server.key;
        server {
          listen 127.0.0.1:HTTP;
          root DIRECTORY;
          location = /health { return 200 '{"status": "ok", "nodes": [1, 2]}'; }
          location = /secure { return 301 https://127.0.0.1:HTTPS/health; }
          location = /elsewhere { return 302 /health; }
          location = /loop { return 302 /pool; }
          location = /pool { return 302 /loop; }
          location = /closes { return 444; }
          location = /big { limit_rate 1000; }
          location = /missing { error_page 404 =200 /sorry; return 404; }
          location = /sorry { default_type text/html; return 200 '<h1>Sorry</h1>'; }
          location = /private { auth_basic inside; auth_basic_user_file users; try_files /big =404; }
          location = /once { keepalive_requests 2; return 200 'once'; }
          location = /few { limit_req zone=few burst=20 nodelay; limit_req_status 429; try_files /big =404; }
          location = /down { proxy_pass http://127.0.0.1:NOBODY; }
          location / { proxy_pass http://127.0.0.1:BEHIND; }
        }
        server {
          listen 127.0.0.1:HTTPS ssl;
          location = /health { return 200 '{"status": "ok"}'; }
          location = /plain { return 301 http://127.0.0.1:HTTP/health; }
        }
        server {
          listen 127.0.0.1:OLDTLS ssl;
          ssl_protocols TLSv1.1;
          location / { return 200 'old'; }
        }
      }
      """;

  private static Optional<Path> program() {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":", -1)),
            Stream.of("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"))
        .map(each -> Path.of(each).resolve("nginx"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitPort() throws Exception {
    for (int i = 0; i < 100 && nginx.isAlive(); i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http)) {
        assertThat(socket.isConnected()).isTrue();
        return;
      } catch (IOException e) {
        Thread.sleep(50);
      }
    }
    throw new AssertionError(Files.readString(directory.resolve("output")));
  }

  @AfterEach
  void stop() throws Exception {
    if (behind != null) {
      behind.close();
    }
    if (nginx != null) {
      nginx.destroy();
      if (!nginx.waitFor(10, TimeUnit.SECONDS)) {
        nginx.destroyForcibly();
      }
    }
  }

  private CheckReport check(String keys) throws Exception {
    return new Validations(directory).check("http://127.0.0.1:" + http, keys);
  }

  private CheckReport secure(int port, String keys) throws Exception {
    return new Validations(directory).check("https://127.0.0.1:" + port, "ca: server.pem\n" + keys);
  }

  @Test
  void aBodyIsReadAsItIsAlthoughTheServerWouldCompressIt() throws Exception {
    CheckReport check =
        check(
            "health_checks: [{path: /health, expect: [{json: $.status, equals: ok}, {json:"
                + " $.nodes, min_length: 2}]}]");
    assertThat(check.status()).as("%s", check).isEqualTo(Status.PASSED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/elsewhere | PASSED | after 1 redirects",
        "/loop | FAILED | redirected in a circle of 2",
        "/closes | FAILED | no complete answer",
        "/down | FAILED | status 502",
        "/hangs | FAILED | status 504",
        "/half | FAILED | no complete answer",
        "/nonsense | FAILED | Invalid status line",
        "/private | FAILED | status 401",
        "/anything | PASSED | status 200",
      })
  void endpointsBehindARealServer(String path, Status status, String found) throws Exception {
    CheckReport check = check("health_check_endpoint: " + path);
    assertThat(check.status()).as("%s", check).isEqualTo(status);
    assertThat(check.found()).contains(found);
  }

  @Test
  void anErrorPageWithStatus200IsSeenByItsBodyOnly() throws Exception {
    assertThat(check("health_check_endpoint: /missing").status()).isEqualTo(Status.PASSED);
    CheckReport looked =
        check("health_checks: [{path: /missing, expect: [{json: $.status, equals: ok}]}]");
    assertThat(looked.status()).isEqualTo(Status.FAILED);
    assertThat(looked.found()).contains("no JSON: <h1>Sorry</h1>");
  }

  @Test
  void aBodyThatIsSentSlowlyIsGivenUpInTime() throws Exception {
    CheckReport check = check("health_checks: [{path: /big, timeout: 700ms, max_body: 300000}]");
    assertThat(check.status()).isEqualTo(Status.TIMED_OUT);
    assertThat(check.found()).startsWith("status 200, but its body had not ended");
    assertThat(check.duration()).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void credentialsOpenWhatIsClosedWithoutThem() throws Exception {
    CheckReport check =
        check(
            "credentials: {user: probe, password: opens}\n"
                + "health_checks: [{path: /private, max_body: 300000}]");
    assertThat(check.status()).as("%s", check).isEqualTo(Status.PASSED);
  }

  @Test
  void connectionsThatTheServerClosesAfterTwoRequestsMakeNoErrors() throws Exception {
    LaneReport lane =
        new Validations(directory)
            .lane(
                "http://127.0.0.1:" + http,
                "slo: {error_rate: 2%, probe: {path: /once, requests: 300, rate: 300}}");
    assertThat(lane.checks().get(0).found()).contains("errors: 0 of n = 300");
  }

  @Test
  void requestsThatTheServerTurnsAwayAreErrorsAndNoOutage() throws Exception {
    LaneReport lane =
        new Validations(directory)
            .lane(
                "http://127.0.0.1:" + http,
                "slo: {availability: 90, error_rate: 10%, probe: {path: /few, requests: 80, rate:"
                    + " 100}}");
    assertThat(lane.checks())
        .extracting(CheckReport::status)
        .containsExactly(Status.PASSED, Status.FAILED);
    assertThat(lane.checks().get(1).found()).contains("errors: 59 of n = 80");
  }

  @Test
  void plainRequestsGoThroughItAsAProxy() throws Exception {
    CheckReport check =
        new Validations(directory)
            .check(
                "http://behind.invalid",
                "proxy: http://127.0.0.1:"
                    + http
                    + "\nhealth_checks: [{path: /app, expect: [{matches: through the proxy}]}]");
    assertThat(check.status()).as("%s", check).isEqualTo(Status.PASSED);
    CheckReport tunnel =
        new Validations(directory)
            .check(
                "https://behind.invalid",
                "proxy: http://127.0.0.1:" + http + "\nhealth_check_endpoint: /app");
    assertThat(tunnel.status()).as("it knows no CONNECT").isEqualTo(Status.FAILED);
  }

  @Test
  void theCertificateOfTheLastRedirectCounts() throws Exception {
    CheckReport moved =
        check(
            "ca: server.pem\nhealth_checks: [{path: /secure, certificate_days: 30, expect: [{json:"
                + " $.status, equals: ok}]}]");
    assertThat(moved.status()).as("%s", moved).isEqualTo(Status.PASSED);
    CheckReport back = secure(https, "health_check_endpoint: /plain");
    assertThat(back.status()).isEqualTo(Status.FAILED);
    assertThat(back.found()).isEqualTo("redirected from https to http, to 127.0.0.1");
  }

  @Test
  void tlsThatIsTooOldAndTlsToAPortWithoutAreFailures() throws Exception {
    for (int port : new int[] {oldTls, http}) {
      CheckReport check = secure(port, "health_check_endpoint: /");
      assertThat(check.status()).isEqualTo(Status.FAILED);
      assertThat(check.found()).startsWith("TLS failed: ");
    }
    CheckReport plain =
        new Validations(directory)
            .check("http://127.0.0.1:" + https, "health_check_endpoint: /health");
    assertThat(plain.found()).contains("status 400", "plain HTTP request was sent to HTTPS port");
  }
}
