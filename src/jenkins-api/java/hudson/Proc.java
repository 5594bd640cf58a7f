package hudson;

public abstract class Proc {
  public abstract boolean isAlive() throws java.io.IOException, InterruptedException;

  public abstract void kill() throws java.io.IOException, InterruptedException;

  public abstract int join() throws java.io.IOException, InterruptedException;

  Proc() {}
}
