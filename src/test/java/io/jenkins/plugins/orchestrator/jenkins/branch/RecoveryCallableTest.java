package io.jenkins.plugins.orchestrator.jenkins.branch;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.CopiedJournal;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryCallableTest {
  @TempDir private Path scratch;

  /** As remoting does it. */
  private static Object sent(Object object) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    }
  }

  @Test
  void travelsToAnAgentAndItsAnswerBack() throws Exception {
    DatabaseTarget unreachable =
        new DatabaseTarget(
            List.of(new DatabaseTarget.Host("127.0.0.1", 1)),
            "nothing",
            "deploy",
            Secret.of("a secret of the test"),
            Map.of());
    String journal =
        """
        {"event":"intent","kind":"database","name":"orch_abcdefghij_t0w9zz_c00001",\
        "server":"1","place":"127.0.0.1:1/nothing"}
        """;
    RecoveryCallable callable =
        new RecoveryCallable(
            new RunId("abcdefghij"),
            journal,
            List.of(unreachable),
            scratch.resolve("recovery").toString());
    CopiedJournal.Recovered answer =
        (CopiedJournal.Recovered) sent(((RecoveryCallable) sent(callable)).call());
    assertThat(answer.settled()).as("its server does not answer").isFalse();
    assertThat(answer.found()).isNotEmpty();
  }
}
