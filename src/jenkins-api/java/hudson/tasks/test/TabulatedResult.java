package hudson.tasks.test;

public abstract class TabulatedResult extends hudson.tasks.test.TestResult {
  private static final long serialVersionUID = 1L;

  public TabulatedResult() {}
}
