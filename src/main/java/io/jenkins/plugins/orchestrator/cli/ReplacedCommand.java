package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.ReplacedDatabase;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SwapException;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "replaced",
    header = "List, drop or put back the databases that a restore has replaced.",
    description = {
      "",
      "restore --replace keeps the database that was in use under another name. It stays until it"
          + " is dropped here: what was written last may be in no backup. --swap-back puts it into"
          + " use again, and keeps the other one in its place.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:it was tried and failed; nothing was changed unless it says otherwise",
      "2:there is no such replaced database, or the command line is wrong; nothing was touched",
      "3:the server could not be asked",
      "130, 143:interrupted (Ctrl-C, SIGTERM)"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  orchestrate replaced postgresql://deploy@db/app",
      "  orchestrate replaced postgresql://deploy@db/app --swap-back app_replaced_20260304T050607",
      "  orchestrate replaced postgresql://deploy@db/app --drop app_replaced_20260304T050607 \\",
      "    --confirm app_replaced_20260304T050607"
    })
final class ReplacedCommand implements Callable<Integer> {
  private final CommandContext context;

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "URL",
      description = {
        "Any database of the server. A password in it is accepted and masked; better use"
            + " PGPASSFILE."
      })
  private String url;

  @Option(
      names = "--drop",
      paramLabel = "NAME",
      description = "Drop this one for good, with the sessions in it; asks for --confirm.")
  private @Nullable String drop;

  @Option(
      names = "--confirm",
      paramLabel = "NAME",
      description = "The name of the one that is dropped, typed once more.")
  private @Nullable String confirm;

  @Option(
      names = "--swap-back",
      paramLabel = "NAME",
      description = {
        "Put this one into use again, in one transaction, in the place of the one that has its"
            + " name now, which is kept."
      })
  private @Nullable String swapBack;

  @Option(
      names = "--json",
      description = "Print what is listed or done as JSON on standard output.")
  private boolean json;

  ReplacedCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Problems problems = Problems.of(context, common.debug(context));
    refuseWrongOptions();
    DatabaseTarget server = UrlArgument.read("URL", url, context, problems, spec);
    Problems known = problems.withSecretOf(server);
    Engine.ReplacedOn where = new Engine.ReplacedOn(server, context.state(), known.redactor());
    ReplacedText text = new ReplacedText(json);
    List<ReplacedDatabase> all;
    try {
      all = context.engine().replaced(where);
    } catch (SwapException e) {
      return said(e, known, ExitCode.COULD_NOT_RUN);
    }
    String name = drop == null ? swapBack : drop;
    if (name == null) {
      return print(text.list(server, all));
    }
    if (all.stream().noneMatch(each -> each.name().equals(name))) {
      known.say(unknown(server, name, all));
      return ExitCode.WRONG_INPUT;
    }
    try {
      if (drop == null) {
        return swapBack(where, name, text, known);
      }
      context.engine().dropReplaced(where, name, String.valueOf(confirm));
      return print(text.dropped(name));
    } catch (SwapException e) {
      return said(e, known, ExitCode.FAILED);
    }
  }

  private void refuseWrongOptions() {
    if (drop != null && swapBack != null) {
      throw wrong("--drop and --swap-back exclude each other");
    }
    if (drop == null && confirm != null) {
      throw wrong("--confirm: found no --drop; only dropping asks for it");
    }
    if (drop != null && !drop.equals(confirm)) {
      throw wrong(
          "--drop: found "
              + (confirm == null ? "no --confirm" : "--confirm " + confirm)
              + ", expected --confirm "
              + drop
              + ", the name of the database that is dropped");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private int swapBack(Engine.ReplacedOn where, String name, ReplacedText text, Problems known)
      throws SwapException {
    Cancellation cancellation = new Cancellation();
    Interrupts interrupts =
        new Interrupts(
            cancellation,
            RunFrame.PATIENCE,
            () -> known.say("interrupted; the swap is done as a whole or not at all"),
            () -> known.say("the swap did not end; `orchestrate reap` says which one is in use"));
    try (interrupts) {
      return print(text.swappedBack(context.engine().swapBack(where, name, cancellation)));
    } catch (CancelledException e) {
      known.say(String.valueOf(e.getMessage()));
      return ExitCode.FAILED;
    }
  }

  private static String unknown(DatabaseTarget server, String name, List<ReplacedDatabase> all) {
    return server
        + ": found no replaced database "
        + name
        + ", expected "
        + (all.isEmpty()
            ? "one, but there is none on this server"
            : "one of "
                + all.stream().map(ReplacedDatabase::name).collect(Collectors.joining(", ")))
        + "; nothing was touched";
  }

  private int print(String text) {
    context.out().print(text);
    context.out().flush();
    return ExitCode.PASSED;
  }

  private static int said(SwapException e, Problems known, int code) {
    known.say(String.valueOf(e.getMessage()));
    return code;
  }
}
