package io.jenkins.plugins.orchestrator.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.nullable;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockConstruction;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;
import static org.mockito.Mockito.withSettings;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.Label;
import hudson.util.FormValidation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kohsuke.stapler.verb.POST;
import org.mockito.Answers;
import org.mockito.MockedStatic;

/** What the step's forms tell, and to whom. */
class FormsTest {
  private final Item job = mock(Item.class);
  private final FormValidation ok = mock(FormValidation.class);
  private final FormValidation error = mock(FormValidation.class);
  private final FormValidation warning = mock(FormValidation.class);
  private MockedStatic<FormValidation> validations;
  private MockedStatic<Jenkins> jenkinsGet;
  private MockedStatic<Label> labels;

  @BeforeEach
  void prepareJenkins() {
    validations = mockStatic(FormValidation.class);
    validations.when(FormValidation::ok).thenReturn(ok);
    validations.when(() -> FormValidation.error(anyString())).thenReturn(error);
    validations.when(() -> FormValidation.warning(anyString())).thenReturn(warning);
    jenkinsGet = mockStatic(Jenkins.class);
    jenkinsGet.when(Jenkins::get).thenReturn(mock(Jenkins.class));
    labels = mockStatic(Label.class);
    Label someAgents = mock(Label.class);
    Label nobody = mock(Label.class);
    when(nobody.isEmpty()).thenReturn(true);
    labels.when(() -> Label.parseExpression("linux")).thenReturn(someAgents);
    labels.when(() -> Label.parseExpression("amiga")).thenReturn(nobody);
    labels
        .when(() -> Label.parseExpression("linux &&"))
        .thenThrow(new IllegalArgumentException("unexpected end"));
    mayConfigure(true);
  }

  @AfterEach
  void forget() {
    validations.close();
    jenkinsGet.close();
    labels.close();
  }

  private void mayConfigure(boolean may) {
    when(job.hasPermission(Item.CONFIGURE)).thenReturn(may);
  }

  static Stream<Method> webMethods() {
    return Stream.of(
            ParallelMigrationTestStep.DescriptorImpl.class,
            ParallelBackupStep.DescriptorImpl.class,
            SystemHealthCheckStep.DescriptorImpl.class,
            VerifyBackupsStep.DescriptorImpl.class,
            WithDatabaseClonesStep.DescriptorImpl.class,
            RestoreBackupStep.DescriptorImpl.class,
            ValidateDeploymentsStep.DescriptorImpl.class,
            ProgressiveRolloutStep.DescriptorImpl.class,
            BlueGreenStep.DescriptorImpl.class,
            EnvironmentCredentials.DescriptorImpl.class,
            EnvironmentAgent.DescriptorImpl.class,
            PrometheusGate.DescriptorImpl.class)
        .flatMap(type -> Arrays.stream(type.getMethods()))
        .filter(method -> method.getDeclaringClass().getName().contains("orchestrator"))
        .filter(method -> method.getName().startsWith("do") && !method.isSynthetic())
        .distinct();
  }

  /** Without its constructor, which asks a running Jenkins. */
  private static <T extends Descriptor<?>> T descriptor(Class<T> type) {
    return mock(type, withSettings().defaultAnswer(Answers.CALLS_REAL_METHODS));
  }

  @ParameterizedTest
  @MethodSource("webMethods")
  void noLinkOfAnotherSiteAsksThem(Method method) {
    assertThat(method.isAnnotationPresent(POST.class)).isTrue();
    assertThat(method.getParameterTypes()[0]).isEqualTo(Item.class);
  }

