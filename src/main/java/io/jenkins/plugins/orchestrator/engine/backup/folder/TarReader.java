package io.jenkins.plugins.orchestrator.engine.backup.folder;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar while it goes by, and hashes every file in it: what was written is the yardstick, not
 * what the source holds by then. It takes the forms that tar programs write: ustar, GNU's long
 * names, pax headers. Nothing of a file is kept.
 */
public final class TarReader extends OutputStream {
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int OCTAL = 8;
  private static final int MODE_BITS = 07777;
  private static final int LARGEST_HEADER = 4 * 1024 * 1024;

  private final Sink sink;
  private final byte[] block = new byte[BLOCK];
  private int inBlock;

  private final MessageDigest digest;
  private @Nullable Header current;
  private long left;
  private long padding;

  /** What headers before an entry say of it. */
  private Map<String, byte[]> said = new LinkedHashMap<>();

  private @Nullable ByteArrayOutputStream text;
  private boolean ended;

  /** Takes entries. */
  public interface Sink {
    /** In the order of the tar. */
    void accept(FolderEntry entry) throws IOException;
  }

  private record Header(char type, String path, String mode, long size, long mtime, String link) {}

  /**
   * @param sink takes every entry when all of it went by
   */
  public TarReader(Sink sink) {
    this.sink = sink;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      int count;
      if (left > 0) {
        count = (int) Math.min(left, end - at);
        body(bytes, at, count);
      } else if (padding > 0) {
        count = (int) Math.min(padding, end - at);
        padding -= count;
      } else {
        count = Math.min(BLOCK - inBlock, end - at);
        System.arraycopy(bytes, at, block, inBlock, count);
        inBlock += count;
        if (inBlock == BLOCK) {
          inBlock = 0;
          header();
        }
      }
      at += count;
    }
  }

  /**
   * The end of the stream.
   *
   * @throws IOException when it is not the end of a tar
   */
  public void finish() throws IOException {
    if (left > 0 || padding > 0 || inBlock > 0 || !ended) {
      throw new IOException("the tar ends in the middle");
    }
  }

  private void body(byte[] bytes, int at, int count) throws IOException {
    if (text != null) {
      text.write(bytes, at, count);
    } else {
      digest.update(bytes, at, count);
    }
    left -= count;
    if (left == 0) {
      bodyEnded();
    }
  }

  private void header() throws IOException {
    if (isZero()) {
      ended = true;
      return;
    }
    if (ended) {
      // What stands behind the end is no part of it.
      return;
    }
    refuseWrongSum();
    char type = (char) block[156];
    long size = number(124, 12);
    switch (type) {
      case 'L', 'K', 'x', 'g' -> {
        if (size > LARGEST_HEADER) {
          throw new IOException("the tar has a header of " + size + " bytes");
        }
        text = new ByteArrayOutputStream();
        current = new Header(type, "", "", size, 0, "");
      }
      default -> current = entry(type, size);
    }
    Header begun = current;
    left = begun.size();
    padding = (BLOCK - left % BLOCK) % BLOCK;
    if (left == 0) {
      bodyEnded();
    }
  }

  private Header entry(char type, long size) throws IOException {
    byte[] path = said.get("path");
    byte[] link = said.get("linkpath");
    byte[] saidSize = said.get("size");
    byte[] saidTime = said.get("mtime");
    boolean hasContents = type == '0' || type == '\0' || type == '7';
    if (!hasContents && "123456".indexOf(type) < 0) {
      throw new IOException("the tar has an entry of type '" + type + "', which is not known");
    }
    long bytes = saidSize == null ? size : decimal(saidSize);
    return new Header(
        type,
        relative(path == null ? name() : path),
        String.format(Locale.ROOT, "%04o", number(100, 8) & MODE_BITS),
        // Of links a size may stand there, and no contents follow.
        hasContents ? bytes : 0,
        saidTime == null ? number(136, 12) : seconds(saidTime),
        words(link == null ? field(157, NAME) : link));
  }

  private void bodyEnded() throws IOException {
    Header done = java.util.Objects.requireNonNull(current);
    current = null;
    ByteArrayOutputStream collected = text;
    if (collected != null) {
      text = null;
      say(done.type(), collected.toByteArray());
      return;
    }
    said = new LinkedHashMap<>();
    FolderEntry.Kind kind =
        switch (done.type()) {
          case '1' -> FolderEntry.Kind.HARDLINK;
          case '2' -> FolderEntry.Kind.SYMLINK;
          case '3', '4', '6' -> FolderEntry.Kind.SPECIAL;
          case '5' -> FolderEntry.Kind.DIRECTORY;
          default -> FolderEntry.Kind.FILE;
        };
    boolean isLink = kind == FolderEntry.Kind.HARDLINK || kind == FolderEntry.Kind.SYMLINK;
    sink.accept(
        new FolderEntry(
            done.path(),
            kind,
            done.mode(),
            done.size(),
            done.mtime(),
            kind == FolderEntry.Kind.FILE ? HexFormat.of().formatHex(digest.digest()) : null,
            isLink ? linked(kind, done.link()) : null));
  }

  /** A hard link's target is a path of the tar; a symbolic link's is as it is. */
  private static String linked(FolderEntry.Kind kind, String target) {
    return kind == FolderEntry.Kind.HARDLINK && target.startsWith("./")
        ? target.substring(2)
        : target;
  }

  private void say(char type, byte[] bytes) throws IOException {
    switch (type) {
      case 'L' -> said.put("path", untilZero(bytes));
      case 'K' -> said.put("linkpath", untilZero(bytes));
      case 'x' -> pax(bytes);
      default -> {
        // What holds for all entries says nothing that is compared.
      }
    }
  }

  /** Records such as {@code 30 mtime=1350244992.023960108\n}. */
  private void pax(byte[] bytes) throws IOException {
    int at = 0;
    while (at < bytes.length) {
      int space = at;
      while (space < bytes.length && bytes[space] != ' ') {
        space++;
      }
      long length = decimal(java.util.Arrays.copyOfRange(bytes, at, space));
      int equals = space;
      while (equals < bytes.length && bytes[equals] != '=') {
        equals++;
      }
      if (length < 5 || at + length > bytes.length || equals >= at + length) {
        throw new IOException("the tar has a pax header that cannot be understood");
      }
      int end = (int) (at + length);
      String key = new String(bytes, space + 1, equals - space - 1, StandardCharsets.UTF_8);
      said.put(key, java.util.Arrays.copyOfRange(bytes, equals + 1, end - 1));
      at = end;
    }
  }

  private byte[] name() {
    byte[] name = field(0, NAME);
    boolean isUstar = block[257] == 'u' && block[258] == 's' && block[262] == 0;
    byte[] prefix = isUstar ? field(345, 155) : new byte[0];
    if (prefix.length == 0) {
      return name;
    }
    ByteBuffer whole = ByteBuffer.allocate(prefix.length + 1 + name.length);
    return whole.put(prefix).put((byte) '/').put(name).array();
  }

  private static String relative(byte[] path) {
    String text = words(path);
    while (text.startsWith("./")) {
      text = text.substring(2);
    }
    while (text.endsWith("/")) {
      text = text.substring(0, text.length() - 1);
    }
    return text.isEmpty() ? "." : text;
  }

  /** Names are bytes: two that differ stay different. */
  private static String words(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      StringBuilder text = new StringBuilder();
      for (byte each : bytes) {
        if (each >= ' ' && each != '\\') {
          text.append((char) each);
        } else {
          text.append(String.format(Locale.ROOT, "\\x%02x", each & 0xff));
        }
      }
      return text.toString();
    }
  }

  private byte[] field(int from, int length) {
    return untilZero(java.util.Arrays.copyOfRange(block, from, from + length));
  }

  private static byte[] untilZero(byte[] bytes) {
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return java.util.Arrays.copyOf(bytes, length);
  }

  /** In octal digits, or, as GNU tar writes what is large, in binary with the first bit set. */
  private long number(int from, int length) throws IOException {
    if ((block[from] & 0x80) != 0) {
      long value = block[from] == (byte) 0xff ? -1 : block[from] & 0x7f;
      for (int i = from + 1; i < from + length; i++) {
        value = (value << 8) | (block[i] & 0xff);
      }
      return value;
    }
    String digits = new String(field(from, length), StandardCharsets.US_ASCII).strip();
    try {
      return digits.isEmpty() ? 0 : Long.parseLong(digits, OCTAL);
    } catch (NumberFormatException e) {
      throw new IOException("the tar has a header that cannot be understood", e);
    }
  }

  private static long decimal(byte[] digits) throws IOException {
    try {
      return Long.parseLong(new String(digits, StandardCharsets.US_ASCII));
    } catch (NumberFormatException e) {
      throw new IOException("the tar has a header that cannot be understood", e);
    }
  }

  /** Whole seconds; what is before 1970 is rounded down, as tar does. */
  private static long seconds(byte[] digits) throws IOException {
    try {
      return new java.math.BigDecimal(new String(digits, StandardCharsets.US_ASCII))
          .setScale(0, java.math.RoundingMode.FLOOR)
          .longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IOException("the tar has a header that cannot be understood", e);
    }
  }

  private boolean isZero() {
    for (byte each : block) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }

  private void refuseWrongSum() throws IOException {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : block[i] & 0xff;
    }
    if (sum != number(148, 8)) {
      throw new IOException("the tar has a header with a wrong sum");
    }
  }
}
