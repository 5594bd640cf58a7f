package hudson.model;

public abstract class AsyncPeriodicWork extends hudson.model.PeriodicWork {
  public final String name = null;

  protected AsyncPeriodicWork(String p0) {}

  public final void doRun() {
    throw new UnsupportedOperationException();
  }

  protected java.util.logging.Level getNormalLoggingLevel() {
    throw new UnsupportedOperationException();
  }

  protected abstract void execute(hudson.model.TaskListener p0)
      throws java.io.IOException, InterruptedException;
}
