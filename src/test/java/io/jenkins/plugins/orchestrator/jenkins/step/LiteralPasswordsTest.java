package io.jenkins.plugins.orchestrator.jenkins.step;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralPasswordsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "db_url: postgresql://deploy:hunter2@db.example:5432/app",
        "db_url: 'postgres://deploy:hunter2@/app'",
        "db_url: postgresql://:hunter2@db.example/app",
        "db_url: postgresql://deploy:p%40ss%2Fw@db.example/app",
        "db_url: postgresql://deploy:12345@db.example/app",
        "db_url: postgresql://deploy:hunter/2@db.example/app",
        "db_url: postgresql://deploy:hunter2@one.example:5432,two.example:5433/app",
        "db_url: postgresql://deploy:${USER}hunter2@db.example/app",
        "db_url: \"postgresql:\\x2f\\x2fdeploy:hunter2@db.example/app\"",
        "db_url: \"postgresql://deploy:\\\n  hunter2@db.example/app\"",
        "db_url: postgresql://db.example/app?user=deploy&password=hunter2",
        "db_url: postgresql://db.example/app?%70assword=hunter2",
        "db_url: jdbc:postgresql://db.example/app?password=hunter2&user=deploy",
        "db_url: postgresql://deploy@db.example/app?sslpassword=hunter2",
        "db_url: host=db.example user=deploy password=hunter2 dbname=app",
        "db_url: host=db.example password = hunter2",
        "db_url: host=db.example password='hunter 2'",
        "db_url: \"host=db.example password='hunter 2'\"",
        "password: hunter2",
        "password: \"hunter2\"",
        "'password': 'hunter2'",
        "{\"password\": \"hunter2\"}",
        "{password: hunter2, user: deploy}",
        "db_password: hunter2",
        "PASSWD: hunter2",
        "passphrase: hunter2",
        "credentials: {bearer: hunter2}",
        "headers: {Authorization: Bearer hunter2}",
        "headers:\n  X-Api-Key: hunter2",
        "\"pass\\x77ord\": hunter2",
        "password:\n  hunter2",
        "password: |\n  hunter2",
        "password: >-\n\n  hunter2",
        "db_url: >-\n  postgresql://deploy:hunter2@db.example/app",
        "command: |\n  make test\n  PGPASSWORD=hunter2 psql -h db.example",
        "command: psql -c \"ALTER ROLE app PASSWORD 'hunter2'\"",
        "sql: 'ALTER ROLE app PASSWORD ''hunter2'''",
        "sql: SELECT count(*) FROM accounts WHERE password = 'hunter2'",
        "# once it was password: hunter2",
        "not: [yaml\npassword: hunter2",
      })
  void refusesAPasswordHoweverItIsWritten(String text) {
    assertThatThrownBy(() -> LiteralPasswords.refuse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holds a password")
        .hasMessageContaining("use credentialsId")
        .hasMessageNotContaining("hunter");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "db_url: postgresql://deploy@db.example:5432/app",
        "db_url: postgresql://db.example:5432/app",
        "db_url: postgresql://deploy:@db.example/app",
        "db_url: postgresql://a%3Ab@db.example/app",
        "db_url: postgresql://deploy:${PASSWORD}@db.example/app",
        "db_url: postgresql://${USER}:${PASSWORD}@${HOST}/app",
        "db_url: postgresql://deploy:${FIRST_HALF}${SECOND_HALF}@db.example/app",
        "db_url: ${URL}",
        "db_url: postgresql://db.example/app?password=${PASSWORD}&user=deploy",
        "db_url: host=db.example password='${PASSWORD}'",
        "password: ${PASSWORD}",
        "password: \"${PASSWORD}\"",
        "password: ''",
        "password: |\n  ${PASSWORD}",
        "{password: '${PASSWORD}', user: deploy}",
        "sql: ALTER ROLE app PASSWORD '${PASSWORD}'",
        "command: PGPASSWORD=\"$DB_PASSWORD\" psql",
        "command: PGPASSWORD=$(cat file) psql",
        "command: curl http://localhost:8080/users/someone@example.org",
        "credentials: {bearer: '${TOKEN}'}",
        "headers: {Authorization: 'Bearer ${TOKEN}', Accept: text/html}",
        "credentialsId: staging-db",
        "columns: [{table: public.plays, name: pass_rate, type: numeric}]",
        "columns: [{table: accounts, name: password, type: text}]",
        "tables: [password_changes, bypass]",
        "sql: SELECT count(*) FROM plays WHERE pass = 1",
        "sql: SELECT count(*) FROM plays WHERE pass_attempts = 30 AND rush_or_pass='pass'",
        "sql: SELECT count(*) FROM accounts WHERE password_changed = true",
        "sql: SELECT count(*) FROM accounts a WHERE a.password = a.former_password",
        "sql: SELECT count(*) FROM accounts WHERE old_password = new_password AND password = ''",
        "sql: SELECT count(*) FROM accounts WHERE password IS NULL OR password <> lower(password)",
        "- name: every pass",
        "purpose: 'bypass: none'",
      })
  void letsEverythingElsePass(String text) {
    assertThatCode(() -> LiteralPasswords.refuse(text)).doesNotThrowAnyException();
  }

  @Test
  void saysInWhichLine() {
    String text =
        """
        test_environments:
          staging:
            db_url: postgresql://staging.example/app
          production:
            db_url: postgresql://deploy:hunter2@production.example/app
        """;

    assertThatThrownBy(() -> LiteralPasswords.refuse(text)).hasMessageContaining("line 5 ");
    assertThatThrownBy(() -> LiteralPasswords.refuse("user: deploy\npassword:\n  hunter2\n"))
        .hasMessageContaining("line 2 ");
  }

  @Test
  void aTextThatRefersToItselfEnds() {
    assertThatCode(() -> LiteralPasswords.refuse("a: &a\n  - *a\n  - *a\n"))
        .doesNotThrowAnyException();
  }
}
