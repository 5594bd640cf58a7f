package io.jenkins.plugins.orchestrator.cli.embedded;

import io.jenkins.plugins.orchestrator.cli.embedded.RunDirectory.ServerDirectory;
import io.jenkins.plugins.orchestrator.engine.files.PrivateFiles;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One throw-away server. It listens on the loopback address only, where every user of the machine
 * can reach it: it asks everybody for a random password (SCRAM) that only this process knows.
 *
 * <p>{@code pg_ctl} starts it, which gives it a session of its own: a Ctrl-C on the terminal does
 * not reach it, so that the run can clean up in it first. The library's own {@code
 * EmbeddedPostgres} is not used because its shutdown hooks end the servers while the run still
 * cleans up, because it trusts everybody who connects, and because it keeps no record of what a
 * {@code kill -9} leaves.
 */
final class EmbeddedServer {
  /** The superuser. */
  static final String USER = "postgres";

  private static final Duration START = Duration.ofSeconds(60);
  private static final int PORT_ATTEMPTS = 5;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final EmbeddedPrograms programs;
  private final ServerDirectory directory;
  private final Cancellation cancellation;
  private final Secret password = randomPassword();

  EmbeddedServer(EmbeddedPrograms programs, ServerDirectory directory, Cancellation cancellation) {
    this.programs = programs;
    this.directory = directory;
    this.cancellation = cancellation;
  }

  private static Secret randomPassword() {
    byte[] bytes = new byte[24];
    RANDOM.nextBytes(bytes);
    return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /**
   * Makes and starts the server.
   *
   * @param share how many servers share the machine
   * @return its maintenance database
   * @throws IOException with the end of the server's log when it does not start
   */
  DatabaseTarget start(int share) throws IOException, InterruptedException {
    initialize();
    String configuration = Files.readString(directory.data().resolve("postgresql.conf"));
    for (int attempt = 1; ; attempt++) {
      int port = freePort();
      ServerSettings settings =
          new ServerSettings(
              port, share, Runtime.getRuntime().availableProcessors(), physicalMemory());
      Files.writeString(
          directory.data().resolve("postgresql.conf"), configuration + settings.lines());
      Files.deleteIfExists(directory.log());
      run(
          "pg_ctl",
          "-D",
          directory.data().toString(),
          "-W",
          "-l",
          directory.log().toString(),
          "start");
      if (awaitReady()) {
        return new DatabaseTarget(
            List.of(new DatabaseTarget.Host("127.0.0.1", port)),
            "postgres",
            USER,
            password,
            Map.of());
      }
      String log = Files.exists(directory.log()) ? Files.readString(directory.log()) : "";
      // Somebody may have taken the port since it was found free.
      if (attempt == PORT_ATTEMPTS || !log.contains("could not bind")) {
        throw new IOException("the embedded server did not start: " + end(log));
      }
    }
  }

  private void initialize() throws IOException, InterruptedException {
    PrivateFiles.createFile(directory.password());
    try {
      Files.writeString(directory.password(), password.reveal() + "\n");
      // Each server is initialized on its own, not copied: copies would share the identifier by
      // which journals tell servers apart.
      run(
          "initdb",
          "-D",
          directory.data().toString(),
          "-U",
          USER,
          "-A",
          "scram-sha-256",
          "--pwfile=" + directory.password(),
          "--encoding=UTF8",
          "--locale=C",
          "--no-sync",
          "--no-instructions");
    } finally {
      Files.deleteIfExists(directory.password());
    }
  }

  private void run(String program, String... arguments) throws IOException, InterruptedException {
    cancellation.check();
    ProcessBuilder builder = new ProcessBuilder(programs.command(program, arguments));
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("PG"));
    environment.put("LC_ALL", "C");
    // A file, not a pipe: what the server inherits must not end with this process.
    builder
        .redirectErrorStream(true)
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .redirectOutput(ProcessBuilder.Redirect.to(directory.output().toFile()));
    Process process = builder.start();
    Cancellation.Registration registration = cancellation.onCancel(process::destroyForcibly);
    try {
      if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(program + " did not end within " + START.toSeconds() + " s");
      }
    } finally {
      registration.close();
    }
    cancellation.check();
    if (process.exitValue() != 0) {
      throw new IOException(program + " failed: " + end(Files.readString(directory.output())));
    }
  }

  /** Whether the server accepts connections; false when it ended instead. */
  private boolean awaitReady() throws IOException, InterruptedException {
    ServerProcesses processes = ServerProcesses.of(directory.data());
    Deadline deadline = Deadline.after(START);
    for (int poll = 1; !deadline.hasPassed(); poll++) {
      cancellation.check();
      if (processes.isReady()) {
        return true;
      }
      // Looking through all processes is dear; a server that dies says so a moment later.
      if (poll % 50 == 0 && processes.find().isEmpty()) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    throw new IOException(
        "the embedded server was not ready within "
            + START.toSeconds()
            + " s: "
            + end(Files.readString(directory.log())));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return socket.getLocalPort();
    }
  }

  private static long physicalMemory() {
    return java.lang.management.ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 0;
  }

  /** The last lines of a log. */
  private static String end(String log) {
    List<String> lines = log.strip().lines().toList();
    return String.join("\n  ", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
  }
}
