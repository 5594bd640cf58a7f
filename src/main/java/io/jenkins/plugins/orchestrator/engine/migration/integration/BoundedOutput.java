package io.jenkins.plugins.orchestrator.engine.migration.integration;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keeps the beginning of what a process prints and reads on past it, so that the process is never
 * held up by a full pipe.
 */
public final class BoundedOutput {
  /** How many bytes of an output are kept. */
  public static final int LIMIT = 64 * 1024;

  /** How many bytes of its end are kept: an error comes last. */
  private static final int END_LIMIT = 4 * 1024;

  private final ByteBuffer kept = ByteBuffer.allocate(LIMIT);
  private byte[] last = new byte[0];
  private long total;

  /** Reads to the end of the stream, or until the process's end closes it. */
  void drain(InputStream in) {
    byte[] buffer = new byte[8192];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        append(buffer, n);
      }
    } catch (IOException e) {
      // The process was ended and its pipe with it: what was read until then is the output.
      append(new byte[0], 0);
    }
  }

  /** What is written to it counts as printed. */
  public OutputStream stream() {
    return new OutputStream() {
      @Override
      public void write(int b) {
        append(new byte[] {(byte) b}, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        append(Arrays.copyOfRange(bytes, offset, offset + length), length);
      }
    };
  }

  private synchronized void append(byte[] bytes, int count) {
    kept.put(bytes, 0, Math.min(count, kept.remaining()));
    total += count;
    byte[] joined = Arrays.copyOf(last, last.length + count);
    System.arraycopy(bytes, 0, joined, last.length, count);
    last = Arrays.copyOfRange(joined, Math.max(0, joined.length - END_LIMIT), joined.length);
  }

  /** The end of what was printed so far, from the beginning of a line where some are left out. */
  public synchronized String end() {
    String text = new String(last, StandardCharsets.UTF_8);
    int lineEnd = text.indexOf('\n');
    return total > last.length && lineEnd >= 0 ? text.substring(lineEnd + 1) : text;
  }

  /** What was printed so far, with a note when it is more than what was kept. */
  public synchronized String text() {
    String text = new String(kept.array(), 0, kept.position(), StandardCharsets.UTF_8);
    return total <= LIMIT
        ? text
        : text + "\n[cut: the first " + LIMIT + " bytes of " + total + " are shown]\n";
  }
}
