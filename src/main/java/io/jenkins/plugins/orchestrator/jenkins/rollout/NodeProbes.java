package io.jenkins.plugins.orchestrator.jenkins.rollout;

import hudson.FilePath;
import io.jenkins.plugins.orchestrator.engine.report.PlainText;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.ProbedPair;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutHealth;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Measurement;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.MeasurementException;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Observation;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Sample;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at both versions, and at the service's health, from the node that the step holds: what the
 * controller reaches says nothing about what others do. A node that is not connected is a look that
 * could not be measured; it may come back.
 */
public final class NodeProbes implements Measurement, RolloutHealth {
  private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(2);
  private static final int LONGEST_TEXT = 1000;

  /** Where the node's workspace is; asked anew every time, as the node may have come back. */
  public interface Workspace {
    /** Null when there is none. */
    @Nullable FilePath get() throws IOException, InterruptedException;
  }

  private final Workspace workspace;
  private final ProbedPair pair;
  private final URI health;

  public NodeProbes(Workspace workspace, ProbedPair pair, URI health) {
    this.workspace = workspace;
    this.pair = pair;
    this.health = health;
  }

  /**
   * Sends requests for such a time.
   *
   * @param past how long the look lasts
   */
  @Override
  public Observation observe(Duration past, Cancellation cancellation) throws MeasurementException {
    Interruption interruption = new Interruption(Thread.currentThread());
    try (Cancellation.Registration registration = cancellation.onCancel(interruption::interrupt)) {
      assert registration != null;
      return observation(ask(new LookCallable(pair, past)), past);
    } catch (IOException | RuntimeException e) {
      throw new MeasurementException("the node could not send requests: " + text(e.toString()));
    } catch (InterruptedException e) {
      throw new MeasurementException("broken off");
    } finally {
      interruption.over();
    }
  }

  /** What an agent sends is not believed: not more than was asked for. */
  private Observation observation(List<Sample> samples, Duration past) throws IOException {
    long most = 2 * pair.requests(past);
    if (samples.size() > most) {
      throw new IOException(
          "it gave " + samples.size() + " requests, expected " + most + " at most");
    }
    return Observation.of(samples);
  }

  @Override
  public @Nullable String check(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      String wrong = checkOnce();
      if (wrong == null || System.nanoTime() + BETWEEN_CHECKS.toNanos() > end) {
        return wrong;
      }
      try {
        Thread.sleep(BETWEEN_CHECKS.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return wrong;
      }
    }
  }

  private @Nullable String checkOnce() {
    try {
      String wrong = ask(new HealthCallable(health, pair.timeout()));
      return wrong == null ? null : text(wrong);
    } catch (IOException | RuntimeException e) {
      return "the node could not ask " + health + ": " + text(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "broken off";
    }
  }

  private <T extends @Nullable Object> T ask(FilePath.FileCallable<T> question)
      throws IOException, InterruptedException {
    FilePath path = workspace.get();
    if (path == null) {
      throw new IOException("it is not connected");
    }
    return path.act(question);
  }

  private static String text(String raw) {
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
