package jenkins.model;

public abstract class TransientActionFactory<T> implements hudson.ExtensionPoint {
  public TransientActionFactory() {}

  public abstract Class<T> type();

  public Class<? extends hudson.model.Action> actionType() {
    throw new UnsupportedOperationException();
  }

  public abstract java.util.Collection<? extends hudson.model.Action> createFor(T p0);
}
