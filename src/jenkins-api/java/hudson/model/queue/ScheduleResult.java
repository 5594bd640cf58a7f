package hudson.model.queue;

public abstract class ScheduleResult {
  public final boolean isAccepted() {
    throw new UnsupportedOperationException();
  }

  ScheduleResult() {}
}
