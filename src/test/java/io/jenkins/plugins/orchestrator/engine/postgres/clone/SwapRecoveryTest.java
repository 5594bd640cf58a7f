package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A swap whose process dies at every step: one database has the name, whole and open. */
class SwapRecoveryTest {
  private static final TestServer SERVER = TestServer.of(17);

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(SwapStep.class)
  void oneDatabaseHasTheNameWhateverStepWasTheLast(SwapStep last) throws Exception {
    SwapLab lab = new SwapLab(SERVER, directory.resolve("state"));
    String name = "killed_" + last.name().toLowerCase(java.util.Locale.ROOT);
    lab.live(name);
    long old = lab.oid(name);
    assertThat(swapAndDie(lab, name, last)).isEqualTo(KilledSwap.EXIT);

    boolean done = last.compareTo(SwapStep.COMMITTED) >= 0;
    assertThat(lab.word(name))
        .as("before anybody recovers anything")
        .isEqualTo(done ? "[new]" : "[old]");
    List<Reaped> recovered =
        Reaper.recover(List.of(Environments.target(SERVER, "postgres")), lab.state, lab.redactor);
    assertThat(lab.word(name)).isEqualTo(done ? "[new]" : "[old]");
    assertThat(lab.databases())
        .as("what was restored and not swapped is gone")
        .noneMatch(each -> each.startsWith("orch_" + lab.run));
    List<ReplacedDatabase> kept =
        lab.replaced().list(Environments.target(SERVER, name)).stream()
            .filter(each -> each.before().equals(name))
            .toList();
    assertThat(kept).hasSize(done ? 1 : 0);
    if (done) {
      assertThat(lab.oid(kept.get(0).name())).isEqualTo(old);
      assertThat(lab.word(kept.get(0).name())).isEqualTo("[old]");
    } else {
      assertThat(lab.oid(name)).isEqualTo(old);
    }
    boolean begun = last.compareTo(SwapStep.WRITTEN_DOWN) >= 0 && last != SwapStep.SETTLED;
    assertThat(recovered)
        .filteredOn(each -> each.kind().equals("swap"))
        .extracting(Reaped::reason)
        .hasSize(begun ? 1 : 0)
        .allMatch(reason -> reason.contains(done ? "was done" : "was not done"));
    assertThat(journals(lab)).isEmpty();
  }

  private int swapAndDie(SwapLab lab, String name, SwapStep last) throws Exception {
    String classes = System.getProperty("surefire.test.class.path");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes != null ? classes : System.getProperty("java.class.path"),
                KilledSwap.class.getName(),
                lab.run.value(),
                lab.state.path().toString(),
                Integer.toString(SERVER.port()),
                name,
                last.name())
            .redirectErrorStream(true)
            .redirectOutput(new File(directory.toFile(), "output.txt"))
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private static List<Path> journals(SwapLab lab) throws Exception {
    Path journals = lab.state.path().resolve("journal");
    if (!Files.exists(journals)) {
      return List.of();
    }
    try (var files = Files.list(journals)) {
      return files.toList();
    }
  }
}
