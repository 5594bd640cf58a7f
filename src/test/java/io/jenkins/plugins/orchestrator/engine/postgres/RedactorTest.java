package io.jenkins.plugins.orchestrator.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
  private static final Redactor KNOWS_NOTHING = Redactor.of(List.of());

  private static Redactor knowing(String secret) {
    return Redactor.of(List.of(Secret.of(secret)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "server said: role with p@ss'w:rd\\1 is unknown",
        "postgresql://u:p%40ss%27w%3Ard%5C1@h/db",
        "postgresql%3A%2F%2Fu%3Ap%40ss%27w%3Ard%5C1%40h",
        "lower: p%40ss%27w%3ard%5c1",
        "ALTER ROLE x LOGIN NOTE 'p@ss''w:rd\\1'",
        "E'p@ss''w:rd\\\\1'",
        "h:5432:*:u:p@ss'w\\:rd\\\\1",
        "{\"note\": \"p@ss'w:rd\\\\1\"}"
      })
  void masksAKnownSecretInEveryFormThatItTakes(String text) {
    assertThat(knowing("p@ss'w:rd\\1").redact(text)).contains("********").doesNotContain("rd");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://u:hush@h/db",
        "postgresql://u:hu@sh/hush@h/db",
        "jdbc:postgresql://h/db?user=u&password=hush&sslmode=require",
        "host=h password=hush dbname=d",
        "host=h password='hu sh' dbname=d",
        "ALTER ROLE x PASSWORD 'hush'",
        "alter role x encrypted password\n 'hu''sh'",
        "ALTER ROLE x PASSWORD E'hu\\\\sh'",
        "ALTER ROLE x PASSWORD $$hush$$",
        "ALTER ROLE x PASSWORD $a$hush$a$",
        "ALTER ROLE x PASSWORD 'hush",
        "CREATE SUBSCRIPTION s CONNECTION 'host=h password=hush' PUBLICATION p",
        "CREATE SUBSCRIPTION s CONNECTION 'host=h password=''hu sh''' PUBLICATION p",
        "CREATE USER MAPPING FOR u SERVER s OPTIONS (user 'u', password 'hush')",
        "PGPASSWORD=hush psql",
        "{\"password\": \"hush\"}",
        "sslpassword=hush"
      })
  void masksWhateverStandsWhereAPasswordStands(String text) {
    assertThat(KNOWS_NOTHING.redact(text))
        .contains("********")
        .doesNotContain("hu")
        .doesNotContain("sh'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password authentication failed for user \"u\"",
        "ALTER TABLE users ADD COLUMN password text NOT NULL",
        "ALTER ROLE x PASSWORD NULL",
        "SELECT \"password\" \"p\" FROM users WHERE password <> salt",
        "see https://example.org/a:b and mail me@example.org",
        "SET password = crypt(new, gen_salt('bf'))"
      })
  void leavesOtherTextsAlone(String text) {
    assertThat(KNOWS_NOTHING.redact(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "a, 'a banana', 'a banana'",
    "abc, 'say abc', 'say abc'",
    "test, 'a test of testing', 'a ******** of testing'",
    "test, 'u%3Atest%40h', 'u%3A********%40h'",
    "longsecret, 'xlongsecretx', 'x********x'"
  })
  void keepsShortSecretsFromManglingTexts(String secret, String text, String expected) {
    assertThat(knowing(secret).redact(text)).isEqualTo(expected);
  }

  @Test
  void masksAShortPasswordWhereAPasswordStands() {
    assertThat(knowing("a").redact("postgresql://u:a@h password=a PASSWORD 'a'"))
        .isEqualTo("postgresql://u:********@h password=******** PASSWORD ********");
  }

  @Test
  void masksTheLongerOfTwoSecretsAsAWhole() {
    Redactor redactor = Redactor.of(List.of(Secret.of("hunter22"), Secret.of("hunter22-and-more")));
    assertThat(redactor.redact("it is hunter22-and-more")).isEqualTo("it is ********");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "'", "password", "://a:", "password '", "password=''", "$a$", " ", "%"})
  void isQuickOnHostileTexts(String piece) {
    String text = "password '" + piece.repeat(1_000_000 / piece.length());
    org.junit.jupiter.api.Assertions.assertTimeout(
        Duration.ofSeconds(10), () -> knowing("hunter22").redact(text));
  }

  @Test
  void tensOfThousandsOfSecretsAreFoundInOnePassOverALongText() {
    List<Secret> secrets = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      secrets.add(Secret.of("p/w" + i + "-" + (i * 7919 % 10_007)));
    }
    Redactor redactor = Redactor.of(secrets);
    String text = "out of order ".repeat(5_000);
    String shown = secrets.get(12_345).reveal();
    org.junit.jupiter.api.Assertions.assertTimeout(
        Duration.ofSeconds(10),
        () -> {
          for (int i = 0; i < 100; i++) {
            assertThat(redactor.redact(text + shown)).isEqualTo(text + "********");
          }
        });
  }
}
