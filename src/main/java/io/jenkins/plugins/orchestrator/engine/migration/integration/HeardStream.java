package io.jenkins.plugins.orchestrator.engine.migration.integration;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Tells of every line while a stream is read; a very long one is told in parts. */
final class HeardStream extends FilterInputStream {
  private static final int LONGEST = 8192;

  private final Consumer<String> heard;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  HeardStream(InputStream in, Consumer<String> heard) {
    super(in);
    this.heard = heard;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = super.read(bytes, offset, length);
    if (count < 0) {
      tell();
    }
    for (int i = offset; i < offset + count; i++) {
      if (bytes[i] == '\n') {
        heard.accept(text());
      } else {
        line.write(bytes[i]);
        if (line.size() >= LONGEST) {
          tell();
        }
      }
    }
    return count;
  }

  private void tell() {
    if (line.size() > 0) {
      heard.accept(text());
    }
  }

  private String text() {
    String text = line.toString(StandardCharsets.UTF_8).stripTrailing();
    line.reset();
    return text;
  }
}
