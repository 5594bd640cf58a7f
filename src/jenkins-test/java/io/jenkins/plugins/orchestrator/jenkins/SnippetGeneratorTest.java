package io.jenkins.plugins.orchestrator.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.jenkins.step.BlueGreenStep;
import io.jenkins.plugins.orchestrator.jenkins.step.EnvironmentAgent;
import io.jenkins.plugins.orchestrator.jenkins.step.ParallelBackupStep;
import io.jenkins.plugins.orchestrator.jenkins.step.ParallelMigrationTestStep;
import io.jenkins.plugins.orchestrator.jenkins.step.ProgressiveRolloutStep;
import io.jenkins.plugins.orchestrator.jenkins.step.PrometheusGate;
import io.jenkins.plugins.orchestrator.jenkins.step.RestoreBackupStep;
import io.jenkins.plugins.orchestrator.jenkins.step.SystemHealthCheckStep;
import io.jenkins.plugins.orchestrator.jenkins.step.ValidateDeploymentsStep;
import io.jenkins.plugins.orchestrator.jenkins.step.VerifyBackupsStep;
import io.jenkins.plugins.orchestrator.jenkins.step.WithDatabaseClonesStep;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What the snippet generator shows and makes of the step. */
@WithJenkins
class SnippetGeneratorTest {
  @Test
  void writesOnlyWhatDiffersFromTheDefaults(JenkinsRule jenkins) throws Exception {
    ParallelMigrationTestStep step = new ParallelMigrationTestStep();
    step.setConfig("test.yaml");
    new SnippetizerTester(jenkins)
        .assertRoundTrip(step, "parallelMigrationTest config: 'test.yaml'");
  }

  @Test
  void writesEveryParameter(JenkinsRule jenkins) throws Exception {
    ParallelMigrationTestStep step = new ParallelMigrationTestStep();
    step.setConfig("test.yaml");
    step.setEnvironments(List.of("dev", "staging"));
    step.setMaxParallel(2);
    step.setFailFast(true);
    step.setTimeout("1h");
    step.setPropagate(false);
    new SnippetizerTester(jenkins)
        .assertRoundTrip(
            step,
            "parallelMigrationTest config: 'test.yaml', environments: ['dev', 'staging'],"
                + " failFast: true, maxParallel: 2, propagate: false, timeout: '1h'");
  }

  @Test
  void keepsInItsFormWhatAStepHas(JenkinsRule jenkins) throws Exception {
    ParallelMigrationTestStep step = new ParallelMigrationTestStep();
    step.setConfig("test.yaml");
    step.setMaxParallel(3);
    step.setTimeout("90s");
    step.setUnstableOnDrift(true);
    step.setPropagate(false);
    ParallelMigrationTestStep kept = new StepConfigTester(jenkins).configRoundTrip(step);
    assertThat(kept).usingRecursiveComparison().isEqualTo(step);
  }

  @Test
  void writesABackup(JenkinsRule jenkins) throws Exception {
    ParallelBackupStep step = new ParallelBackupStep();
    step.setConfig("databases.yaml");
    step.setTimeout("2h");
    new SnippetizerTester(jenkins)
        .assertRoundTrip(step, "parallelBackup config: 'databases.yaml', timeout: '2h'");
  }

  @Test
  void writesAHealthCheck(JenkinsRule jenkins) throws Exception {
    SystemHealthCheckStep step = new SystemHealthCheckStep();
    step.setConfig("databases.yaml");
    step.setFailOn("warning");
    step.setPrometheus("health.prom");
    new SnippetizerTester(jenkins)
        .assertRoundTrip(
            step,
            "systemHealthCheck config: 'databases.yaml', failOn: 'warning', prometheus:"
                + " 'health.prom'");
  }

  @Test
  void keepsInItsFormWhatAHealthCheckHas(JenkinsRule jenkins) throws Exception {
    SystemHealthCheckStep step = new SystemHealthCheckStep();
    step.setConfig("databases.yaml");
    step.setFailOn("never");
    step.setUnstableOn("critical");
    step.setPrometheus("health.prom");
    step.setTimeout("90s");
    SystemHealthCheckStep kept = new StepConfigTester(jenkins).configRoundTrip(step);
    assertThat(kept).usingRecursiveComparison().isEqualTo(step);
    SystemHealthCheckStep plain = new SystemHealthCheckStep();
    plain.setConfig("databases.yaml");
    assertThat(new StepConfigTester(jenkins).configRoundTrip(plain))
        .usingRecursiveComparison()
        .isEqualTo(plain);
  }

