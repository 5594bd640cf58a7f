package io.jenkins.plugins.orchestrator.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "completion",
    header = "Print a script that completes this command in bash and zsh.",
    description = "",
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(orchestrate completion)                                   # this shell",
      "  orchestrate completion > ~/.local/share/bash-completion/completions/orchestrate"
    })
final class CompletionCommand implements Callable<Integer> {
  private final CommandContext context;

  @Spec private CommandSpec spec;

  @Mixin
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private CommonOptions common;

  CompletionCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    context.out().print(AutoComplete.bash("orchestrate", spec.root().commandLine()));
    context.out().flush();
    return ExitCode.PASSED;
  }
}