  @ParameterizedTest
  @MethodSource("webMethods")
  void whoMayNotConfigureTheJobHearsNothing(Method method) throws ReflectiveOperationException {
    mayConfigure(false);
    Object descriptor = mock(method.getDeclaringClass(), Answers.CALLS_REAL_METHODS);
    for (String value : List.of("", "linux &&", "amiga", "x", "password: hunter2")) {
      try (var lists = mockedLists()) {
        Object answer = method.invoke(descriptor, arguments(method, job, value));

        if (method.getReturnType() == FormValidation.class) {
          assertThat(answer).isSameAs(ok);
        } else {
          StandardListBoxModel list = lists.constructed().get(0);
          verify(list).includeCurrentValue(value);
          verify(list, never()).includeMatchingAs(any(), nullable(Item.class), any(), any(), any());
        }
      }
    }
    labels.verify(() -> Label.parseExpression(anyString()), never());
  }

  @ParameterizedTest
  @MethodSource("webMethods")
  void withoutAJobOnlyAnAdministratorHearsSomething(Method method)
      throws ReflectiveOperationException {
    Object descriptor = mock(method.getDeclaringClass(), Answers.CALLS_REAL_METHODS);
    try (var lists = mockedLists()) {
      method.invoke(descriptor, arguments(method, null, "password: hunter2"));

      verify(Jenkins.get()).hasPermission(Jenkins.ADMINISTER);
      assertThat(lists.constructed())
          .allSatisfy(
              list ->
                  verify(list, never())
                      .includeMatchingAs(any(), nullable(Item.class), any(), any(), any()));
    }
    validations.verify(() -> FormValidation.error(anyString()), never());
  }

  /** Every field of the form holds the value, every box is ticked. */
  private static Object[] arguments(Method method, @Nullable Item item, String value) {
    Object[] arguments = new Object[method.getParameterCount()];
    arguments[0] = item;
    for (int i = 1; i < arguments.length; i++) {
      arguments[i] = method.getParameterTypes()[i] == boolean.class ? true : (Object) value;
    }
    return arguments;
  }

  private static org.mockito.MockedConstruction<StandardListBoxModel> mockedLists() {
    return mockConstruction(
        StandardListBoxModel.class, withSettings().defaultAnswer(Answers.RETURNS_SELF));
  }

  /** The permissions of a mock are all the same, so look at what the code names. */
  @Test
  void thePermissionIsToConfigure() {
    assertThat(
            new ClassFileImporter()
                .importClass(FormAccess.class).getFieldAccessesFromSelf().stream()
                    .map(JavaFieldAccess::getTarget)
                    .map(field -> field.getOwner().getSimpleName() + "." + field.getName()))
        .containsExactlyInAnyOrder("Jenkins.ADMINISTER", "Item.CONFIGURE");
  }

  @Test
  void credentialsAreThoseThatTheJobsBuildsMayUse() {
    try (var lists = mockedLists();
        var matchers = mockStatic(CredentialsMatchers.class)) {
      descriptor(EnvironmentCredentials.DescriptorImpl.class)
          .doFillCredentialsIdItems(job, "staging-db");

      StandardListBoxModel list = lists.constructed().get(0);
      verify(list).includeEmptyValue();
      verify(list).includeMatchingAs(any(), nullable(Item.class), any(), any(), any());
      verify(list).includeCurrentValue("staging-db");
      matchers.verify(CredentialsMatchers::always);
    }
  }

  @Test
  void credentialsOfPrometheusMayBeTokensToo() {
    try (var lists = mockedLists();
        var matchers = mockStatic(CredentialsMatchers.class)) {
      descriptor(PrometheusGate.DescriptorImpl.class).doFillCredentialsIdItems(job, "token");

      StandardListBoxModel list = lists.constructed().get(0);
      for (Class<? extends StandardCredentials> kind :
          List.of(StandardUsernamePasswordCredentials.class, StringCredentials.class)) {
        verify(list).includeMatchingAs(any(), nullable(Item.class), eq(kind), any(), any());
      }
      matchers.verify(CredentialsMatchers::always, times(2));
    }
  }

