package io.jenkins.plugins.orchestrator.engine.config;

import java.util.List;

/**
 * A mapping of the file.
 *
 * @param name of its definition in the JSON Schema
 * @param description one sentence for people
 * @param least how many of its keys must be there at least
 * @param oneOf names of keys of which exactly one must be there; empty when there are none
 * @param keys in the order in which they are documented
 */
record Shape(String name, String description, int least, List<String> oneOf, List<Key> keys) {
  Shape(String name, String description, int least, List<Key> keys) {
    this(name, description, least, List.of(), keys);
  }

  /** The key of that name, which must be one of this shape's. */
  Key key(String keyName) {
    return keys.stream()
        .filter(key -> key.name().equals(keyName))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + " has no key " + keyName));
  }

  List<String> names() {
    return keys.stream().map(Key::name).toList();
  }
}
