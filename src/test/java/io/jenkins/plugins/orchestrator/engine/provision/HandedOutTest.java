package io.jenkins.plugins.orchestrator.engine.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.postgres.clone.KeptClone;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Reaped;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SnapshotException;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clones that outlive the run that made them: how they end, and what never does. */
class HandedOutTest {
  @TempDir Path directory;
  private final TestServer server = TestServer.of(15);

  private Provision handedOut(int count, Duration ttl) throws Exception {
    Provision provision = new Provision(directory, server).exclusive();
    provision.run(ProvisionOptions.of(count, ttl));
    assertThat(provision.clones()).hasSize(count);
    return provision;
  }

  @Test
  void theReaperDropsThemAtTheDeadlineAndNotBefore() throws Exception {
    Provision provision = handedOut(2, Duration.ofSeconds(6));
    assertThat(provision.files()).as("a journal would give them to the next run").isEmpty();

    assertThat(provision.reap())
        .filteredOn(reaped -> provision.clonesInclude(reaped.name()))
        .hasSize(2)
        .extracting(Reaped::outcome)
        .containsOnly(Reaped.Outcome.KEPT);
    assertThat(provision.clones()).hasSize(2);

    waitUntil(provision.provisioned().expires());
    provision.reap();
    provision.assertNothingIsLeft();
  }

  @Test
  void prolongedOnesLiveOn() throws Exception {
    Provision provision = handedOut(1, Duration.ofSeconds(4));
    Instant first = provision.provisioned().expires();

    Provisioned prolonged =
        provision
            .provisioned()
            .prolong(Duration.ofHours(2), provision.environment(), provision.redactor());

    assertThat(prolonged.expires()).isAfter(Instant.now().plus(Duration.ofMinutes(119)));
    waitUntil(first);
    provision.reap();
    assertThat(provision.clones()).hasSize(1);
    assertThatThrownBy(
            () ->
                prolonged.prolong(
                    Duration.ofDays(8), provision.environment(), provision.redactor()))
        .hasMessageContaining("ttl: found");
    provision.drop();
  }

  private static void waitUntil(Instant end) throws InterruptedException {
    Thread.sleep(Math.max(0, Duration.between(Instant.now(), end).toMillis()) + 1_100);
  }

  @Test
  void anotherProcessDropsThemByWhatWasStored() throws Exception {
    Provision provision = handedOut(2, Duration.ofHours(1));
    byte[] stored = bytes(provision.provisioned());

    Provisioned read = (Provisioned) object(stored);

    assertThat(read).isEqualTo(provision.provisioned());
    read.drop(provision.environment(), provision.redactor());
    provision.assertNothingIsLeft();
    // Again: what is gone is no mistake.
    read.drop(provision.environment(), provision.redactor());
  }

  @Test
  void whatIsStoredHoldsNoPassword() throws Exception {
    Provision provision = new Provision(directory, server).exclusive();
    provision.url(
        "postgresql://postgres:St0red-Pw@127.0.0.1:" + server.port() + "/" + provision.source());
    provision.run(ProvisionOptions.of(1, Duration.ofHours(1)));

    assertThat(new String(bytes(provision.provisioned()), java.nio.charset.StandardCharsets.UTF_8))
        .contains(provision.clones().get(0))
        .doesNotContain("St0red");
    provision.drop();
  }

  @Test
  void whatOnlyHasTheNameOfOneIsNeverDropped() throws Exception {
    Provision provision = handedOut(2, Duration.ofHours(1));
    String stolen = provision.provisioned().databases().get(0).name();
    server.execute("postgres", "DROP DATABASE " + stolen);
    server.execute("postgres", "CREATE DATABASE " + stolen);

    assertThatThrownBy(provision::drop)
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining(stolen)
        .hasMessageContaining("another database of the same name");

    assertThat(provision.clones()).containsExactly(stolen);
    server.execute("postgres", "DROP DATABASE " + stolen);
  }

  @Test
  void oneWithoutTheRunsMarkIsNeverDropped() throws Exception {
    Provision provision = handedOut(1, Duration.ofHours(1));
    String name = provision.clones().get(0);
    server.execute("postgres", "COMMENT ON DATABASE " + name + " IS 'mine now'");

    assertThatThrownBy(provision::drop).hasMessageContaining("no mark of that run");

    assertThat(provision.clones()).containsExactly(name);
    server.execute("postgres", "DROP DATABASE " + name);
  }

  @Test
  void theSourceCannotBeNamedAsOne() throws Exception {
    Provision provision = handedOut(1, Duration.ofHours(1));
    long oid =
        Long.parseLong(
            provision
                .query(
                    "postgres",
                    "SELECT oid FROM pg_database WHERE datname = '" + provision.source() + "'")
                .get(0));
    Provisioned forged =
        new Provisioned(
            provision.runId(),
            Provision.ENVIRONMENT,
            Instant.now(),
            List.of(
                new ProvisionedDatabase(
                    1, new KeptClone(provision.runId(), provision.source(), oid))));

    assertThatThrownBy(() -> forged.drop(provision.environment(), provision.redactor()))
        .hasMessageContaining("a name that the run gives to no clone");
    assertThat(provision.query(provision.source(), "SELECT 1")).isNotEmpty();
    provision.drop();
  }

  /** A plan is sent to agents: its lanes run there, each for itself or all together. */
  @Test
  void aPlanCanBeSentElsewhere() throws Exception {
    Provision provision = new Provision(directory, server).exclusive();
    ProvisionPlan plan = provision.plan(ProvisionOptions.of(2, Duration.ofHours(1)));

    ProvisionPlan sent = (ProvisionPlan) object(bytes(plan));

    assertThat(sent.lanes()).isEqualTo(plan.lanes());
    assertThat(sent.of("production_snapshot 2").lanes()).hasSize(1);
    assertThat(sent.provisioned(provision.runId())).isEmpty();
  }

  private static byte[] bytes(Object object) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  @SuppressWarnings("BanSerializableRead") // of this test's own bytes
  private static Object object(byte[] bytes) throws Exception {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    }
  }
}
