package jenkins.model.queue;

public interface QueueItem extends jenkins.model.FullyNamedModelObject {
  default String getDisplayName() {
    throw new UnsupportedOperationException();
  }

  default String getFullDisplayName() {
    throw new UnsupportedOperationException();
  }
}