  @Test
  void aRateIsNoCounter() {
    var descriptor = descriptor(PrometheusGate.DescriptorImpl.class);

    assertThat(descriptor.doCheckCanaryErrors(job, "requests_total or vector(0)")).isSameAs(ok);
    assertThat(descriptor.doCheckCanaryErrors(job, "sum(rate(x[1m]))")).isSameAs(error);
    assertThat(descriptor.doCheckCanaryErrors(job, " ")).isSameAs(error);
    assertThat(descriptor.doCheckCanaryLatency(job, " ")).as("not needed").isSameAs(ok);
    assertThat(descriptor.doCheckUrl(job, "prometheus:9090")).isSameAs(error);
  }

  @Test
  void labelsAreLookedUp() {
    var descriptor = descriptor(EnvironmentAgent.DescriptorImpl.class);

    assertThat(descriptor.doCheckLabel(job, "linux")).isSameAs(ok);
    assertThat(descriptor.doCheckLabel(job, "amiga")).isSameAs(warning);
    assertThat(descriptor.doCheckLabel(job, "linux &&")).isSameAs(error);
    assertThat(descriptor.doCheckLabel(job, " ")).isSameAs(error);
    assertThat(descriptor.doCheckLabel(job, null)).isSameAs(error);
  }

  @Test
  void namesAndIdsAreAskedFor() {
    var credentials = descriptor(EnvironmentCredentials.DescriptorImpl.class);

    assertThat(credentials.doCheckEnvironment(job, "staging")).isSameAs(ok);
    assertThat(credentials.doCheckEnvironment(job, "")).isSameAs(error);
    assertThat(credentials.doCheckCredentialsId(job, "staging-db")).isSameAs(ok);
    assertThat(credentials.doCheckCredentialsId(job, null)).isSameAs(error);
    assertThat(descriptor(EnvironmentAgent.DescriptorImpl.class).doCheckEnvironment(job, null))
        .isSameAs(error);
  }

  @Test
  void whatIsTypedIsCheckedAsTheStepWillCheckIt() {
    var step = descriptor(ParallelMigrationTestStep.DescriptorImpl.class);

    assertThat(step.doCheckTimeout(job, "20m")).isSameAs(ok);
    assertThat(step.doCheckTimeout(job, "")).as("the default").isSameAs(ok);
    assertThat(step.doCheckTimeout(job, "0s")).isSameAs(error);
    assertThat(step.doCheckTimeout(job, "soon")).isSameAs(error);
    assertThat(step.doCheckMaxParallel(job, "4")).isSameAs(ok);
    assertThat(step.doCheckMaxParallel(job, "-1")).isSameAs(error);
    assertThat(step.doCheckMaxParallel(job, "many")).isSameAs(error);
    assertThat(step.doCheckConfigText(job, "test_environments: {}")).isSameAs(ok);
    assertThat(step.doCheckConfigText(job, "password: hunter2")).isSameAs(error);
    validations.verify(() -> FormValidation.error(contains("hunter2")), never());
  }

  @Test
  void limitsOfVerificationsAreDurationsAndTheirServerHasNoPassword() {
    var step = descriptor(VerifyBackupsStep.DescriptorImpl.class);

    assertThat(step.doCheckMaxAge(job, "26h")).isSameAs(ok);
    assertThat(step.doCheckMaxAge(job, "yesterday")).isSameAs(error);
    assertThat(step.doCheckOlderThan(job, "")).as("all of them").isSameAs(ok);
    assertThat(step.doCheckMaxRecoveryTime(job, "0s")).isSameAs(error);
    assertThat(step.doCheckServer(job, "postgresql://verify-db/postgres")).isSameAs(ok);
    assertThat(step.doCheckServer(job, "postgresql://me:hunter2@verify-db/postgres"))
        .isSameAs(error);
    validations.verify(() -> FormValidation.error(contains("hunter2")), never());
  }