  @Test
  void keepsInItsFormWhatAVerificationHas(JenkinsRule jenkins) throws Exception {
    VerifyBackupsStep step = new VerifyBackupsStep();
    step.setDirectory("/srv/backups");
    step.setOnly("all");
    step.setServer("postgresql://verify-db/postgres");
    step.setOlderThan("1d");
    step.setMaxAge("26h");
    VerifyBackupsStep kept = new StepConfigTester(jenkins).configRoundTrip(step);
    assertThat(kept).usingRecursiveComparison().isEqualTo(step);
  }

  @Test
  void writesABodyWithClones(JenkinsRule jenkins) throws Exception {
    WithDatabaseClonesStep step = new WithDatabaseClonesStep();
    step.setConfig("test.yaml");
    step.setEnvironment("production_snapshot");
    step.setCount(3);
    step.setAnonymize("db/anonymize.sql");
    step.setAnonymizedColumns(List.of("users.email"));
    new SnippetizerTester(jenkins)
        .assertRoundTrip(
            step,
            "withDatabaseClones(anonymize: 'db/anonymize.sql', anonymizedColumns: ['users.email'],"
                + " config: 'test.yaml', count: 3, environment: 'production_snapshot') {\n"
                + "    // some block\n}");
  }

  @Test
  void keepsInItsFormWhatClonesAreAskedFor(JenkinsRule jenkins) throws Exception {
    WithDatabaseClonesStep step = new WithDatabaseClonesStep();
    step.setConfig("test.yaml");
    step.setEnvironment("production_snapshot");
    step.setCount(2);
    step.setTtl("90m");
    step.setMigrate("db/migrations");
    step.setAnonymizedColumns(List.of("users.email", "users.name"));
    step.setTimeout("20m");
    WithDatabaseClonesStep kept = new StepConfigTester(jenkins).configRoundTrip(step);
    assertThat(kept).usingRecursiveComparison().isEqualTo(step);
  }

  @Test
  void writesARestoreInThePlaceOfADatabase(JenkinsRule jenkins) throws Exception {
    RestoreBackupStep step = new RestoreBackupStep();
    step.setBackup("backups/20260304T050607Z-production-abcdefghij");
    step.setTo("postgresql://db/app");
    step.setReplace(true);
    step.setConfirm("app");
    new SnippetizerTester(jenkins)
        .assertRoundTrip(
            step,
            "restoreBackup backup: 'backups/20260304T050607Z-production-abcdefghij', confirm:"
                + " 'app', replace: true, to: 'postgresql://db/app'");
  }

  @Test
  void keepsInItsFormWhatARestoreHas(JenkinsRule jenkins) throws Exception {
    RestoreBackupStep step = new RestoreBackupStep();
    step.setBackup("/srv/backups/20260304T050607Z-production-abcdefghij");
    step.setTo("postgresql://db/app");
    step.setAllowUnverified(true);
    step.setCreateRoles(true);
    step.setJobs(2);
    step.setIdentity("key.txt");
    step.setConfig("databases.yaml");
    step.setEnvironment("production");
    step.setConfirm("app");
    step.setTimeout("2h");
    step.setPropagate(false);
    RestoreBackupStep kept = new StepConfigTester(jenkins).configRoundTrip(step);
    assertThat(kept).usingRecursiveComparison().isEqualTo(step);
  }

  @Test
  void writesAValidation(JenkinsRule jenkins) throws Exception {
    ValidateDeploymentsStep step = new ValidateDeploymentsStep();
    step.setConfig("deployments.yaml");
    step.setDeployments(List.of("staging", "production"));
    step.setAgents(List.of(new EnvironmentAgent("production", "linux && dmz")));
    step.setTimeout("5m");
    new SnippetizerTester(jenkins)
        .assertRoundTrip(
            step,
            "validateDeployments agents: [production: 'linux && dmz'], config: 'deployments.yaml',"
                + " deployments: ['staging', 'production'], timeout: '5m'");
  }

  @Test
  void keepsInItsFormWhatAValidationHas(JenkinsRule jenkins) throws Exception {
    ValidateDeploymentsStep step = new ValidateDeploymentsStep();
    step.setConfig("deployments.yaml");
    step.setDeployments(List.of("staging", "production"));
    step.setMaxParallel(20);
    step.setFailFast(true);
    step.setTimeout("90s");
    step.setPropagate(false);
    ValidateDeploymentsStep kept = new StepConfigTester(jenkins).configRoundTrip(step);
    assertThat(kept).usingRecursiveComparison().isEqualTo(step);
  }

