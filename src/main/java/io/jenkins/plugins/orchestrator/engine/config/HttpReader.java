package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads URLs, headers and credentials of HTTP, and collects what of them is secret. */
final class HttpReader {
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)\\}");

  /** What the client sets itself. */
  private static final Set<String> RESERVED =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "proxy-authorization",
          "transfer-encoding",
          "upgrade");

  private static final Pattern SENSITIVE =
      Pattern.compile("auth|cookie|token|key|secret|password|session");

  private final Reading reading;
  private final Set<Secret> secrets;

  /**
   * @param secrets where they are put
   */
  HttpReader(Reading reading, Set<Secret> secrets) {
    this.reading = reading;
    this.secrets = secrets;
  }

  /** The URL of a host, perhaps with a path; nothing is said of what stands there. */
  Optional<URI> url(Located at) {
    Optional<String> text = reading.text(at, true);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    URI url;
    try {
      url = new URI(text.get().strip());
    } catch (URISyntaxException e) {
      return refuse(at, "no URL (wrong at character " + (e.getIndex() + 1) + ")", null);
    }
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return refuse(at, "a URL of another scheme", null);
    }
    if (url.getRawUserInfo() != null || authorityHasUser(url)) {
      return refuse(at, "a URL with a user in it", "put it into credentials");
    }
    if (url.getHost() == null) {
      return refuse(at, "a URL without a valid host", "host names have no underscore");
    }
    if (url.getRawQuery() != null || url.getRawFragment() != null) {
      return refuse(at, "a URL with ? or #", "put what is behind it into a path");
    }
    if (url.getPort() == 0 || url.getPort() > 65_535) {
      return refuse(at, "a URL with port " + url.getPort(), null);
    }
    return Optional.of(url);
  }

  /** What is asked as a whole, with a path and a query; {@code {key}} in it stands for a key. */
  void requestTarget(Located at) {
    Optional<String> text = reading.text(at, true).map(String::strip);
    if (text.isEmpty()) {
      return;
    }
    String expected = "https://HOST/PATH?QUERY, with other characters percent-encoded";
    try {
      URI url = new URI(text.get().replace("{key}", "key"));
      String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
      if (!scheme.equals("http") && !scheme.equals("https")) {
        reading.wrong(at, "a URL of another scheme", expected, null);
      } else if (url.getRawUserInfo() != null || authorityHasUser(url)) {
        reading.wrong(at, "a URL with a user in it", expected, null);
      } else if (url.getHost() == null) {
        reading.wrong(at, "a URL without a valid host", expected, null);
      }
    } catch (URISyntaxException e) {
      reading.wrong(at, "no URL (wrong at character " + (e.getIndex() + 1) + ")", expected, null);
    }
  }

  /** A header that a request may have. */
  void headerName(Located at) {
    Optional<String> name = reading.text(at, false);
    if (name.isPresent() && !canBeSet(name.get())) {
      refuseHeader(at);
    }
  }

  private static boolean canBeSet(String header) {
    return TOKEN.matcher(header).matches() && !RESERVED.contains(header.toLowerCase(Locale.ROOT));
  }

  private void refuseHeader(Located at) {
    reading.wrong(
        at,
        "a header that cannot be set",
        "the name of a header, none of " + String.join(", ", sortedReserved()),
        null);
  }

  private static boolean authorityHasUser(URI url) {
    return url.getRawAuthority() != null && url.getRawAuthority().contains("@");
  }

  private Optional<URI> refuse(Located at, String found, @Nullable String advice) {
    reading.wrong(at, found, "https://HOST, https://HOST:PORT or https://HOST/PATH", advice);
    return Optional.empty();
  }

  Optional<URI> proxy(Located at) {
    Optional<URI> url = url(at);
    if (url.isPresent() && !"http".equalsIgnoreCase(url.get().getScheme())) {
      reading.wrong(at, "a proxy of another scheme", "http://HOST:PORT", null);
      return Optional.empty();
    }
    return url;
  }

  /** A path with a query, which begins with a slash; its variables are secret in the query. */
  Optional<String> path(Located at) {
    Optional<String> text = reading.text(at, true).map(String::strip);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    int query = raw(at).indexOf('?');
    if (query >= 0) {
      rememberVariables(raw(at).substring(query));
    }
    String path = text.get();
    if (path.contains("://")) {
      reading.wrong(at, "a whole URL", "the path behind the deployment's url: /health", null);
      return Optional.empty();
    }
    String whole = path.startsWith("/") || path.startsWith("?") ? path : "/" + path;
    try {
      URI parsed = new URI("http://host" + whole);
      if (parsed.getRawFragment() != null) {
        reading.wrong(at, "a path with #", "a path without, as no server gets it", null);
        return Optional.empty();
      }
      return Optional.of(whole);
    } catch (URISyntaxException e) {
      reading.wrong(
          at,
          "no path of a URL (wrong at character " + Math.max(1, e.getIndex() - 10) + ")",
          "a path such as /health?deep=1, with other characters percent-encoded",
          null);
      return Optional.empty();
    }
  }

  /** Headers by their names. */
  Map<String, Secret> headers(Section section) {
    Map<String, Secret> headers = new LinkedHashMap<>();
    Optional<Located> all = section.find("headers");
    if (all.isEmpty()) {
      return headers;
    }
    Section.entries(reading, all.get())
        .forEach(
            (name, entry) -> {
              Optional<String> value = reading.text(entry.value(), true).map(String::strip);
              if (!canBeSet(name)) {
                refuseHeader(entry.key());
              } else if (value.isPresent() && !isHeaderValue(value.get())) {
                reading.wrong(
                    entry.value(),
                    "a value with characters that no header can have",
                    "printable ASCII on one line",
                    null);
              } else if (value.isPresent()) {
                headers.put(name, Secret.of(value.get()));
                rememberVariables(raw(entry.value()));
                if (SENSITIVE.matcher(name.toLowerCase(Locale.ROOT)).find()) {
                  remember(value.get());
                }
              }
            });
    return headers;
  }

  private static java.util.List<String> sortedReserved() {
    return RESERVED.stream().sorted().toList();
  }

  private static boolean isHeaderValue(String value) {
    return value.chars().allMatch(c -> c == '\t' || (c >= 0x20 && c < 0x7f));
  }

  /** The header by which the credentials are told, none when there are none. */
  Map<String, Secret> credentials(Section section) {
    Optional<Section> found = section.optionalSection("credentials");
    if (found.isEmpty()) {
      return Map.of();
    }
    Section credentials = found.get();
    Optional<String> user = credentials.optionalText("user");
    Optional<String> password = credentials.optionalText("password");
    Optional<String> bearer = credentials.optionalText("bearer");
    boolean basic =
        credentials.find("user").isPresent() || credentials.find("password").isPresent();
    if (basic == credentials.find("bearer").isPresent()
        || credentials.find("user").isPresent() != credentials.find("password").isPresent()) {
      reading.wrong(
          credentials.at(), "other keys", "user and password, or bearer, and not both", null);
      return Map.of();
    }
    if (bearer.isPresent()) {
      if (bearer.get().isBlank()) {
        credentials.wrong("bearer", "an empty token", "a token", null);
        return Map.of();
      }
      if (!isHeaderValue(bearer.get())) {
        credentials.wrong("bearer", "a value that no header can have", "one line of ASCII", null);
        return Map.of();
      }
      remember(bearer.get());
      return Map.of("Authorization", Secret.of("Bearer " + bearer.get()));
    }
    if (user.isEmpty() || password.isEmpty()) {
      return Map.of(); // said where it is read
    }
    if (user.get().contains(":")) {
      credentials.wrong("user", "a user with a colon", "a user without, as RFC 7617 says", null);
    }
    Secret header = HttpAccess.basic(user.get(), Secret.of(password.get()));
    remember(password.get());
    remember(header.reveal());
    return Map.of("Authorization", header);
  }

  /** A request's body. */
  Optional<Secret> body(Located at) {
    rememberVariables(raw(at));
    return reading.text(at, true).map(Secret::of);
  }

  /** A header's value, and what stands in it behind {@code Basic} or {@code Bearer}. */
  private void remember(String value) {
    secrets.add(Secret.of(value));
    int space = value.indexOf(' ');
    if (space > 0) {
      secrets.add(Secret.of(value.substring(space + 1).strip()));
    }
  }

  private void rememberVariables(String raw) {
    Matcher variable = VARIABLE.matcher(raw);
    while (variable.find()) {
      String value = reading.options().variables().get(variable.group(1));
      if (value != null) {
        secrets.add(Secret.of(value));
      }
    }
  }

  private static String raw(Located at) {
    return at.node() instanceof ScalarNode scalar ? scalar.getValue() : "";
  }
}
