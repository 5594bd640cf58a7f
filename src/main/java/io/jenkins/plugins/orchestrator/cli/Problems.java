package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prints problems for people: never a stack trace, unless it is asked for, and never a secret.
 *
 * @param out where to
 * @param redactor what must not be printed
 * @param secrets those that the command itself found, which the redactor knows
 * @param debug whether stack traces are wanted
 */
record Problems(PrintStream out, Redactor redactor, List<Secret> secrets, boolean debug) {
  /** Before any secret is known: what has the form of one is masked all the same. */
  static Problems of(PrintStream out, boolean debug) {
    return new Problems(out, Redactor.of(List.of()), List.of(), debug);
  }

  /** With the secrets of the process. */
  static Problems of(CommandContext context, boolean debug) {
    return of(context.err(), debug).with(Secrets.inVariables(context.variables()));
  }

  Problems with(Redactor newRedactor) {
    return new Problems(out, newRedactor, secrets, debug);
  }

  /** With these secrets, and no others. */
  Problems with(List<Secret> newSecrets) {
    return new Problems(out, Redactor.of(newSecrets), List.copyOf(newSecrets), debug);
  }

  /** With the password of a target, too. */
  Problems withSecretOf(@Nullable DatabaseTarget target) {
    Secret password = target == null ? null : target.password();
    if (password == null) {
      return this;
    }
    List<Secret> all = new ArrayList<>(secrets);
    all.add(password);
    return with(all);
  }

  /** Everything that is wrong in the input. */
  int wrongInput(ConfigurationException e) {
    for (ConfigurationProblem problem : e.problems()) {
      out.println(redactor.redact(problem.toString()));
    }
    int count = e.problems().size();
    say(count == 1 ? "1 problem; nothing was touched" : count + " problems; nothing was touched");
    trace(e);
    return ExitCode.WRONG_INPUT;
  }

  /** What kept the command from doing its work. */
  int couldNotRun(Exception e) {
    String message = e.getMessage();
    boolean expected = e instanceof java.io.IOException && message != null && !message.isBlank();
    say(expected ? message : "unexpected: " + e);
    if (!expected && !debug) {
      say("--debug shows where; please report it");
    }
    trace(e);
    return ExitCode.COULD_NOT_RUN;
  }

  /** A line with the program's name. */
  void say(String message) {
    out.println(redactor.redact("orchestrate: " + message));
  }

  private void trace(Exception e) {
    if (debug) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      out.print(redactor.redact(trace.toString()));
    }
  }
}
