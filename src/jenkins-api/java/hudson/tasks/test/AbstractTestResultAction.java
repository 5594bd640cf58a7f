package hudson.tasks.test;

@SuppressWarnings("rawtypes") // as in the real one
public abstract class AbstractTestResultAction<T extends hudson.tasks.test.AbstractTestResultAction>
    implements hudson.model.HealthReportingAction, jenkins.model.RunAction2 {
  protected AbstractTestResultAction() {}

  public void onAttached(hudson.model.Run<?, ?> p0) {
    throw new UnsupportedOperationException();
  }

  public void onLoad(hudson.model.Run<?, ?> p0) {
    throw new UnsupportedOperationException();
  }

  public String getDisplayName() {
    throw new UnsupportedOperationException();
  }

  public String getUrlName() {
    throw new UnsupportedOperationException();
  }

  public String getIconFileName() {
    throw new UnsupportedOperationException();
  }
}
