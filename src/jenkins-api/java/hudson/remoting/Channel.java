package hudson.remoting;

public class Channel
    implements hudson.remoting.VirtualChannel, hudson.remoting.IChannel, java.io.Closeable {
  public <T> T export(Class<T> p0, T p1) {
    throw new UnsupportedOperationException();
  }

  public boolean preloadJar(ClassLoader p0, Class<?>... p1)
      throws java.io.IOException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  public <V, T extends Throwable> V call(hudson.remoting.Callable<V, T> p0)
      throws java.io.IOException, T, InterruptedException {
    throw new UnsupportedOperationException();
  }

  public <V, T extends Throwable> hudson.remoting.Future<V> callAsync(
      hudson.remoting.Callable<V, T> p0) throws java.io.IOException {
    throw new UnsupportedOperationException();
  }

  public void close() throws java.io.IOException {
    throw new UnsupportedOperationException();
  }

  Channel() {}
}
