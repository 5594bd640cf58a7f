package io.jenkins.plugins.orchestrator.engine.provision;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of the process that provisions, and what the reaper takes away. */
class KilledProvisioningTest {
  @TempDir Path directory;
  private final TestServer server = TestServer.of(15);
  private Provision provision;
  private Process process;

  @BeforeEach
  void provision() {
    provision = new Provision(directory, server).exclusive();
    provision.url(
        "postgresql://postgres:Killed-Pw1@127.0.0.1:" + server.port() + "/" + provision.source());
    provision.configurationFile();
  }

  /** Should a test fail, nothing of it stays either. */
  @AfterEach
  void end() {
    if (process != null) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private void start(int ttlSeconds, String... command) throws Exception {
    String classes = System.getProperty("surefire.test.class.path");
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-cp");
    line.add(classes != null ? classes : System.getProperty("java.class.path"));
    line.add(KilledProvisioning.class.getName());
    line.add(directory.toString());
    line.add(provision.runId().value());
    line.add(Integer.toString(ttlSeconds));
    line.addAll(List.of(command));
    process =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("out.txt").toFile())
            .start();
  }

  private void killWhen(Callable<Boolean> condition) throws Exception {
    Deadline deadline = Deadline.after(Duration.ofSeconds(60));
    while (!condition.call()) {
      String out = Files.readString(directory.resolve("out.txt"));
      assertThat(deadline.hasPassed()).as(out).isFalse();
      assertThat(process.isAlive()).as(out).isTrue();
      Thread.sleep(20);
    }
    process.destroyForcibly().waitFor();
  }

  @Test
  void whileTheCommandRuns() throws Exception {
    start(3600, "echo $$ > pid.tmp; mv pid.tmp pid; exec sleep 300");
    killWhen(() -> Files.exists(directory.resolve("pid")) && processesAreWrittenDown() == 1);
    long command = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
    assertThat(provision.clones()).hasSize(2);
    assertThat(provision.files()).anyMatch(file -> file.toString().contains("pgpass"));

    provision.reap();

    provision.assertNothingIsLeft();
    assertThat(ProcessHandle.of(command).filter(ProcessHandle::isAlive)).isEmpty();
  }

  private long processesAreWrittenDown() throws Exception {
    long lines = 0;
    for (Path file : provision.files()) {
      if (file.toString().endsWith(".jsonl")) {
        lines +=
            Files.readAllLines(file).stream()
                .filter(line -> line.contains("\"intent\"") && line.contains("\"process\""))
                .count();
      }
    }
    return lines;
  }

  @Test
  void whileItIsAnonymized() throws Exception {
    provision.file("anonymize.sql", "SELECT pg_sleep(300);");
    start(3600);
    killWhen(
        () ->
            provision
                    .query(
                        "postgres",
                        "SELECT pid FROM pg_stat_activity WHERE query LIKE '%pg_sleep(300)%'"
                            + " AND state = 'active' AND datname LIKE 'orch\\_"
                            + provision.runId()
                            + "%'")
                    .size()
                == 2);

    provision.reap();

    provision.assertNothingIsLeft();
  }

  /** Nobody waits for the process any more: the clones' own marks say when they end. */
  @Test
  void afterTheyWereHandedOut() throws Exception {
    start(8);
    killWhen(() -> Files.exists(directory.resolve("done")));

    provision.reap();
    assertThat(provision.clones()).hasSize(2);

    Thread.sleep(9_000);
    provision.reap();
    provision.assertNothingIsLeft();
  }
}
