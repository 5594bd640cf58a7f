package io.jenkins.plugins.orchestrator.engine.backup.manifest;

import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Manifests for tests. */
public final class Manifests {
  /** A name with everything that a shell, SQL, JSON or a terminal could trip over. */
  public static final String HOSTILE = "a'b\"c $(id) `x`;\\d\n\u001b[31m=é💾--";

  private Manifests() {}

  /** Of a database, with every part filled. */
  public static Manifest ofDatabase(BackupId id, String environment, List<BackupFile> files) {
    Map<String, String> locale = new LinkedHashMap<>();
    locale.put("LC_COLLATE", "C.UTF-8");
    locale.put("LC_CTYPE", "C.UTF-8");
    return new Manifest(
        Manifest.FORM,
        id,
        environment,
        "the truth",
        RunId.random(),
        Instant.parse("2026-11-21T10:15:00.123456Z"),
        Duration.ofNanos(12_345_678_901L),
        "Parallel Orchestrator 1.0",
        new ArchiveFacts("directory", "archive", "zstd", 3, null, "pg_dump 17.2", 4),
        new DatabaseFacts(
            environment,
            16384,
            "postgresql://127.0.0.1:5432/x",
            "7381234567890123456",
            "17.2",
            "UTF8",
            locale,
            "owner \"1\"",
            -1,
            null,
            List.of("ALTER DATABASE x SET a.b TO 'c'"),
            List.of(),
            1 << 30,
            "743:743:",
            "0/1A2B3C4D",
            Instant.parse("2026-11-21T10:15:01Z")),
        new DatabaseContents(
            List.of(new TableContents("public", HOSTILE, 3, "12ab", List.of("g"))),
            List.of(new SequenceValue("public", "s", Long.MAX_VALUE, true)),
            new LargeObjects(2, "ff"),
            Map.of("pgcrypto", "1.3"),
            "ab".repeat(32),
            "fingerprint.txt",
            List.of("public.broken"),
            List.of("mart.m: a materialized view")),
        null,
        files,
        null,
        List.of("true"));
  }
}
