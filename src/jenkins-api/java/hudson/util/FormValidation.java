package hudson.util;

public abstract class FormValidation extends java.io.IOException
    implements org.kohsuke.stapler.HttpResponse {
  private static final long serialVersionUID = 1L;

  public static hudson.util.FormValidation error(String p0) {
    throw new UnsupportedOperationException();
  }

  public static hudson.util.FormValidation warning(String p0) {
    throw new UnsupportedOperationException();
  }

  public static hudson.util.FormValidation ok() {
    throw new UnsupportedOperationException();
  }

  FormValidation() {}
}
