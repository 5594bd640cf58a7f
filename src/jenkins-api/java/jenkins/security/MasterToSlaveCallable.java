package jenkins.security;

public abstract class MasterToSlaveCallable<V, T extends Throwable>
    implements jenkins.agents.ControllerToAgentCallable<V, T> {
  private static final long serialVersionUID = 1L;

  public MasterToSlaveCallable() {}
}
