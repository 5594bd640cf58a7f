package io.jenkins.plugins.orchestrator.engine.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What goes to servers has the digits that they know, whatever the users' language. */
@Isolated("it changes the default locale")
class OtherDigitsTest {
  @TempDir Path directory;
  private final Locale locale = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(locale);
  }

  @Test
  void theTimesOfAQueryAreNumbers() throws Exception {
    try (RawServer server = RawServer.answering(200, "{}")) {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      var unused =
          new Validations(directory)
              .lane(
                  "http://nobody.invalid",
                  "slo: {error_rate: 1%, prometheus: {url: '"
                      + server.url()
                      + "', error_rate: x, range: 10m}}");
      String form = server.requests().get(0);
      assertThat(URLDecoder.decode(form, StandardCharsets.UTF_8))
          .containsPattern("start=[0-9]+\\.[0-9]{3}&end=[0-9]+\\.[0-9]{3}&");
    }
  }
}
