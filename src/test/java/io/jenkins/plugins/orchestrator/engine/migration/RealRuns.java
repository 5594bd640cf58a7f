package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Path;

/** Reports of runs on real servers, for the tests of what shows them. */
public final class RealRuns {
  private static final TestServer SERVER = TestServer.of(15);

  private RealRuns() {}

  /** Four scripts work in three environments, of which two run at once. */
  public static MigrationTestReport passed(Path directory) throws ConfigurationException {
    Scenario scenario = scripts(directory);
    scenario.games("dev_local", SERVER, "purpose: for everybody");
    scenario.games("staging_clone", SERVER);
    scenario.games("production_snapshot", SERVER);
    return scenario.run();
  }

  /** In staging two games have one home, and the third of the scripts forbids that. */
  public static MigrationTestReport failed(Path directory) throws ConfigurationException {
    Scenario scenario = scripts(directory);
    scenario.games("dev_local", SERVER, "purpose: for everybody");
    String staging = scenario.games("staging_clone", SERVER);
    SERVER.execute(staging, "INSERT INTO public.games VALUES (3, 'north')");
    scenario.games("production_snapshot", SERVER);
    return scenario.run();
  }

  private static Scenario scripts(Path directory) {
    return new Scenario(directory)
        .fromTheFirst()
        .top("max_parallel: 2")
        .script("001_score.sql", "ALTER TABLE public.games ADD COLUMN score int;\n")
        .script("001_score.down.sql", "ALTER TABLE public.games DROP COLUMN score;\n")
        .script(
            "002_backfill_score.sql",
            """
            UPDATE public.games SET score = 3;
            SELECT pg_sleep(0.2);
            """)
        .script("002_backfill_score.down.sql", "UPDATE public.games SET score = NULL;\n")
        .script(
            "003_home_is_unique.sql",
            """
            -- each team has one home
            CREATE UNIQUE INDEX games_home_key ON public.games (home);
            """)
        .script("003_home_is_unique.down.sql", "DROP INDEX public.games_home_key;\n")
        .script("004_away.sql", "ALTER TABLE public.games ADD COLUMN away text DEFAULT 'east';\n")
        .script("004_away.down.sql", "ALTER TABLE public.games DROP COLUMN away;\n");
  }
}
