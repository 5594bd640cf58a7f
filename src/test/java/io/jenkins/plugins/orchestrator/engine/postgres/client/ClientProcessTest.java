package io.jenkins.plugins.orchestrator.engine.postgres.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientProcessTest {
  private static final Path SH = Path.of("/bin/sh");

  @TempDir Path directory;
  private final Cancellation cancellation = new Cancellation();
  private final List<ProcessHandle> children = new ArrayList<>();

  private ClientProcess processes(Duration limit) {
    return new ClientProcess(
        Map.of("PATH", "/usr/bin:/bin"),
        Redactor.of(List.of(Secret.of("s3cret"))),
        cancellation,
        limit,
        new ClientProcess.Listener() {
          @Override
          public void started(ProcessHandle child) {
            children.add(child);
          }

          @Override
          public void ended(ProcessHandle child) {
            assertThat(child.isAlive()).isFalse();
          }
        });
  }

  private static List<String> script(String text) {
    return List.of("-c", text);
  }

  @Test
  void givesBackExitCodeOutputAndErrorsWithoutSecrets() throws Exception {
    ClientResult result =
        processes(Duration.ofSeconds(20))
            .run(SH, script("echo said; echo 'bad s3cret' >&2; exit 3"));
    assertThat(result).isEqualTo(new ClientResult(3, "said\n", "bad ********"));
    assertThat(result.succeeded()).isFalse();
  }

  @Test
  void keepsOnlyTheEndOfManyErrorsAndNeverBlocksOnThem() throws Exception {
    ClientResult result =
        processes(Duration.ofSeconds(20))
            .run(SH, script("i=0; while [ $i -lt 20000 ]; do echo line $i >&2; i=$((i+1)); done"));
    assertThat(result.errors()).startsWith("[…]").endsWith("line 19999");
    assertThat(result.errors().length()).isLessThanOrEqualTo(ClientProcess.ERRORS_LIMIT + 10);
  }

  @Test
  void endsTheChildAndItsChildrenAtTheTimeLimit() {
    assertThatThrownBy(
            () ->
                processes(Duration.ofMillis(300)).run(SH, script("trap '' TERM; sleep 50 & wait")))
        .isInstanceOf(ClientToolsException.class)
        .hasMessageContaining("did not end within");
    assertThat(children).singleElement().satisfies(child -> assertThat(child.isAlive()).isFalse());
  }

  @Test
  void endsTheChildWhenTheRunIsCancelled() throws Exception {
    Thread canceller =
        new Thread(
            () -> {
              while (children.isEmpty()) {
                Thread.onSpinWait();
              }
              cancellation.cancel("Ctrl-C");
            });
    canceller.start();
    assertThatThrownBy(() -> processes(Duration.ofSeconds(50)).run(SH, script("sleep 50")))
        .isInstanceOf(CancelledException.class);
    canceller.join();
    assertThat(children).singleElement().satisfies(child -> assertThat(child.isAlive()).isFalse());
  }

  @Test
  void aPipeDropsTheSettingThatOldServersDoNotKnowFromThePreambleOnly() throws Exception {
    Path dump = directory.resolve("dump.sql");
    Path copy = directory.resolve("copy.sql");
    String preamble = "--\n-- dump\n--\n\\restrict x\n\nSET statement_timeout = 0;\n";
    String data = "COPY t FROM stdin;\nSET transaction_timeout = 0;\n\\.\n";
    Files.writeString(dump, preamble + "SET transaction_timeout = 0;\n" + data);
    ClientResult result =
        processes(Duration.ofSeconds(20))
            .pipe(SH, script("cat '" + dump + "'"), SH, script("cat > '" + copy + "'"));
    assertThat(result.succeeded()).isTrue();
    assertThat(Files.readString(copy)).isEqualTo(preamble + data);
  }

  @Test
  void aPipeWhoseReaderFailsEndsItsWriterAndSaysWhy() throws Exception {
    ClientResult result =
        processes(Duration.ofSeconds(20))
            .pipe(
                SH,
                script("while :; do echo x; done"),
                SH,
                script("echo no such role >&2; exit 3"));
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.errors()).isEqualTo("no such role");
  }

  @Test
  void aPipeWhoseWriterFailsHasFailed() throws Exception {
    ClientResult result =
        processes(Duration.ofSeconds(20))
            .pipe(SH, script("echo cut; echo broken >&2; exit 5"), SH, script("cat >/dev/null"));
    assertThat(result).isEqualTo(new ClientResult(5, "", "broken"));
  }

  @Test
  void thePasswordIsInAFileThatOnlyItsOwnerReadsUntilItIsClosed() throws Exception {
    Path path = directory.resolve("pgpass");
    DatabaseTarget target =
        new DatabaseTarget(
            List.of(new DatabaseTarget.Host("h", 1)), "d", "a:b", Secret.of("c\\d:e"), Map.of());
    try (PasswordFile file = PasswordFile.write(path, target)) {
      assertThat(Files.readString(path)).isEqualTo("*:*:*:a\\:b:c\\\\d\\:e\n");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rw-------");
      Map<String, String> variables =
          ClientVariables.of(
              target,
              Map.of("PGPASSWORD", "inherited", "HOME", "/home"),
              "orchestrate/x",
              file.path(),
              Map.of("work_mem", "1 MB"));
      assertThat(variables)
          .containsEntry("PGPASSFILE", path.toString())
          .containsEntry("PGOPTIONS", "-c work_mem=1\\ MB")
          .containsEntry("HOME", "/home")
          .doesNotContainKey("PGPASSWORD");
      assertThat(variables.values()).noneMatch(value -> value.contains("c\\d"));
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void aPasswordWithALineBreakIsRefused() {
    DatabaseTarget target =
        new DatabaseTarget(
            List.of(new DatabaseTarget.Host("h", 1)), "d", "u", Secret.of("a\nb"), Map.of());
    assertThatThrownBy(() -> PasswordFile.write(directory.resolve("p"), target))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line break");
  }
}
