package io.jenkins.plugins.orchestrator.engine.postgres;

import java.util.List;

/** A URL of a database is wrong. Its texts hold no part of a password. */
public final class DatabaseUrlException extends Exception {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // an immutable copy, which is serializable as its elements are
  private final List<Problem> problems;

  /**
   * @param problems at least one
   */
  DatabaseUrlException(List<Problem> problems) {
    super(String.join("; ", problems.stream().map(Problem::toString).toList()));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }

  /**
   * One mistake.
   *
   * @param found what stands there, without secrets
   * @param expected what should
   */
  public record Problem(String found, String expected) implements java.io.Serializable {
    @Override
    public String toString() {
      return "found " + found + ", expected " + expected;
    }
  }
}
