package io.jenkins.plugins.orchestrator.packaging;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.jar.Manifest;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/** The files in a jar or in a plugin's archive. */
record Archive(Map<String, byte[]> files) {

  static Archive read(InputStream in) throws IOException {
    var files = new TreeMap<String, byte[]>();
    try (var zip = new ZipInputStream(in)) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!entry.isDirectory()) {
          files.put(entry.getName(), zip.readAllBytes());
        }
      }
    }
    return new Archive(files);
  }

  Archive inner(String name) throws IOException {
    return read(new ByteArrayInputStream(Objects.requireNonNull(files.get(name), name)));
  }

  String text(String name) {
    return new String(Objects.requireNonNull(files.get(name), name), StandardCharsets.UTF_8);
  }

  @Nullable String attribute(String name) throws IOException {
    var manifest = Objects.requireNonNull(files.get("META-INF/MANIFEST.MF"), "manifest");
    return new Manifest(new ByteArrayInputStream(manifest)).getMainAttributes().getValue(name);
  }
}
