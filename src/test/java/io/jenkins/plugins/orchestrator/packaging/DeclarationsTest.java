package io.jenkins.plugins.orchestrator.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hudson.Extension;
import io.jenkins.plugins.orchestrator.jenkins.step.ParallelMigrationTestStep;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The stand-in declares Jenkins as it is. What differs compiles here, and is a {@code
 * NoSuchMethodError} in a running Jenkins.
 */
class DeclarationsTest {
  private final RecordedApi api = RecordedApi.ofTheBaseline();

  @BeforeEach
  void onlyWhereTheBuildHasAStandIn() {
    var jenkins = Extension.class.getProtectionDomain().getCodeSource().getLocation();
    var plugin = ParallelMigrationTestStep.class.getProtectionDomain().getCodeSource();
    assumeTrue(jenkins.equals(plugin.getLocation()), "this build compiles against Jenkins itself");
  }

  @Test
  void everyDeclaredClassIsOneOfJenkins() {
    assertThat(declared().stream().map(ApiClass::name).filter(name -> !api.contains(name)))
        .as("declared, but not among the recorded classes (src/test/resources/jenkins-api)")
        .isEmpty();
  }

  @Test
  void everyDeclarationIsAsInJenkins() {
    var differences = new ArrayList<String>();
    for (ApiClass declared : declared()) {
      api.find(declared.name())
          .ifPresent(
              real ->
                  Differences.between(declared, real).stream()
                      .map(difference -> declared.name() + " " + difference)
                      .forEach(differences::add));
    }
    assertThat(differences).isEmpty();
  }

  /** What is neither public nor protected is nobody's declaration. */
  private static List<ApiClass> declared() {
    return ClassFiles.ofTheStandIn()
        .declarations()
        .filter(declared -> declared.is("public") || declared.is("protected"))
        .toList();
  }
}
