package io.jenkins.plugins.orchestrator.engine.postgres.fingerprint;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Objects as bytes: one compressed block, because a run keeps hundreds of fingerprints. */
final class FingerprintEncoding {
  /** Part of the hash: changes when the same schema is described otherwise. */
  private static final int FORMAT = 1;

  private FingerprintEncoding() {}

  /**
   * Gives them compressed.
   *
   * @param digest is given what they are before they are compressed
   */
  static byte[] encode(NavigableMap<ObjectKey, CatalogObject> objects, MessageDigest digest) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try (OutputStream compressed = new DeflaterOutputStream(bytes, deflater, 1 << 14);
        DataOutputStream out = new DataOutputStream(new DigestOutputStream(compressed, digest))) {
      out.writeInt(FORMAT);
      out.writeInt(objects.size());
      for (Map.Entry<ObjectKey, CatalogObject> entry : objects.entrySet()) {
        writeKey(out, entry.getKey());
        out.writeBoolean(entry.getValue().parent() != null);
        if (entry.getValue().parent() != null) {
          writeKey(out, entry.getValue().parent());
        }
        out.writeInt(entry.getValue().properties().size());
        for (Map.Entry<String, String> property : entry.getValue().properties().entrySet()) {
          write(out, property.getKey());
          write(out, property.getValue());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      deflater.end();
    }
    return bytes.toByteArray();
  }

  static NavigableMap<ObjectKey, CatalogObject> decode(byte[] bytes) {
    NavigableMap<ObjectKey, CatalogObject> objects = new TreeMap<>();
    try (DataInputStream in =
        new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes)))) {
      if (in.readInt() != FORMAT) {
        throw new IOException("a fingerprint of another format");
      }
      for (int count = in.readInt(); count > 0; count--) {
        ObjectKey key = readKey(in);
        @Nullable ObjectKey parent = in.readBoolean() ? readKey(in) : null;
        NavigableMap<String, String> properties = new TreeMap<>();
        for (int rest = in.readInt(); rest > 0; rest--) {
          properties.put(read(in), read(in));
        }
        objects.put(key, new CatalogObject(parent, properties));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return objects;
  }

  private static void writeKey(DataOutputStream out, ObjectKey key) throws IOException {
    write(out, key.kind());
    write(out, key.name());
  }

  private static ObjectKey readKey(DataInputStream in) throws IOException {
    return new ObjectKey(read(in), read(in));
  }

  /** Unlike writeUTF without a limit of 64 KiB: functions are longer. */
  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String read(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }
}
