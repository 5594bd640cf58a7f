package hudson.util;

public final class Secret implements java.io.Serializable {
  private static final long serialVersionUID = 1L;

  public String getPlainText() {
    throw new UnsupportedOperationException();
  }

  public String getEncryptedValue() {
    throw new UnsupportedOperationException();
  }

  public static hudson.util.Secret decrypt(String p0) {
    throw new UnsupportedOperationException();
  }

  public static hudson.util.Secret fromString(String p0) {
    throw new UnsupportedOperationException();
  }

  Secret() {}
}
