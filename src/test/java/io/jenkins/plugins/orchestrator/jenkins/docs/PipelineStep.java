package io.jenkins.plugins.orchestrator.jenkins.docs;

import hudson.model.Describable;
import io.jenkins.plugins.orchestrator.jenkins.step.BlueGreenStep;
import io.jenkins.plugins.orchestrator.jenkins.step.MigrationTestResult;
import io.jenkins.plugins.orchestrator.jenkins.step.OperationResult;
import io.jenkins.plugins.orchestrator.jenkins.step.ParallelBackupStep;
import io.jenkins.plugins.orchestrator.jenkins.step.ParallelMigrationTestStep;
import io.jenkins.plugins.orchestrator.jenkins.step.ProgressiveRolloutStep;
import io.jenkins.plugins.orchestrator.jenkins.step.RestoreBackupStep;
import io.jenkins.plugins.orchestrator.jenkins.step.SystemHealthCheckStep;
import io.jenkins.plugins.orchestrator.jenkins.step.ValidateDeploymentsStep;
import io.jenkins.plugins.orchestrator.jenkins.step.VerifyBackupsStep;
import java.beans.Introspector;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jenkinsci.plugins.structs.describable.CustomDescribableModel;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * A step of the plugin, as its code says.
 *
 * @param name as Pipelines call it
 * @param type its class
 * @param parameters by name
 * @param result what it returns; null for what its body returns
 * @param body whether it has one
 */
record PipelineStep(
    String name,
    Class<?> type,
    SortedMap<String, ParameterType> parameters,
    @Nullable Class<?> result,
    boolean body) {
  /** The one thing that reflection does not tell. */
  private static final Map<Class<?>, Class<?>> RESULTS =
      Map.of(
          ParallelMigrationTestStep.class, MigrationTestResult.class,
          ParallelBackupStep.class, OperationResult.class,
          ProgressiveRolloutStep.class, OperationResult.class,
          BlueGreenStep.class, OperationResult.class,
          RestoreBackupStep.class, OperationResult.class,
          SystemHealthCheckStep.class, OperationResult.class,
          VerifyBackupsStep.class, OperationResult.class,
          ValidateDeploymentsStep.class, OperationResult.class);

  /** All of the plugin, by name. */
  static SortedMap<String, PipelineStep> all() {
    SortedMap<String, PipelineStep> steps = new TreeMap<>();
    for (Class<?> type : classes()) {
      if (Step.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
        PipelineStep step = of(type);
        steps.put(step.name(), step);
      }
    }
    return steps;
  }

  private static PipelineStep of(Class<?> type) {
    StepDescriptor descriptor = descriptor(type);
    SortedMap<String, ParameterType> parameters = new TreeMap<>();
    boolean body = hasBody(descriptor);
    for (var constructor : type.getDeclaredConstructors()) {
      if (constructor.isAnnotationPresent(DataBoundConstructor.class)) {
        for (var parameter : constructor.getParameters()) {
          parameters.put(
              parameter.getName(),
              typeOf(descriptor, parameter.getName(), parameter.getParameterizedType()));
        }
      }
    }
    for (Method method : type.getMethods()) {
      if (method.isAnnotationPresent(DataBoundSetter.class)) {
        String name = Introspector.decapitalize(method.getName().substring("set".length()));
        parameters.put(name, typeOf(descriptor, name, method.getGenericParameterTypes()[0]));
      }
    }
    return new PipelineStep(
        descriptor.getFunctionName(),
        type,
        parameters,
        body
            ? RESULTS.get(type)
            : Objects.requireNonNull(
                RESULTS.get(type), "what does " + type + " return? Add it above"),
        body);
  }

  /** The stand-in of the method does not know either. */
  private static boolean hasBody(StepDescriptor descriptor) {
    try {
      return descriptor
              .getClass()
              .getMethod("takesImplicitBlockArgument")
              .getDeclaringClass()
              .equals(descriptor.getClass())
          && descriptor.takesImplicitBlockArgument();
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  private static StepDescriptor descriptor(Class<?> step) {
    Class<?> descriptor =
        Arrays.stream(step.getDeclaredClasses())
            .filter(StepDescriptor.class::isAssignableFrom)
            .findFirst()
            .orElseThrow();
    try {
      return (StepDescriptor) descriptor.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ParameterType typeOf(StepDescriptor descriptor, String name, Type type) {
    if (type == String.class) {
      return makesText(descriptor, name, 2) ? ParameterType.DECIMAL : ParameterType.STRING;
    } else if (type == boolean.class) {
      return ParameterType.BOOLEAN;
    } else if (type == int.class) {
      return ParameterType.NUMBER;
    } else if (type instanceof Class<?> nested && hasOnlyTexts(nested)) {
      return ParameterType.MAP_OF_STRINGS;
    } else if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      Type element = list.getActualTypeArguments()[0];
      if (element == String.class) {
        return makesText(descriptor, name, List.of(2))
            ? ParameterType.LIST_OF_NUMBERS
            : ParameterType.LIST_OF_STRINGS;
      } else if (makesElementsOfAMap(descriptor, name, element)) {
        return ParameterType.MAP_OF_STRINGS;
      }
    }
    throw new IllegalStateException(
        "no words yet for the type of " + name + " of " + descriptor.getFunctionName());
  }

  /** Whether {@code name: [key: 'value']} becomes an object whose properties are all texts. */
  private static boolean hasOnlyTexts(Class<?> type) {
    return Describable.class.isAssignableFrom(type)
        && Arrays.stream(type.getMethods())
            .filter(method -> method.isAnnotationPresent(DataBoundSetter.class))
            .allMatch(method -> method.getParameterTypes()[0] == String.class);
  }

  /** Whether a number, or a list of them, becomes text that the setter takes. */
  private static boolean makesText(StepDescriptor descriptor, String name, Object numbers) {
    if (!(descriptor instanceof CustomDescribableModel model)) {
      return false;
    }
    Object made = model.customInstantiate(Map.of(name, numbers)).get(name);
    return numbers instanceof List ? List.of("2").equals(made) : "2".equals(made);
  }

  /** Whether {@code name: [key: 'value']} becomes a list of the elements. */
  private static boolean makesElementsOfAMap(StepDescriptor descriptor, String name, Type element) {
    return descriptor instanceof CustomDescribableModel model
        && model.customInstantiate(Map.of(name, Map.of("key", "value"))).get(name)
            instanceof List<?> made
        && made.size() == 1
        && made.get(0).getClass() == element;
  }

  private static List<Class<?>> classes() {
    try {
      Path root =
          Path.of(
              ParallelMigrationTestStep.class
                  .getProtectionDomain()
                  .getCodeSource()
                  .getLocation()
                  .toURI());
      String inside = "io/jenkins/plugins/orchestrator/jenkins";
      try (Stream<Path> files = Files.walk(root.resolve(inside))) {
        return files
            .map(file -> root.relativize(file).toString())
            .filter(file -> file.endsWith(".class") && !file.contains("-"))
            .<Class<?>>map(PipelineStep::load)
            .toList();
      }
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Class<?> load(String file) {
    String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
    try {
      return Class.forName(name, false, PipelineStep.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
