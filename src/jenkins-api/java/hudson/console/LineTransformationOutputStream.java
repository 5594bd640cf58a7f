package hudson.console;

public abstract class LineTransformationOutputStream extends java.io.OutputStream {
  public LineTransformationOutputStream() {}

  protected abstract void eol(byte[] p0, int p1) throws java.io.IOException;

  public void write(int p0) throws java.io.IOException {
    throw new UnsupportedOperationException();
  }

  public abstract static class Delegating extends hudson.console.LineTransformationOutputStream {
    protected final java.io.OutputStream out;

    protected Delegating(java.io.OutputStream p0) {
      out = p0;
    }
  }
}
