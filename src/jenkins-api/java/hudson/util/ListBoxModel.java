package hudson.util;

public class ListBoxModel extends java.util.ArrayList<hudson.util.ListBoxModel.Option>
    implements org.kohsuke.stapler.HttpResponse {
  private static final long serialVersionUID = 1L;

  public ListBoxModel() {}

  public static final class Option {
    Option() {}
  }
}
