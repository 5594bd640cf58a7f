package io.jenkins.plugins.orchestrator.engine.postgres;

import java.util.Map;
import java.util.Set;

/**
 * A URL of pgjdbc 42.7, after {@code jdbc:postgresql:}, in libpq's words. Properties that only tune
 * the driver of another program are left out with a warning; those that load code are refused.
 */
final class JdbcUrl {
  /** Properties of pgjdbc that mean what a parameter of libpq means. */
  private static final Map<String, String> LIBPQ_NAMES =
      Map.ofEntries(
          Map.entry("user", "user"),
          Map.entry("password", "password"),
          Map.entry("sslmode", "sslmode"),
          Map.entry("sslrootcert", "sslrootcert"),
          Map.entry("sslcert", "sslcert"),
          Map.entry("sslkey", "sslkey"),
          Map.entry("sslpassword", "sslpassword"),
          Map.entry("sslNegotiation", "sslnegotiation"),
          Map.entry("channelBinding", "channel_binding"),
          Map.entry("requireAuth", "require_auth"),
          Map.entry("gsslib", "gsslib"),
          Map.entry("kerberosServerName", "krbsrvname"),
          Map.entry("connectTimeout", "connect_timeout"),
          Map.entry("ApplicationName", "application_name"));

  private static final Map<String, String> TARGET_SERVER_TYPES =
      Map.of(
          "any", "any",
          "primary", "primary",
          "master", "primary",
          "secondary", "standby",
          "slave", "standby",
          "preferSecondary", "prefer-standby",
          "preferSlave", "prefer-standby");

  /** Properties that tune a program of its own; without them the same database is reached. */
  private static final Set<String> TUNING =
      Set.of(
          "adaptiveFetch",
          "adaptiveFetchMaximum",
          "adaptiveFetchMinimum",
          "allowEncodingChanges",
          "assumeMinServerVersion",
          "autosave",
          "binaryTransfer",
          "binaryTransferDisable",
          "binaryTransferEnable",
          "cancelSignalTimeout",
          "cleanupSavepoints",
          "convertBooleanToNumeric",
          "databaseMetadataCacheFields",
          "databaseMetadataCacheFieldsMiB",
          "defaultRowFetchSize",
          "disableColumnSanitiser",
          "escapeSyntaxCallMode",
          "flushCacheOnDdl",
          "groupStartupParameters",
          "gssResponseTimeout",
          "hideUnprivilegedObjects",
          "hostRecheckSeconds",
          "loggerLevel",
          "loginTimeout",
          "logServerErrorDetail",
          "logUnclosedConnections",
          "maxResultBuffer",
          "maxSendBufferSize",
          "preferQueryMode",
          "preparedStatementCacheQueries",
          "preparedStatementCacheSizeMiB",
          "prepareThreshold",
          "queryTimeout",
          "quoteReturningIdentifiers",
          "readOnly",
          "readOnlyMode",
          "receiveBufferSize",
          "reWriteBatchedInserts",
          "reWriteBatchedInsertsSize",
          "sendBufferSize",
          "socketTimeout",
          "sslResponseTimeout",
          "stringtype",
          "tcpNoDelay",
          "unknownLength");

  private JdbcUrl() {}

  static void read(String text, ConnectionText result) {
    int question = text.indexOf('?');
    String place = question < 0 ? text : text.substring(0, question);
    if (place.indexOf('@') >= 0) {
      result.wrong(
          "an \"@\" before the parameters",
          "user and password as parameters: ?user=USER&password=PASSWORD");
      return;
    }
    if (place.startsWith("//")) {
      // The same form as libpq's, which defaults an empty host to a socket: pgjdbc does not.
      LibpqUrl.read(place.substring(2), result);
    } else if (!place.equals("/") && !place.isEmpty()) {
      result.putDecoded("dbname", place, "database's name");
    }
    result.given.putIfAbsent("host", "localhost");
    if (question >= 0) {
      result.eachParameter(
          text.substring(question + 1), true, (name, value) -> property(name, value, result));
    }
  }

  private static void property(String name, String value, ConnectionText result) {
    if (LIBPQ_NAMES.containsKey(name)) {
      // URLDecoder's rule, which pgjdbc uses: a plus is a space.
      result.putParameter(LIBPQ_NAMES.get(name), value.replace("+", "%20"));
      return;
    }
    String plain = UrlText.decode(value.replace("+", "%20")).orElse("");
    switch (name) {
      case "ssl" -> {
        if (!plain.equals("false")) {
          result.given.putIfAbsent("sslmode", "verify-full"); // so says pgjdbc's documentation
        }
      }
      case "tcpKeepAlive" -> result.given.put("keepalives", plain.equals("true") ? "1" : "0");
      case "loadBalanceHosts" ->
          result.given.put("load_balance_hosts", plain.equals("true") ? "random" : "disable");
      case "gssEncMode" -> result.given.put("gssencmode", plain.equals("allow") ? "prefer" : plain);
      case "options" -> addOptions(plain, result);
      case "currentSchema" -> addOptions("-c search_path=" + escapeOption(plain), result);
      case "targetServerType" -> {
        if (TARGET_SERVER_TYPES.containsKey(plain)) {
          result.given.put("target_session_attrs", TARGET_SERVER_TYPES.get(plain));
        } else {
          result.wrong(
              "an unknown value of targetServerType", "any, primary, secondary or preferSecondary");
        }
      }
      default -> {
        if (TUNING.contains(name)) {
          result.warn(
              "connection-parameter-ignored",
              "the JDBC property " + name + " means nothing here and is left out");
        } else {
          result.unknown(name);
        }
      }
    }
  }

  private static void addOptions(String options, ConnectionText result) {
    result.given.merge("options", options, (first, second) -> first + " " + second);
  }

  /** A value inside {@code options}, where spaces separate. */
  static String escapeOption(String value) {
    return value.replace("\\", "\\\\").replace(" ", "\\ ");
  }
}
