package io.jenkins.plugins.orchestrator.jenkins.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.jenkins.step.FindingResult;
import io.jenkins.plugins.orchestrator.jenkins.step.LaneResult;
import io.jenkins.plugins.orchestrator.jenkins.step.MigrationTestResult;
import io.jenkins.plugins.orchestrator.jenkins.step.OperationResult;
import io.jenkins.plugins.orchestrator.jenkins.step.TaskResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every Pipeline that users are shown works with the steps as they are, and all is described. */
class PipelineExamplesTest {
  private static final Path PAGE = Path.of("docs/jenkins.md");
  private static final Path RESOURCES = Path.of("src/main/resources");
  private static final SortedMap<String, PipelineStep> STEPS = PipelineStep.all();
  private static final Map<String, String> PARAMETERS =
      Map.of(
          "## Parameters", "parallelMigrationTest",
          "### Parameters of parallelBackup", "parallelBackup",
          "### Parameters of systemHealthCheck", "systemHealthCheck",
          "### Parameters of withDatabaseClones", "withDatabaseClones",
          "### Parameters of verifyBackups", "verifyBackups",
          "### Parameters of progressiveRollout", "progressiveRollout",
          "### Parameters of blueGreen", "blueGreen",
          "### Parameters of restoreBackup", "restoreBackup",
          "### Parameters of validateDeployments", "validateDeployments");
  private static final PipelineStep MIGRATION_TEST = STEPS.get("parallelMigrationTest");

  @Test
  void everyExampleCallsStepsAsTheyAre() {
    var problems = new ArrayList<String>();
    for (Example example : new Examples(STEPS.values()).ofTheProject()) {
      problems.addAll(PipelineCheck.check(example, STEPS).problems());
    }
    assertThat(problems).isEmpty();
  }

  /** Examples that nobody finds would all be right. */
  @Test
  void everyStepIsCalledInTheReadmeItsPageItsHelpAndTheJenkinsfile() {
    var called = new TreeSet<String>();
    for (Example example : new Examples(STEPS.values()).ofTheProject()) {
      String file = Path.of(example.file()).getFileName().toString();
      String place = file.startsWith("help") ? "help" : example.file();
      PipelineCheck.check(example, STEPS).calls().forEach(step -> called.add(place + " " + step));
    }
    for (String step : STEPS.keySet()) {
      assertThat(called)
          .contains(
              "Jenkinsfile " + step,
              "README.md " + step,
              "docs/jenkins.md " + step,
              "help " + step);
    }
  }

  @Test
  void thePageHasEveryParameterWithItsTypeAndDefaultAndNoOther() {
    String page = Examples.read(PAGE);
    var problems = new ArrayList<String>();
    PARAMETERS.forEach(
        (heading, step) ->
            problems.addAll(StepDocumentation.parameterProblems(page, heading, STEPS.get(step))));
    assertThat(problems).isEmpty();
    assertThat(PARAMETERS.values()).containsExactlyInAnyOrderElementsOf(STEPS.keySet());
  }

  @Test
  void thePageHasEverythingThatCanBeReadFromTheResult() {
    String page = Examples.read(PAGE);
    var problems = new ArrayList<String>();
    Map.of(
            "## The result", MigrationTestResult.class,
            "### Of an environment", MigrationTestResult.EnvironmentResult.class,
            "### Of a task", TaskResult.class,
            "### Of a finding", FindingResult.class,
            "### The result of an operation", OperationResult.class,
            "### Of a lane", LaneResult.class)
        .forEach(
            (heading, type) ->
                problems.addAll(StepDocumentation.resultProblems(page, heading, Shape.of(type))));
    assertThat(problems).isEmpty();
  }

  @Test
  void everyParameterHasAnEntryInTheFormAndHelp() {
    for (PipelineStep step : STEPS.values()) {
      Path form = RESOURCES.resolve(step.type().getName().replace('.', '/'));
      Map<String, String> help = new LinkedHashMap<>();
      for (Path file : Examples.files(form, ".html")) {
        help.put(file.getFileName().toString(), Examples.read(file));
      }
      String jelly = Examples.read(form.resolve("config.jelly"));
      assertThat(StepDocumentation.formProblems(jelly, help, step)).as(step.name()).isEmpty();
    }
  }

  // ---- Each kind of mistake is seen

