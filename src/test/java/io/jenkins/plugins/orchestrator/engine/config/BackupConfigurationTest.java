package io.jenkins.plugins.orchestrator.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.config.BackupSettings.Compression;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings.Encryption;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings.Keep;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings.Upload;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a configuration says of backups, folders and anonymizing, and what is wrong with it. */
class BackupConfigurationTest {
  @TempDir Path directory;
  private Configurations configurations;

  @BeforeEach
  void prepare() throws Exception {
    configurations =
        new Configurations(directory, Map.of("USER", "me", "PASS", "p@ss/w:rd", "KEYS", "/keys"));
    Files.writeString(
        configurations.workingDirectory().resolve("anonymize.sql"), "UPDATE users SET email = ''");
    Files.writeString(configurations.workingDirectory().resolve("empty.sql"), " \n");
  }

  private EnvironmentConfiguration environment(String yaml) throws Exception {
    return configurations.load(yaml).environments().get(0);
  }

  private MigrationTestConfiguration forBackups(String yaml, String... names) throws Exception {
    return ConfigurationLoader.load(
        configurations.write(yaml),
        new ConfigurationLoader.Options(
                Map.of("USER", "me"), Set.of(names), false, configurations.workingDirectory())
            .with(ConfigurationUse.BACKUPS));
  }

  private List<String> problemsForBackups(String yaml, String... names) throws Exception {
    try {
      forBackups(yaml, names);
      return List.of();
    } catch (ConfigurationException e) {
      return e.problems().stream().map(ConfigurationProblem::toString).toList();
    }
  }

  @Test
  void hasDefaultsThatACarefulPersonWouldChoose() throws Exception {
    MigrationTestConfiguration configuration =
        configurations.load("environments: {dev: {db_url: 'postgresql://u@h/d'}}");
    assertThat(configuration.folders()).isEmpty();
    EnvironmentConfiguration dev = configuration.environments().get(0);
    assertThat(dev.backup()).isEqualTo(BackupSettings.byDefault());
    assertThat(dev.backup().verify().restore()).isTrue();
    assertThat(dev.backup().keep()).isNull();
    assertThat(dev.optional()).isFalse();
    assertThat(dev.anonymize()).isNull();
  }

