package io.jenkins.plugins.orchestrator.engine.report.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.jenkins.plugins.orchestrator.engine.report.PlainText;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the members of JSON objects the way this format spells them. */
final class JsonObjects {
  private final JsonGenerator json;

  JsonObjects(JsonGenerator json) {
    this.json = json;
  }

  /** Writes the members of one object. */
  interface Members<T> {
    void write(T value) throws IOException;
  }

  void text(String name, @Nullable String value) throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      json.writeStringField(name, PlainText.encodable(value));
    }
  }

  void token(String name, Enum<?> value) throws IOException {
    json.writeStringField(name, ReportWords.token(value));
  }

  void flag(String name, boolean value) throws IOException {
    json.writeBooleanField(name, value);
  }

  void number(String name, @Nullable Number value) throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, value.longValue());
    }
  }

  void decimal(String name, BigDecimal value) throws IOException {
    json.writeFieldName(name);
    json.writeNumber(value.toPlainString());
  }

  /** Exact to the nanosecond. */
  void seconds(String name, @Nullable Duration value) throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      BigDecimal seconds =
          BigDecimal.valueOf(value.getSeconds()).add(BigDecimal.valueOf(value.getNano(), 9));
      decimal(name, seconds.stripTrailingZeros());
    }
  }

  <T> void object(String name, @Nullable T value, Members<T> members) throws IOException {
    json.writeFieldName(name);
    if (value == null) {
      json.writeNull();
    } else {
      object(value, members);
    }
  }

  <T> void list(String name, Collection<T> values, Members<T> members) throws IOException {
    json.writeArrayFieldStart(name);
    for (T value : values) {
      object(value, members);
    }
    json.writeEndArray();
  }

  void texts(String name, Collection<String> values) throws IOException {
    json.writeFieldName(name);
    texts(values);
  }

  void rows(String name, Collection<List<String>> rows) throws IOException {
    json.writeArrayFieldStart(name);
    for (List<String> row : rows) {
      texts(row);
    }
    json.writeEndArray();
  }

  private void texts(Collection<String> values) throws IOException {
    json.writeStartArray();
    for (String value : values) {
      json.writeString(PlainText.encodable(value));
    }
    json.writeEndArray();
  }

  private <T> void object(T value, Members<T> members) throws IOException {
    json.writeStartObject();
    members.write(value);
    json.writeEndObject();
  }
}
