package io.jenkins.plugins.orchestrator.cli.embedded;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The settings of a server that is thrown away: nothing in it must survive a crash, and it shares
 * the machine with its sisters.
 *
 * @param port on the loopback address
 * @param share how many servers share the machine, at least 1
 * @param processors of the machine
 * @param memory of the machine in bytes
 */
record ServerSettings(int port, int share, int processors, long memory) {
  private static final long MIB = 1024 * 1024;

  /** Lines for {@code postgresql.conf}; every name exists from 14 to 18. */
  String lines() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("listen_addresses", "127.0.0.1");
    settings.put("port", port);
    // A socket would be one more way in, and one more file to leave behind.
    settings.put("unix_socket_directories", "");
    settings.put("max_connections", 100);
    settings.put("max_prepared_transactions", 10);
    settings.put("wal_level", "logical");

    settings.put("fsync", "off");
    settings.put("full_page_writes", "off");
    settings.put("synchronous_commit", "off");
    settings.put("max_wal_size", "4GB");
    // The database is vacuumed and analyzed when it has been filled; later an autovacuum would
    // only make a migration wait now and then.
    settings.put("autovacuum", "off");
    settings.put("jit", "off");

    settings.put("shared_buffers", Math.max(32, Math.min(256, memory / MIB / 16 / share)) + "MB");
    settings.put("maintenance_work_mem", "64MB");
    int workers = Math.max(1, processors / share);
    settings.put("max_parallel_workers", workers);
    settings.put("max_parallel_workers_per_gather", Math.min(2, workers));
    settings.put("max_parallel_maintenance_workers", Math.min(2, workers));

    settings.put("timezone", "UTC");
    settings.put("log_timezone", "UTC");
    settings.put("lc_messages", "C");
    settings.put("logging_collector", "off");
    return settings.entrySet().stream()
        .map(setting -> setting.getKey() + " = '" + setting.getValue() + "'\n")
        .collect(Collectors.joining());
  }
}
