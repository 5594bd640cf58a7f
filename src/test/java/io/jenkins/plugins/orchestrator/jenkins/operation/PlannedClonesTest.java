package io.jenkins.plugins.orchestrator.jenkins.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationLoader;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.KeptClone;
import io.jenkins.plugins.orchestrator.engine.provision.ProvisionOptions;
import io.jenkins.plugins.orchestrator.engine.provision.Provisioned;
import io.jenkins.plugins.orchestrator.engine.provision.ProvisionedDatabase;
import io.jenkins.plugins.orchestrator.engine.provision.Provisioning;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.jenkins.action.OperationRunReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One branch that makes all clones is shown as a lane for each. */
class PlannedClonesTest {
  private static final RunId ID = new RunId("abcdefghij");

  @TempDir private Path directory;
  private PlannedClones clones;
  private LiveReport<MadeClones> live;

  @BeforeEach
  void plan() throws ConfigurationException {
    clones =
        new PlannedClones(
            Provisioning.plan(
                ConfigurationLoader.load(
                    "configText",
                    "test_environments: {staging: {db_url: postgresql://deploy@db.example/app,"
                        + " exclusive: true, agent: databases}}",
                    new ConfigurationLoader.Options(Map.of(), Set.of(), false, directory)),
                "staging",
                ProvisionOptions.of(2, Duration.ofHours(1)),
                directory,
                directory),
            IdleBuild.site(),
            Duration.ofMinutes(10));
    live = new LiveReport<>(clones, IdleBuild.context(ID, directory));
  }

  private OperationReport report() {
    return ((OperationRunReport) live.report()).report();
  }

  private static Provisioned provisioned(RunId run, int count) {
    return new Provisioned(
        run,
        "staging",
        Instant.now().plusSeconds(60),
        List.of(1, 2).subList(0, count).stream()
            .map(i -> new ProvisionedDatabase(i, new KeptClone(run, "orch_" + i, i)))
            .toList());
  }

  @Test
  void thereIsOneBranchForAllWithTheAgentsOfTheEnvironment() {
    assertThat(clones.lanes())
        .extracting("name", "agent")
        .containsExactly(org.assertj.core.groups.Tuple.tuple("staging", "databases"));
    assertThat(clones.parts(clones.lanes().get(0))).containsExactly("staging 1", "staging 2");
  }

  @Test
  void whileTheBranchRunsEachCloneHasALaneOfItsOwn() {
    live.started("staging");
    live.taskStarted("staging 2", TaskKind.ANONYMIZE);

    assertThat(report().lanes()).extracting("name").containsExactly("staging 1", "staging 2");
    assertThat(report().lanes().get(0).tasks()).isEmpty();
    assertThat(report().lanes().get(1).tasks())
        .singleElement()
        .extracting("kind", "status")
        .containsExactly(TaskKind.ANONYMIZE, Status.UNKNOWN);
  }

  @Test
  void aBranchThatIsLostIsLostForAllClones() {
    live.started("staging");
    live.taskStarted("staging 1", TaskKind.SNAPSHOT);
    live.ended("staging", Status.FAILED, "the agent was lost");

    assertThat(report().lanes()).extracting("name").containsExactly("staging 1", "staging 2");
    assertThat(report().lanes()).extracting("failure").containsOnly("the agent was lost");
    assertThat(report().status()).isEqualTo(Status.FAILED);
  }

  @Test
  void whatTheBranchGaveReplacesWhatWasHeard() {
    live.started("staging");
    live.taskStarted("staging 1", TaskKind.SNAPSHOT);
    live.ended(
        "staging",
        new MadeClones(
            "staging",
            List.of(IdleBuild.passed("staging 1"), IdleBuild.passed("staging 2")),
            null));

    assertThat(report().lanes())
        .containsExactly(IdleBuild.passed("staging 1"), IdleBuild.passed("staging 2"));
    assertThat(live.countEnded()).isEqualTo(2);
  }

  @Test
  void clonesThatTheBranchDidNotMakeAreNoneWhateverItsAgentSays() {
    assertThat(clones.work(clones.lanes().get(0), ID)).isNotNull();
    clones.given(new MadeClones("staging", List.of(), provisioned(new RunId("zzzzzzzzzz"), 2)));
    clones.given(new MadeClones("staging", List.of(), provisioned(ID, 1)));
    assertThat(clones.provisioned()).isEmpty();

    clones.given(new MadeClones("staging", List.of(), provisioned(ID, 2)));

    assertThat(clones.provisioned()).isPresent();
    assertThat(clones.branch()).contains(ID);
  }
}
