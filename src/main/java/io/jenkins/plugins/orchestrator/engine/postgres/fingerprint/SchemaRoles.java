package io.jenkins.plugins.orchestrator.engine.postgres.fingerprint;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The roles that a schema names.
 *
 * @param owners those that something belongs to
 * @param others those that something is granted to or by, or is a policy for
 */
public record SchemaRoles(Set<String> owners, Set<String> others) {
  private static final String NAME = "\"(?:[^\"]|\"\")*\"|[^\\s\",;=]+";
  private static final Pattern ROLE = Pattern.compile("(" + NAME + ")");
  private static final Pattern GRANT =
      Pattern.compile("(%1$s)=[A-Z, ]+(?: with grant option)? by (%1$s)".formatted(NAME));
  private static final Pattern DEFAULTS =
      Pattern.compile("[a-z ]+ of (%1$s) in .*".formatted(NAME), Pattern.DOTALL);
  private static final Set<String> WORDS = Set.of("PUBLIC", "default", "none");

  public SchemaRoles {
    owners = Set.copyOf(owners);
    others = Set.copyOf(others);
  }

  /** All of them. */
  public Set<String> all() {
    Set<String> all = new TreeSet<>(owners);
    all.addAll(others);
    return all;
  }

  static SchemaRoles of(Map<ObjectKey, CatalogObject> objects) {
    Set<String> owners = new TreeSet<>();
    Set<String> others = new TreeSet<>();
    objects.forEach(
        (key, object) -> {
          Map<String, String> properties = object.properties();
          add(owners, ROLE.matcher(properties.getOrDefault("owner", "")));
          add(others, GRANT.matcher(properties.getOrDefault("grants", "")));
          if (key.kind().equals("policy")) {
            add(others, ROLE.matcher(properties.getOrDefault("roles", "")));
          } else if (key.kind().equals("default privileges")) {
            add(others, DEFAULTS.matcher(key.name()));
          }
        });
    return new SchemaRoles(owners, others);
  }

  private static void add(Set<String> roles, Matcher matcher) {
    while (matcher.find()) {
      for (int i = 1; i <= matcher.groupCount(); i++) {
        String name = matcher.group(i);
        if (name.startsWith("\"")) {
          roles.add(name.substring(1, name.length() - 1).replace("\"\"", "\""));
        } else if (!WORDS.contains(name)) {
          roles.add(name);
        }
      }
    }
  }
}
