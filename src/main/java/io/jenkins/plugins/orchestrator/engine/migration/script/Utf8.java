package io.jenkins.plugins.orchestrator.engine.migration.script;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads UTF-8 strictly: a replaced character would be other SQL than the author wrote. */
final class Utf8 {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private Utf8() {}

  /** The text without a byte order mark; null and a problem when the bytes are not UTF-8. */
  static @Nullable String decode(String shown, byte[] bytes, Remarks remarks) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      int offset = in.position();
      remarks.problem(
          shown,
          line(bytes, offset),
          String.format("byte 0x%02x at offset %d, which is not UTF-8", bytes[offset], offset),
          "UTF-8",
          looksLikeUtf16(bytes) ? "the file is in UTF-16: save it as UTF-8" : "save it as UTF-8");
      return null;
    }
    String text = out.flip().toString();
    int zero = text.indexOf('\0');
    if (zero >= 0) {
      remarks.problem(
          shown,
          line(text, zero),
          "a zero byte, which PostgreSQL does not take",
          "text",
          "remove it; the file may be in UTF-16");
      return null;
    }
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  private static boolean looksLikeUtf16(byte[] bytes) {
    int mark = bytes.length > 1 ? (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff) : 0;
    return mark == 0xfffe || mark == 0xfeff;
  }

  private static int line(byte[] bytes, int offset) {
    int line = 1;
    for (int i = 0; i < offset; i++) {
      if (bytes[i] == '\n') {
        line++;
      }
    }
    return line;
  }

  /** The line, from 1, of an offset. */
  static int line(String text, int offset) {
    return 1 + (int) text.chars().limit(offset).filter(c -> c == '\n').count();
  }
}
