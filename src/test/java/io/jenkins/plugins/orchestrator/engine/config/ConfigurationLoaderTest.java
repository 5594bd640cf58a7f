package io.jenkins.plugins.orchestrator.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a right configuration means. */
class ConfigurationLoaderTest {
  @TempDir Path directory;
  private Configurations configurations;

  @BeforeEach
  void prepare() {
    configurations =
        new Configurations(
            directory,
            Map.of("USER", "me", "DB", "sales", "PASS", "p@ss/w:rd", "URL", "postgresql://u@h/d"));
  }

  private EnvironmentConfiguration environment(String yaml) throws Exception {
    return configurations.load(yaml).environments().get(0);
  }

  @Test
  void acceptsTheSeedsFileUnchanged() throws Exception {
    Path seed = Path.of("src/test/resources/seed/parallel_migration_test.yaml");
    MigrationTestConfiguration configuration = configurations.load(seed, false);
    assertThat(configuration.environments())
        .extracting(EnvironmentConfiguration::name)
        .containsExactly("dev_local", "staging_clone", "production_snapshot");
    assertThat(configuration.environments())
        .extracting(environment -> environment.source().toString())
        .containsExactly(
            "localhost:5544/devdb01", "localhost:5545/stagingdb", "localhost:5546/prodsnap");
    assertThat(configuration.environments().get(2).purpose())
        .isEqualTo("Production data snapshot (anonymized)");
    assertThat(configuration.environments())
        .extracting(EnvironmentConfiguration::selection)
        .containsOnly(new MigrationSelection.AllPending());
    assertThat(configuration.workflow())
        .extracting(WorkflowStep::kind)
        .containsExactly(
            TaskKind.SNAPSHOT, TaskKind.APPLY, TaskKind.VALIDATE, TaskKind.TEST, TaskKind.CLEANUP);
    assertThat(configuration.workflow()).allMatch(WorkflowStep::parallel);
    assertThat(configuration.workflow()).noneMatch(WorkflowStep::critical);
    assertThat(configuration.workflow().get(4).tasks())
        .containsExactly("Drop dev_test_1", "Drop staging_test_1", "Drop prod_test_1");
    assertThat(configuration.findings())
        .hasSize(3)
        .extracting(Finding::code)
        .containsOnly("password-in-url");
  }

  @Test
  void hasDefaultsThatACarefulPersonWouldChoose() throws Exception {
    MigrationTestConfiguration configuration =
        configurations.load("test_environments: {dev: {db_url: 'postgresql://u@h/d'}}");
    assertThat(configuration.maxParallel()).isEqualTo(8);
    assertThat(configuration.findings()).isEmpty();
    assertThat(configuration.workflow()).hasSize(5).allMatch(WorkflowStep::parallel);
    EnvironmentConfiguration dev = configuration.environments().get(0);
    assertThat(dev.migrations())
        .isEqualTo(
            new MigrationSettings(
                "db/migrations",
                "auto",
                Duration.ofSeconds(300),
                null,
                Duration.ofSeconds(1),
                null,
                null,
                false,
                false,
                null,
                null));
    assertThat(dev.snapshot())
        .isEqualTo(
            new SnapshotSettings(
                SnapshotStrategy.AUTO, null, false, 2, Duration.ZERO, Duration.ofHours(24)));
    assertThat(dev.validate()).isEqualTo(ValidationSettings.none());
    assertThat(dev.integrationTests()).isEmpty();
    assertThat(dev.reversibility()).isEqualTo(Reversibility.UP_DOWN_UP);
    assertThat(dev.embedded()).isEqualTo(new EmbeddedSettings(17, List.of()));
    assertThat(dev.isProtected() || dev.exclusive() || dev.disposable()).isFalse();
    assertThat(dev.agent()).isNull();
    assertThat(dev.credentialsId()).isNull();
  }

