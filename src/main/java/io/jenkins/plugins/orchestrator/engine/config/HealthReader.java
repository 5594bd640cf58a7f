package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.config.HealthSettings.Command;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings.Freshness;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings.Limit;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings.Machine;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings.Query;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings.Quota;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings.Service;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings.ServiceKind;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code health} of an environment. */
final class HealthReader {
  private final Section health;
  private final Reading reading;
  private final Set<String> names = new HashSet<>(HealthLimit.keys());

  HealthReader(Section environment) {
    this.health = environment.section("health");
    this.reading = environment.reading();
  }

  HealthSettings read() {
    Set<HealthLimit> skip = EnumSet.noneOf(HealthLimit.class);
    for (Located element : health.list("skip")) {
      reading
          .choice(element, new ValueType.Choice(HealthLimit.keys()))
          .flatMap(HealthLimit::of)
          .ifPresent(skip::add);
    }
    return new HealthSettings(
        health.time("deadline"),
        connectTimeout(),
        health.time("statement_timeout"),
        limits(),
        skip,
        queries(),
        freshness(),
        commands(),
        machine(),
        services(),
        health.texts("variables"),
        health.texts("credentials"),
        quotas(),
        health.whole("history"));
  }

  /** Whole seconds are all that the driver knows. */
  private Duration connectTimeout() {
    Duration timeout = health.time("connect_timeout");
    if (timeout.compareTo(Duration.ofSeconds(1)) < 0) {
      health.wrong("connect_timeout", "less than a second", "at least 1s", null);
    }
    return timeout;
  }

  private Map<HealthLimit, Limit> limits() {
    Section limits = health.section("limits");
    Map<HealthLimit, Limit> read = new EnumMap<>(HealthLimit.class);
    for (HealthLimit each : HealthLimit.values()) {
      Limit fallback = each.byDefault();
      Section limit = limits.section(each.key());
      Limit found = each.isTime() ? ofTime(limit) : ofNumber(limit);
      Limit merged =
          new Limit(
              found.warning() == null ? fallback.warning() : found.warning(),
              found.critical() == null ? fallback.critical() : found.critical());
      // One of the two alone may lie beyond the other's default, which then follows it.
      if (found.critical() == null && isBeyond(merged, each.isLowerWorse())) {
        merged = new Limit(merged.warning(), merged.warning());
      } else if (found.warning() == null && isBeyond(merged, each.isLowerWorse())) {
        merged = new Limit(merged.critical(), merged.critical());
      }
      requireOrder(limit, merged, each.isLowerWorse());
      read.put(each, merged);
    }
    return read;
  }

  private static boolean isBeyond(Limit limit, boolean lowerIsWorse) {
    Double warning = limit.warning();
    Double critical = limit.critical();
    return warning != null
        && critical != null
        && (lowerIsWorse ? warning < critical : warning > critical);
  }

  private static void requireOrder(Section at, Limit limit, boolean lowerIsWorse) {
    if (isBeyond(limit, lowerIsWorse)) {
      at.wrong(
          "warning",
          "a warning beyond critical",
          lowerIsWorse ? "a warning of at least critical" : "a warning of at most critical",
          null);
    }
  }

  private Limit ofNumber(Section section) {
    return new Limit(number(section, "warning"), number(section, "critical"));
  }

  private @Nullable Double number(Section section, String key) {
    return section.find(key).flatMap(reading::decimal).map(Number::doubleValue).orElse(null);
  }

  private static Limit ofTime(Section section) {
    return new Limit(
        section.optionalTime("warning").map(HealthReader::seconds).orElse(null),
        section.optionalTime("critical").map(HealthReader::seconds).orElse(null));
  }

  private static Double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private List<Query> queries() {
    List<Query> queries = new ArrayList<>();
    for (Located element : health.list("queries")) {
      Section query = Section.of(reading, HealthKeys.HEALTH_QUERY, element, null);
      boolean lower = query.flag("lower_is_worse");
      Limit limit = ofNumber(query);
      requireOrder(query, limit, lower);
      requireAny(query, limit);
      queries.add(new Query(name(query), query.text("sql"), limit, lower));
    }
    return queries;
  }

