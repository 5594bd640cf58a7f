package hudson.model;

public class Queue extends hudson.model.ResourceController implements hudson.model.Saveable {
  public void save() {
    throw new UnsupportedOperationException();
  }

  public hudson.model.queue.ScheduleResult schedule2(
      hudson.model.Queue.Task p0, int p1, hudson.model.Action... p2) {
    throw new UnsupportedOperationException();
  }

  public boolean cancel(hudson.model.Queue.Task p0) {
    throw new UnsupportedOperationException();
  }

  public hudson.model.Queue.Item getItem(hudson.model.Queue.Task p0) {
    throw new UnsupportedOperationException();
  }

  public static hudson.model.Queue getInstance() {
    throw new UnsupportedOperationException();
  }

  Queue() {}

  public interface Executable extends Runnable, jenkins.console.WithConsoleUrl {
    hudson.model.queue.SubTask getParent();

    default hudson.model.Queue.Executable getParentExecutable() {
      throw new UnsupportedOperationException();
    }

    void run() throws jenkins.model.queue.AsynchronousExecution;

    default String getConsoleUrl() {
      throw new UnsupportedOperationException();
    }

    String toString();
  }

  public abstract static class Item extends hudson.model.Actionable
      implements jenkins.model.queue.QueueItem {
    public final hudson.model.Queue.Task task = null;

    protected Item(hudson.model.Queue.Item p0) {}

    public final String getWhy() {
      throw new UnsupportedOperationException();
    }
  }

  public static final class LeftItem extends hudson.model.Queue.Item {
    public boolean isCancelled() {
      throw new UnsupportedOperationException();
    }

    LeftItem() {
      super((hudson.model.Queue.Item) null);
    }
  }

  public interface Task extends jenkins.model.FullyNamedModelObject, hudson.model.queue.SubTask {
    default hudson.model.queue.CauseOfBlockage getCauseOfBlockage() {
      throw new UnsupportedOperationException();
    }

    String getName();

    default void checkAbortPermission() {
      throw new UnsupportedOperationException();
    }

    String getUrl();

    default org.springframework.security.core.Authentication getDefaultAuthentication2() {
      throw new UnsupportedOperationException();
    }
  }

  public interface NonBlockingTask extends hudson.model.Queue.Task {}

  public interface TransientTask extends hudson.model.Queue.Task {}
}
