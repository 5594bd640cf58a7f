package io.jenkins.plugins.orchestrator.jenkins.rollout;

import hudson.FilePath;
import io.jenkins.plugins.orchestrator.engine.report.PlainText;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.MeasurementException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The node that the step holds, which may be gone and come back. */
final class RolloutNode {
  private static final int LONGEST_TEXT = 1000;

  private final BuildRollout.Workspace workspace;

  RolloutNode(BuildRollout.Workspace workspace) {
    this.workspace = workspace;
  }

  /** What it is asked. */
  interface Question<T extends @Nullable Object> {
    FilePath.FileCallable<T> get() throws IOException, InterruptedException;
  }

  /** Asks it, and waits for the answer. */
  <T extends @Nullable Object> T ask(Question<T> question)
      throws IOException, InterruptedException {
    FilePath path = workspace.get();
    if (path == null) {
      throw new IOException("it is not connected");
    }
    return path.act(question.get());
  }

  /**
   * Asks it.
   *
   * @param what it does, for messages
   * @param cancellation ends the wait for the answer
   */
  <T extends @Nullable Object> T ask(String what, Question<T> question, Cancellation cancellation)
      throws MeasurementException {
    Interruption interruption = new Interruption(Thread.currentThread());
    try (Cancellation.Registration registration = cancellation.onCancel(interruption::interrupt)) {
      assert registration != null;
      return ask(question);
    } catch (IOException | RuntimeException e) {
      throw new MeasurementException("the node could not " + what + ": " + text(e.toString()));
    } catch (InterruptedException e) {
      throw new MeasurementException("broken off");
    } finally {
      interruption.over();
    }
  }

  /** A text of somebody else's, on one line. */
  static String text(String raw) {
    String line = PlainText.line(raw);
    return line.length() > LONGEST_TEXT ? line.substring(0, LONGEST_TEXT) + "…" : line;
  }

  /** Interrupts a thread as long as it does one thing, and never afterwards. */
  private static final class Interruption {
    private final Thread thread;
    private boolean over;

    Interruption(Thread thread) {
      this.thread = thread;
    }

    synchronized void interrupt() {
      if (!over) {
        thread.interrupt();
      }
    }

    synchronized void over() {
      over = true;
      // Of an interrupt that came too late.
      Thread.interrupted();
    }
  }
}
