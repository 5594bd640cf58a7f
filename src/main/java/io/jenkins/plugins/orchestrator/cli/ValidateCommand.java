package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.DeploymentsConfiguration;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "validate",
    header = "Look whether what was deployed is healthy, everywhere at once.",
    description = {
      "",
      "For each deployment of CONFIG: send its health checks, run its smoke tests, measure its"
          + " service levels, read its version and the schema of its database. Nothing is changed"
          + " by looking, unless a request or a script of yours changes something. What was not"
          + " measured is UNKNOWN, and never passed.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every check of every deployment passed",
      "1:a check failed, or --timeout passed",
      "2:CONFIG or the command line is wrong; nothing was asked",
      "3:no check failed, but something is UNKNOWN",
      "130, 143:interrupted (Ctrl-C, SIGTERM), after scripts were ended and the report was written"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  orchestrate validate deployments.yaml --plan",
      "  orchestrate validate deployments.yaml --report target/validation",
      "  orchestrate validate deployments.yaml -e production --timeout 5m --json",
      "",
      "CONFIG and its keys: docs/deployments.md. Files of the report: docs/report-format.md."
    })
final class ValidateCommand implements Callable<Integer> {
  private final CommandContext context;

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private RunOptions runOptions;
  @Mixin private ParallelOption parallel;

  @Parameters(paramLabel = "CONFIG", description = "The deployments, a YAML file.")
  private Path file;

  @Option(
      names = {"-e", "--environment", "--environments", "--deployment", "--deployments"},
      paramLabel = "NAME",
      split = ",",
      description = {"Look only at these deployments; may be given several times, or with commas."})
  private List<String> deployments = List.of();

  @Option(
      names = {"--plan", "--dry-run"},
      description = "Say what would be asked and run; do neither.")
  private boolean plan;

  ValidateCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Integer most = parallel.number(spec);
    RunSettings settings = runOptions.settings(common.debug(context));
    Engine.Validate validate = new Engine.Validate(context.load(file, deployments), most);
    Problems problems = Problems.of(context, settings.debug());
    return plan
        ? planned(validate, problems)
        : new OperationRun(context, settings, problems)
            .run(() -> context.engine().validate(validate));
  }

  private int planned(Engine.Validate validate, Problems problems) {
    DeploymentsConfiguration read;
    try {
      read = context.engine().deployments(validate);
    } catch (ConfigurationException e) {
      return problems.wrongInput(e);
    }
    context.out().print(problems.with(read.secrets()).redactor().redact(DeploymentsText.of(read)));
    context.out().flush();
    return ExitCode.PASSED;
  }
}
