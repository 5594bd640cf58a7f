package io.jenkins.plugins.orchestrator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import org.junit.jupiter.api.Test;

/** Dependencies point one way; docs/architecture.md shows which. */
class ArchitectureTest {
  private static final String ROOT = "io.jenkins.plugins.orchestrator";
  private static final String ENGINE = ROOT + ".engine";

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void theEngineKnowsNeitherJenkinsNorTheCommandLine() {
    noClasses()
        .that()
        .resideInAPackage(ENGINE + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            ROOT + ".cli..",
            ROOT + ".jenkins..",
            "hudson..",
            "jenkins..",
            "org.jenkinsci..",
            "org.kohsuke..",
            "picocli..",
            "io.zonky..")
        .check(classes);
  }

  @Test
  void theCommandLineDoesNotKnowJenkins() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".jenkins..", "hudson..", "jenkins..", "org.kohsuke..")
        .check(classes);
  }

  @Test
  void reportsKnowNoOperation() {
    noClasses()
        .that()
        .resideInAPackage(ENGINE + ".report..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            ENGINE + ".migration..",
            ENGINE + ".backup..",
            ENGINE + ".provision..",
            ENGINE + ".deploy..",
            ENGINE + ".validate..",
            ENGINE + ".health..",
            ENGINE + ".config..")
        .check(classes);
  }

  @Test
  void whatEveryOperationUsesKnowsNone() {
    noClasses()
        .that()
        .resideInAnyPackage(ENGINE + ".postgres..", ENGINE + ".run..", ENGINE + ".config..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            ENGINE + ".migration..",
            ENGINE + ".backup..",
            ENGINE + ".provision..",
            ENGINE + ".deploy..",
            ENGINE + ".validate..",
            ENGINE + ".health..")
        .check(classes);
  }

  @Test
  void theEnginePrintsNothingAndLogsNowhere() {
    GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(classes);
    noClasses()
        .that()
        .resideInAPackage(ENGINE + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.logging..", "org.slf4j..")
        .check(classes);
  }

  @Test
  void theEnginesPackagesFormNoCycles() {
    slices().matching(ENGINE + ".(**)").should().beFreeOfCycles().check(classes);
  }
}
