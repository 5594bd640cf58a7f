package io.jenkins.plugins.orchestrator.engine.config;

import org.jspecify.annotations.Nullable;

/**
 * A key of a {@link Shape}.
 *
 * @param name as in the file
 * @param type what may stand there
 * @param required whether it must be there
 * @param fallback what holds when it is not: a String, Integer, Boolean or List; null for nothing
 * @param description one sentence for people
 */
record Key(
    String name, ValueType type, boolean required, @Nullable Object fallback, String description) {
  static Key required(String name, ValueType type, String description) {
    return new Key(name, type, true, null, description);
  }

  static Key optional(String name, ValueType type, String description) {
    return new Key(name, type, false, null, description);
  }

  /** An optional section, which is called and described as its shape is. */
  static Key section(Shape shape) {
    return optional(shape.name(), new ValueType.Part(shape), shape.description());
  }

  static Key withDefault(String name, ValueType type, Object fallback, String description) {
    return new Key(name, type, false, fallback, description);
  }
}
