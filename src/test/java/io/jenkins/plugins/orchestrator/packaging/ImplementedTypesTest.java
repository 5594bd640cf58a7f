package io.jenkins.plugins.orchestrator.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.packaging.ClassReferences.Lambda;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the plugin extends and implements, it does as the real types of Jenkins want it, also where
 * the stand-in leaves methods out.
 */
class ImplementedTypesTest {
  private final ClassFiles plugin = ClassFiles.ofThePlugin();
  private final RealTypes types = new RealTypes(plugin, RecordedApi.ofTheBaseline());

  @Test
  void everySuperTypeIsKnown() {
    assertThat(errors(types::unknownSupertypes)).isEmpty();
  }

  @Test
  void noAbstractMethodIsMissing() {
    assertThat(errors(type -> type.is("abstract") ? List.of() : types.unimplemented(type)))
        .as("an AbstractMethodError each")
        .isEmpty();
  }

  @Test
  void lambdasImplementAllThatIsAbstract() {
    var errors =
        plugin
            .references()
            .flatMap(
                references ->
                    references.lambdas().stream()
                        .flatMap(lambda -> unimplementedBy(lambda).stream())
                        .map(method -> references.from() + ": " + method))
            .toList();
    assertThat(errors).as("an AbstractMethodError each").isEmpty();
  }

  @Test
  void nothingFinalIsExtendedOrOverridden() {
    assertThat(errors(this::overriddenFinals)).as("a VerifyError each").isEmpty();
  }

  @Test
  void overridingMethodsReturnWhatTheRealOnesReturn() {
    assertThat(errors(this::otherReturnTypes)).as("overrides here only, not in Jenkins").isEmpty();
  }

  private List<String> errors(Check check) {
    return plugin
        .declarations()
        .flatMap(type -> check.of(type).stream().map(error -> type.name() + ": " + error))
        .toList();
  }

  private interface Check {
    List<String> of(ApiClass type);
  }

  private List<String> unimplementedBy(Lambda lambda) {
    var object = types.find("java/lang/Object").orElseThrow();
    return types.find(lambda.type()).stream()
        .filter(type -> !ClassFiles.isOwn(type.name()))
        .flatMap(type -> types.unimplemented(type).stream())
        .filter(method -> !method.endsWith("." + lambda.method()))
        .filter(method -> object.member(method.substring(method.indexOf('.') + 1)).isEmpty())
        .toList();
  }

  private List<String> overriddenFinals(ApiClass type) {
    var errors = new ArrayList<String>();
    for (ApiClass superclass : realSuperclasses(type).toList()) {
      if (superclass.is("final") && type.superclass().equals(superclass.name())) {
        errors.add(superclass.name());
      }
      superclass.members().values().stream()
          .filter(real -> real.isMethod() && real.is("final"))
          .filter(real -> type.member(real.key()).isPresent())
          .forEach(real -> errors.add(superclass.name() + "." + real.key()));
    }
    return errors;
  }

  private List<String> otherReturnTypes(ApiClass type) {
    var errors = new ArrayList<String>();
    for (ApiMember own : type.members().values()) {
      types
          .all(type)
          .filter(each -> !ClassFiles.isOwn(each.name()))
          .flatMap(each -> each.members().values().stream())
          .filter(real -> real.isInherited() && own.isInherited())
          .filter(real -> withoutReturnType(real).equals(withoutReturnType(own)))
          .filter(real -> type.member(real.key()).isEmpty())
          .forEach(real -> errors.add(own.key() + " instead of " + real.key()));
    }
    return errors;
  }

  private static String withoutReturnType(ApiMember method) {
    return method.key().substring(0, method.key().indexOf(')'));
  }

  private Stream<ApiClass> realSuperclasses(ApiClass type) {
    return types.classes(type).stream().filter(each -> !ClassFiles.isOwn(each.name()));
  }
}
