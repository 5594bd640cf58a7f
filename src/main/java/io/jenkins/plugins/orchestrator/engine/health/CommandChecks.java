package io.jenkins.plugins.orchestrator.engine.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings.Command;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings.Service;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What commands in the user's place say. */
final class CommandChecks {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SERVICE_LIMIT = Duration.ofSeconds(10);
  private static final int NOT_FOUND = 127;
  private static final int LONGEST_TEXT = 300;

  /** As its logger (logrus) writes it, without and with a terminal. */
  private static final Pattern COMPOSE_WARNING =
      Pattern.compile("^(?:time=\"[^\"]{1,50}\" level=warning |WARN\\[\\d{1,9}\\] )");

  /**
   * How a command was understood.
   *
   * @param text in words
   */
  record Said(Level level, String text) {}

  private final RunContext context;
  private final Deadline deadline;

  CommandChecks(RunContext context, Deadline deadline) {
    this.context = context;
    this.deadline = deadline;
  }

  /** A command that ends as a Nagios plugin does. */
  Said plugin(Command command, Map<String, String> variables) {
    return run(command.command(), variables, command.timeout(), CommandChecks::ofPlugin);
  }

  private static Said ofPlugin(int code, String output) {
    // What stands behind the bar is for machines.
    String text = firstLine(output).split("\\|", 2)[0].strip();
    return switch (code) {
      case 0 -> new Said(Level.OK, text.isEmpty() ? "OK" : text);
      case 1 -> new Said(Level.WARNING, text.isEmpty() ? "exit code 1" : text);
      case 2 -> new Said(Level.CRITICAL, text.isEmpty() ? "exit code 2" : text);
      case 3 -> new Said(Level.UNKNOWN, text.isEmpty() ? "exit code 3" : text);
      default ->
          new Said(
              Level.UNKNOWN,
              "exit code "
                  + code
                  + ", expected 0, 1, 2 or 3"
                  + (text.isEmpty() ? "" : ": " + text));
    };
  }

  Said service(Service service) {
    String name = quote(service.name());
    return switch (service.kind()) {
      case COMPOSE ->
          run(
              guard("docker") + "exec docker compose -f " + name + " ps --all --format json",
              Map.of(),
              SERVICE_LIMIT,
              CommandChecks::ofCompose);
      case KUBERNETES -> {
        String namespace =
            service.namespace() == null ? "" : " --namespace=" + quote(service.namespace());
        yield run(
            guard("kubectl")
                + "exec kubectl rollout status --timeout=5s"
                + namespace
                + " -- "
                + name,
            Map.of(),
            SERVICE_LIMIT,
            CommandChecks::ofRollout);
      }
      case SYSTEMD ->
          run(
              guard("systemctl") + "exec systemctl is-active -- " + name,
              Map.of(),
              SERVICE_LIMIT,
              CommandChecks::ofUnit);
    };
  }

  private static String guard(String program) {
    return "command -v " + program + " >/dev/null 2>&1 || { echo no " + program + "; exit 127; }; ";
  }

  private static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** An array, or since version 2.21 an object per line. */
  static Said ofCompose(int code, String output) {
    if (code != 0) {
      return new Said(Level.UNKNOWN, "docker compose ended with " + code + ": " + end(output));
    }
    List<String> bad = new ArrayList<>();
    Level level = Level.OK;
    int count = 0;
    try (MappingIterator<JsonNode> documents =
        JSON.readerFor(JsonNode.class).readValues(withoutWarnings(output))) {
      while (documents.hasNext()) {
        JsonNode document = documents.next();
        for (JsonNode each : document.isArray() ? document : List.of(document)) {
          count++;
          Level one = ofContainer(each);
          if (one != Level.OK) {
            bad.add(
                each.path("Service").asText("?")
                    + " is "
                    + each.path("State").asText("?")
                    + " "
                    + each.path("Health").asText(""));
          }
          level = one.compareTo(level) > 0 ? one : level;
        }
      }
    } catch (IOException e) {
      return new Said(Level.UNKNOWN, "docker compose printed no JSON: " + end(output));
    }
    if (count == 0) {
      return new Said(Level.CRITICAL, "no service runs");
    }
    return bad.isEmpty()
        ? new Said(Level.OK, count + " services run")
        : new Said(level, String.join("; ", bad).strip());
  }

  /** Compose logs warnings, such as of an obsolete key in its file, before what it prints. */
  private static String withoutWarnings(String output) {
    return output
        .lines()
        .filter(line -> !COMPOSE_WARNING.matcher(line).find())
        .collect(Collectors.joining("\n"));
  }

  private static Level ofContainer(JsonNode container) {
    String state = container.path("State").asText("").toLowerCase(Locale.ROOT);
    String health = container.path("Health").asText("").toLowerCase(Locale.ROOT);
    if (state.equals("running")) {
      return switch (health) {
        case "", "healthy" -> Level.OK;
        case "starting" -> Level.WARNING;
        default -> Level.CRITICAL;
      };
    }
    // What has done its work is no service that is down; whether it should run nobody says.
    boolean done = state.equals("exited") && container.path("ExitCode").asInt(-1) == 0;
    return done ? Level.WARNING : Level.CRITICAL;
  }

  static Said ofRollout(int code, String output) {
    String text = end(output);
    if (code == 0) {
      return new Said(Level.OK, text.isEmpty() ? "rolled out" : text);
    }
    boolean told =
        output.contains("timed out waiting")
            || output.contains("exceeded its progress deadline")
            || output.contains("(NotFound)");
    return new Said(told ? Level.CRITICAL : Level.UNKNOWN, text);
  }

  static Said ofUnit(int code, String output) {
    String text = firstLine(output);
    if (code == 0) {
      return new Said(Level.OK, text);
    }
    return switch (text) {
      case "inactive", "failed", "deactivating" -> new Said(Level.CRITICAL, text);
      case "activating", "reloading" -> new Said(Level.WARNING, text);
      default -> new Said(Level.UNKNOWN, text.isEmpty() ? "exit code " + code : text);
    };
  }

  private interface Understanding {
    Said of(int code, String output);
  }

  private Said run(
      String text, Map<String, String> variables, Duration limit, Understanding understanding) {
    Duration left = deadline.remaining();
    if (left.isZero()) {
      return new Said(Level.UNKNOWN, "it did not run before the deadline");
    }
    Duration timeout = left.compareTo(limit) < 0 ? left : limit;
    UserCommands.Ended ended;
    try {
      ended =
          context
              .commands()
              .run(
                  new UserCommands.Command(text, variables, timeout),
                  ClientProcess.Listener.none(),
                  context.cancellation());
    } catch (IOException e) {
      return new Said(Level.UNKNOWN, redact(String.valueOf(e.getMessage())));
    }
    Integer code = ended.exitCode();
    if (code == null) {
      return new Said(
          Level.UNKNOWN,
          ended.status() == Status.TIMED_OUT
              ? "it did not end within " + Amount.plain(timeout.toMillis() / 1000.0) + " s"
              : "cancelled");
    }
    Said said =
        code == NOT_FOUND
            ? new Said(Level.UNKNOWN, "the program is not there: " + end(ended.output()))
            : understanding.of(code, ended.output());
    return new Said(said.level(), redact(said.text()));
  }

  private String redact(String text) {
    return context.redactor().redact(text);
  }

  private static String firstLine(String output) {
    return cut(output.strip().split("\n", 2)[0].strip());
  }

  private static String end(String output) {
    String[] lines = output.strip().split("\n", -1);
    return cut(lines[lines.length - 1].strip());
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
  }
}
