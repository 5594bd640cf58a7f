package hudson.model.listeners;

@SuppressWarnings("rawtypes") // as in the real one
public abstract class RunListener<R extends hudson.model.Run> implements hudson.ExtensionPoint {
  protected RunListener() {}

  public void onCompleted(R p0, hudson.model.TaskListener p1) {
    throw new UnsupportedOperationException();
  }

  public void onDeleted(R p0) {
    throw new UnsupportedOperationException();
  }
}
