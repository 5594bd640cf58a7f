package hudson.remoting;

public interface VirtualChannel {
  <V, T extends Throwable> V call(hudson.remoting.Callable<V, T> p0)
      throws java.io.IOException, T, InterruptedException;

  <V, T extends Throwable> hudson.remoting.Future<V> callAsync(hudson.remoting.Callable<V, T> p0)
      throws java.io.IOException;

  <T> T export(Class<T> p0, T p1);
}
