package io.jenkins.plugins.orchestrator.jenkins.plan;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;

/**
 * Limits what travels between the machines: a plan is in the memory of the controller and of every
 * agent as a whole, several times over while it is sent.
 */
final class PlanSize {
  /** In bytes; agents with 512 MB of heap took 100 MB and died of 200 MB. */
  static final long MOST = 32L * 1024 * 1024;

  private PlanSize() {}

  /**
   * Measures a plan as it is sent.
   *
   * @throws IOException when it is too large, saying how large it is
   */
  static void check(Serializable plan) throws IOException {
    Counting counting = new Counting();
    try (ObjectOutputStream out = new ObjectOutputStream(counting)) {
      out.writeObject(plan);
    }
    if (counting.count > MOST) {
      throw new IOException(
          "the configuration and its scripts are "
              + megabytes(counting.count)
              + " MB, expected at most "
              + megabytes(MOST)
              + " MB; load such amounts of data with a command in integration_tests, or test with"
              + " fewer environments in one step");
    }
  }

  private static long megabytes(long bytes) {
    return (bytes + 1024 * 1024 - 1) / (1024 * 1024);
  }

  private static final class Counting extends OutputStream {
    private long count;

    @Override
    public void write(int b) {
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      count += length;
    }
  }
}
