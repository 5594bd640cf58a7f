package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReplacedNameTest {
  private static final Instant AT = Instant.parse("2026-03-04T05:06:07.9Z");

  @Test
  void saysWhatItWasAndWhenItWasReplaced() {
    assertThat(ReplacedName.of("shop", AT, 1)).isEqualTo("shop_replaced_20260304T050607");
    assertThat(ReplacedName.of("shop", AT, 2)).isEqualTo("shop_replaced_20260304T050607_2");
  }

  @Test
  void aLongNameIsCutAndTheTimeIsNot() {
    assertThat(ReplacedName.of("x".repeat(63), AT, 1))
        .isEqualTo("x".repeat(38) + "_replaced_20260304T050607")
        .hasSize(63);
  }

  @Test
  void noCharacterIsCutInTwo() {
    String name = ReplacedName.of("é€😀".repeat(7), AT, 1);
    assertThat(name).startsWith("é€😀é€😀é€😀é€😀").endsWith("_replaced_20260304T050607");
    assertThat(name.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(63);
  }
}