  @Test
  void clonesAreCountedAndTheirTimeIsADuration() {
    var step = descriptor(WithDatabaseClonesStep.DescriptorImpl.class);

    assertThat(step.doCheckCount(job, "32")).isSameAs(ok);
    assertThat(step.doCheckCount(job, "")).as("the default").isSameAs(ok);
    assertThat(step.doCheckCount(job, "33")).isSameAs(error);
    assertThat(step.doCheckCount(job, "0")).isSameAs(error);
    assertThat(step.doCheckTtl(job, "6h")).isSameAs(ok);
    assertThat(step.doCheckTtl(job, "for ever")).isSameAs(error);
    assertThat(step.doCheckEnvironment(job, "production_snapshot")).isSameAs(ok);
    assertThat(step.doCheckEnvironment(job, "")).isSameAs(error);
  }

  @Test
  void theNameOfWhatIsReplacedIsTheOneInTheUrl() {
    var step = descriptor(RestoreBackupStep.DescriptorImpl.class);
    String to = "postgresql://db/app";

    assertThat(step.doCheckTo(job, to)).isSameAs(ok);
    assertThat(step.doCheckTo(job, "")).isSameAs(error);
    assertThat(step.doCheckTo(job, "postgresql://me:hunter2@db/app")).isSameAs(error);
    assertThat(step.doCheckBackup(job, " ")).isSameAs(error);
    assertThat(step.doCheckConfirm(job, "app", to, true)).isSameAs(ok);
    assertThat(step.doCheckConfirm(job, "apps", to, true)).isSameAs(error);
    assertThat(step.doCheckConfirm(job, "", to, true)).isSameAs(error);
    assertThat(step.doCheckConfirm(job, "", to, false)).as("nothing is replaced").isSameAs(ok);
    assertThat(step.doCheckConfirm(job, "app", "postgresql://db", true))
        .as("named as the user of the credentials")
        .isSameAs(ok);
    assertThat(step.doCheckConfirm(job, "app", "mysql://db/app", true))
        .as("said at the URL")
        .isSameAs(ok);
    assertThat(step.doCheckJobs(job, "4")).isSameAs(ok);
    assertThat(step.doCheckJobs(job, "0")).isSameAs(error);
    validations.verify(() -> FormValidation.error(contains("hunter2")), never());
  }

  @Test
  void rolloutsAskForUrlsWithoutUsersForRisingPhasesAndForNumbersAlone() {
    var step = descriptor(ProgressiveRolloutStep.DescriptorImpl.class);

    assertThat(step.doCheckCanary(job, "https://canary.example/")).isSameAs(ok);
    assertThat(step.doCheckCanary(job, "canary.example")).isSameAs(error);
    assertThat(step.doCheckBaseline(job, "https://me:hunter2@stable.example/")).isSameAs(error);
    assertThat(step.doCheckPhases(job, "5, 25 100")).isSameAs(ok);
    assertThat(step.doCheckPhases(job, "")).as("the default").isSameAs(ok);
    assertThat(step.doCheckPhases(job, "25, 5")).isSameAs(error);
    assertThat(step.doCheckPhases(job, "a few")).isSameAs(error);
    assertThat(step.doCheckObserve(job, "30m")).isSameAs(ok);
    assertThat(step.doCheckEvery(job, "sometimes")).isSameAs(error);
    assertThat(step.doCheckRollbackLimit(job, "0s")).isSameAs(error);
    assertThat(step.doCheckMaxErrorRateIncreasePoints(job, "2.5")).isSameAs(ok);
    assertThat(step.doCheckMaxErrorRateIncreasePoints(job, "+2 %")).isSameAs(error);
    assertThat(step.doCheckMaxErrorRateIncreasePercent(job, "50%")).isSameAs(error);
    assertThat(descriptor(BlueGreenStep.DescriptorImpl.class).doCheckIdle(job, "green"))
        .isSameAs(ok);
    assertThat(descriptor(BlueGreenStep.DescriptorImpl.class).doCheckIdle(job, " "))
        .isSameAs(error);
    validations.verify(() -> FormValidation.error(contains("hunter2")), never());
  }
}
