package io.jenkins.plugins.orchestrator.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.config.HealthSettings.Limit;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings.ServiceKind;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a configuration says of health checks, and what is wrong with it. */
class HealthConfigurationTest {
  @TempDir Path directory;
  private Configurations configurations;

  @BeforeEach
  void prepare() {
    configurations = new Configurations(directory, Map.of("USER", "me", "SHOP", "shop"));
  }

  private HealthSettings health(String yaml) throws Exception {
    return configurations
        .load(yaml + "\nenvironments: {dev: {db_url: 'postgresql://u@h/d'}}")
        .environments()
        .get(0)
        .health();
  }

  @Test
  void hasTheDefaultsThatTheDocumentationSays() throws Exception {
    HealthSettings health = health("max_parallel: 2");
    assertThat(health).isEqualTo(HealthSettings.byDefault());
    assertThat(health.deadline()).isEqualTo(Duration.ofSeconds(30));
    assertThat(health.limit(HealthLimit.DISK)).isEqualTo(new Limit(70.0, 85.0));
    assertThat(health.limit(HealthLimit.CONNECTIONS)).isEqualTo(new Limit(80.0, 90.0));
    assertThat(health.machine().disks()).containsExactly("/");
  }

  @Test
  void readsEveryKey() throws Exception {
    HealthSettings health =
        health(
            """
            health:
              deadline: 20s
              connect_timeout: 2s
              statement_timeout: 3s
              limits:
                connections: {warning: 50.5, critical: 60}
                lock_wait: {warning: 200ms, critical: 1m}
                cache_hit: {warning: 90, critical: 80}
              skip: [unused_indexes]
              queries: [{name: a, sql: select 1, warning: 5, critical: 1, lower_is_worse: true}]
              freshness: [{name: b, sql: select now(), critical: 48h, zone: Europe/Berlin}]
              commands: [{name: c, command: ./check.sh}]
              machine: {check: false, disks: [/srv]}
              services: [{kubernetes: deployment/web, namespace: "${SHOP}"}, {systemd: nginx}]
              variables: [KEY]
              quotas: [{name: d, url: "https://x/?k={key}", header: left, key_variable: KEY, critical: 5}]
              history: 90
            """);
    assertThat(health.deadline()).isEqualTo(Duration.ofSeconds(20));
    assertThat(health.limit(HealthLimit.CONNECTIONS)).isEqualTo(new Limit(50.5, 60.0));
    assertThat(health.limit(HealthLimit.LOCK_WAIT)).isEqualTo(new Limit(0.2, 60.0));
    assertThat(health.limit(HealthLimit.CACHE_HIT)).isEqualTo(new Limit(90.0, 80.0));
    assertThat(health.skip()).isEqualTo(Set.of(HealthLimit.UNUSED_INDEXES));
    assertThat(health.queries().get(0).lowerIsWorse()).isTrue();
    assertThat(health.freshness().get(0).limit()).isEqualTo(new Limit(null, 172_800.0));
    assertThat(health.commands().get(0).timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(health.machine().check()).isFalse();
    assertThat(health.services())
        .containsExactly(
            new HealthSettings.Service(ServiceKind.KUBERNETES, "deployment/web", "shop"),
            new HealthSettings.Service(ServiceKind.SYSTEMD, "nginx", null));
    assertThat(health.quotas().get(0).keyVariable()).isEqualTo("KEY");
    assertThat(health.history()).isEqualTo(90);
    new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(health);
  }

  @Test
  void anEnvironmentOverridesKeyByKey() throws Exception {
    HealthSettings health =
        configurations
            .load(
                """
                health: {deadline: 10s, limits: {disk: {warning: 50}, bloat: {critical: 60}}}
                environments:
                  dev:
                    db_url: postgresql://u@h/d
                    health: {limits: {disk: {critical: 55}}}
                """)
            .environments()
            .get(0)
            .health();
    assertThat(health.deadline()).isEqualTo(Duration.ofSeconds(10));
    assertThat(health.limit(HealthLimit.DISK)).isEqualTo(new Limit(50.0, 55.0));
    assertThat(health.limit(HealthLimit.BLOAT)).isEqualTo(new Limit(40.0, 60.0));
  }

  @Test
  void oneLimitBeyondTheOthersDefaultTakesItAlong() throws Exception {
    HealthSettings health =
        health("health: {limits: {disk: {warning: 90}, bloat: {critical: 20}}}");
    assertThat(health.limit(HealthLimit.DISK)).isEqualTo(new Limit(90.0, 90.0));
    assertThat(health.limit(HealthLimit.BLOAT)).isEqualTo(new Limit(20.0, 20.0));
  }

  @Test
  void aProtectedDatabaseNeedsNoOtherServerToBeLookedAt() throws Exception {
    assertThat(
            ConfigurationLoader.load(
                    configurations.write(
                        "environments: {p: {db_url: 'postgresql://u@h/d', protected: true}}"),
                    ConfigurationLoader.Options.of(
                            Map.of("USER", "me"), configurations.workingDirectory())
                        .with(ConfigurationUse.HEALTH))
                .environments())
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limits: {conections: {warning: 1}} | connections",
        "limits: {disk: {warning: 90, critical: 80}} | a warning beyond critical",
        "limits: {cache_hit: {warning: 80, critical: 90}} | a warning beyond critical",
        "limits: {lock_wait: {warning: soon}} | a duration",
        "limits: {disk: {warning: much}} | a number",
        "skip: [everything] | connections, long_transaction",
        "connect_timeout: 10ms | at least 1s",
        "queries: [{name: a, sql: select 1}] | a check without limits",
        "queries: [{name: disk, sql: select 1, warning: 1}] | a second check of that name",
        "freshness: [{name: a, sql: s, warning: 1h, zone: Mars/Olympus}] | the unknown time zone",
        "freshness: [{name: a, sql: s, warning: 2h, critical: 1h}] | a warning beyond critical",
        "commands: [{name: a}] | no key command",
        "services: [{compose: a, systemd: b}] | systemd beside compose",
        "services: [{namespace: a}] | no key compose",
        "services: [{systemd: a, namespace: b}] | namespace without kubernetes",
        "quotas: [{name: a, url: 'http://x', header: h, warning: 1, key_variable: K}] | nothing"
            + " uses",
        "quotas: [{name: a, url: 'http://x/{key}', header: h, warning: 1}] | without the variable",
        "quotas: [{name: a, url: 'ftp://x', header: h, warning: 1}] | a URL of another scheme",
        "quotas: [{name: a, url: 'http://x y', header: h, warning: 1}] | no URL (wrong at",
        "quotas: [{name: a, url: 'http://u:p@x', header: h, warning: 1}] | a URL with a user in it",
        "quotas: [{name: a, url: 'http://x', header: h, warning: 1, key_variable: K,"
            + " key_header: 'a b'}] | a header that cannot be set",
        "quotas: [{name: a, url: 'http://x', header: h, warning: 1, proxy: 'https://p'}] | a proxy"
            + " of another scheme",
        "history: 1 | a whole number from 2",
      })
  void saysWhatIsWrong(String keys, String problem) throws Exception {
    assertThat(
            configurations.problems(
                "health: {" + keys + "}\nenvironments: {dev: {db_url: 'postgresql://u@h/d'}}"))
        .anyMatch(text -> text.contains(problem));
  }
}
