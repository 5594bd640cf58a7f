package io.jenkins.plugins.orchestrator.engine.postgres.client;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Copies a plain dump without the line {@code SET transaction_timeout = 0;}, which {@code pg_dump}
 * writes from version 17 on and servers before 17 refuse. Only the preamble is looked at: the first
 * lines, which are {@code SET}s, comments, and psql's {@code \restrict}. Data is copied as it is.
 */
final class PreambleFilter {
  private static final String UNKNOWN_BEFORE_17 = "SET transaction_timeout = 0;";
  private static final int PREAMBLE_LINES = 60;
  private static final int MAX_LINE = 4096;
  private static final int BUFFER = 128 * 1024;
  private static final long JOIN_MILLIS = 5000;

  private final InputStream in;
  private final OutputStream out;
  private final Thread thread;
  private volatile @Nullable IOException failure;

  private PreambleFilter(InputStream in, OutputStream out) {
    this.in = new BufferedInputStream(in, BUFFER);
    this.out = out;
    thread = new Thread(this::copy, "dump-preamble-filter");
    thread.setDaemon(true);
  }

  static PreambleFilter start(InputStream in, OutputStream out) {
    PreambleFilter filter = new PreambleFilter(in, out);
    filter.thread.start();
    return filter;
  }

  private void copy() {
    // Closing the input ends a writer whose reader has gone.
    try (in;
        out) {
      filterPreamble();
      in.transferTo(out);
    } catch (IOException e) {
      // A reader that failed has closed the pipe; its own message says why.
      failure = e;
    }
  }

  private void filterPreamble() throws IOException {
    for (int i = 0; i < PREAMBLE_LINES; i++) {
      byte[] line = readLine();
      boolean found = new String(line, StandardCharsets.UTF_8).strip().equals(UNKNOWN_BEFORE_17);
      if (!found) {
        out.write(line);
      }
      if (found || line.length == 0) {
        return;
      }
    }
  }

  /** The next line with its end, or its first part when it is long; empty at the end. */
  private byte[] readLine() throws IOException {
    java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();
    while (line.size() < MAX_LINE) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      line.write(next);
      if (next == '\n') {
        break;
      }
    }
    return line.toByteArray();
  }

  void join() throws IOException {
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      throw new IOException("the dump was not copied to its end");
    }
    IOException copyFailure = failure;
    if (copyFailure != null && !String.valueOf(copyFailure.getMessage()).contains("roken pipe")) {
      throw copyFailure;
    }
  }
}
