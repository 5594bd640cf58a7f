package io.jenkins.plugins.orchestrator.engine.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTextTest {
  @Test
  void ordinaryTextOfAnyLanguageStays() {
    String text = "déjà vu, 漢字, 😀\n\ttabs and lines";

    assertThat(PlainText.visible(text)).isEqualTo(text);
    assertThat(PlainText.encodable(text)).isEqualTo(text);
  }

  @Test
  void terminalEscapesLoseTheirPower() {
    assertThat(PlainText.visible("\u001b[31mred\u001b[0m\u0007\u009b2J"))
        .isEqualTo("\ufffd[31mred\ufffd[0m\ufffd\ufffd2J");
  }

  @Test
  void textThatReadsBackwardsIsSpelledOut() {
    assertThat(PlainText.visible("a\u202eb\u2066c")).isEqualTo("a<U+202E>b<U+2066>c");
  }

  @Test
  void whatXmlForbidsIsReplaced() {
    assertThat(PlainText.visible("\u0000 \ufffe \uffff \ud83d x"))
        .isEqualTo("\ufffd \ufffd \ufffd \ufffd x");
  }

  @Test
  void windowsLineEndsBecomeLineEnds() {
    assertThat(PlainText.visible("a\r\nb")).isEqualTo("a\nb");
  }

  @Test
  void aLineHasNoLineEnds() {
    assertThat(PlainText.line(" a \r\n\t b\u2028c ")).isEqualTo("a b c");
  }
}
