package io.jenkins.plugins.orchestrator.engine.backup.manifest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/**
 * How a backup's files spell their JSON: keys in snake case, moments as ISO 8601, durations in
 * seconds. Keys of a newer writer are passed over.
 */
final class ManifestJson {
  private static final int NANO_DIGITS = 9;

  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .addModule(types())
          .build();

  private ManifestJson() {}

  private static SimpleModule types() {
    return new SimpleModule("backup")
        .addSerializer(new Text<>(Instant.class, Instant::toString))
        .addDeserializer(Instant.class, new FromText<>(Instant.class, Instant::parse))
        .addSerializer(new Text<>(BackupId.class, BackupId::value))
        .addDeserializer(BackupId.class, new FromText<>(BackupId.class, BackupId::new))
        .addSerializer(new Text<>(RunId.class, RunId::value))
        .addDeserializer(RunId.class, new FromText<>(RunId.class, RunId::new))
        .addSerializer(
            new Text<>(BackupState.class, state -> state.name().toLowerCase(Locale.ROOT)))
        .addDeserializer(
            BackupState.class,
            new FromText<>(
                BackupState.class, text -> BackupState.valueOf(text.toUpperCase(Locale.ROOT))))
        .addSerializer(new Seconds())
        .addDeserializer(Duration.class, new FromSeconds());
  }

  /** A value written as a string. */
  private static final class Text<T> extends StdSerializer<T> {
    private static final long serialVersionUID = 1L;
    private final transient Function<T, String> spelling;

    Text(Class<T> type, Function<T, String> spelling) {
      super(type);
      this.spelling = spelling;
    }

    @Override
    public void serialize(T value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(spelling.apply(value));
    }
  }

  /** A value read from a string. */
  private static final class FromText<T> extends StdDeserializer<T> {
    private static final long serialVersionUID = 1L;
    private final transient Function<String, T> meaning;

    FromText(Class<T> type, Function<String, T> meaning) {
      super(type);
      this.meaning = meaning;
    }

    @Override
    public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
      String text = json.getValueAsString();
      try {
        return meaning.apply(Objects.requireNonNull(text));
      } catch (RuntimeException e) {
        throw JsonMappingException.from(
            json, "found " + text + "; expected a " + handledType().getSimpleName());
      }
    }
  }

  private static final class Seconds extends StdSerializer<Duration> {
    private static final long serialVersionUID = 1L;

    Seconds() {
      super(Duration.class);
    }

    @Override
    public void serialize(Duration value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeNumber(
          BigDecimal.valueOf(value.getSeconds())
              .add(BigDecimal.valueOf(value.getNano(), NANO_DIGITS))
              .stripTrailingZeros()
              .toPlainString());
    }
  }

  private static final class FromSeconds extends StdDeserializer<Duration> {
    private static final long serialVersionUID = 1L;

    FromSeconds() {
      super(Duration.class);
    }

    @Override
    public Duration deserialize(JsonParser json, DeserializationContext context)
        throws IOException {
      try {
        BigDecimal seconds = json.getDecimalValue();
        // An exponent of a billion would otherwise be written out.
        if (seconds.precision() - seconds.scale() > 12) {
          throw new ArithmeticException("too long");
        }
        return Duration.ofNanos(
            seconds.movePointRight(NANO_DIGITS).setScale(0, RoundingMode.DOWN).longValueExact());
      } catch (ArithmeticException | JsonProcessingException e) {
        throw JsonMappingException.from(json, "found no number of seconds");
      }
    }
  }
}
