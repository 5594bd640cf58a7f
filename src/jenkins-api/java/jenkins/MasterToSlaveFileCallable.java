package jenkins;

public abstract class MasterToSlaveFileCallable<T>
    implements jenkins.agents.ControllerToAgentFileCallable<T> {
  private static final long serialVersionUID = 1L;

  public MasterToSlaveFileCallable() {}
}
