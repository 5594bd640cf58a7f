package io.jenkins.plugins.orchestrator.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
  private static final Map<String, String> OS_USER = Map.of("USER", "osuser");

  private static DatabaseTarget parse(String url) throws DatabaseUrlException {
    return DatabaseUrl.parse(url, OS_USER);
  }

  private static String password(DatabaseTarget target) {
    return target.password() == null ? "" : Objects.requireNonNull(target.password()).reveal();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // libpq's forms
        "postgresql://u@h:5433/db                | h:5433/db            | u | ''",
        "postgres://u:p@h/db                     | h:5432/db            | u | p",
        "postgresql://u:p%40s%2Fs%3A%25@h/db     | h:5432/db            | u | p@s/s:%",
        "postgresql://u:a:b@h/db                 | h:5432/db            | u | a:b",
        "postgresql://%E2%82%AC:x@h/d%20b        | h:5432/d b           | € | x",
        "postgresql://h/db                       | h:5432/db            | osuser | ''",
        "postgresql://h                          | h:5432/osuser        | osuser | ''",
        "postgresql://u@h:/db                    | h:5432/db            | u | ''",
        "postgresql://u@h1:1,h2:2,h3:3/db        | h1:1,h2:2,h3:3/db    | u | ''",
        "postgresql://u@h1,h2:2/db               | h1:5432,h2:2/db      | u | ''",
        "postgresql://u@[::1]:5433/db            | [::1]:5433/db        | u | ''",
        "postgresql://u@[fe80::1%25eth0]/db      | [fe80::1%eth0]:5432/db | u | ''",
        "postgresql://u@[::1],[::2]:7/db         | [::1]:5432,[::2]:7/db | u | ''",
        "postgresql://u@%2Fvar%2Frun:5433/db     | /var/run:5433/db     | u | ''",
        "postgresql:///db?host=/var/run&user=u   | /var/run:5432/db     | u | ''",
        "postgresql:///?host=h&port=7&dbname=d&user=u&password=p%26 | h:7/d | u | p&",
        "postgresql:///?host=h1,h2&port=1,2&user=u&dbname=d | h1:1,h2:2/d | u | ''",
        "postgresql:///?host=h1,h2&port=7&user=u&dbname=d | h1:7,h2:7/d | u | ''",
        "postgresql://u@h/a?dbname=b             | h:5432/b             | u | ''",
        "postgresql://u@/db?hostaddr=10.0.0.1    | 10.0.0.1:5432/db     | u | ''",
        "postgresql://me%40corp@h/db             | h:5432/db            | me@corp | ''",
        "postgresql://h/db?user=me@corp          | h:5432/db            | me@corp | ''",
        // pgjdbc's
        "jdbc:postgresql://h:5433/db?user=u&password=p%40 | h:5433/db   | u | p@",
        "jdbc:postgresql://h1:1,h2:2/db?user=u   | h1:1,h2:2/db         | u | ''",
        "jdbc:postgresql://[::1]:7/db?user=u     | [::1]:7/db           | u | ''",
        "jdbc:postgresql:db?user=u               | localhost:5432/db    | u | ''",
        "jdbc:postgresql:///db?user=u            | localhost:5432/db    | u | ''",
        "jdbc:postgresql:/                       | localhost:5432/osuser | osuser | ''",
        // connection strings
        "host=h port=7 dbname=d user=u password=p | h:7/d               | u | p",
        "host=h dbname = d user='a b' password='it\\'s \\\\' | h:5432/d | a b | it's \\",
        "host=/var/run user=u dbname=d           | /var/run:5432/d      | u | ''",
      })
  void readsEveryFormOfAUrl(String url, String place, String user, String password)
      throws DatabaseUrlException {
    DatabaseTarget target = parse(url);
    assertThat(target).hasToString(place);
    assertThat(target.user()).isEqualTo(user);
    assertThat(password(target)).isEqualTo(password);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postgresql://u@h/d?sslmode=verify-full&sslrootcert=%2Froot.crt | {sslmode=verify-full,"
            + " sslrootcert=/root.crt}",
        "postgresql://u@h/d?ssl=true                        | {sslmode=require}",
        "postgresql://u@h/d?sslrootcert=system              | {sslmode=verify-full,"
            + " sslrootcert=system}",
        "postgresql://u@h/d?connect_timeout=3&target_session_attrs=primary | {connect_timeout=3,"
            + " target_session_attrs=primary}",
        "postgresql://u@h/d?options=-c%20geqo%3Doff         | {options=-c geqo=off}",
        "postgresql://u@h/d?application_name=mine           | {}",
        "jdbc:postgresql://h/d?user=u&ssl=true              | {sslmode=verify-full}",
        "jdbc:postgresql://h/d?user=u&ssl                   | {sslmode=verify-full}",
        "jdbc:postgresql://h/d?user=u&ssl=true&sslmode=require | {sslmode=require}",
        "jdbc:postgresql://h/d?user=u&targetServerType=preferSecondary |"
            + " {target_session_attrs=prefer-standby}",
        "jdbc:postgresql://h/d?user=u&currentSchema=a,b%20c | {options=-c search_path=a,b\\ c}",
        "jdbc:postgresql://h/d?user=u&options=-c+geqo%3Doff&currentSchema=a | {options=-c geqo=off"
            + " -c search_path=a}",
        "jdbc:postgresql://h/d?user=u&connectTimeout=7&tcpKeepAlive=true | {connect_timeout=7,"
            + " keepalives=1}",
        "jdbc:postgresql://h/d?user=u&loadBalanceHosts=true | {load_balance_hosts=random}",
        "jdbc:postgresql://h/d?user=u&channelBinding=require&gssEncMode=disable |"
            + " {channel_binding=require, gssencmode=disable}",
        "jdbc:postgresql://h/d?user=u&reWriteBatchedInserts=true | {}",
        "host=h user=u dbname=d sslmode=require             | {sslmode=require}",
      })
  void keepsTheParametersByLibpqsNames(String url, String parameters) throws DatabaseUrlException {
    assertThat(parse(url).parameters()).hasToString(parameters);
  }

  @Test
  void saysWhichPropertiesOfAJdbcUrlMeanNothingHere() throws DatabaseUrlException {
    assertThat(
            DatabaseUrl.read("jdbc:postgresql://h/d?user=u&prepareThreshold=3", Map.of())
                .warnings())
        .extracting(DatabaseUrl.Warning::code)
        .containsExactly("connection-parameter-ignored");
  }

  @Test
  void takesDefaultsFromTheVariablesThatLibpqTakesThemFrom() throws DatabaseUrlException {
    Map<String, String> variables =
        Map.of(
            "PGHOST", "dbhost",
            "PGPORT", "6000",
            "PGUSER", "me",
            "PGDATABASE", "mine",
            "PGPASSWORD", "hunter22",
            "PGSSLMODE", "require",
            "PGAPPNAME", "not ours");
    DatabaseUrl.Reading reading = DatabaseUrl.read("postgresql://", variables);
    assertThat(reading.target()).hasToString("dbhost:6000/mine");
    assertThat(reading.target().user()).isEqualTo("me");
    assertThat(password(reading.target())).isEqualTo("hunter22");
    assertThat(reading.passwordOrigin()).isEqualTo(DatabaseUrl.PasswordOrigin.VARIABLE);
    assertThat(reading.target().parameters()).isEqualTo(Map.of("sslmode", "require"));
    assertThat(DatabaseUrl.parse("postgresql://u:p@h:1/d?sslmode=disable", variables))
        .isEqualTo(DatabaseUrl.parse("postgresql://u:p@h:1/d?sslmode=disable", Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mysql://u@h/db                       | no PostgreSQL URL",
        "db.example.org/db                    | no PostgreSQL URL",
        "''                                   | no PostgreSQL URL",
        "postgresql://u@h:0/db                | port of host number 1",
        "postgresql://u@h:65536/db            | port of host number 1",
        "postgresql://u@h1,h2:x/db            | port of host number 2",
        "postgresql://u@h:1:2/db              | more than one",
        "postgresql://u@::1/db                | more than one",
        "postgresql://u@[::1/db               | without \"]\"",
        "postgresql://u@[::1]x/db             | between",
        "postgresql://u@h h/db                | characters that no host has",
        "postgresql://u@@abstract/db          | behind the place of the host",
        "postgresql://u@h/db?sslmode=on       | sslmode",
        "postgresql://u@h/db?sslmod=require   | unknown parameter \"sslmod\"",
        "postgresql://u@h/db?sslmode          | without a value",
        "postgresql://u@h/db?connect_timeout=soon | connect_timeout",
        "postgresql://u@h/d%zzb               | \"%\" in the database's name",
        "postgresql://u@h/d%00b               | \"%\" in the database's name",
        "postgresql://u@h/db?service=prod     | service",
        "postgresql://u@h/db?sslcrl=x         | sslcrl",
        "postgresql://u@h/db?sslmode=require&sslrootcert=system | sslrootcert=system",
        "postgresql:///db?host=h1,h2,h3&port=1,2&user=u | 2 ports for 3 hosts",
        "jdbc:postgresql://u:p@h/db           | before the parameters",
        "jdbc:postgresql://h/db?socketFactory=x | unknown parameter",
        "jdbc:postgresql://h/db?targetServerType=best | targetServerType",
        "host=h dbname='d                     | not closed",
        "host=h dbname                        | without \"=\"",
        "host=h database=d                    | unknown parameter \"database\"",
      })
  void saysWhatIsWrongWithAUrl(String url, String problem) {
    assertThat(catchThrowableOfType(DatabaseUrlException.class, () -> parse(url)))
        .hasMessageContaining(problem);
  }

  @Test
  void saysEverythingThatIsWrongAtOnce() {
    DatabaseUrlException wrong =
        catchThrowableOfType(
            DatabaseUrlException.class,
            () -> DatabaseUrl.parse("postgresql://h:99999/db?sslmode=on&colour=red", Map.of()));
    assertThat(wrong.problems()).hasSize(4);
    assertThat(wrong).hasMessageContaining("no user").hasMessageContaining("\"colour\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://u:hu@sh@h/db",
        "postgresql://u:hush/hush@h/db",
        "postgresql://u:hush/hush?hush=hush@h/db",
        "postgresql://u:hush",
        "postgresql://u:hush#@h:hush/db",
        "postgresql://u:%zzhush@h/db",
        "postgresql://h/db?user=u&password=hu&sh=hush",
        "jdbc:postgresql://u:hush@h/db",
        "jdbc:postgresql://h/db?user=u&password=hu%sh&hush=1",
        "host=h password=hu sh=hush",
        "host=h password='hush",
        "hush",
        "u:hush@h/db"
      })
  void neverSaysAnyPartOfAPassword(String url) {
    DatabaseUrlException wrong =
        catchThrowableOfType(DatabaseUrlException.class, () -> DatabaseUrl.parse(url, Map.of()));
    assertThat(wrong.getMessage()).doesNotContain("hush").doesNotContain("\"sh\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://u:p%40:%2F@h1:1,[::1]:2/d%2Fb?sslmode=require&options=-c%20a%3Db%26c",
        "postgresql://%22%3B%20drop:x@%2Fvar%2Frun:5433,h:2/%22%3B%20drop?connect_timeout=3",
        "postgresql://u@[fe80::1%25eth0]:1/%C3%A4%F0%9F%90%98"
      })
  void writesAUrlThatReadsAsTheSameTarget(String url) throws DatabaseUrlException {
    DatabaseTarget target = parse(url);
    assertThat(parse(DatabaseUrl.render(target, true))).isEqualTo(target);
    assertThat(parse(DatabaseUrl.render(target, false)))
        .isEqualTo(target.withCredentials(target.user(), null));
  }

  @Test
  void leavesSecretsOutOfAUrlThatIsWrittenWithoutThem() throws DatabaseUrlException {
    DatabaseTarget target = parse("postgresql://u:hunter22@h/d?sslpassword=hunter33");
    assertThat(DatabaseUrl.render(target, false)).isEqualTo("postgresql://u@h:5432/d");
    assertThat(target.toString()).doesNotContain("hunter");
  }

  @Test
  void tellsClientProgramsWhereToConnectWithoutThePassword() throws DatabaseUrlException {
    DatabaseTarget target =
        parse("postgresql://u:hunter22@h1:1,%2Ftmp:2/d?sslmode=require&keepalives_idle=5");
    assertThat(ClientEnvironment.of(target))
        .isEqualTo(
            Map.of(
                "PGHOST", "h1,/tmp",
                "PGPORT", "1,2",
                "PGDATABASE", "d",
                "PGUSER", "u",
                "PGSSLMODE", "require"));
  }

  @Test
  void knowsWhatVariablesOfLibpqAClientProgramMustNotInherit() {
    assertThat(ClientEnvironment.names())
        .contains("PGSERVICE", "PGPASSWORD", "PGPASSFILE", "PGHOST", "PGOPTIONS")
        .doesNotContain("PATH");
  }

  @Test
  void writesAPasswordFileForClientPrograms() throws DatabaseUrlException {
    DatabaseTarget target = parse("postgresql://u:a%3Ab%5C@h:1,[::1]:2,%2Ftmp:3/d");
    String content = PasswordFile.contentFor(target);
    assertThat(content.lines())
        .containsExactly(
            "h:1:*:u:a\\:b\\\\",
            "\\:\\:1:2:*:u:a\\:b\\\\",
            "localhost:3:*:u:a\\:b\\\\",
            "/tmp:3:*:u:a\\:b\\\\");
    for (DatabaseTarget.Host host : target.hosts()) {
      assertThat(PasswordFile.parse(content).find(host, "other", "u"))
          .contains(Objects.requireNonNull(target.password()));
    }
    assertThat(List.of(PasswordFile.contentFor(parse("postgresql://u@h/d")))).containsExactly("");
  }
}
