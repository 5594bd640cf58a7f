package io.jenkins.plugins.orchestrator.engine.migration.script;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong or unwise in a directory, so that all of it is reported at once. */
final class Remarks {
  private final List<ConfigurationProblem> problems = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  /**
   * Something that makes the directory unusable.
   *
   * @param line from 1; 0 when it is about the file as a whole
   */
  void problem(String file, int line, String found, String expected, @Nullable String advice) {
    problems.add(
        new ConfigurationProblem(file, line, line > 0 ? 1 : 0, "", found, expected, advice));
  }

  /** Something that a person should know. */
  void warning(String code, String file, int line, String message, @Nullable String advice) {
    findings.add(
        new Finding(
            Finding.Severity.WARNING, code, message, file, line > 0 ? line : null, null, advice));
  }

  /** A file that looks like a script and that the format's engine passes over. */
  void ignored(String file, String why, @Nullable String advice) {
    warning("ignored-file", file, 0, file + " is not applied: " + why, advice);
  }

  boolean hasProblems() {
    return !problems.isEmpty();
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  /**
   * @throws ConfigurationException with all problems, by file and line, when there are any
   */
  void throwProblems() throws ConfigurationException {
    if (!problems.isEmpty()) {
      problems.sort(
          Comparator.comparing(ConfigurationProblem::file)
              .thenComparingInt(ConfigurationProblem::line));
      throw new ConfigurationException(problems);
    }
  }
}
