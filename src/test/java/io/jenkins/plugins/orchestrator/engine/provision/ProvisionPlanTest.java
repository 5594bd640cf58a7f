package io.jenkins.plugins.orchestrator.engine.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked for is judged before anything is touched, every mistake at once. */
class ProvisionPlanTest {
  @TempDir Path directory;
  private Provision provision;

  @BeforeEach
  void provision() {
    provision = new Provision(directory, TestServer.of(15));
  }

  private List<String> problems(ProvisionOptions options) {
    return catchThrowableOfType(ConfigurationException.class, () -> provision.plan(options))
        .problems()
        .stream()
        .map(ConfigurationProblem::toString)
        .toList();
  }

  @Test
  void everyMistakeIsNamedAtOnce() {
    provision.file("db/2x.sql", "SELECT 'unfinished").file("anonymize.sql", "UPDATE t SET x = $$a");

    assertThat(
            problems(
                new ProvisionOptions(
                    0,
                    Duration.ofDays(8),
                    "db",
                    "anonymize.sql",
                    List.of("email", "a.b.c.d", "\"open.x", "a.b", "t.x y"),
                    List.of(),
                    " ")))
        .anyMatch(text -> text.startsWith("provision: count: found 0, expected 1 to 32 clones"))
        .anyMatch(text -> text.startsWith("provision: ttl: found 691200.0 s, expected 1 s to 7 d"))
        .anyMatch(text -> text.startsWith("provision: columns: found \"email\""))
        .anyMatch(text -> text.startsWith("provision: columns: found \"a.b.c.d\""))
        .anyMatch(text -> text.startsWith("provision: columns: found \"\"open.x\""))
        .anyMatch(text -> text.startsWith("provision: columns: found \"t.x y\""))
        .noneMatch(text -> text.contains("found \"a.b\""))
        .anyMatch(text -> text.startsWith("provision: command: found nothing"))
        .anyMatch(text -> text.contains("2x.sql:1:"))
        .anyMatch(text -> text.startsWith("anonymize.sql:1:"));
  }

  @Test
  void filesThatAreNotThereAreNamed() {
    assertThat(
            problems(
                ProvisionOptions.of(1, Duration.ofHours(1))
                    .migrating("no/migrations")
                    .anonymizing("no.sql", List.of(), List.of())))
        .anyMatch(text -> text.contains("no/migrations"))
        .anyMatch(text -> text.startsWith("provision: anonymize: found no file no.sql"));
  }

  @Test
  void columnsWithoutAnythingThatAnonymizesThemWouldAlwaysFail() {
    assertThat(
            problems(
                ProvisionOptions.of(1, Duration.ofHours(1))
                    .anonymizing(null, List.of("t.c"), List.of())))
        .singleElement()
        .asString()
        .contains("no SQL that anonymizes them");
  }

  @Test
  void anEnvironmentThatIsNotThereIsNamedWithThoseThatAre() {
    assertThat(
            catchThrowableOfType(
                ConfigurationException.class,
                () ->
                    Provisioning.plan(
                        provision.configuration(),
                        "production_snapshop",
                        ProvisionOptions.of(1, Duration.ofHours(1)),
                        directory,
                        directory)))
        .hasMessageContaining("production_snapshop")
        .hasMessageContaining("did you mean \"production_snapshot\"?");
  }

  @Test
  void whatCopiesNothingGivesNoClones() {
    provision.key("disposable: true").key("snapshot: {strategy: none}");
    assertThat(problems(ProvisionOptions.of(1, Duration.ofHours(1))))
        .singleElement()
        .asString()
        .contains("which copies nothing");
  }

  /** It would reach the roles of the server on which the source stands too. */
  @Test
  void anonymizingMayNotReachBeyondTheClone() {
    provision.file("anonymize.sql", "SELECT 1;\nALTER ROLE postgres NOLOGIN;");
    assertThat(
            problems(
                ProvisionOptions.of(1, Duration.ofHours(1))
                    .anonymizing("anonymize.sql", List.of(), List.of())))
        .singleElement()
        .asString()
        .startsWith("anonymize.sql:2:1:");
  }
}