  @Test
  void readsEveryKey() throws Exception {
    Path work = configurations.workingDirectory();
    Files.writeString(work.resolve("standings.sql"), "select 1");
    Files.writeString(directory.resolve("schema.sql"), "create table t ()");
    EnvironmentConfiguration all =
        environment(
            """
            test_environments:
              all:
                db_url: postgresql://u@h/d
                purpose: everything
                migrations_to_test: [003, "4", V1.2]
                migrations:
                  path: sql
                  format: flyway
                  timeout: 5m
                  statement_timeout: 90s
                  lock_timeout: 500ms
                  baseline: 002
                  role: deployer
                  runner: psql
                snapshot:
                  strategy: dump
                  server: postgresql://u@clones/postgres
                  jobs: 4
                  max_age: 1h30m
                  ttl: 2d
                validate:
                  tables: [public.games]
                  views: [mart.game_summary]
                  indexes: [public.plays_game_id_idx]
                  columns: [{table: public.plays, name: epa, type: double precision, nullable: true}]
                  queries:
                    - {name: no orphans, sql: "select count(*) from t where x = '$$a'", expect: {value: 0}}
                    - {name: some, sql: "select 1", expect: {rows: 3, min: -1.5, max: 10}}
                    - {name: truth, sql: "select true", expect: {value: true}}
                    - {name: none, sql: "select null", expect: {value: null}}
                integration_tests:
                  - {name: etl, command: "bash tests/etl.sh ${NOT_OURS}", timeout: 60s}
                  - {name: standings, sql: standings.sql, runs: 20, max_p50: 0.1, max_p95: 200ms, max_p99: 1s, expect: {rows: 1}}
                reversibility: down
                require_down: true
                protected: true
                exclusive: true
                embedded: {version: 15, init: [schema.sql]}
                agent: linux && docker
                credentialsId: prod-db
            """);
    assertThat(all.selection())
        .isEqualTo(new MigrationSelection.Listed(List.of("003", "4", "V1.2")));
    assertThat(all.migrations())
        .isEqualTo(
            new MigrationSettings(
                "sql",
                "flyway",
                Duration.ofMinutes(5),
                Duration.ofSeconds(90),
                Duration.ofMillis(500),
                "002",
                "deployer",
                true,
                true,
                null,
                null));
    assertThat(all.snapshot().server()).hasToString("clones:5432/postgres");
    assertThat(all.snapshot().maxAge()).isEqualTo(Duration.ofMinutes(90));
    assertThat(all.snapshot().ttl()).isEqualTo(Duration.ofDays(2));
    assertThat(all.validate().columns())
        .containsExactly(
            new ValidationSettings.Column("public.plays", "epa", "double precision", true));
    assertThat(all.validate().queries())
        .extracting(ValidationSettings.Query::expect)
        .containsExactly(
            new Expectation("0", null, null, null),
            new Expectation(null, 3L, new BigDecimal("-1.5"), new BigDecimal("10")),
            new Expectation("t", null, null, null),
            new Expectation("null", null, null, null));
    assertThat(all.validate().queries().get(0).sql()).endsWith("'$$a'");
    assertThat(all.integrationTests())
        .containsExactly(
            new IntegrationTest.Command(
                "etl", "bash tests/etl.sh ${NOT_OURS}", Duration.ofSeconds(60)),
            new IntegrationTest.Sql(
                "standings",
                "standings.sql",
                "select 1",
                20,
                Duration.ofMillis(100),
                Duration.ofMillis(200),
                Duration.ofSeconds(1),
                new Expectation(null, 1L, null, null),
                Duration.ofSeconds(300)));
    assertThat(all.embedded())
        .isEqualTo(
            new EmbeddedSettings(
                15, List.of(new EmbeddedSettings.InitScript("schema.sql", "create table t ()"))));
    assertThat(all.isProtected() && all.exclusive()).isTrue();
    assertThat(all.agent()).isEqualTo("linux && docker");
    assertThat(all.credentialsId()).isEqualTo("prod-db");
  }

