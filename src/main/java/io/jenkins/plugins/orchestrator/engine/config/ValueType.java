package io.jenkins.plugins.orchestrator.engine.config;

import java.util.List;

/** What may stand at a key of the file. The loader reads by it, and the JSON Schema says it. */
sealed interface ValueType {
  /**
   * Text with something in it.
   *
   * @param variables whether {@code ${NAME}} is replaced
   */
  record Text(boolean variables) implements ValueType {}

  /** Text, may be empty. */
  record Words() implements ValueType {}

  /** The URL of a database, with variables. */
  record Url() implements ValueType {}

  /** A version of a migration, taken as it is written: {@code 003} stays {@code 003}. */
  record Version() implements ValueType {}

  /** Text, a number, a truth value or null. */
  record Scalar() implements ValueType {}

  /** {@code true} or {@code false}. */
  record Flag() implements ValueType {}

  /** A whole number between two others, both included. */
  record Whole(int least, int most) implements ValueType {}

  /** A number. */
  record Decimal() implements ValueType {}

  /** A duration, see {@link Durations}. */
  record Time(boolean mayBeZero) implements ValueType {}

  /** A share of a hundred, with or without the sign: {@code 99.9} and {@code 1%}. */
  record Percent() implements ValueType {}

  /** Names of the user's, each with a text, with variables. */
  record Texts() implements ValueType {}

  /** One of some words. */
  record Choice(List<String> values) implements ValueType {}

  /**
   * A list.
   *
   * @param least how many there must be
   * @param distinct whether none may stand there twice
   */
  record Many(ValueType element, int least, boolean distinct) implements ValueType {}

  /** A mapping with known keys. */
  record Part(Shape shape) implements ValueType {}

  /** A mapping whose keys are the user's names. */
  record Named(Shape shape) implements ValueType {}

  /** Any of several. */
  record Either(List<ValueType> types) implements ValueType {}
}
