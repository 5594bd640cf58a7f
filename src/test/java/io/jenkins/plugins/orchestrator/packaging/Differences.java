package io.jenkins.plugins.orchestrator.packaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a declaration of the stand-in says otherwise than the real class, in words. */
final class Differences {
  private final List<String> found = new ArrayList<>();

  private Differences() {}

  /** What the real class has and the declaration has not is no difference. */
  static List<String> between(ApiClass declared, ApiClass real) {
    var differences = new Differences();
    differences.compareClasses(declared, real);
    for (ApiMember member : declared.members().values()) {
      var recorded = real.member(member.key());
      if (recorded.isPresent()) {
        differences.compareMembers(member, recorded.get());
      } else {
        differences.found.add(
            member.key() + ": declared, but Jenkins has none" + similar(member, real));
      }
    }
    return differences.found;
  }

  private void compareClasses(ApiClass declared, ApiClass real) {
    compare("superclass", declared.superclass(), real.superclass());
    compare("interfaces", declared.interfaces(), real.interfaces());
    compare("modifiers", declared.modifiers(), real.modifiers());
    compare("retention", declared.retention(), real.retention());
    compareGenerics("generic signature", declared.generic(), real.generic());
  }

  private void compareMembers(ApiMember declared, ApiMember real) {
    String key = declared.key();
    compare(key + ": modifiers", declared.modifiers(), real.modifiers());
    compare(key + ": exceptions", declared.exceptions(), real.exceptions());
    compare(key + ": constant", declared.constant(), real.constant());
    compareGenerics(key + ": generic signature", declared.generic(), real.generic());
  }

  /** Raw types link as well; but where both are generic, code must mean the same. */
  private void compareGenerics(String what, @Nullable String declared, @Nullable String real) {
    if (declared != null && real != null) {
      compare(what, declared, real);
    }
  }

  private void compare(String what, @Nullable Object declared, @Nullable Object real) {
    if (!Objects.equals(declared, real)) {
      found.add(what + ": declared " + declared + ", in Jenkins " + real);
    }
  }

  private static String similar(ApiMember member, ApiClass real) {
    var sameName =
        real.members().values().stream()
            .filter(each -> each.name().equals(member.name()))
            .map(ApiMember::key)
            .sorted()
            .toList();
    return sameName.isEmpty() ? "" : ", only " + sameName;
  }
}
