package io.jenkins.plugins.orchestrator.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.ReplacedDatabase;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SwapResult;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.HumanBytes;
import io.jenkins.plugins.orchestrator.engine.report.HumanTime;
import io.jenkins.plugins.orchestrator.engine.report.PlainText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code replaced} prints.
 *
 * @param json as JSON, not for people
 */
record ReplacedText(boolean json) {
  private static final ObjectWriter JSON = new ObjectMapper().writerWithDefaultPrettyPrinter();

  String list(DatabaseTarget server, List<ReplacedDatabase> all) {
    if (json) {
      return written(Map.of("replaced", all.stream().map(ReplacedText::entry).toList()));
    }
    if (all.isEmpty()) {
      return "No database on " + server + " was replaced and kept.\n";
    }
    StringBuilder text = new StringBuilder();
    for (ReplacedDatabase each : all) {
      text.append(PlainText.visible(each.name()))
          .append("\n  was ")
          .append(PlainText.visible(each.before()))
          .append(" until ")
          .append(HumanTime.of(each.replacedAt()))
          .append(", replaced by ")
          .append(each.origin() == null ? "run " + each.run() : PlainText.visible(each.origin()))
          .append("; ")
          .append(each.bytes() < 0 ? "size UNKNOWN" : HumanBytes.of(each.bytes()))
          .append('\n');
    }
    return text.toString();
  }

  private static Map<String, @Nullable Object> entry(ReplacedDatabase one) {
    Map<String, @Nullable Object> entry = new LinkedHashMap<>();
    entry.put("name", one.name());
    entry.put("before", one.before());
    entry.put("replaced_at", one.replacedAt().toString());
    entry.put("replaced_by", one.origin());
    entry.put("run", one.run());
    entry.put("bytes", one.bytes() < 0 ? null : one.bytes());
    return entry;
  }

  String dropped(String name) {
    return json ? written(Map.of("dropped", name)) : "Dropped " + PlainText.visible(name) + ".\n";
  }

  String swappedBack(SwapResult result) {
    Duration outage = result.outage();
    if (json) {
      Map<String, @Nullable Object> entry = new LinkedHashMap<>();
      entry.put("in_use", result.name());
      entry.put("kept", result.kept());
      entry.put("outage_ms", outage == null ? null : outage.toMillis());
      entry.put("sessions_ended", result.endedSessions());
      entry.put("findings", result.findings().stream().map(Finding::message).toList());
      return written(entry);
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        PlainText.visible(result.name())
            + " is in use again as it was; what had its name is kept as "
            + PlainText.visible(result.kept())
            + ".");
    lines.add(
        "Outage "
            + (outage == null ? "UNKNOWN" : outage.toMillis() + " ms")
            + "; sessions ended: "
            + result.endedSessions());
    result.findings().forEach(each -> lines.add("Note: " + PlainText.line(each.message())));
    return String.join("\n", lines) + "\n";
  }

  private static String written(Object value) {
    try {
      return JSON.writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
