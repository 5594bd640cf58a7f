package io.jenkins.plugins.orchestrator.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolerDetectionTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void findsNoneInAServer(int major) {
    DatabaseTarget target = target(TestServer.of(major).port());
    assertThatCode(() -> PoolerDetection.refuse(target, "test")).doesNotThrowAnyException();
  }

  @Test
  void refusesPgBouncerInTransactionMode() throws Exception {
    assertRefused("pool_mode = transaction\nignore_startup_parameters = extra_float_digits\n");
  }

  @Test
  void refusesPgBouncerInSessionMode() throws Exception {
    assertRefused("pool_mode = session\nignore_startup_parameters = extra_float_digits\n");
  }

  @Test
  void refusesPgBouncerThatRefusesOurParameters() throws Exception {
    assertRefused("pool_mode = transaction\n");
  }

  private void assertRefused(String settings) throws Exception {
    int port = freePort();
    Process pooler = start(port, settings);
    try {
      assertThatThrownBy(() -> PoolerDetection.refuse(target(port), "test"))
          .hasMessageContaining("found a connection pooler")
          .hasMessageContaining("127.0.0.1:" + port + "/postgres")
          .hasMessageContaining("Name the host and port of PostgreSQL itself");
    } finally {
      pooler.destroy();
      assertThat(pooler.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static DatabaseTarget target(int port) {
    return new DatabaseTarget(
        List.of(new DatabaseTarget.Host("127.0.0.1", port)),
        "postgres",
        "postgres",
        null,
        Map.of());
  }

  private Process start(int port, String settings) throws IOException, InterruptedException {
    // PgBouncer, started as root, goes on as somebody else, who must be able to read this.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path file = directory.resolve("pgbouncer-" + port + ".ini");
    Files.writeString(
        file,
        "[databases]\n* = host=127.0.0.1 user=postgres port="
            + TestServer.of(15).port()
            + "\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = "
            + port
            + "\nunix_socket_dir =\nauth_type = any\n"
            + settings);
    List<String> command = new ArrayList<>(List.of(program().toString()));
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("-u", "nobody"));
    }
    command.add(file.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log-" + port).toFile())
            .start();
    for (int i = 0; i < 100; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(socket.isConnected()).isTrue();
        return process;
      } catch (IOException e) {
        Thread.sleep(50);
      }
    }
    throw new AssertionError(Files.readString(directory.resolve("log-" + port)));
  }

  private static Path program() {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
        .map(each -> Path.of(each).resolve("pgbouncer"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "pgbouncer was not found; bin/test installs it (package pgbouncer)"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
