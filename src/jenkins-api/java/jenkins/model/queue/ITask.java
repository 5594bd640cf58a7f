package jenkins.model.queue;

public interface ITask extends jenkins.model.FullyNamedModelObject {
  default boolean hasAbortPermission() {
    throw new UnsupportedOperationException();
  }

  default String getFullDisplayName() {
    throw new UnsupportedOperationException();
  }

  String getUrl();
}
