package io.jenkins.plugins.orchestrator.engine.postgres.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads all that a child writes, so that it never waits for us, and keeps the head or the tail. */
public final class BoundedOutput implements AutoCloseable {
  private static final int CHUNK = 8192;
  private static final long JOIN_MILLIS = 2000;

  private final InputStream in;
  private final int limit;
  private final boolean tail;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final Thread reader;
  private boolean cut;

  private BoundedOutput(InputStream in, int limit, boolean tail) {
    this.in = in;
    this.limit = limit;
    this.tail = tail;
    reader = new Thread(this::read, "client-output");
    reader.setDaemon(true);
  }

  /** Begins to read; the first bytes are kept. */
  public static BoundedOutput head(InputStream in, int limit) {
    return started(new BoundedOutput(in, limit, false));
  }

  /** Begins to read; the last bytes are kept. */
  public static BoundedOutput tail(InputStream in, int limit) {
    return started(new BoundedOutput(in, limit, true));
  }

  private static BoundedOutput started(BoundedOutput output) {
    output.reader.start();
    return output;
  }

  private void read() {
    byte[] chunk = new byte[CHUNK];
    try (in) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        keep(chunk, n);
      }
    } catch (IOException e) {
      // The stream is closed under us when the child is ended: what was read until then is kept.
      return;
    }
  }

  private synchronized void keep(byte[] chunk, int length) {
    if (tail) {
      kept.write(chunk, 0, length);
      if (kept.size() > 2 * limit) {
        byte[] all = kept.toByteArray();
        kept.reset();
        kept.write(all, all.length - limit, limit);
        cut = true;
      }
    } else {
      int room = Math.min(length, limit - kept.size());
      kept.write(chunk, 0, room);
      cut |= room < length;
    }
  }

  /** What was kept, after the child has ended. */
  public String text() {
    try {
      reader.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      byte[] all = kept.toByteArray();
      int from = tail ? Math.max(0, all.length - limit) : 0;
      String text = new String(all, from, all.length - from, StandardCharsets.UTF_8);
      return (cut || from > 0) && tail ? "[…] " + text : text;
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