  @Test
  void readsTheStepFromTheCode() {
    assertThat(MIGRATION_TEST.parameters())
        .containsEntry("config", ParameterType.STRING)
        .containsEntry("environments", ParameterType.LIST_OF_STRINGS)
        .containsEntry("credentials", ParameterType.MAP_OF_STRINGS)
        .containsEntry("agents", ParameterType.MAP_OF_STRINGS)
        .containsEntry("maxParallel", ParameterType.NUMBER)
        .containsEntry("failFast", ParameterType.BOOLEAN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "parallelMigrationTest(config: 'x', nosuch: 1)                    // no parameter nosuch",
        "parallelMigrationTest config: 'x', Timeout: '1m'                 // no parameter Timeout",
        "parallelMigrationTest 'x'                                        // named arguments only",
        "steps.parallelMigrationTest(nosuch: 1)                           // no parameter nosuch",
        "this.parallelMigrationTest(nosuch: 1)                            // no parameter nosuch",
        "def f() { parallelMigrationTest(nosuch: 1) }                     // no parameter nosuch",
        "node('a') { stage('b') { parallelMigrationTest nosuch: 1 } }     // no parameter nosuch",
        "pipeline { stages { stage('b') { steps { parallelMigrationTest nosuch: 1 } } } }"
            + " // no parameter nosuch",
        "parallel(a: { parallelMigrationTest(nosuch: 1) })                // no parameter nosuch",
        "if (parallelMigrationTest(nosuch: 1).passed) { }                 // no parameter nosuch",
        "parallelMigrationTest(config: 'x', config: 'y')                  // does not parse:"
            + " Duplicated",
        "parallelMigrationTest(config: 1)                                 // takes a string",
        "parallelMigrationTest(timeout: 20)                               // takes a string",
        "parallelMigrationTest(failFast: 'true')                          // takes a boolean",
        "parallelMigrationTest(maxParallel: '4')                          // takes a number",
        "parallelMigrationTest(maxParallel: 4.5)                          // takes a number",
        "parallelMigrationTest(environments: 'a')                         // takes a list of"
            + " strings",
        "parallelMigrationTest(environments: [a: 'b'])                    // takes a list of"
            + " strings",
        "parallelMigrationTest(environments: ['a', 1])                    // takes a list of"
            + " strings",
        "parallelMigrationTest(agents: 'a')                               // takes a map of"
            + " strings",
        "parallelMigrationTest(agents: ['a'])                             // takes a map of"
            + " strings",
        "parallelMigrationTest(credentials: [a: 1])                       // takes a map of"
            + " strings",
        "parallelMigrationTest(config: { 'x' })                           // takes a string",
        "parallelMigrationTest(config: 'x') { }                           // named arguments only",
        "withDatabaseClones(count: 2) { parallelMigrationTest nosuch: 1 } // no parameter nosuch",
        "withDatabaseClones(count: 'two') { }                             // takes a number",
        "parallelMigrationTest(config: 'x'                                // does not parse",
        "def r = parallelMigrationTest(config: 'x'); echo r.nosuch        // no property nosuch",
        "def r = parallelMigrationTest(config: 'x'); echo \"${r.nosuch}\" // no property nosuch",
        "r = parallelMigrationTest config: 'x'; r.nosuch()                // no method nosuch",
        "echo parallelMigrationTest(config: 'x').nosuch                   // no property nosuch",
        "result.nosuch                                                    // no property nosuch",
        "result.environments[0].nosuch                                    // no property nosuch",
        "result.environments*.nosuch                                      // no property nosuch",
        "result.environments.each { echo it.nosuch }                      // no property nosuch",
        "result.environments.findAll { !it.passed }.each { e -> e.nosuch } // no property nosuch",
        "result.environments.find { it.passed }.nosuch                    // no property nosuch",
        "for (e in result.environments) { echo e.nosuch }                 // no property nosuch",
        "for (e in result.environments) { for (t in e.tasks) { t.nosuch } } // no property nosuch",
        "result.environment('a').nosuch                                   // no property nosuch",
        "result.environment('a', 'b')                                     // no method environment",
        "result.environment('a').findings.first().nosuch                  // no property nosuch",
      })
  void findsWhatIsWrong(String scriptAndProblem) {
    String[] parts = scriptAndProblem.split("//", 2);
    assertThat(problems(parts[0])).singleElement().asString().contains(parts[1].strip());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "parallelMigrationTest config: \"db/${env.NAME}.yaml\", timeout: params.TIMEOUT",
        "parallelMigrationTest(environments: [], credentials: [:], maxParallel: 2, propagate:"
            + " false)",
        "parallelMigrationTest(agents: [a: 'x && y', 'b c': \"${label}\"], environments: names())",
        "def r = parallelMigrationTest(config: 'x'); echo \"${r} ${r.verdict}"
            + " ${r.findings*.code}\"",
        "result.environments.collect { it.name }.join(', ')",
        "result.environment('a')?.failure ?: 'none'",
        "def r = other(); echo r.nosuch",
        "withDatabaseClones(count: 2, environment: 'x') { sh 'psql \"$DATABASE_URL_1\"' }",
        "def r = withDatabaseClones(config: 'x') { 1 }; echo r.anything",
        "other(nosuch: 1, config: 2)",
      })
  void leavesAloneWhatIsRight(String script) {
    assertThat(problems(script)).isEmpty();
  }

  @Test
  void saysTheLineOfTheFile() {
    var examples =
        new Examples(STEPS.values())
            .ofMarkdown(
                "docs/x.md",
                """
                # Title
                ```groovy
                echo 'a'
                parallelMigrationTest(nosuch: 1)
                ```
                ```groovy
                echo 'b'
                parallelMigrationTest(config: 'x'))
                echo 'c'
                ```
                Look at `result.nosuch`.
                ```yaml
                parallelMigrationTest: (not Groovy
                ```
                """);
    assertThat(examples.stream().flatMap(each -> problems(each).stream()))
        .satisfiesExactly(
            first -> assertThat(first).startsWith("docs/x.md:4: ").contains("nosuch"),
            second -> assertThat(second).startsWith("docs/x.md:8: ").contains("does not parse"),
            third -> assertThat(third).startsWith("docs/x.md:11: ").contains("nosuch"));
  }

  @Test
  void readsTheCodeInHelp() {
    Path file = Path.of("ParallelMigrationTestStep/help-agents.html");
    var examples =
        new Examples(STEPS.values())
            .ofHelp(
                file,
                """
                <div>
                  <code>agents: [a: 'x &amp;&amp; y']</code>, <code>agents: 'x'</code>
                  <code>parallelMigrationTest(nosuch: 1)</code> <code>agent</code>
                  <code>result.nosuch</code> <code>failFast: [</code>
                </div>
                """);
    assertThat(examples.stream().flatMap(each -> problems(each).stream()))
        .satisfiesExactly(
            wrongType -> assertThat(wrongType).startsWith(file + ":2: ").contains("map of strings"),
            unknown -> assertThat(unknown).startsWith(file + ":3: ").contains("no parameter"),
            property -> assertThat(property).startsWith(file + ":4: ").contains("no property"),
            syntax -> assertThat(syntax).startsWith(file + ":4: ").contains("does not parse"));
  }

  @Test
  void seesWhatATableLacksOrSaysWrong() {
    String page = Examples.read(PAGE);
    assertThat(parameterProblems(page.replace("| `failFast` |", "| `failfast` |")))
        .containsExactly(
            "parameter failfast is described, but there is none",
            "parameter failFast is not described");
    assertThat(parameterProblems(page.replace("| `timeout` | string |", "| `timeout` | number |")))
        .containsExactly("timeout is a string, not a number");
    assertThat(parameterProblems(page.replace("| `20m` |", "| `30m` |")))
        .containsExactly("timeout is `20m` by default, not `30m`");
    assertThat(
            StepDocumentation.resultProblems(
                page.replace("| `speedup` |", "| `speed` |"),
                "## The result",
                Shape.of(MigrationTestResult.class)))
        .containsExactly(
            "property speed is described, but there is none", "property speedup is not described");
  }

  @Test
  void seesWhatAFormLacks() {
    assertThat(
            StepDocumentation.formProblems(
                "<f:entry title=\"x\" field=\"nosuch\">",
                Map.of("help-other.html", "x", "help-config.html", " "),
                MIGRATION_TEST))
        .contains(
            "entry nosuch is described, but there is none",
            "entry failFast is not described",
            "help other is described, but there is none",
            "help-config.html is empty",
            "help config is not described",
            "no help.html");
  }

  private static List<String> parameterProblems(String page) {
    return StepDocumentation.parameterProblems(page, "## Parameters", MIGRATION_TEST);
  }

  private static List<String> problems(String script) {
    return problems(new Example("example", 1, script));
  }

  private static List<String> problems(Example example) {
    return PipelineCheck.check(example, STEPS).problems();
  }
}
