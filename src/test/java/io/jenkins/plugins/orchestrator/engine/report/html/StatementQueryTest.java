package io.jenkins.plugins.orchestrator.engine.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.html.StatementQuery.Sort;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an address holds makes a valid query. */
class StatementQueryTest {
  @Test
  void withoutParametersTheSlowestOfAllStatementsComeFirst() {
    assertThat(StatementQuery.of(null, null, null, null, null))
        .isEqualTo(new StatementQuery("", "", Sort.DURATION, true, 1));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "+2",
        "1.5",
        "two",
        "1 ",
        "99999999",
        "2147483648",
        "٣",
        "1\n",
        "0x1"
      })
  void whatIsNoPageIsTheFirstOne(String page) {
    assertThat(StatementQuery.of("", "", "rows", "asc", page).page()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "12, 12", "9999999, 9999999"})
  void pagesAreCountedFromOne(String page, int expected) {
    assertThat(StatementQuery.of("", "", "rows", "asc", page).page()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no-column", "DURATION", "duration desc", "sort"})
  void whatIsNoColumnIsTheDuration(String sort) {
    assertThat(StatementQuery.of("", "", sort, "asc", "1").sort()).isEqualTo(Sort.DURATION);
  }

  @ParameterizedTest
  @EnumSource
  void aLinkLeadsToTheQueryThatItWasMadeOf(Sort sort) throws IOException {
    for (boolean descending : new boolean[] {false, true}) {
      StatementQuery query =
          new StatementQuery("a&b=c d", "100% <x> \"ü\" 🐘", sort, descending, 17);

      assertThat(read(query.link())).isEqualTo(query);
      assertCanBeWritten(query);
    }
  }

  @Test
  void anythingAtAllMakesALinkThatCanBeWrittenAndReadBack() throws IOException {
    Random random = new Random(20260301);
    for (int i = 0; i < 3000; i++) {
      StatementQuery query =
          StatementQuery.of(any(random), any(random), any(random), any(random), any(random));

      assertCanBeWritten(query);
      assertThat(read(query.link())).isEqualTo(query);
    }
  }

  @Test
  void longTextsAreCutWhereverTheCutFalls() throws IOException {
    for (String text :
        new String[] {"x".repeat(100_000), "🐘".repeat(500), "x" + "🐘".repeat(500)}) {
      StatementQuery query = StatementQuery.of(text, text, null, null, null);

      assertThat(query.text()).hasSizeBetween(199, 200);
      assertThat(read(query.link())).isEqualTo(query);
    }
  }

  @Test
  void anotherColumnBeginsOnItsFirstPageAndNumbersWithTheGreatest() {
    StatementQuery query = new StatementQuery("dev", "x", Sort.DURATION, true, 3);

    assertThat(query.by(Sort.SCRIPT))
        .isEqualTo(new StatementQuery("dev", "x", Sort.SCRIPT, false, 1));
    assertThat(query.by(Sort.ROWS)).isEqualTo(new StatementQuery("dev", "x", Sort.ROWS, true, 1));
  }

  @Test
  void theSameColumnAgainTurnsTheOrderRound() {
    StatementQuery query = new StatementQuery("", "", Sort.ROWS, true, 3);

    assertThat(query.by(Sort.ROWS).descending()).isFalse();
    assertThat(query.by(Sort.ROWS).by(Sort.ROWS).descending()).isTrue();
  }

  /** Null, or up to forty of any characters, halves of pairs among them. */
  private static String any(Random random) {
    if (random.nextInt(10) == 0) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(40); i > 0; i--) {
      text.append((char) random.nextInt(random.nextBoolean() ? 128 : 65536));
    }
    return text.toString();
  }

  private static void assertCanBeWritten(StatementQuery query) throws IOException {
    new Markup(new StringBuilder()).empty("a", "href", query.link());
  }

  private static StatementQuery read(String link) {
    Map<String, String> parameters = new HashMap<>();
    for (String parameter : link.substring(1).split("&", -1)) {
      int equals = parameter.indexOf('=');
      parameters.put(
          parameter.substring(0, equals),
          URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return StatementQuery.of(
        parameters.get("environment"),
        parameters.get("q"),
        parameters.get("sort"),
        parameters.get("order"),
        parameters.get("page"));
  }
}
