package io.jenkins.plugins.orchestrator.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.InboundAgentExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What users write in Pipelines, in the sandbox, and what becomes of their builds. */
@WithJenkins
class StepInPipelineTest {
  @RegisterExtension
  private static final InboundAgentExtension AGENTS = new InboundAgentExtension();

  private final Games games = Games.create();
  private JenkinsRule jenkins;

  @BeforeEach
  void start(JenkinsRule rule) {
    jenkins = rule;
  }

  private WorkflowRun build(Result expected, String pipeline) throws Exception {
    WorkflowJob job = jenkins.createProject(WorkflowJob.class);
    job.setDefinition(new CpsFlowDefinition(pipeline, true));
    return jenkins.buildAndAssertStatus(expected, job);
  }

  @Test
  void passesInsideOfNodeAndGivesItsResultToTheSandbox() throws Exception {
    WorkflowRun build =
        build(
            Result.SUCCESS,
            "node {\n"
                + games.files(Games.GOOD)
                + "def result = parallelMigrationTest(config: 'test.yaml')\n"
                + "def staging = result.environment('staging')\n"
                + "echo \"${result.verdict} ${result.passed} ${result.environments*.name}\"\n"
                + "echo \"scripts ${staging.scripts} ${staging.tasks*.name.size() > 2}\"\n"
                + "}");
    jenkins.assertLogContains("PASSED true [staging]", build);
    jenkins.assertLogContains("scripts 1 true", build);
    assertThat(games.copies()).isZero();
  }
}
