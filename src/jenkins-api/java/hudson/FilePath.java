package hudson;

public final class FilePath implements org.jenkinsci.remoting.SerializableOnlyOverRemoting {
  private static final long serialVersionUID = 1L;

  public String getRemote() {
    throw new UnsupportedOperationException();
  }

  public <T> T act(hudson.FilePath.FileCallable<T> p0)
      throws java.io.IOException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  public hudson.FilePath child(String p0) {
    throw new UnsupportedOperationException();
  }

  FilePath() {}

  public interface FileCallable<T>
      extends java.io.Serializable, org.jenkinsci.remoting.RoleSensitive {
    T invoke(java.io.File p0, hudson.remoting.VirtualChannel p1)
        throws java.io.IOException, InterruptedException;
  }
}
