package hudson.model;

public class Executor extends Thread implements hudson.model.ModelObject, jenkins.model.IExecutor {
  public void run() {
    throw new UnsupportedOperationException();
  }

  public String getDisplayName() {
    throw new UnsupportedOperationException();
  }

  public hudson.model.Computer getOwner() {
    throw new UnsupportedOperationException();
  }

  public static hudson.model.Executor currentExecutor() {
    throw new UnsupportedOperationException();
  }

  public java.util.Collection<jenkins.model.CauseOfInterruption> getCausesOfInterruption() {
    throw new UnsupportedOperationException();
  }

  Executor() {}
}
