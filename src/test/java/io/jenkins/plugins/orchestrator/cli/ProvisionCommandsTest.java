package io.jenkins.plugins.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clones from the command line, with the real engine and a real server. */
class ProvisionCommandsTest {
  private static final Pattern HANDED_OUT =
      Pattern.compile("  shop 1: (postgresql://\\S+/(orch_\\S+)) until \\S{19}Z");

  private final TestServer server = TestServer.of(17);
  @TempDir private Path directory;

  @BeforeEach
  void makeADatabase() throws IOException {
    String database = server.createDatabase();
    server.execute(database, "CREATE TABLE shop AS SELECT 'of the source' AS word");
    Files.writeString(
        directory.resolve("databases.yaml"),
        "environments:\n  shop: {db_url: '"
            + server.url(database).replace("@", ":Pw-77x@")
            + "'}\n");
  }

  private CommandRun provision(String... arguments) {
    String[] all = new String[arguments.length + 4];
    all[0] = "provision";
    all[1] = directory.resolve("databases.yaml").toString();
    all[2] = "-e";
    all[3] = "shop";
    System.arraycopy(arguments, 0, all, 4, arguments.length);
    return CommandRun.of(new EngineCalls(), directory, Map.of("PATH", System.getenv("PATH")), all);
  }

  @Test
  void aCloneThatIsKeptIsShownWithItsWholeUrlAndEndButWithoutItsPassword() throws Exception {
    CommandRun run = provision("--ttl", "10m");
    assertThat(run.code()).as(run.err() + run.out()).isZero();
    Matcher handedOut = HANDED_OUT.matcher(run.out());
    assertThat(handedOut.find()).as(run.out()).isTrue();
    assertThat(run.out() + run.err()).doesNotContain("Pw-77x");
    try (var connection = server.connect(handedOut.group(2));
        var rows = connection.createStatement().executeQuery("SELECT word FROM shop")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("of the source");
    }
    server.execute("postgres", "DROP DATABASE " + handedOut.group(2));
  }

  @Test
  void whatTheCommandPrintsIsSeenWhileItRunsAndWithoutThePassword() throws Exception {
    CommandRun run =
        provision("--", "sh", "-c", "echo at work on $DATABASE_NAME_1; echo $DATABASE_URL_1");
    assertThat(run.code()).as(run.err() + run.out()).isZero();
    assertThat(run.err())
        .containsPattern("(?m)^at work on orch_\\S+$")
        .containsPattern("(?m)^postgresql://\\S+/orch_\\S+$")
        .doesNotContain("Pw-77x");
    assertThat(run.err().indexOf("at work")).isLessThan(run.err().indexOf("use passed"));
  }
}
