// Runs when hpi:run has started Jenkins: a job that tests two migrations on two copies of a
// database of your own, which it asks for and does not change. The copies are made with pg_dump,
// so that has to be there, not older than the server.
import hudson.model.ParametersDefinitionProperty
import hudson.model.StringParameterDefinition
import jenkins.model.Jenkins
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition
import org.jenkinsci.plugins.workflow.job.WorkflowJob

if (Jenkins.get().getItem('demonstration') == null) {
  def job = Jenkins.get().createProject(WorkflowJob, 'demonstration')
  job.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition(
      'DATABASE', 'postgresql://postgres@127.0.0.1:5432/postgres',
      'A database that needs no password.')))
  job.definition = new CpsFlowDefinition('''\
    node {
      writeFile file: 'db/migrations/1_games.sql', text: """
        CREATE TABLE demonstration_games (id int PRIMARY KEY, home text NOT NULL);
        INSERT INTO demonstration_games SELECT n, 'team ' || n FROM generate_series(1, 100000) AS n;
      """
      writeFile file: 'db/migrations/2_index.sql', text: """
        CREATE INDEX demonstration_games_home ON demonstration_games (home);
      """
      writeFile file: 'test.yaml', text: """
        test_environments:
          staging: {db_url: "${params.DATABASE}"}
          production: {db_url: "${params.DATABASE}"}
        migrations: {baseline: none}
      """
      def result = parallelMigrationTest(config: 'test.yaml')
      echo "${result.verdict}: ${result.speedup} times faster than one after the other"
    }
    '''.stripIndent(), true)
  job.save()
}
