package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/**
 * Prints problems for people: never a stack trace, unless it is asked for, and never a secret.
 *
 * @param out where to
 * @param redactor what must not be printed
 * @param debug whether stack traces are wanted
 */
record Problems(PrintStream out, Redactor redactor, boolean debug) {
  /** Before any secret is known: what has the form of one is masked all the same. */
  static Problems of(PrintStream out, boolean debug) {
    return new Problems(out, Redactor.of(List.of()), debug);
  }

  Problems with(Redactor newRedactor) {
    return new Problems(out, newRedactor, debug);
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
