package hudson;

public abstract class Launcher {
  public final hudson.Launcher.ProcStarter launch() {
    throw new UnsupportedOperationException();
  }

  Launcher() {}

  public final class ProcStarter {
    public hudson.Launcher.ProcStarter cmds(String... p0) {
      throw new UnsupportedOperationException();
    }

    public hudson.Launcher.ProcStarter quiet(boolean p0) {
      throw new UnsupportedOperationException();
    }

    public hudson.Launcher.ProcStarter pwd(hudson.FilePath p0) {
      throw new UnsupportedOperationException();
    }

    public hudson.Launcher.ProcStarter stdout(java.io.OutputStream p0) {
      throw new UnsupportedOperationException();
    }

    public hudson.Launcher.ProcStarter envs(java.util.Map<String, String> p0) {
      throw new UnsupportedOperationException();
    }

    public hudson.Proc start() throws java.io.IOException {
      throw new UnsupportedOperationException();
    }

    ProcStarter() {}
  }
}
