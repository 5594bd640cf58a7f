import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.orchestrator.cli.embedded.EmbeddedBinaries;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Measures this project's figures beside the seed's way, interleaved, on the same servers. */
public final class Bench {
  private static final String HELP =
      """
      Usage: bin/bench [--runs N] [--size MB] [--only a,b,...]

      Starts three PostgreSQL 15 servers on loopback, fills a database of --size MB (600) in each,
      and prints for each figure the median, the least and the greatest of --runs (5) interleaved
      runs, ours beside the seed's way (bin/bench.d/seed.sh).

      Figures (--only): snapshot, whole, scripts, many, backup, checks
      """;

  private static final int MAJOR = 15;
  private static final List<String> NAMES = List.of("dev_local", "staging_clone", "production");

  private final Path root = Path.of(System.getProperty("bench.root"));
  private final Path work;
  private final int runs;
  private final int megabytes;
  private final List<EmbeddedPostgres> servers = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private boolean allReached = true;

  private Bench(Path work, int runs, int megabytes) {
    this.work = work;
    this.runs = runs;
    this.megabytes = megabytes;
  }

  public static void main(String[] args) throws Exception {
    int runs = 5;
    int megabytes = 600;
    List<String> only = List.of("snapshot", "whole", "scripts", "many", "backup", "checks");
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--runs" -> runs = Integer.parseInt(args[++i]);
        case "--size" -> megabytes = Integer.parseInt(args[++i]);
        case "--only" -> only = List.of(args[++i].split(","));
        default -> {
          System.out.print(HELP);
          System.exit(args[i].equals("--help") ? 0 : 2);
        }
      }
    }
    Path work = Files.createTempDirectory("bench-");
    Bench bench = new Bench(work, runs, megabytes);
    Runtime.getRuntime().addShutdownHook(new Thread(bench::stop));
    bench.run(only);
    System.exit(bench.allReached ? 0 : 1);
  }

  private void run(List<String> only) throws Exception {
    System.out.printf(
        "%d processors, %d MB per database, %d runs, PostgreSQL %d%n",
        Runtime.getRuntime().availableProcessors(), megabytes, runs, MAJOR);
    start();
    migrations();
    if (only.contains("snapshot")) {
      snapshots();
    }
    if (only.contains("whole")) {
      whole();
    }
    if (only.contains("scripts")) {
      manyScripts();
    }
    if (only.contains("many")) {
      manyEnvironments();
    }
    if (only.contains("backup")) {
      backups();
    }
    if (only.contains("checks")) {
      checks();
    }
    System.out.println();
    lines.forEach(System.out::println);
  }

  // ---- servers and data ------------------------------------------------------------------------

  private void start() throws Exception {
    EmbeddedBinaries binaries = EmbeddedBinaries.ofBuild(MAJOR);
    for (int i = 0; i < NAMES.size(); i++) {
      servers.add(
          EmbeddedPostgres.builder()
              .setPgBinaryResolver(binaries)
              .setOverrideWorkingDirectory(binaries.directory().toFile())
              .setRegisterShutdownHook(false)
              .setServerConfig("shared_buffers", "256MB")
              .setServerConfig("max_wal_size", "4GB")
              .setServerConfig("listen_addresses", "127.0.0.1")
              .start());
    }
    List<Callable<Void>> fills = new ArrayList<>();
    for (int i = 0; i < servers.size(); i++) {
      int server = i;
      fills.add(
          () -> {
            sql(server, "postgres", "CREATE DATABASE bench");
            // Some 195 bytes of table and index for a row, found by pg_database_size.
            long rows = megabytes * 1024L * 1024L / 195;
            sql(
                server,
                "bench",
                """
                CREATE TABLE accounts (id int PRIMARY KEY, name text NOT NULL, balance numeric);
                CREATE TABLE events (id bigint PRIMARY KEY, account_id int NOT NULL, kind text,
                  payload text, created_at timestamptz NOT NULL);
                INSERT INTO accounts SELECT n, 'account ' || n, n % 1000
                  FROM generate_series(1, 50000) n;
                """
                    + "INSERT INTO events SELECT n, n % 50000 + 1, 'kind ' || n % 17,"
                    + " md5(n::text) || md5((n + 1)::text), timestamptz '2026-01-01' + n * interval"
                    + " '1 s' FROM generate_series(1, "
                    + rows
                    + ") n");
            sql(server, "bench", "CREATE INDEX events_account_id ON events (account_id)");
            sql(server, "bench", "VACUUM ANALYZE");
            sql(server, "bench", "CHECKPOINT");
            return null;
          });
    }
    parallel(fills);
  }

  private void stop() {
    for (EmbeddedPostgres server : servers) {
      try {
        server.close();
      } catch (IOException e) {
        System.err.println("a server could not be stopped: " + e.getMessage());
      }
    }
    try (Stream<Path> files = Files.walk(work)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      System.err.println(work + " could not be deleted: " + e.getMessage());
    }
  }

  private void sql(int server, String database, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbc(server, database), "postgres", "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String jdbc(int server, String database) {
    return "jdbc:postgresql://127.0.0.1:" + servers.get(server).getPort() + "/" + database;
  }

  private String url(int server, String database) {
    return "postgresql://postgres@127.0.0.1:" + servers.get(server).getPort() + "/" + database;
  }

  /** The usual mix: columns, an index, a constraint, a view, a function, a small backfill. */
  private void migrations() throws IOException {
    Map<String, String> scripts = new LinkedHashMap<>();
    scripts.put("001_status.sql", "ALTER TABLE accounts ADD COLUMN status text DEFAULT 'new';");
    scripts.put("001_status.down.sql", "ALTER TABLE accounts DROP COLUMN status;");
    scripts.put("002_backfill.sql", "UPDATE accounts SET status = 'old' WHERE id % 10 = 0;");
    scripts.put("002_backfill.down.sql", "UPDATE accounts SET status = 'new' WHERE id % 10 = 0;");
    scripts.put("003_index.sql", "CREATE INDEX accounts_status ON accounts (status);");
    scripts.put("003_index.down.sql", "DROP INDEX accounts_status;");
    scripts.put("004_source.sql", "ALTER TABLE events ADD COLUMN source text;");
    scripts.put("004_source.down.sql", "ALTER TABLE events DROP COLUMN source;");
    scripts.put(
        "005_check.sql",
        "ALTER TABLE accounts ADD CONSTRAINT positive CHECK (balance >= 0) NOT VALID;\n"
            + "ALTER TABLE accounts VALIDATE CONSTRAINT positive;");
    scripts.put("005_check.down.sql", "ALTER TABLE accounts DROP CONSTRAINT positive;");
    scripts.put(
        "006_view.sql",
        "CREATE VIEW active_accounts AS SELECT id, name FROM accounts WHERE status <> 'old';");
    scripts.put("006_view.down.sql", "DROP VIEW active_accounts;");
    scripts.put(
        "007_function.sql",
        "CREATE FUNCTION owed(a int) RETURNS numeric LANGUAGE sql STABLE AS $$\n"
            + "  SELECT balance FROM accounts WHERE id = a; $$;");
    scripts.put("007_function.down.sql", "DROP FUNCTION owed(int);");
    scripts.put("008_notes.sql", "CREATE TABLE notes (id int PRIMARY KEY, body text);");
    scripts.put("008_notes.down.sql", "DROP TABLE notes;");
    Path directory = Files.createDirectories(work.resolve("migrations"));
    for (Map.Entry<String, String> script : scripts.entrySet()) {
      Files.writeString(directory.resolve(script.getKey()), script.getValue() + "\n");
    }
  }

  // ---- figures ---------------------------------------------------------------------------------

  private void snapshots() throws Exception {
    Path exclusive = configuration("exclusive", "bench", "migrations", "exclusive: true");
    Path golden = configuration("golden", "bench", "migrations", "exclusive: false");
    List<Double> seedParallel = new ArrayList<>();
    List<Double> seedSequential = new ArrayList<>();
    List<Double> template = new ArrayList<>();
    List<Double> cold = new ArrayList<>();
    List<Double> warm = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      seedParallel.add(seedSnapshots(true));
      template.add(snapshotPhase(orchestrate(exclusive)));
      // What changed in the source makes its golden copy stale.
      for (int i = 0; i < servers.size(); i++) {
        sql(i, "bench", "UPDATE accounts SET balance = balance + 1 WHERE id = 1");
      }
      cold.add(snapshotPhase(orchestrate(golden)));
      seedSequential.add(seedSnapshots(false));
      warm.add(snapshotPhase(orchestrate(golden)));
    }
    figure("snapshot of an exclusive source, seed's in parallel / ours", seedParallel, template, 3);
    figure("snapshot of an exclusive source, seed's in turn / ours", seedSequential, template, 6);
    figure("snapshot from a warm golden copy, seed's in parallel / ours", seedParallel, warm, 3);
    figure("snapshot from a warm golden copy, seed's in turn / ours", seedSequential, warm, 6);
    figure("cold dump, seed's in parallel / ours", seedParallel, cold, 0.9);
  }

  private double seedSnapshots(boolean inParallel) throws Exception {
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < servers.size(); i++) {
      int server = i;
      tasks.add(
          () -> {
            seed("snapshot", url(server, "bench"), "seed_clone");
            return null;
          });
    }
    double seconds = inParallel ? timed(() -> parallel(tasks)) : timed(() -> inTurn(tasks));
    dropSeedClones();
    return seconds;
  }

  private void dropSeedClones() throws SQLException {
    for (int i = 0; i < servers.size(); i++) {
      sql(i, "postgres", "DROP DATABASE IF EXISTS seed_clone");
    }
  }

  private void whole() throws Exception {
    Path exclusive = configuration("whole", "bench", "migrations", "exclusive: true");
    List<String> files = ups("migrations");
    List<Double> seed = new ArrayList<>();
    List<Double> ours = new ArrayList<>();
    List<Double> ratio = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      seed.add(
          timed(
              () -> {
                for (int i = 0; i < servers.size(); i++) {
                  List<String> call = new ArrayList<>();
                  call.addAll(
                      List.of("flow", url(i, "bench"), "seed_clone", url(i, "seed_clone")));
                  call.addAll(files);
                  seed(call.toArray(String[]::new));
                }
                return null;
              }));
      dropSeedClones();
      JsonNode[] report = new JsonNode[1];
      ours.add(
          timed(
              () -> {
                report[0] = orchestrate(exclusive);
                return null;
              }));
      double longest = 0;
      for (JsonNode environment : report[0].get("environments")) {
        longest = Math.max(longest, environment.get("duration_seconds").asDouble());
      }
      ratio.add(report[0].get("total_duration_seconds").asDouble() / longest);
    }
    figure("whole test with up, down, up and the JVM's start, seed's in turn / ours", seed, ours, 4);
    atMost("wall time / longest branch", ratio, 1.15);
  }

  private void manyScripts() throws Exception {
    Path directory = Files.createDirectories(work.resolve("three-hundred"));
    for (int n = 1; n <= 300; n++) {
      Files.writeString(
          directory.resolve("%03d_step.sql".formatted(n)),
          "CREATE TABLE step_%d (id int PRIMARY KEY, note text);%n".formatted(n)
              + "COMMENT ON TABLE step_%d IS 'step %d';%n".formatted(n, n));
    }
    sql(0, "postgres", "CREATE DATABASE small");
    Path file =
        write(
            "scripts.yaml",
            "test_environments:\n"
                + environment("small", url(0, "small"), "exclusive: true")
                + "migrations: {path: three-hundred, baseline: none}\nreversibility: none\n");
    List<String> files = ups("three-hundred");
    List<Double> seed = new ArrayList<>();
    List<Double> ours = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      sql(0, "postgres", "CREATE DATABASE seed_clone TEMPLATE small");
      List<String> call = new ArrayList<>(List.of("apply", url(0, "seed_clone")));
      call.addAll(files);
      seed.add(
          timed(
              () -> {
                seed(call.toArray(String[]::new));
                return null;
              }));
      dropSeedClones();
      ours.add(task(orchestrate(file).get("environments").get(0), "apply_migrations"));
    }
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      ratios.add(ours.get(i) / seed.get(i));
    }
    atMost("300 scripts, ours / one psql -f each", ratios, 0.25);
  }

  private void manyEnvironments() throws Exception {
    Path directory = Files.createDirectories(work.resolve("two-hundred"));
    for (int n = 1; n <= 200; n++) {
      Files.writeString(
          directory.resolve("%03d_step.sql".formatted(n)),
          "CREATE TABLE step_%d (id int PRIMARY KEY);%n".formatted(n));
      Files.writeString(
          directory.resolve("%03d_step.down.sql".formatted(n)),
          "DROP TABLE step_%d;%n".formatted(n));
    }
    StringBuilder yaml = new StringBuilder("test_environments:\n");
    for (int n = 1; n <= 50; n++) {
      int server = n % servers.size();
      sql(server, "postgres", "CREATE DATABASE tenant_" + n);
      yaml.append(environment("tenant_" + n, url(server, "tenant_" + n), "exclusive: true"));
    }
    yaml.append("migrations: {path: two-hundred, baseline: none}\n");
    Path file = write("many.yaml", yaml.toString());
    double[] seconds = new double[1];
    JsonNode[] report = new JsonNode[1];
    seconds[0] =
        timed(
            () -> {
              report[0] = orchestrate(file, "-Xmx256m");
              return null;
            });
    boolean passed = report[0].get("status").asText().equals("success");
    allReached &= passed;
    lines.add(
        String.format(
            Locale.ROOT,
            "%-78s %s in %.0f s with -Xmx256m: %s",
            "50 environments of 200 scripts, up, down, up",
            report[0].get("status").asText(),
            seconds[0],
            passed ? "reached" : "NOT REACHED"));
  }

  /** Health of databases, and deployments that are validated, of which the slowest check counts. */
  private void checks() throws Exception {
    StringBuilder databases =
        new StringBuilder("health: {machine: {check: false}}\nenvironments:\n");
    for (int n = 1; n <= 20; n++) {
      int server = n % servers.size();
      sql(server, "postgres", "CREATE DATABASE health_" + n);
      databases.append(environment("health_" + n, url(server, "health_" + n), "purpose: bench"));
    }
    String health = write("health.yaml", databases.toString()).toString();
    HttpServer slow = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 1000);
    ExecutorService threads = Executors.newCachedThreadPool();
    slow.setExecutor(threads);
    slow.createContext("/", Bench::answerLate);
    slow.start();
    try {
      String one = deployments(1, slow.getAddress().getPort());
      String fifty = deployments(50, slow.getAddress().getPort());
      List<Double> ofHealth = new ArrayList<>();
      List<Double> ratios = new ArrayList<>();
      for (int run = 0; run < runs; run++) {
        ofHealth.add(lasted("health", health));
        double alone = lasted("validate", one);
        ratios.add(lasted("validate", fifty) / alone);
      }
      atMost("health of 20 databases in seconds", ofHealth, 2);
      atMost("validation of 50 deployments of 4 checks, all / the slowest alone", ratios, 1.1);
    } finally {
      slow.stop(0);
      threads.shutdownNow();
    }
  }

  /** After as many milliseconds as the query says. */
  private static void answerLate(HttpExchange exchange) throws IOException {
    try {
      Thread.sleep(Long.parseLong(exchange.getRequestURI().getQuery()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private String deployments(int count, int port) throws IOException {
    StringBuilder yaml =
        new StringBuilder(
            """
            health_checks: [{path: '/a?100'}, {path: '/b?500'}, {path: '/c?1000'}, {path: '/d?5000'}]
            deployments:
            """);
    for (int n = 1; n <= count; n++) {
      yaml.append("  d" + n + ": {url: 'http://127.0.0.1:" + port + "'}\n");
    }
    return write("deployments-" + count + ".yaml", yaml.toString()).toString();
  }

  /** Seconds that a run says it took, whatever it found; the start of Java does not count. */
  private double lasted(String command, String configuration) throws Exception {
    settle();
    Path out = work.resolve("report.json");
    ProcessBuilder builder =
        new ProcessBuilder(
                root.resolve("bin/orchestrate").toString(),
                command,
                configuration,
                "--json",
                "--progress",
                "none")
            .directory(work.toFile())
            .redirectOutput(out.toFile())
            .redirectError(work.resolve("errors").toFile());
    builder.environment().put("ORCHESTRATE_STATE", work.resolve("state").toString());
    int code = builder.start().waitFor();
    if (code == 2) {
      throw new IllegalStateException(Files.readString(work.resolve("errors")));
    }
    return new ObjectMapper().readTree(out.toFile()).get("total_duration_seconds").asDouble();
  }

  /** Backups, what proves them, what brings them back; and a swap, whose outage counts. */
  private void backups() throws Exception {
    Path hashed = backup("hashed", false);
    Path proven = backup("proven", true);
    List<Double> seed = new ArrayList<>();
    List<Double> checksums = new ArrayList<>();
    List<Double> whole = new ArrayList<>();
    List<Double> restores = new ArrayList<>();
    List<Double> outages = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      Path directory = work.resolve("seed-" + run);
      List<String> call = new ArrayList<>(List.of("backup", directory.toString()));
      for (int i = 0; i < servers.size(); i++) {
        call.add(url(i, "bench"));
      }
      seed.add(
          timed(
              () -> {
                seed(call.toArray(String[]::new));
                return null;
              }));
      delete(directory);
      checksums.add(timed(() -> command("backup", hashed.toString())));
      whole.add(timed(() -> command("backup", proven.toString())));
      Path backup = newest(NAMES.get(0));
      restores.add(restoreTime(backup) / bareRestore(backup));
      outages.add(outage(backup));
      delete(work.resolve("backups"));
    }
    figure("backup with a checksum of every row, seed's script / ours", seed, checksums, 1.8);
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      ratios.add(whole.get(i) / seed.get(i));
    }
    atMost("backup with full restore and comparison, ours / seed's script", ratios, 1.6);
    atMost("restore, ours / bare pg_restore -j with the same settings", restores, 1.15);
    atMost("outage of a swap in seconds", outages, 1);
  }

  private Path backup(String name, boolean restore) throws IOException {
    StringBuilder yaml = new StringBuilder("environments:\n");
    for (int i = 0; i < servers.size(); i++) {
      yaml.append(environment(NAMES.get(i), url(i, "bench"), "purpose: bench"));
    }
    yaml.append("backup: {directory: backups, verify: {restore: ").append(restore).append("}}\n");
    return write("backup-" + name + ".yaml", yaml.toString());
  }

  /** The last backup of an environment. */
  private Path newest(String environment) throws IOException {
    try (Stream<Path> files = Files.list(work.resolve("backups"))) {
      return files
          .filter(file -> file.getFileName().toString().contains("-" + environment + "-"))
          .max(Comparator.naturalOrder())
          .orElseThrow();
    }
  }

  /** The restore alone of `orchestrate restore`, as its report says. */
  private double restoreTime(Path backup) throws Exception {
    JsonNode report = restore(backup, "restored");
    sql(0, "postgres", "DROP DATABASE restored");
    return task(report, "restore", 0);
  }

  private JsonNode restore(Path backup, String database, String... options) throws Exception {
    List<String> call =
        new ArrayList<>(List.of("restore", backup.toString(), "--to", url(0, database), "--json"));
    call.addAll(List.of(options));
    command(call.toArray(String[]::new));
    return new ObjectMapper().readTree(work.resolve("report.json").toFile());
  }

  private static double task(JsonNode report, String kind, int lane) {
    for (JsonNode task : report.get("lanes").get(lane).get("tasks")) {
      if (task.get("kind").asText().equalsIgnoreCase(kind)) {
        return task.get("duration_seconds").asDouble();
      }
    }
    throw new IllegalStateException("no " + kind + " in the report");
  }

  private double bareRestore(Path backup) throws Exception {
    double seconds =
        timed(
            () -> {
              seed("restore", url(0, "bare"), backup.resolve("archive").toString());
              return null;
            });
    sql(0, "postgres", "DROP DATABASE bare");
    return seconds;
  }

  /** From the last answer of the old database to the first of the new one, as the report says. */
  private double outage(Path backup) throws Exception {
    sql(0, "postgres", "CREATE DATABASE swapped");
    JsonNode report = restore(backup, "swapped", "--replace", "--confirm", "swapped");
    for (JsonNode fact : report.get("lanes").get(0).get("facts")) {
      if (fact.get("label").asText().equals("Outage")) {
        drop("swapped%");
        return Double.parseDouble(fact.get("value").asText().replace(" ms", "")) / 1000;
      }
    }
    throw new IllegalStateException("no outage in the report");
  }

  /** What a swap put aside is dropped by nobody but those who know it. */
  private void drop(String pattern) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(jdbc(0, "postgres"), "postgres", "");
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT datname FROM pg_database WHERE datname LIKE '" + pattern + "'")) {
      while (found.next()) {
        names.add(found.getString(1));
      }
    }
    for (String name : names) {
      sql(0, "postgres", "DROP DATABASE \"" + name + "\"");
    }
  }

  private Void command(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(root.resolve("bin/orchestrate").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectOutput(work.resolve("report.json").toFile())
            .redirectError(work.resolve("errors").toFile());
    builder.environment().put("ORCHESTRATE_STATE", work.resolve("state").toString());
    int code = builder.start().waitFor();
    if (code != 0) {
      throw new IllegalStateException(
          String.join(" ", arguments)
              + " ended with "
              + code
              + ": "
              + Files.readString(work.resolve("errors")));
    }
    return null;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  // ---- running ---------------------------------------------------------------------------------

  private static String environment(String name, String url, String key) {
    return "  " + name + ":\n    db_url: " + url + "\n    " + key + "\n";
  }

  private Path configuration(String name, String database, String scripts, String key)
      throws IOException {
    StringBuilder yaml = new StringBuilder("test_environments:\n");
    for (int i = 0; i < servers.size(); i++) {
      yaml.append(environment(NAMES.get(i), url(i, database), key));
    }
    yaml.append("migrations: {path: ").append(scripts).append(", baseline: none}\n");
    yaml.append("validate: {tables: [public.accounts, public.events], ");
    yaml.append("views: [public.active_accounts], indexes: [public.accounts_status]}\n");
    return write(name + ".yaml", yaml.toString());
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(work.resolve(name), text);
  }

  private List<String> ups(String directory) throws IOException {
    try (Stream<Path> files = Files.list(work.resolve(directory))) {
      return files
          .map(Path::toString)
          .filter(file -> !file.endsWith(".down.sql"))
          .sorted()
          .toList();
    }
  }

  private JsonNode orchestrate(Path configuration, String... javaOptions) throws Exception {
    settle();
    Path out = work.resolve("report.json");
    ProcessBuilder builder =
        new ProcessBuilder(
                root.resolve("bin/orchestrate").toString(),
                "migration-test",
                configuration.toString(),
                "--json",
                "--progress",
                "none")
            .directory(work.toFile())
            .redirectOutput(out.toFile())
            .redirectError(work.resolve("errors").toFile());
    builder.environment().put("ORCHESTRATE_STATE", work.resolve("state").toString());
    builder.environment().put("ORCHESTRATE_JAVA_OPTIONS", String.join(" ", javaOptions));
    int code = builder.start().waitFor();
    if (code != 0) {
      throw new IllegalStateException(
          configuration.getFileName()
              + " ended with "
              + code
              + ": "
              + Files.readString(work.resolve("errors"))
              + Files.readString(out).lines().limit(60).toList());
    }
    return new ObjectMapper().readTree(out.toFile());
  }

  private void seed(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(root.resolve("bin/bench.d/seed.sh").toString());
    command.addAll(Arrays.asList(arguments));
    int code = new ProcessBuilder(command).directory(work.toFile()).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IllegalStateException("seed.sh " + arguments[0] + " ended with " + code);
    }
  }

  /** From the first environment's beginning to the last one's end. */
  private static double snapshotPhase(JsonNode report) {
    double end = 0;
    for (JsonNode environment : report.get("environments")) {
      for (JsonNode task : environment.get("tasks")) {
        if (task.get("step").asText().equals("snapshot_databases")) {
          end =
              Math.max(
                  end,
                  task.get("start_seconds").asDouble() + task.get("duration_seconds").asDouble());
        }
      }
    }
    return end;
  }

  private static double task(JsonNode environment, String step) {
    for (JsonNode task : environment.get("tasks")) {
      if (task.get("step").asText().equals(step)) {
        return task.get("duration_seconds").asDouble();
      }
    }
    throw new IllegalStateException("no " + step + " in the report");
  }

  private static Void parallel(List<Callable<Void>> tasks) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(tasks.size());
    try {
      for (Future<Void> future : executor.invokeAll(tasks)) {
        future.get();
      }
    } finally {
      executor.shutdown();
    }
    return null;
  }

  private static Void inTurn(List<Callable<Void>> tasks) throws Exception {
    for (Callable<Void> task : tasks) {
      task.call();
    }
    return null;
  }

  /** What the one before wrote is not to be waited for by the next one, whosever it is. */
  private static void settle() throws Exception {
    new ProcessBuilder("sync").inheritIO().start().waitFor();
  }

  private static double timed(Callable<Void> task) throws Exception {
    settle();
    long began = System.nanoTime();
    task.call();
    return (System.nanoTime() - began) / 1e9;
  }

  // ---- figures in words ------------------------------------------------------------------------

  private void figure(String name, List<Double> seed, List<Double> ours, double target) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < seed.size(); i++) {
      ratios.add(seed.get(i) / ours.get(i));
    }
    double median = median(ratios);
    print(name, ratios, "at least " + target, median >= target);
    lines.add(
        String.format(
            Locale.ROOT, "%-78s   seed %.2f s, ours %.2f s", "", median(seed), median(ours)));
  }

  private void atMost(String name, List<Double> ratios, double target) {
    print(name, ratios, "at most " + target, median(ratios) <= target);
  }

  private void print(String name, List<Double> ratios, String target, boolean reached) {
    allReached &= reached;
    String line =
        String.format(
            Locale.ROOT,
            "%-78s %.2f (%.2f to %.2f), %s: %s",
            name,
            median(ratios),
            ratios.stream().min(Double::compare).orElseThrow(),
            ratios.stream().max(Double::compare).orElseThrow(),
            target,
            reached ? "reached" : "NOT REACHED");
    lines.add(line);
    System.out.println(line);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
