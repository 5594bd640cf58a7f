package org.jenkinsci.plugins.workflow.steps;

public abstract class StepContext
    implements com.google.common.util.concurrent.FutureCallback<Object>, java.io.Serializable {
  private static final long serialVersionUID = 1L;

  public abstract <T> T get(Class<T> p0) throws java.io.IOException, InterruptedException;

  public abstract void onSuccess(Object p0);

  public abstract org.jenkinsci.plugins.workflow.steps.BodyInvoker newBodyInvoker()
      throws IllegalStateException;

  StepContext() {}
}
