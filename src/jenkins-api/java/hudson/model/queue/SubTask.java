package hudson.model.queue;

public interface SubTask extends hudson.model.ResourceActivity, jenkins.model.queue.ITask {
  default hudson.model.Label getAssignedLabel() {
    throw new UnsupportedOperationException();
  }

  hudson.model.Queue.Executable createExecutable() throws java.io.IOException;

  default hudson.model.Queue.Task getOwnerTask() {
    throw new UnsupportedOperationException();
  }

  default hudson.model.Queue.Executable getOwnerExecutable() {
    throw new UnsupportedOperationException();
  }

  default String getUrl() {
    throw new UnsupportedOperationException();
  }
}
