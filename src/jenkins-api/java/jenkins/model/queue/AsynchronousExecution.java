package jenkins.model.queue;

public abstract class AsynchronousExecution extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AsynchronousExecution() {}
}
