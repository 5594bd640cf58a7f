package io.jenkins.plugins.orchestrator.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import hudson.model.Result;
import hudson.tasks.junit.TestResultAction;
import hudson.util.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.InboundAgentExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Deployments, of a server of the test's own, validated in Pipelines. */
@WithJenkins
class ValidateDeploymentsTest {
  @RegisterExtension
  private static final InboundAgentExtension AGENTS = new InboundAgentExtension();

  @TempDir private Path directory;
  private final Map<String, String> authorizations = new ConcurrentHashMap<>();
  private final CountDownLatch hang = new CountDownLatch(1);
  private final CountDownLatch hanging = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private JenkinsRule jenkins;

  @BeforeEach
  void start(JenkinsRule rule) throws IOException {
    jenkins = rule;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 300);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    hang.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  /** {@code /health} is well, {@code /hang} never answers, {@code /echo} repeats who asks. */
  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    authorizations.put(path, authorization);
    if (path.equals("/hang")) {
      hanging.countDown();
      try {
        hang.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    byte[] body =
        (path.startsWith("/echo") ? authorization : "{\"status\": \"ok\"}")
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(path.equals("/broken") ? 500 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private WorkflowRun begin(String pipeline) throws Exception {
    WorkflowJob job = jenkins.createProject(WorkflowJob.class);
    job.setDefinition(new CpsFlowDefinition(pipeline, true));
    return job.scheduleBuild2(0).waitForStart();
  }

  private WorkflowRun build(Result expected, String pipeline) throws Exception {
    return jenkins.assertBuildStatus(expected, jenkins.waitForCompletion(begin(pipeline)));
  }

  /** Groovy that writes a file of deployments. */
  private static String file(String yaml) {
    return "writeFile file: 'deployments.yaml', text: '''" + yaml + "'''\n";
  }

  private static String script(String name, String text) {
    return "writeFile file: '" + name + "', text: '''" + text + "'''\n";
  }

  private static final String CASES =
      "<testsuite><testcase classname=\"login\" name=\"works\"/>"
          + "<testcase classname=\"login\" name=\"is quick\">"
          + "<failure message=\"took 9 s\"/></testcase></testsuite>";

  @Test
  void healthAndScriptsPassAndTheResultIsReadInTheSandbox() throws Exception {
    WorkflowRun build =
        build(
            Result.SUCCESS,
            "node { withEnv(['HEALTH=/health', 'GREETING=hello from the step']) {\n"
                + file(
                    "deployments:\n  staging:\n    url: "
                        + url()
                        + "\n    health_check_endpoint: ${HEALTH}\n    smoke_tests: [smoke.sh]\n")
                + script("smoke.sh", "echo \"$GREETING, $1, $DEPLOYMENT_NAME\"")
                + "def result = validateDeployments(config: 'deployments.yaml')\n"
                + "echo \"result ${result.verdict} ${result.lane('staging').status}"
                + " ${result.lanes*.tasks.flatten()*.step}\"\n"
                + "} }");
    jenkins.assertLogContains("result PASSED PASSED", build);
    try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
      assertThat(client.getPage(build, "orchestration/").getWebResponse().getContentAsString())
          .contains("Validation of 1 deployment", "staging");
      assertThat(
              client
                  .goTo(build.getUrl() + "orchestration/api/json", "application/json")
                  .getWebResponse()
                  .getContentAsString())
          .contains("\"validate\"", "hello from the step, " + url() + ", staging");
    }
  }

  @Test
  void whatFailsFailsTheStepByItsNameAndCasesOfAJunitFileAreResultsOfTheBuild() throws Exception {
    WorkflowRun build =
        build(
            Result.FAILURE,
            "node {\n"
                + file(
                    "deployments:\n"
                        + "  good: {url: '"
                        + url()
                        + "', health_check_endpoint: /health}\n"
                        + "  broken: {url: '"
                        + url()
                        + "', health_check_endpoint: /broken}\n"
                        + "  slow: {url: '"
                        + url()
                        + "', smoke_tests: [{script: smoke.sh, junit: \"out-{name}.xml\"}]}\n")
                + script(
                    "smoke.sh",
                    "printf %s \"" + CASES.replace("\"", "\\\\\"") + "\" > out-slow.xml")
                + "validateDeployments config: 'deployments.yaml'\n"
                + "}\necho 'went on'");
    assertThat(JenkinsRule.getLog(build))
        .contains("[good] passed after")
        .containsPattern("broken: .*500")
        .contains("slow: ")
        .doesNotContain("went on");
    assertThat(build.getAction(TestResultAction.class).getFailedTests())
        .extracting(each -> each.getFullName() + " " + each.getErrorDetails())
        .anyMatch(text -> text.contains("broken"))
        .anyMatch(text -> text.contains("is quick") && text.contains("took 9 s"));
  }

  @Test
  void whatIsUnknownFailsTheStepUnlessItIsToldNotTo() throws Exception {
    String files =
        file(
                "deployments:\n  staging: {url: '"
                    + url()
                    + "', smoke_tests: [{script: smoke.sh, junit: nowhere.xml}]}\n")
            + script("smoke.sh", "exit 0");
    WorkflowRun build =
        build(
            Result.FAILURE,
            "node {\n"
                + files
                + "def result = validateDeployments(config: 'deployments.yaml', propagate: false)\n"
                + "echo \"it is ${result.verdict}, ${result.passed}\"\n"
                + "validateDeployments config: 'deployments.yaml'\n"
                + "}\necho 'went on'");
    jenkins.assertLogContains("it is UNKNOWN, false", build);
    jenkins.assertLogNotContains("went on", build);
  }

  private void addCredentials(Credentials credentials) throws IOException {
    CredentialsProvider.lookupStores(jenkins.jenkins)
        .iterator()
        .next()
        .addCredentials(Domain.global(), credentials);
  }

  @Test
  void secretsReachWhoNeedsThemAndNoFileOfTheBuild() throws Exception {
    String password = "s3cret-Pw-of-staging";
    String token = "s3cret-Token-of-production";
    String bound = "s3cret-Bound-by-the-pipeline";
    addCredentials(
        new UsernamePasswordCredentialsImpl(
            CredentialsScope.GLOBAL, "staging", null, "prober", password));
    addCredentials(
        new StringCredentialsImpl(
            CredentialsScope.GLOBAL, "production", null, Secret.fromString(token)));
    addCredentials(
        new StringCredentialsImpl(
            CredentialsScope.GLOBAL, "bound", null, Secret.fromString(bound)));
    String check = ", health_checks: [{path: %s, expect: [{matches: nothing-such}]}]";
    WorkflowRun build =
        build(
            Result.SUCCESS,
            "node { withCredentials([string(credentialsId: 'bound', variable: 'BOUND')]) {\n"
                + file(
                    "deployments:\n"
                        + "  staging: {url: '"
                        + url()
                        + "', credentialsId: staging"
                        + check.formatted("/echo1")
                        + "}\n  production: {url: '"
                        + url()
                        + "', credentialsId: production"
                        + check.formatted("/echo2")
                        + "}\n  bound: {url: '"
                        + url()
                        + "', credentials: {bearer: \"${BOUND}\"}"
                        + check.formatted("/echo3")
                        + ", smoke_tests: [smoke.sh]}\n  script: {url: '"
                        + url()
                        + "', smoke_tests: [smoke.sh]}\n")
                + script("smoke.sh", "echo \"it is $BOUND.\"; test -n \"$BOUND\"")
                + "def result = validateDeployments(config: 'deployments.yaml', propagate: false)\n"
                + "echo \"script ${result.lane('script').status}\"\n"
                + "for (lane in result.lanes) { echo \"${lane.name} ${lane.failure}\" }\n"
                + "} }");
    String basic =
        Base64.getEncoder().encodeToString(("prober:" + password).getBytes(StandardCharsets.UTF_8));
    assertThat(authorizations)
        .containsEntry("/echo1", "Basic " + basic)
        .containsEntry("/echo2", "Bearer " + token)
        .containsEntry("/echo3", "Bearer " + bound);
    jenkins.assertLogContains("script PASSED", build);
    for (String secret : List.of(password, token, bound, basic)) {
      assertThat(JenkinsHome.filesWith(jenkins.jenkins.getRootDir().toPath(), secret)).isEmpty();
    }
    assertThat(JenkinsHome.filesWith(build.getRootDir().toPath(), "it is ********."))
        .as("where the output would stand")
        .isNotEmpty();
  }

  @Test
  void anAbortEndsRequestsAndScriptsThatDoNotListenWithAllThatTheyStarted() throws Exception {
    Path pids = directory.resolve("pids");
    WorkflowRun build =
        begin(
            "node {\n"
                + file(
                    "deployments:\n  staging:\n    url: "
                        + url()
                        + "\n    health_checks: [{path: /hang, timeout: 5m}]\n"
                        + "    smoke_tests: [smoke.sh]\n")
                + script(
                    "smoke.sh",
                    "trap \"\" TERM\nsleep 3000 &\necho $! $$ > " + pids + "\nsleep 3000\n")
                + "validateDeployments config: 'deployments.yaml'\n}");
    Games.await("the script to run", () -> processes(pids).size() == 2);
    List<ProcessHandle> processes = processes(pids);
    hanging.await();
    Instant aborted = Instant.now();
    build.getExecutor().interrupt();
    jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
    assertThat(Duration.between(aborted, Instant.now())).isLessThan(Duration.ofSeconds(15));
    Games.await("the processes to be gone", () -> noneIsAlive(processes));
  }

  /** They would sleep for 3,000 seconds; a machine under load takes its time to forget them. */
  private static boolean noneIsAlive(List<ProcessHandle> processes) {
    return processes.stream().noneMatch(ProcessHandle::isAlive);
  }

  private static List<ProcessHandle> processes(Path pids) {
    try {
      return Files.exists(pids)
          ? Stream.of(Files.readString(pids).strip().split(" "))
              .filter(pid -> !pid.isEmpty())
              .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
              .toList()
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void atItsTimeLimitAScriptIsEndedAndWhatIsKnownIsTheResult() throws Exception {
    Path pids = directory.resolve("pids");
    WorkflowRun build =
        build(
            Result.SUCCESS,
            "node {\n"
                + file(
                    "deployments:\n  staging:\n    url: "
                        + url()
                        + "\n    health_check_endpoint: /health\n"
                        + "    smoke_tests: [smoke.sh]\n")
                + script("smoke.sh", "trap \"\" TERM\necho $$ > " + pids + "\nsleep 3000\n")
                + "def result = validateDeployments(config: 'deployments.yaml', timeout: '30s',"
                + " propagate: false)\n"
                + "echo \"it is ${result.verdict}\"\n}");
    jenkins.assertLogContains("it is UNKNOWN", build);
    jenkins.assertLogContains("the time limit of the run was over", build);
    List<ProcessHandle> processes = processes(pids);
    Games.await("the script to be gone", () -> noneIsAlive(processes));
  }

  @Test
  void scriptsRunOnTheAgentThatHasTheWorkspace() throws Exception {
    AGENTS.createAgent(
        jenkins,
        InboundAgentExtension.Options.newBuilder().name("remote").label("deploys").build());
    try {
      WorkflowRun build =
          build(
              Result.SUCCESS,
              "node('deploys') {\n"
                  + file(
                      "deployments:\n  staging: {url: '"
                          + url()
                          + "', agent: deploys, smoke_tests: [{script: smoke.sh, junit:"
                          + " out.xml}]}\n")
                  + script(
                      "smoke.sh",
                      "echo here; test \"$NODE_NAME\" = remote && printf"
                          + " \"<testsuite><testcase name=\\\\\"a\\\\\"/></testsuite>\" > out.xml")
                  + "validateDeployments config: 'deployments.yaml'\n}");
      jenkins.assertLogContains("[agents deploys] runs on remote", build);
      jenkins.assertLogContains("[staging] passed after", build);
    } finally {
      AGENTS.stop(jenkins, "remote");
    }
  }

  @Test
  void scriptsThatHaveNoPlaceAreWrongInput() throws Exception {
    WorkflowRun build =
        build(
            Result.FAILURE,
            "node {\n"
                + file(
                    "deployments:\n  staging: {url: '"
                        + url()
                        + "', agent: elsewhere, smoke_tests: [smoke.sh]}\n")
                + "validateDeployments config: 'deployments.yaml'\n}");
    jenkins.assertLogContains("deployments.staging", build);
    jenkins.assertLogContains("has not the label elsewhere", build);
  }

  @Test
  void hundredsOfDeploymentsNeedOneExecutor() throws Exception {
    jenkins.jenkins.setNumExecutors(1);
    StringBuilder yaml = new StringBuilder("health_check_endpoint: /health\ndeployments:\n");
    for (int i = 1; i <= 300; i++) {
      yaml.append("  d").append(i).append(": {url: '").append(url()).append("'}\n");
    }
    WorkflowRun build =
        build(
            Result.SUCCESS,
            "def result = validateDeployments(configText: '''"
                + yaml
                + "''')\necho \"${result.lanes.size()} ${result.verdict}"
                + " ${result.lanes[299].name}\"");
    jenkins.assertLogContains("300 PASSED d300", build);
    jenkins.assertLogContains("[any agent] runs on", build);
  }

  @Test
  void deploymentsOfALostAgentFailWithItsNameUnlessTheyWereComplete() throws Exception {
    AGENTS.createAgent(
        jenkins, InboundAgentExtension.Options.newBuilder().name("remote").label("dmz").build());
    boolean lost = false;
    try {
      WorkflowRun build =
          begin(
              "def result = validateDeployments(propagate: false, configText: '''\n"
                  + "deployments:\n"
                  + "  quick: {url: '"
                  + url()
                  + "', agent: dmz, health_check_endpoint: /health}\n"
                  + "  hangs: {url: '"
                  + url()
                  + "', agent: dmz, health_checks: [{path: /hang, timeout: 5m}]}\n"
                  + "  elsewhere: {url: '"
                  + url()
                  + "', health_check_endpoint: /health}\n"
                  + "''')\n"
                  + "for (lane in result.lanes) { echo \"${lane.name} is ${lane.status}:"
                  + " ${lane.failure}\" }");
      hanging.await();
      jenkins.waitForMessage("[quick] passed after", build);
      AGENTS.stop(jenkins, "remote");
      lost = true;
      jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build));
      assertThat(JenkinsRule.getLog(build))
          .contains("quick is PASSED: null", "elsewhere is PASSED: null")
          .containsPattern("hangs is FAILED: the agent remote was lost");
    } finally {
      if (!lost) {
        AGENTS.stop(jenkins, "remote");
      }
    }
  }
}