  @Test
  void writesARolloutWithItsNumbers(JenkinsRule jenkins) throws Exception {
    ProgressiveRolloutStep step = new ProgressiveRolloutStep();
    step.setPhases(List.of("10", "100"));
    step.setBaseline("https://stable.example/");
    step.setCanary("https://canary.example/");
    step.setMaxErrorRateIncreasePoints("2");
    new SnippetizerTester(jenkins)
        .assertRoundTrip(
            step,
            "progressiveRollout(baseline: 'https://stable.example/', canary:"
                + " 'https://canary.example/', maxErrorRateIncreasePoints: 2, phases: [10, 100])"
                + " {\n    // some block\n}");
  }

  @Test
  void keepsInItsFormWhatARolloutHas(JenkinsRule jenkins) throws Exception {
    ProgressiveRolloutStep step = new ProgressiveRolloutStep();
    step.setPhases(List.of("10", "50"));
    step.setBaseline("https://stable.example/");
    step.setCanary("https://canary.example/");
    step.setObserve("10m");
    step.setRate(3);
    step.setMaxLatencyIncreasePercent("12.5");
    step.setOnFailure("freeze");
    step.setOnRestart("giveUp");
    step.setHealth("/health");
    step.setDryRun(true);
    step.setPropagate(false);
    ProgressiveRolloutStep kept = new StepConfigTester(jenkins).configRoundTrip(step);
    assertThat(kept).usingRecursiveComparison().isEqualTo(step);
  }

  @Test
  void keepsInItsFormWhatASwitchHas(JenkinsRule jenkins) throws Exception {
    BlueGreenStep step = new BlueGreenStep();
    step.setIdle("green");
    step.setBaseline("https://blue.example/");
    step.setCanary("https://green.example/");
    BlueGreenStep kept = new StepConfigTester(jenkins).configRoundTrip(step);
    assertThat(kept).usingRecursiveComparison().isEqualTo(step);
  }

  @Test
  void writesTheQueriesOfARolloutAsAMap(JenkinsRule jenkins) throws Exception {
    BlueGreenStep step = new BlueGreenStep();
    step.setIdle("green");
    step.setPrometheus(counters());
    new SnippetizerTester(jenkins)
        .assertRoundTrip(
            step,
            "blueGreen(idle: 'green', prometheus: [baselineErrors: 'b', baselineRequests: 'a',"
                + " canaryErrors: 'd', canaryRequests: 'c', url: 'http://prometheus.example/'])"
                + " {\n    // some block\n}");
  }

  @Test
  void keepsInItsFormTheQueriesOfARollout(JenkinsRule jenkins) throws Exception {
    ProgressiveRolloutStep step = new ProgressiveRolloutStep();
    step.setHealth("https://shop.example/");
    step.setPrometheus(counters());
    ProgressiveRolloutStep kept = new StepConfigTester(jenkins).configRoundTrip(step);
    assertThat(kept).usingRecursiveComparison().isEqualTo(step);
  }

  private static PrometheusGate counters() {
    PrometheusGate gate = new PrometheusGate();
    gate.setUrl("http://prometheus.example/");
    gate.setBaselineRequests("a");
    gate.setBaselineErrors("b");
    gate.setCanaryRequests("c");
    gate.setCanaryErrors("d");
    return gate;
  }

  @Test
  void documentsEveryParameter() throws Exception {
    SnippetizerTester.assertDocGeneration(ParallelMigrationTestStep.class);
    SnippetizerTester.assertDocGeneration(ParallelBackupStep.class);
    SnippetizerTester.assertDocGeneration(SystemHealthCheckStep.class);
    SnippetizerTester.assertDocGeneration(VerifyBackupsStep.class);
    SnippetizerTester.assertDocGeneration(WithDatabaseClonesStep.class);
    SnippetizerTester.assertDocGeneration(RestoreBackupStep.class);
    SnippetizerTester.assertDocGeneration(ValidateDeploymentsStep.class);
    SnippetizerTester.assertDocGeneration(ProgressiveRolloutStep.class);
    SnippetizerTester.assertDocGeneration(BlueGreenStep.class);
  }
}
