package hudson.model;

public abstract class Label extends hudson.model.Actionable
    implements Comparable<hudson.model.Label>, jenkins.model.ModelObjectWithChildren {
  protected Label(String p0) {}

  public final String getName() {
    throw new UnsupportedOperationException();
  }

  public String getDisplayName() {
    throw new UnsupportedOperationException();
  }

  public final boolean matches(hudson.model.Node p0) {
    throw new UnsupportedOperationException();
  }

  public boolean isEmpty() {
    throw new UnsupportedOperationException();
  }

  public final int compareTo(hudson.model.Label p0) {
    throw new UnsupportedOperationException();
  }

  public static hudson.model.Label parseExpression(String p0) {
    throw new UnsupportedOperationException();
  }
}