  private List<Freshness> freshness() {
    List<Freshness> all = new ArrayList<>();
    for (Located element : health.list("freshness")) {
      Section each = Section.of(reading, HealthKeys.FRESHNESS, element, null);
      Limit limit = ofTime(each);
      requireOrder(each, limit, false);
      requireAny(each, limit);
      Optional<String> zone = each.optionalText("zone");
      zone.filter(text -> !isZone(text))
          .ifPresent(
              text ->
                  each.wrong(
                      "zone",
                      "the unknown time zone " + reading.problems().quote(text),
                      "a name such as Europe/Berlin or UTC, or an offset such as +02:00",
                      null));
      all.add(new Freshness(name(each), each.text("sql"), limit, zone.orElse(null)));
    }
    return all;
  }

  private static boolean isZone(String text) {
    try {
      ZoneId unused = ZoneId.of(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private List<Command> commands() {
    List<Command> commands = new ArrayList<>();
    for (Located element : health.list("commands")) {
      Section command = Section.of(reading, HealthKeys.HEALTH_COMMAND, element, null);
      commands.add(new Command(name(command), command.text("command"), command.time("timeout")));
    }
    return commands;
  }

  private Machine machine() {
    Section machine = health.section("machine");
    List<String> disks = machine.texts("disks");
    return new Machine(machine.flag("check"), disks.isEmpty() ? List.of("/") : disks);
  }

  private List<Service> services() {
    List<Service> services = new ArrayList<>();
    for (Located element : health.list("services")) {
      Section service = Section.of(reading, HealthKeys.SERVICE, element, null);
      String namespace = service.optionalText("namespace").orElse(null);
      if (namespace != null && service.find("kubernetes").isEmpty()) {
        service.wrong("namespace", "namespace without kubernetes", "kubernetes: ROLLOUT", null);
      }
      for (ServiceKind kind : ServiceKind.values()) {
        service
            .optionalText(kind.name().toLowerCase(java.util.Locale.ROOT))
            .ifPresent(name -> services.add(new Service(kind, name, namespace)));
      }
    }
    return services;
  }

  private List<Quota> quotas() {
    List<Quota> quotas = new ArrayList<>();
    HttpReader http = new HttpReader(reading, new HashSet<>());
    for (Located element : health.list("quotas")) {
      Section quota = Section.of(reading, HealthKeys.QUOTA, element, null);
      Limit limit = ofNumber(quota);
      requireOrder(quota, limit, true);
      requireAny(quota, limit);
      String url = quota.text("url");
      String variable = quota.optionalText("key_variable").orElse(null);
      String header = quota.optionalText("key_header").orElse(null);
      boolean used = header != null || url.contains("{key}");
      if (used != (variable != null)) {
        quota.wrong(
            "key_variable",
            used ? "a key without the variable that holds it" : "a key that nothing uses",
            "key_variable beside key_header, or beside {key} in url",
            null);
      }
      quota.find("url").ifPresent(http::requestTarget);
      quota.find("key_header").ifPresent(http::headerName);
      URI proxy = quota.find("proxy").flatMap(http::proxy).orElse(null);
      quotas.add(new Quota(name(quota), url, quota.text("header"), variable, header, limit, proxy));
    }
    return quotas;
  }

  private static void requireAny(Section section, Limit limit) {
    if (limit.warning() == null
        && limit.critical() == null
        && section.find("warning").isEmpty()
        && section.find("critical").isEmpty()) {
      section.wrong("name", "a check without limits", "warning or critical", null);
    }
  }

  private String name(Section section) {
    String name = section.text("name");
    if (!name.isEmpty() && !names.add(name)) {
      section.wrong("name", "a second check of that name", "a name of its own", null);
    }
    return name;
  }
}
