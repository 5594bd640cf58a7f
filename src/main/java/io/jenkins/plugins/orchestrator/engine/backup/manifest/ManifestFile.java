package io.jenkins.plugins.orchestrator.engine.backup.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code manifest.json}: a manifest as it lies in a backup's directory.
 *
 * @param manifest what it says
 * @param sha256 of the file's bytes, in hexadecimal; it is how others refer to this manifest
 */
public record ManifestFile(Manifest manifest, String sha256) {
  /** The file's name. */
  public static final String NAME = "manifest.json";

  /** Some 300,000 tables; more is taken for damage. */
  static final int LARGEST = 64 * 1024 * 1024;

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  /** The bytes of the file. */
  public static byte[] encode(Manifest manifest) throws IOException {
    byte[] json =
        ManifestJson.MAPPER
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(manifest)
            .concat("\n")
            .getBytes(StandardCharsets.UTF_8);
    if (json.length > LARGEST) {
      throw new IOException(
          "the manifest of " + manifest.id() + " would be larger than " + LARGEST + " bytes");
    }
    return json;
  }

  /**
   * Reads the manifest of a backup's directory.
   *
   * @throws IOException when there is none, it cannot be read, or it is damaged; says which
   */
  public static ManifestFile read(Path directory) throws IOException {
    Path file = directory.resolve(NAME);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(file + ": found no such file; expected the manifest of a backup");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return decode(in.readNBytes(LARGEST + 1), file.toString());
    }
  }

  /**
   * Reads the bytes of a manifest.
   *
   * @param place for messages
   * @throws IOException when they are none
   */
  public static ManifestFile decode(byte[] json, String place) throws IOException {
    if (json.length > LARGEST) {
      throw damaged(place, "more than " + LARGEST + " bytes");
    }
    Form form;
    Manifest manifest;
    try {
      form = ManifestJson.MAPPER.readValue(json, Form.class);
      if (form != null && form.form() != null && form.form() > Manifest.FORM) {
        throw new IOException(
            place
                + ": found a manifest of form "
                + form.form()
                + "; expected at most "
                + Manifest.FORM
                + ". A newer version of this program wrote it and reads it.");
      }
      manifest = ManifestJson.MAPPER.readValue(json, Manifest.class);
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
      throw damaged(place, e.getOriginalMessage() + where);
    }
    if (manifest == null) {
      throw damaged(place, "null");
    }
    String wrong = wrong(manifest);
    if (wrong != null) {
      throw damaged(place, wrong);
    }
    return new ManifestFile(manifest, hash(json));
  }

  /** What is looked at before anything else is believed. */
  private record Form(@Nullable Integer form) {}

  private static IOException damaged(String place, String found) {
    return new IOException(
        place
            + ": found "
            + found
            + "; expected a whole manifest. It is damaged: take another backup, or a copy of this"
            + " file.");
  }

  /** Jackson leaves out what is missing; and no path may lead out of the directory. */
  private static @Nullable String wrong(Manifest manifest) {
    if (manifest.form() < 1) {
      return "form " + manifest.form();
    }
    if (hasNull(
        java.util.Arrays.asList(
            manifest.id(),
            manifest.environment(),
            manifest.purpose(),
            manifest.run(),
            manifest.startedAt(),
            manifest.duration(),
            manifest.tool(),
            manifest.archive()))) {
      return "a manifest that lacks a part";
    }
    ArchiveFacts archive = manifest.archive();
    if (hasNull(
        java.util.Arrays.asList(
            archive.format(), archive.path(), archive.compression(), archive.client()))) {
      return "an archive that lacks a part";
    }
    if (!isInside(archive.path())) {
      return "the archive " + archive.path() + ", which is outside the backup's directory";
    }
    String database = wrongDatabase(manifest.database(), manifest.contents());
    return database != null ? database : wrongFiles(manifest.files());
  }

  private static @Nullable String wrongDatabase(
      @Nullable DatabaseFacts database, @Nullable DatabaseContents contents) {
    if (database == null) {
      return null;
    }
    if (contents == null || contents.largeObjects() == null) {
      return "a database without its contents";
    }
    if (hasNull(
        java.util.Arrays.asList(
            database.name(),
            database.url(),
            database.serverVersion(),
            database.encoding(),
            database.owner(),
            database.snapshot(),
            database.takenAt()))) {
      return "a database that lacks a part";
    }
    if (contents.tables().stream()
            .anyMatch(table -> hasNull(java.util.Arrays.asList(table.schema(), table.name())))
        || contents.sequences().stream()
            .anyMatch(each -> hasNull(java.util.Arrays.asList(each.schema(), each.name())))) {
      return "a table or sequence without a name";
    }
    String fingerprint = contents.fingerprintFile();
    return fingerprint != null && !isInside(fingerprint)
        ? "the fingerprint " + fingerprint + ", which is outside the backup's directory"
        : null;
  }

  private static @Nullable String wrongFiles(List<BackupFile> files) {
    Map<String, Boolean> seen = new java.util.HashMap<>();
    for (BackupFile file : files) {
      if (hasNull(java.util.Arrays.asList(file.path(), file.sha256()))
          || !HASH.matcher(file.sha256()).matches()
          || file.bytes() < 0) {
        return "the file " + file.path() + " without its size and hash";
      }
      if (!isInside(file.path())) {
        return "the file " + file.path() + ", which is outside the backup's directory";
      }
      if (seen.put(file.path(), true) != null) {
        return "the file " + file.path() + " twice";
      }
    }
    return null;
  }

  private static boolean hasNull(List<?> values) {
    return values.stream().anyMatch(java.util.Objects::isNull);
  }

  private static boolean isInside(String path) {
    return !path.isEmpty()
        && !path.startsWith("/")
        && path.indexOf('\\') < 0
        && path.indexOf('\0') < 0
        && List.of(path.split("/", -1)).stream()
            .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
  }

  static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