  @Test
  void letsAnEnvironmentOverrideTheTopKeyByKeyAndListsAsAWhole() throws Exception {
    MigrationTestConfiguration configuration =
        configurations.load(
            """
            max_parallel: 2
            migrations_to_test: {until: 0042}
            migrations: {path: sql, timeout: 60s}
            snapshot: {strategy: dump, jobs: 4}
            validate: {tables: [a, b], views: [v]}
            reversibility: none
            test_environments:
              plain: {db_url: postgresql://u@h/d}
              other:
                db_url: postgresql://u@h/e
                migrations_to_test: all_pending
                migrations: {timeout: 10s}
                snapshot: {jobs: 1}
                validate: {tables: [c]}
                reversibility: up_down_up
            """);
    EnvironmentConfiguration plain = configuration.environments().get(0);
    EnvironmentConfiguration other = configuration.environments().get(1);
    assertThat(plain.selection()).isEqualTo(new MigrationSelection.Until("0042"));
    assertThat(other.selection()).isEqualTo(new MigrationSelection.AllPending());
    assertThat(other.migrations().path()).isEqualTo("sql");
    assertThat(plain.migrations().timeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(other.migrations().timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(other.snapshot().strategy()).isEqualTo(SnapshotStrategy.DUMP);
    assertThat(other.snapshot().jobs()).isEqualTo(1);
    assertThat(plain.validate().tables()).containsExactly("a", "b");
    assertThat(other.validate().tables()).containsExactly("c");
    assertThat(other.validate().views()).containsExactly("v");
    assertThat(plain.reversibility()).isEqualTo(Reversibility.NONE);
    assertThat(other.reversibility()).isEqualTo(Reversibility.UP_DOWN_UP);
  }

  @Test
  void letsTheMoreSpecificOfServerAndSameServerWin() throws Exception {
    EnvironmentConfiguration same =
        environment(
            """
            snapshot: {server: postgresql://u@clones/postgres}
            test_environments:
              a: {db_url: postgresql://u@h/d, protected: true, snapshot: {same_server: true}}
            """);
    assertThat(same.snapshot().server()).isNull();
    assertThat(same.snapshot().sameServer()).isTrue();
    EnvironmentConfiguration server =
        environment(
            """
            snapshot: {same_server: true}
            test_environments:
              a:
                db_url: postgresql://u@h/d
                protected: true
                snapshot: {server: postgresql://u@clones/postgres}
            """);
    assertThat(server.snapshot().server()).hasToString("clones:5432/postgres");
    assertThat(server.snapshot().sameServer()).isFalse();
  }

  @Test
  void understandsAnchorsAndMergedMappings() throws Exception {
    MigrationTestConfiguration configuration =
        configurations.load(
            """
            x-common: &common
              migrations: &m {path: sql, timeout: 7s}
              reversibility: none
            test_environments:
              a: {<<: *common, db_url: postgresql://u@h/d}
              b: {<<: [*common], db_url: postgresql://u@h/e, reversibility: down, migrations: {<<: *m, timeout: 8s}}
            """);
    assertThat(configuration.environments())
        .extracting(environment -> environment.migrations().path())
        .containsOnly("sql");
    assertThat(configuration.environments())
        .extracting(environment -> environment.migrations().timeout().toSeconds())
        .containsExactly(7L, 8L);
    assertThat(configuration.environments())
        .extracting(EnvironmentConfiguration::reversibility)
        .containsExactly(Reversibility.NONE, Reversibility.DOWN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200ms | PT0.2S",
        "1s | PT1S",
        "1.5s | PT1.5S",
        "5m | PT5M",
        "1h30m | PT1H30M",
        "2d | PT48H",
        "30 | PT30S",
        "0.25 | PT0.25S",
        "'45' | PT45S",
      })
  void understandsDurations(String text, Duration expected) throws Exception {
    EnvironmentConfiguration environment =
        environment(
            "test_environments: {a: {db_url: 'postgresql://u@h/d', migrations: {timeout: "
                + text
                + "}}}");
    assertThat(environment.migrations().timeout()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postgresql://u:${PASS}@h/${DB}                     | h:5432/sales | p@ss/w:rd",
        "postgresql://u@${DB}:5433/d?password=${PASS}        | sales:5433/d | p@ss/w:rd",
        "jdbc:postgresql://h/${DB}?user=u&password=${PASS}   | h:5432/sales | p@ss/w:rd",
        "host=h user=u dbname=${DB} password=${PASS}         | h:5432/sales | p@ss/w:rd",
        "${URL}                                              | h:5432/d     | ''",
        "${URL}_${DB}                                        | h:5432/d_sales | ''",
        "postgresql://u:a$$b$c@h/d                           | h:5432/d     | a$$b$c",
        "postgresql://u:$${PASS}@h/d                         | h:5432/d     | ${PASS}",
      })
  void replacesVariablesInUrlsByWhatTheyAre(String url, String place, String password)
      throws Exception {
    EnvironmentConfiguration environment =
        environment("test_environments: {a: {db_url: '" + url + "'}}");
    assertThat(environment.source()).hasToString(place);
    assertThat(environment.source().password())
        .isEqualTo(password.isEmpty() ? null : Secret.of(password));
  }

  @Test
  void warnsAboutAPasswordOnlyWhereItStandsInTheFile() throws Exception {
    MigrationTestConfiguration configuration =
        configurations.load(
            """
            test_environments:
              bad: {db_url: 'postgresql://u:hunter22@h/d'}
              good: {db_url: 'postgresql://u:${PASS}@h/d'}
              jdbc: {db_url: 'jdbc:postgresql://h/d?user=u&password=${PASS}'}
              server:
                db_url: postgresql://u@h/d
                snapshot: {server: 'postgresql://u:hunter33@h2/d'}
            """);
    assertThat(configuration.findings())
        .extracting(Finding::code, finding -> finding.message().replaceAll(" .*", ""))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("password-in-url", "test_environments.bad.db_url"),
            org.assertj.core.groups.Tuple.tuple(
                "password-in-url", "test_environments.server.snapshot.server"));
    assertThat(Secrets.of(configuration))
        .containsExactlyInAnyOrder(
            Secret.of("hunter22"), Secret.of("p@ss/w:rd"), Secret.of("hunter33"));
    assertThat(Secrets.redactor(configuration).redact("p%40ss%2Fw%3Ard hunter33"))
        .isEqualTo("******** ********");
    assertThat(configuration.toString()).doesNotContain("hunter").doesNotContain("p@ss");
  }

  @Test
  void readsOnlyTheEnvironmentsThatAreAskedForButChecksAll() throws Exception {
    Path file =
        configurations.write(
            """
            test_environments:
              dev: {db_url: postgresql://u@h/d}
              prod: {db_url: 'postgresql://u:${PROD_PASSWORD}@h/d'}
            """);
    assertThat(configurations.load(file, false, "dev").environments())
        .extracting(EnvironmentConfiguration::name)
        .containsExactly("dev");
    assertThat(configurations.problems(file, false, "prod"))
        .containsExactly(
            "3:18: test_environments.prod.db_url: found ${PROD_PASSWORD}, which is not set,"
                + " expected an environment variable that is set");
    assertThat(configurations.problems(file, false, "prdo"))
        .containsExactly(
            "test_environments: found no environment \"prdo\", which was asked for, expected one"
                + " of \"dev\", \"prod\"; did you mean \"prod\"?");
    assertThat(
            configurations.problems(
                configurations.write(
                    """
                    test_environments:
                      dev: {db_url: postgresql://u@h/d}
                      prod: {db_url: postgresql://u@h/d, reversibility: maybe}
                    """),
                false,
                "dev"))
        .hasSize(1);
  }

  @Test
  void needsNoUrlWhenServersAreStartedForIt() throws Exception {
    Path file =
        configurations.write(
            """
            test_environments:
              dev: {embedded: {version: 18}}
              prod:
                db_url: postgresql://u:${NOT_SET}@h/d
                protected: true
                snapshot: {server: postgresql://u@clones/postgres}
            """);
    List<EnvironmentConfiguration> environments = configurations.load(file, true).environments();
    assertThat(environments.get(0).embedded().version()).isEqualTo(18);
    assertThat(environments.get(1).snapshot().server()).isNull();
    assertThat(configurations.problems(file, false))
        .anyMatch(problem -> problem.contains("no key db_url"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"; drop database prod; --",
        "it's",
        "Produktion Süd 🐘",
        "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff123",
        "a.b/../c",
        "no",
        "1",
        "<script>",
      })
  void acceptsAnyNameThatAPersonCanRead(String name) throws Exception {
    EnvironmentConfiguration environment =
        environment(
            "test_environments:\n  '"
                + name.replace("'", "''")
                + "': {db_url: 'postgresql://u@h/d'}\n");
    assertThat(environment.name()).isEqualTo(name);
  }

  @Test
  void findsFilesInTheWorkingDirectoryBeforeThoseBesideTheConfiguration() throws Exception {
    String yaml =
        """
        test_environments:
          a:
            db_url: postgresql://u@h/d
            integration_tests: [{name: t, sql: t.sql}]
        """;
    Files.write(
        directory.resolve("t.sql"),
        "\ufeffbeside".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(environment(yaml).integrationTests())
        .extracting(test -> ((IntegrationTest.Sql) test).sql())
        .containsExactly("beside");
    Files.writeString(configurations.workingDirectory().resolve("t.sql"), "working");
    assertThat(environment(yaml).integrationTests())
        .extracting(test -> ((IntegrationTest.Sql) test).sql())
        .containsExactly("working");
  }

  @Test
  void takesCommandsOfAnotherToolAndSaysWhenTheyHaveNoWayBack() throws Exception {
    MigrationTestConfiguration configuration =
        configurations.load(
            """
            migrations: {format: command, command: alembic upgrade head}
            test_environments:
              one_way: {db_url: postgresql://u@h/d}
              both_ways: {db_url: postgresql://u@h/d, migrations: {down_command: alembic downgrade base}}
            """);
    assertThat(configuration.environments().get(1).migrations().downCommand())
        .isEqualTo("alembic downgrade base");
    assertThat(configuration.findings())
        .extracting(Finding::code)
        .containsExactly("no-down-command");
  }

  @Test
  void makesWhatCanBeSentToAnAgent() throws Exception {
    MigrationTestConfiguration configuration =
        configurations.load(
            """
            validate: {queries: [{name: q, sql: select 1, expect: {min: 1}}]}
            test_environments: {a: {db_url: 'postgresql://u:${PASS}@h/d?sslmode=require'}}
            """);
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      out.writeObject(configuration);
    }
    assertThatThrownBy(() -> configuration.environments().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
