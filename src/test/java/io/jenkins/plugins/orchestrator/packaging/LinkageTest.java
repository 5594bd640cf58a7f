package io.jenkins.plugins.orchestrator.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.packaging.ClassReferences.Annotation;
import io.jenkins.plugins.orchestrator.packaging.ClassReferences.Member;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the plugin's class files use of Jenkins is there, as they use it. */
class LinkageTest {
  private final ClassFiles plugin = ClassFiles.ofThePlugin();
  private final RecordedApi api = RecordedApi.ofTheBaseline();
  private final RealTypes types = new RealTypes(plugin, api);

  @Test
  void everyClassOfJenkinsExists() {
    assertThat(
            errors(
                references ->
                    references.linked().stream()
                        .filter(LinkageTest::isOfJenkins)
                        .filter(name -> !api.contains(name))))
        .isEmpty();
  }

  @Test
  void everyAnnotationOfJenkinsExistsWithItsElements() {
    assertThat(
            errors(
                references ->
                    references.annotated().stream()
                        .filter(annotation -> isOfJenkins(annotation.type()))
                        .flatMap(this::problem)))
        .isEmpty();
  }

  @Test
  void everyMemberExistsWithItsTypeAndIsStaticOrNotAsItIsUsed() {
    assertThat(errors(references -> references.members().stream().flatMap(this::problem)))
        .as("an IncompatibleClassChangeError or a subclass of it each")
        .isEmpty();
  }

  @Test
  void nothingIsUsedThatPluginsMayNotUse() {
    assertThat(
            errors(
                references ->
                    Stream.concat(
                        references.linked().stream()
                            .filter(
                                name -> api.find(name).filter(ApiClass::restricted).isPresent()),
                        references.members().stream()
                            .filter(
                                member -> resolve(member).filter(ApiMember::restricted).isPresent())
                            .map(Member::toString))))
        .as("@Restricted")
        .isEmpty();
  }

  private List<String> errors(Function<ClassReferences, Stream<String>> problems) {
    return plugin
        .references()
        .flatMap(
            references ->
                problems.apply(references).map(problem -> references.from() + " uses " + problem))
        .toList();
  }

  private static boolean isOfJenkins(String name) {
    return !ClassFiles.isOwn(name)
        && Stream.of(
                "hudson/",
                "jenkins/",
                "io/jenkins/",
                "org/jenkins/",
                "org/jenkinsci/",
                "org/kohsuke/",
                "com/cloudbees/")
            .anyMatch(name::startsWith);
  }

  private Stream<String> problem(Annotation annotation) {
    var type = api.find(annotation.type());
    if (type.isEmpty()) {
      return Stream.of(annotation.type());
    }
    return annotation.elements().stream()
        .filter(
            element ->
                type.get().members().values().stream().noneMatch(m -> m.name().equals(element)))
        .map(element -> annotation.type() + "." + element);
  }

  /** A class of the plugin may inherit the member from Jenkins. */
  private Stream<String> problem(Member used) {
    var owner = types.find(used.owner());
    if (owner.isEmpty() || !(isOfJenkins(used.owner()) || ClassFiles.isOwn(used.owner()))) {
      return Stream.empty(); // missing classes are another test's
    }
    var real = resolve(used);
    if (real.isEmpty()) {
      return Stream.of(used + ", but there is none");
    }
    if (real.get().is("static") != used.isStatic()) {
      return Stream.of(used + ", but it is " + real.get().modifiers());
    }
    if (real.get().isMethod() && owner.get().isInterface() != used.inInterface()) {
      return Stream.of(used + ", but its owner is " + owner.get().modifiers());
    }
    return Stream.empty();
  }

  private Optional<ApiMember> resolve(Member used) {
    return types.find(used.owner()).flatMap(owner -> types.resolve(owner, used.key()));
  }
}
