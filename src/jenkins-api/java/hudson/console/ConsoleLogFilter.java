package hudson.console;

public abstract class ConsoleLogFilter implements hudson.ExtensionPoint {
  public ConsoleLogFilter() {}

  @SuppressWarnings("rawtypes") // as in the real one
  public java.io.OutputStream decorateLogger(hudson.model.Run p0, java.io.OutputStream p1)
      throws java.io.IOException, InterruptedException {
    throw new UnsupportedOperationException();
  }
}
