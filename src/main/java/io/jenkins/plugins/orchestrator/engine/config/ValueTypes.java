package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.config.ValueType.Choice;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Flag;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Many;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Text;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Time;
import java.util.List;

/** What many keys have for a value. */
final class ValueTypes {
  static final ValueType TEXT = new Text(false);
  static final ValueType TEXT_WITH_VARIABLES = new Text(true);
  static final ValueType TIME = new Time(false);
  static final ValueType FLAG = new Flag();

  private ValueTypes() {}

  static ValueType choice(String... values) {
    return new Choice(List.of(values));
  }

  /** A list of texts, none twice; may be empty. */
  static ValueType names() {
    return new Many(TEXT, 0, true);
  }
}
