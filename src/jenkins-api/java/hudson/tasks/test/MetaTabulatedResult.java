package hudson.tasks.test;

public abstract class MetaTabulatedResult extends hudson.tasks.test.TabulatedResult {
  private static final long serialVersionUID = 1L;

  public MetaTabulatedResult() {}
}
