package hudson.tasks.test;

public abstract class TestResult extends hudson.tasks.test.TestObject {
  private static final long serialVersionUID = 1L;

  public TestResult() {}
}