  @Test
  void readsEveryKey() throws Exception {
    MigrationTestConfiguration configuration =
        configurations.load(
            """
            environments:
              all:
                db_url: postgresql://u@h/d
                optional: true
                backup:
                  directory: ${KEYS}/backups
                  compression: zstd
                  level: 19
                  jobs: 8
                  checksums: false
                  globals: false
                  encryption: {program: age, recipients: [age1abc, age1def], identity: "${KEYS}/age"}
                  upload: {command: "cp {file} /mnt/{name}", verify: "check {sha256}", timeout: 5m}
                  verify: {restore: true, server: "postgresql://u@clones/postgres", timeout: 3h}
                  max_recovery_time: 30m
                  max_age: 26h
                  keep: {days: 30, daily: 7, weekly: 4, monthly: 12}
                anonymize: {script: anonymize.sql, columns: [public.users.email, '"a.b".c."d"']}
            backup_folders:
              pgdata:
                path: ${KEYS}/pgdata
                optional: true
                agent: linux
                backup: {compression: lz4, level: 12}
            """);
    EnvironmentConfiguration all = configuration.environments().get(0);
    BackupSettings backup = all.backup();
    assertThat(backup.verify().server()).hasToString("clones:5432/postgres");
    assertThat(backup)
        .isEqualTo(
            new BackupSettings(
                "/keys/backups",
                Compression.ZSTD,
                19,
                8,
                false,
                false,
                new Encryption("age", List.of("age1abc", "age1def"), "/keys/age"),
                new Upload("cp {file} /mnt/{name}", "check {sha256}", Duration.ofMinutes(5)),
                new BackupSettings.Verify(true, backup.verify().server(), Duration.ofHours(3)),
                Duration.ofMinutes(30),
                Duration.ofHours(26),
                new Keep(30, 7, 4, 12)));
    assertThat(all.optional()).isTrue();
    assertThat(all.anonymize())
        .isEqualTo(
            new AnonymizeSettings(
                "anonymize.sql",
                "UPDATE users SET email = ''",
                List.of("public.users.email", "\"a.b\".c.\"d\"")));
    BackupFolder folder = configuration.folders().get(0);
    assertThat(folder.name()).isEqualTo("pgdata");
    assertThat(folder.path()).isEqualTo("/keys/pgdata");
    assertThat(folder.optional()).isTrue();
    assertThat(folder.agent()).isEqualTo("linux");
    assertThat(folder.backup().compression()).isEqualTo(Compression.LZ4);
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      out.writeObject(configuration);
    }
  }

  @Test
  void letsEnvironmentsAndFoldersOverrideTheTopKeyByKey() throws Exception {
    MigrationTestConfiguration configuration =
        configurations.load(
            """
            backup:
              directory: all
              compression: zstd
              level: 19
              keep: {daily: 7, weekly: 4}
              upload: {command: "cp {file} /mnt", timeout: 5m}
              verify: {server: "postgresql://u@clones/postgres"}
            anonymize: {script: anonymize.sql, columns: [public.users.email]}
            agent: linux
            environments:
              plain: {db_url: postgresql://u@h/d}
              other:
                db_url: postgresql://u@h/e
                backup:
                  compression: none
                  keep: {weekly: 0, monthly: 2}
                  upload: {timeout: 1m}
                  verify: {timeout: 1h}
                anonymize: {columns: [public.users.name]}
            backup_folders:
              files: {path: files, backup: {directory: other}}
            """);
    BackupSettings plain = configuration.environments().get(0).backup();
    BackupSettings other = configuration.environments().get(1).backup();
    BackupSettings files = configuration.folders().get(0).backup();
    assertThat(plain.level()).isEqualTo(19);
    assertThat(other.directory()).isEqualTo("all");
    assertThat(other.level()).as("a level of the top, for nothing").isNull();
    assertThat(other.keep()).isEqualTo(new Keep(0, 7, 0, 2));
    assertThat(other.upload()).isEqualTo(new Upload("cp {file} /mnt", null, Duration.ofMinutes(1)));
    assertThat(other.verify().server()).hasToString("clones:5432/postgres");
    assertThat(other.verify().timeout()).isEqualTo(Duration.ofHours(1));
    assertThat(configuration.environments().get(1).anonymize())
        .isEqualTo(
            new AnonymizeSettings(
                "anonymize.sql", "UPDATE users SET email = ''", List.of("public.users.name")));
    assertThat(files.directory()).isEqualTo("other");
    assertThat(files.compression()).isEqualTo(Compression.ZSTD);
    assertThat(files.verify().server()).as("no server restores a folder").isNull();
    assertThat(configuration.folders().get(0).agent()).isEqualTo("linux");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // unknown keys and wrong types
        "backup: {compresion: zstd} | 4:14: environments.dev.backup.compresion: found the unknown"
            + " key \"compresion\", expected a key of backup; did you mean \"compression\"?",
        "backup: {keep: {yearly: 1}} | the unknown key \"yearly\", expected a key of keep",
        "backup: {recipients: [a]} | \"recipients\" belongs into encryption",
        "backup: daily | found \"daily\", expected a mapping",
        "backup: {encryption: age} | found \"age\", expected a mapping",
        "backup: {upload: scp} | found \"scp\", expected a mapping",
        "backup: {keep: 7} | found 7, expected a mapping",
        "backup: {verify: true} | found true, expected a mapping",
        "backup: {jobs: 65} | found 65, expected a whole number from 1 to 64",
        "backup: {checksums: yes} | found yes, expected true or false",
        "backup: {compression: gzp} | did you mean \"gzip\"?",
        "backup: {compression: bzip2} | expected auto, zstd, lz4, gzip, none",
        "backup: {directory: ''} | expected text that is not empty",
        "backup: {directory: '${NOT_SET}/x'} | ${NOT_SET}, which is not set",
        "backup: {max_age: soon} | found \"soon\", expected a duration",
        "backup: {max_recovery_time: 0s} | expected a duration of at least 1ms",
        "backup: {verify: {timeout: 25d}} | at most 24d",
        "backup: {verify: {server: 'mysql://h/d'}} | environments.dev.backup.verify.server",
        "backup: {keep: {daily: many}} | found \"many\", expected a whole number",
        "backup: {keep: {days: -1}} | found -1, expected a whole number from 0 to 36500",
        "backup: {encryption: {program: gpg2, recipients: [a]}} | did you mean \"gpg\"?",
        "backup: {encryption: {program: gpg, recipients: a}} | found \"a\", expected a list",
        "backup: {encryption: {program: gpg, recipients: []}} | found an empty list",
        "backup: {encryption: {program: gpg, recipients: [a, a]}} | found \"a\" again",
        "optional: maybe | found \"maybe\", expected true or false",
        // what does not fit together
        "backup: {compression: none, level: 3} | backup.level: found a level with compression none",
        "backup: {compression: gzip, level: 10} | level 10 with compression gzip, expected 1 to 9",
        "backup: {compression: lz4, level: 13} | level 13 with compression lz4, expected 1 to 12",
        "backup: {level: 19} | level 19 with compression auto, expected 1 to 9; only compression"
            + " zstd goes to 22",
        "backup: {level: 23} | expected a whole number from 1 to 22",
        "backup: {encryption: {program: gpg}} | found encryption without recipients",
        "backup: {encryption: {recipients: [a]}} | found encryption without a program",
        "backup: {encryption: {program: gpg, recipients: [a], identity: k}} | identity with gpg",
        "backup: {encryption: {program: age, recipients: [a]}} | age without identity, by which a"
            + " restore could read the backup, expected identity: FILE, or verify: {restore:"
            + " false}",
        "backup: {upload: {timeout: 5m}} | upload without a command",
        "backup: {upload: {command: rsync backups host}} | a command without {file}",
        "backup: {upload: {command: 'scp {file} h:{nmae}'}} | {nmae}, which stands for nothing,"
            + " expected {file}, {name} or {sha256}; did you mean \"name\"?",
        "backup: {upload: {command: 'scp {file} h:', verify: 'ssh h ls'}} | a command without"
            + " {name}, {file} and {sha256}",
        "backup: {keep: {}} | backup.keep: found a keep that keeps nothing, expected days, daily,"
            + " weekly or monthly above 0",
        "backup: {keep: {daily: 0}} | a keep that keeps nothing",
        // anonymizing
        "anonymize: anonymize.sql | found \"anonymize.sql\", expected a mapping",
        "anonymize: {columns: [public.users.email]} | anonymize without a script",
        "anonymize: {script: none.sql} | found no file none.sql, expected a text file in UTF-8",
        "anonymize: {script: empty.sql} | found an empty file, expected SQL that anonymizes",
        "anonymize: {script: anonymize.sql, columns: [users.email]} | columns[0]: found"
            + " \"users.email\", expected SCHEMA.TABLE.COLUMN",
        "anonymize: {script: anonymize.sql, columns: [a.b.c.d]} | expected SCHEMA.TABLE.COLUMN",
        "anonymize: {script: anonymize.sql, columns: [a..c]} | expected SCHEMA.TABLE.COLUMN",
        "anonymize: {script: anonymize.sql, columns: [a.b.c, a.b.c]} | found \"a.b.c\" again",
        "anonymize: {scirpt: anonymize.sql, script: anonymize.sql} | did you mean \"script\"?",
      })
  void namesTheMistakeItsPlaceAndWhatWasExpected(String keys, String problem) throws Exception {
    assertThat(
            configurations.problems(
                "environments:\n  dev:\n    db_url: postgresql://u@h/d\n    " + keys + "\n"))
        .singleElement()
        .asString()
        .contains(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[pgdata] | 2:17: backup_folders: found a list, expected a mapping",
        "{} | found no folders, expected at least one",
        "{f: pgdata} | found \"pgdata\", expected a mapping",
        "{f: {}} | found no key path",
        "{f: {path: ''}} | expected text that is not empty",
        "{f: {path: '${NOT_SET}'}} | ${NOT_SET}, which is not set",
        "{f: {path: x, purpose: y}} | the unknown key \"purpose\", expected a key of backup_folder",
        "{f: {path: x, optoinal: true}} | did you mean \"optional\"?",
        "{f: {path: x, backup: {level: 0}}} | backup_folders.f.backup.level: found 0",
        "{dev: {path: x}} | 2:18: backup_folders.dev: found the name of an environment too",
        "{' f': {path: x}} | the name of a folder",
        "{f: {path: .}} | a folder that holds the directory of its own backups",
        "{f: {path: x, backup: {directory: x/y/../z}}} | a folder that holds the directory",
        "{f: {path: backups}} | a folder that holds the directory of its own backups",
        "{f: {path: x}, f: {path: y}} | the key again",
      })
  void namesMistakesOfFolders(String folders, String problem) throws Exception {
    List<String> problems =
        configurations.problems(
            "environments: {dev: {db_url: postgresql://u@h/d}}\nbackup_folders: " + folders);
    assertThat(problems).singleElement().asString().contains(problem);
  }

  @Test
  void allowsTwoFoldersWhoseBackupsHaveNamesThatLookAlike() throws Exception {
    assertThat(
            configurations
                .load(
                    """
                    environments: {dev: {db_url: postgresql://u@h/d}}
                    backup_folders: {a/b: {path: x}, a:b: {path: y}, "dev ü": {path: backups-old}}
                    """)
                .folders())
        .extracting(BackupFolder::name)
        .containsExactly("a/b", "a:b", "dev ü");
  }

  @Test
  void takesEnvironmentsByEitherNameButNotByBoth() throws Exception {
    assertThat(environment("environments: {a: {db_url: postgresql://u@h/d}}").name())
        .isEqualTo("a");
    assertThat(
            configurations.problems(
                """
                test_environments: {a: {db_url: postgresql://u@h/d}}
                environments: {b: {db_url: postgresql://u@h/d}}
                """))
        .containsExactly(
            "2:1: environments: found environments beside test_environments, expected one of them,"
                + " as they mean the same");
    assertThat(configurations.problems("backup: {}"))
        .singleElement()
        .asString()
        .contains("no key test_environments");
    assertThat(configurations.problems("enviroments: {}").toString())
        .contains("did you mean \"environments\"?");
    Path file = configurations.write("environments: {a: {db_url: postgresql://u@h/d}}");
    assertThat(configurations.problems(file, false, "b"))
        .singleElement()
        .asString()
        .contains("environments: found no environment \"b\"");
  }

  @Test
  void tellsAllMistakesAtOnceAndThoseOfTheTopOnce() throws Exception {
    assertThat(
            configurations.problems(
                """
                backup: {compression: none, level: 3, encryption: {program: gpg}, keep: {daily: 0}}
                environments:
                  a: {db_url: postgresql://u@h/d, backup: {upload: {command: cp}}}
                  b: {db_url: postgresql://u@h/e}
                backup_folders:
                  a: {path: x}
                """))
        .hasSize(5);
  }

  @Test
  void findsMistakesAtTheTopAlsoWhereEveryEnvironmentOverridesThem() throws Exception {
    assertThat(
            configurations.problems(
                """
                backup: {keep: {daily: lots}, jobs: 0}
                environments:
                  a: {db_url: postgresql://u@h/d, backup: {keep: {daily: 1}, jobs: 1}}
                """))
        .hasSize(2);
  }

  @Test
  void restoresWhereCopiesMayStandUnlessAnotherServerIsNamed() throws Exception {
    String snapshot = "snapshot: {server: 'postgresql://u@clones/postgres'}";
    assertThat(
            environment("environments: {a: {db_url: 'postgresql://u@h/d', " + snapshot + "}}")
                .backup()
                .verify()
                .server())
        .hasToString("clones:5432/postgres");
    assertThat(
            environment(
                    "environments: {a: {db_url: 'postgresql://u@h/d', "
                        + snapshot
                        + ", backup: {verify: {server: 'postgresql://u@proof/postgres'}}}}")
                .backup()
                .verify()
                .server())
        .hasToString("proof:5432/postgres");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "backup: {verify: {server: 'postgresql://u@proof/postgres'}}",
        "snapshot: {server: 'postgresql://u@clones/postgres'}",
        "snapshot: {same_server: true}",
        "backup: {verify: {restore: false}}",
      })
  void verifiesBackupsOfAProtectedDatabaseOnlyWhereItsOwnerAllowedIt(String keys) throws Exception {
    String yaml = "environments: {a: {db_url: 'postgresql://u@h/d', protected: true%s}}";
    assertThat(problemsForBackups(yaml.formatted(""))).hasSize(1);
    assertThat(problemsForBackups(yaml.formatted("")).get(0))
        .contains("environments.a.protected")
        .contains("protected without a server that verifies its backups")
        .contains("backup: {verify: {server: URL}}, or snapshot: {same_server: true}");
    assertThat(problemsForBackups(yaml.formatted(", " + keys))).isEmpty();
  }

  @Test
  void neverTakesAProtectedDatabasesOwnServerForAnotherOne() throws Exception {
    String yaml =
        """
        environments:
          a:
            db_url: postgresql://u@db1:5432,db2:5432/d
            protected: true
            snapshot: {%s}
            backup: {verify: {server: "postgresql://u@db2/postgres"}}
        """;
    String other = "server: 'postgresql://u@clones/postgres'";
    assertThat(problemsForBackups(yaml.formatted(other)))
        .singleElement()
        .asString()
        .contains("verify.server: found the protected database's own server");
    assertThat(configurations.problems(yaml.formatted(other))).hasSize(1);
    assertThat(problemsForBackups(yaml.formatted("same_server: true"))).isEmpty();
  }

  @Test
  void stillNeedsAPlaceForTheCopiesOfAProtectedDatabaseWhereCopiesAreMade() throws Exception {
    assertThat(
            configurations.problems(
                """
                environments:
                  a:
                    db_url: postgresql://u@h/d
                    protected: true
                    backup: {verify: {server: "postgresql://u@proof/postgres"}}
                """))
        .singleElement()
        .asString()
        .contains("protected without a server for its copies");
  }

  @Test
  void selectsFoldersByNameForBackupsOnly() throws Exception {
    String yaml =
        """
        environments: {a: {db_url: postgresql://u@h/d}, b: {db_url: postgresql://u@h/e}}
        backup_folders: {files: {path: files}, more: {path: "${NOT_SET}"}}
        """;
    MigrationTestConfiguration folder = forBackups(yaml, "files");
    assertThat(folder.environments()).isEmpty();
    assertThat(folder.folders()).extracting(BackupFolder::name).containsExactly("files");
    assertThat(forBackups(yaml, "b").folders()).isEmpty();
    assertThat(problemsForBackups(yaml, "file"))
        .singleElement()
        .asString()
        .contains("no environment \"file\"")
        .contains("did you mean \"files\"?");
    assertThat(configurations.problems(configurations.write(yaml), false, "files"))
        .singleElement()
        .asString()
        .contains("no environment \"files\", which was asked for, expected one of \"a\", \"b\"");
  }

  @Test
  void involvesNoOtherServerWithEmbeddedOnes() throws Exception {
    Path file =
        configurations.write(
            """
            environments:
              a:
                protected: true
                snapshot: {server: "postgresql://u@clones/postgres"}
                backup: {verify: {server: "postgresql://u:${UNKNOWN}@proof/postgres"}}
            """);
    EnvironmentConfiguration a = configurations.load(file, true).environments().get(0);
    assertThat(a.backup().verify().server()).isNull();
    DatabaseTarget embedded = a.source().withDatabase("other");
    assertThat(a.onDedicatedServer(embedded).backup()).isEqualTo(a.backup());
  }

  @Test
  void knowsThePasswordsOfServersAndCommands() throws Exception {
    MigrationTestConfiguration configuration =
        configurations.load(
            """
            backup:
              upload:
                command: "curl -T {file} 'https://up:hunter%4022@files/{name}'"
                verify: "curl https://up:$UPLOAD_PASSWORD@files/{name}"
            integration_tests: [{name: t, command: "curl ftp://t:hunter55@h/a:b@c"}]
            environments:
              a:
                db_url: postgresql://u:${PASS}@h/d
                backup: {verify: {server: "postgresql://u:hunter33@proof/postgres?sslpassword=hunter44"}}
            backup_folders:
              files:
                path: files
                backup: {upload: {command: "curl -T {file} ftp://f:hunter66@files/"}}
            """);
    assertThat(Secrets.of(configuration))
        .contains(
            Secret.of("p@ss/w:rd"),
            Secret.of("hunter%4022"),
            Secret.of("hunter@22"),
            Secret.of("hunter33"),
            Secret.of("hunter44"),
            Secret.of("hunter55"),
            Secret.of("hunter66"))
        .noneMatch(secret -> secret.reveal().contains("UPLOAD_PASSWORD"));
    assertThat(configuration.findings())
        .extracting(Finding::code, finding -> finding.message().replaceAll(" .*", ""))
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(
                "password-in-url", "environments.a.backup.verify.server"),
            org.assertj.core.groups.Tuple.tuple("password-in-command", "backup.upload.command"),
            org.assertj.core.groups.Tuple.tuple(
                "password-in-command", "backup_folders.files.backup.upload.command"));
    assertThat(configuration.findings().toString()).doesNotContain("hunter");
  }

  @Test
  void neverShowsAPasswordOfACommandThatIsWrong() throws Exception {
    List<String> problems =
        configurations.problems(
            """
            environments:
              a:
                db_url: postgresql://u@h/d
                backup: {upload: {command: "curl https://up:hush@files/", verify: ["https://up:hush@h"]}}
            """);
    assertThat(problems).hasSize(2);
    assertThat(problems.toString()).doesNotContain("hush");
  }

  @Test
  void leavesTheBracesOfTheShellAndOfItsProgramsAlone() throws Exception {
    String command = "cp {file} ${file}.x && awk '{print}' && echo {a,b} {1..3}";
    EnvironmentConfiguration environment =
        environment(
            "environments: {a: {db_url: 'postgresql://u@h/d', backup: {upload: {command: \""
                + command
                + "\"}}}}");
    assertThat(environment.backup().upload()).isNotNull();
  }
}
