package io.jenkins.plugins.orchestrator.engine.postgres;

import java.util.ArrayList;
import java.util.List;

/**
 * A connection URI of libpq, after its scheme: {@code
 * [user[:password]@][host[:port][,…]][/database] [?parameter=value[&…]]}. Follows {@code
 * conninfo_uri_parse_options} of {@code fe-connect.c}.
 */
final class LibpqUrl {
  private LibpqUrl() {}

  static void read(String text, ConnectionText result) {
    String rest = text;
    int at = rest.indexOf('@');
    int slash = rest.indexOf('/');
    if (at >= 0 && (slash < 0 || at < slash)) {
      readUser(rest.substring(0, at), result);
      rest = rest.substring(at + 1);
    }
    int question = rest.indexOf('?');
    String query = question < 0 ? "" : rest.substring(question + 1);
    String place = question < 0 ? rest : rest.substring(0, question);
    int end = place.indexOf('/');
    readHosts(end < 0 ? place : place.substring(0, end), result);
    if (end >= 0 && end + 1 < place.length()) {
      result.putDecoded("dbname", place.substring(end + 1), "database's name");
    }
    result.eachParameter(query, false, (name, value) -> parameter(name, value, result));
    // A second "@", or one where none belongs, is nearly always a piece of a password: then no part
    // of the text is safe to show.
    if (rest.indexOf('@') >= 0 && (!result.problems.isEmpty() || place.indexOf('@') >= 0)) {
      result.problems.clear();
      result.wrong(
          "an \"@\" behind the place of the host",
          "special characters in user and password percent-encoded: %40 for @, %3A for :, %2F for"
              + " /, %3F for ?, %23 for #, %25 for %");
    }
  }

  private static void readUser(String text, ConnectionText result) {
    int colon = text.indexOf(':');
    String user = colon < 0 ? text : text.substring(0, colon);
    if (!user.isEmpty()) {
      result.putDecoded("user", user, "user");
    }
    if (colon >= 0 && colon + 1 < text.length()) {
      result.putDecoded("password", text.substring(colon + 1), "password");
    }
  }

  private static void readHosts(String text, ConnectionText result) {
    List<String> hosts = new ArrayList<>();
    List<String> ports = new ArrayList<>();
    for (String each : text.split(",", -1)) {
      int afterName = each.startsWith("[") ? each.indexOf(']') + 1 : 0;
      if (each.startsWith("[") && afterName == 0) {
        result.wrong("a \"[\" without \"]\" in the host", "[ADDRESS]:PORT for IPv6");
        return;
      }
      int colon = each.indexOf(':', afterName);
      if (afterName > 0 && afterName < each.length() && colon != afterName) {
        result.wrong("text between \"]\" and the port", "[ADDRESS]:PORT for IPv6");
        return;
      }
      if (colon >= 0 && each.indexOf(':', colon + 1) >= 0) {
        result.wrong("more than one \":\" in a host", "HOST:PORT, or [ADDRESS]:PORT for IPv6");
        return;
      }
      String name = colon < 0 ? each : each.substring(0, colon);
      hosts.add(afterName > 0 ? name.substring(1, name.length() - 1) : name);
      ports.add(colon < 0 ? "" : each.substring(colon + 1));
    }
    // Nothing at all leaves the word to the parameters and the defaults.
    if (hosts.size() > 1 || !hosts.get(0).isEmpty()) {
      result.putDecoded("host", String.join(",", hosts), "host");
    }
    if (ports.size() > 1 || !ports.get(0).isEmpty()) {
      result.putDecoded("port", String.join(",", ports), "port");
    }
  }

  private static void parameter(String name, String value, ConnectionText result) {
    if (name.equals("ssl") && value.equals("true")) {
      result.given.put("sslmode", "require"); // libpq does so for the sake of JDBC URLs
    } else {
      result.putParameter(name, value);
    }
  }
}
