package io.jenkins.plugins.orchestrator.engine.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The user's scripts: {@code bash SCRIPT URL}. */
class SmokeTestsTest {
  private static final String URL = "http://staging.example.com/app";

  @TempDir Path directory;

  private void script(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private LaneReport lane(String keys) throws Exception {
    return new Validations(directory).with("PASSWORD", "pw-of-ours-1").lane(URL, keys);
  }

  private static String output(LaneReport lane, int row) {
    ReportTable table = lane.tables().get(0);
    return table.rows().get(row).get(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"it's a test.sh", "-x", "$(id)"})
  void aScriptGetsTheUrlAndPassesWithExitCodeZero(String name) throws Exception {
    script(name, "echo \"$# $1 $DEPLOYMENT_NAME $DEPLOYMENT_URL\"");
    LaneReport lane = lane("smoke_tests: [\"" + name + "\"]");
    assertThat(lane.status()).isEqualTo(Status.PASSED);
    assertThat(output(lane, 0)).isEqualTo("1 " + URL + " staging " + URL + "\n");
  }

  @Test
  void anotherExitCodeFailsWithTheLastLine() throws Exception {
    script("bad.sh", "echo first; echo 'login: expected 200, got 500' >&2; exit 3");
    CheckReport check = lane("smoke_tests: [bad.sh]").checks().get(0);
    assertThat(check.status()).isEqualTo(Status.FAILED);
    assertThat(check.found()).isEqualTo("exit code 3; login: expected 200, got 500");
    assertThat(check.message()).isNull();
  }

  @Test
  void aScriptThatIsNotThereFails() throws Exception {
    CheckReport check = lane("smoke_tests: [nowhere.sh]").checks().get(0);
    assertThat(check.status()).isEqualTo(Status.FAILED);
    assertThat(check.found()).contains("No such file");
  }

  @Test
  void outputIsCutAndSecretsAreMasked() throws Exception {
    script("long.sh", "echo pw-of-ours-1; head -c 200000 /dev/zero | tr '\\0' x");
    LaneReport lane =
        lane("smoke_tests: [long.sh]\ncredentials: {user: u, password: '${PASSWORD}'}");
    assertThat(output(lane, 0))
        .startsWith("********\nxxx")
        .endsWith("[cut: the first 65536 bytes of 200013 are shown]\n");
  }

  @Test
  void aScriptThatIgnoresTheSignalIsEndedWithAllThatItStarted() throws Exception {
    script(
        "stubborn.sh",
        """
        trap '' TERM
        (trap '' TERM; echo $BASHPID > child; while true; do sleep 0.1; done) &
        while true; do sleep 0.1; done
        """);
    LaneReport lane = lane("smoke_tests: [{script: stubborn.sh, timeout: 1s}]");
    assertThat(lane.status()).isEqualTo(Status.TIMED_OUT);
    assertThat(lane.duration()).isLessThan(Duration.ofSeconds(15));
    long child = Long.parseLong(Files.readString(directory.resolve("child")).strip());
    ProcessHandle.of(child).ifPresent(SmokeTestsTest::assertThatItEnds);
  }

  /** One that was killed is seen until the system's first process has taken note. */
  private static void assertThatItEnds(ProcessHandle process) {
    assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(10));
  }

  @Test
  void whatAScriptLeavesRunningIsEndedAndHoldsNothingUp() throws Exception {
    script(
        "leaves.sh",
        """
        (bash -c 'echo $$ > grandchild; exec sleep 300' &)
        while [ ! -s grandchild ]; do sleep 0.05; done
        echo done
        """);
    LaneReport lane = lane("smoke_tests: [{script: leaves.sh, timeout: 20s}]");
    assertThat(lane.checks().get(0).found()).isEqualTo("exit code 0");
    assertThat(lane.duration()).isLessThan(Duration.ofSeconds(15));
    long grandchild = Long.parseLong(Files.readString(directory.resolve("grandchild")).strip());
    boolean left = ProcessHandle.of(grandchild).map(ProcessHandle::isAlive).orElse(false);
    ProcessHandle.of(grandchild).ifPresent(ProcessHandle::destroyForcibly);
    assertThat(left).isFalse();
  }

  @Test
  void aGroupEndsAtItsFirstFailureAndOthersDoNot() throws Exception {
    script("good.sh", "echo good >> trace");
    script("bad.sh", "exit 1");
    LaneReport lane =
        lane(
            """
            smoke_tests:
              - {name: a1, script: good.sh, group: a}
              - {name: a2, script: bad.sh, group: a}
              - {name: a3, script: good.sh, group: a}
              - {name: b1, script: good.sh, group: b}
              - {name: alone, script: good.sh}
            """);
    assertThat(lane.checks())
        .extracting(CheckReport::name, CheckReport::status)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple("a1", Status.PASSED),
            org.assertj.core.api.Assertions.tuple("a2", Status.FAILED),
            org.assertj.core.api.Assertions.tuple("a3", Status.SKIPPED),
            org.assertj.core.api.Assertions.tuple("b1", Status.PASSED),
            org.assertj.core.api.Assertions.tuple("alone", Status.PASSED));
    assertThat(lane.checks().get(2).message()).isEqualTo("its group ended with a2");
    assertThat(Files.readAllLines(directory.resolve("trace"))).hasSize(3);
  }

  @Test
  void testsThatAreInNoGroupRunAtOnce() throws Exception {
    script("slow.sh", "sleep 1");
    LaneReport lane =
        lane(
            """
            smoke_tests:
              - {name: a, script: slow.sh}
              - {name: b, script: slow.sh}
              - {name: c, script: slow.sh}
              - {name: d, script: slow.sh}
            """);
    assertThat(lane.status()).isEqualTo(Status.PASSED);
    assertThat(lane.duration()).isLessThan(Duration.ofSeconds(3));
  }

  private LaneReport junit(String xml) throws Exception {
    script("results.xml.in", xml);
    script("junit.sh", "cp results.xml.in \"results-$DEPLOYMENT_NAME.xml\"");
    return lane("smoke_tests: [{script: junit.sh, junit: 'results-{name}.xml'}]");
  }

  @Test
  void casesOfAJunitFileAreTakenOver() throws Exception {
    LaneReport lane =
        junit(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites><testsuite name="s">
              <testcase classname="Login" name="works" time="1,000.25"><system-out>x</system-out></testcase>
              <testcase classname="Login" name="fails"><failure message="no pw-of-ours-1">trace</failure></testcase>
              <testcase name="breaks"><error type="java.lang.Error"/></testcase>
              <testcase name="waits"><skipped/></testcase>
            </testsuite></testsuites>
            """);
    assertThat(lane.status()).isEqualTo(Status.FAILED);
    assertThat(lane.checks())
        .extracting(CheckReport::name)
        .containsExactly("junit.sh", "junit.sh: Login.fails", "junit.sh: breaks");
    assertThat(lane.checks().get(0).found())
        .isEqualTo("exit code 0, 4 test cases, 2 failed, 1 skipped");
    assertThat(lane.tables().get(1).rows()).hasSize(4);
  }

  @Test
  void whichCasesFailedIsToldAlsoWhenTheRunnerEndsWithItsOwnCode() throws Exception {
    script(
        "pytest.sh",
        """
        echo "<testsuite><testcase name='pays'><failure message='no money'/></testcase>\
        <testcase name='looks'/></testsuite>" > results.xml
        echo '1 failed, 1 passed'; exit 1
        """);
    LaneReport lane = lane("smoke_tests: [{script: pytest.sh, junit: results.xml}]");
    assertThat(lane.status()).isEqualTo(Status.FAILED);
    assertThat(lane.checks())
        .extracting(CheckReport::name)
        .containsExactly("pytest.sh", "pytest.sh: pays");
    assertThat(lane.checks().get(0).found())
        .isEqualTo("exit code 1; 1 failed, 1 passed; 2 test cases, 1 failed, 0 skipped");
    assertThat(lane.checks().get(1).message()).isEqualTo("no money");
  }

  @Test
  void anotherExitCodeWithoutResultsFails() throws Exception {
    script("crash.sh", "echo 'no such browser'; exit 4");
    CheckReport check = lane("smoke_tests: [{script: crash.sh, junit: none.xml}]").checks().get(0);
    assertThat(check.status()).isEqualTo(Status.FAILED);
    assertThat(check.found()).isEqualTo("exit code 4; no such browser");
    assertThat(check.message()).contains("there is no file none.xml");
  }

  @Test
  void anotherExitCodeFailsWhateverTheCasesSay() throws Exception {
    script(
        "teardown.sh",
        "echo \"<testsuite><testcase name='a'/></testsuite>\" > r.xml; echo leak; exit 5");
    LaneReport lane = lane("smoke_tests: [{script: teardown.sh, junit: r.xml}]");
    assertThat(lane.status()).isEqualTo(Status.FAILED);
    assertThat(lane.checks().get(0).found())
        .isEqualTo("exit code 5; leak; 1 test case, 0 failed, 0 skipped");
  }

  @Test
  void aSuiteThatBrokeBeforeItsCasesFails() throws Exception {
    LaneReport lane =
        junit(
            "<testsuites><testsuite><error message='no setup'><b/></error></testsuite>"
                + "<testsuite><testcase name='a'/></testsuite></testsuites>");
    assertThat(lane.status()).isEqualTo(Status.FAILED);
    assertThat(lane.checks().get(1).message()).isEqualTo("no setup");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no XML",
        "<html/>",
        "<testsuite>",
        "<testsuite/>",
        "<testsuite><testcase name='a'><skipped/></testcase></testsuite>",
        "<testsuite><testcase name='a' status='notrun'/></testsuite>",
        "<!DOCTYPE t [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><testsuite><testcase"
            + " name='a'>&x;</testcase></testsuite>",
        "<!DOCTYPE t [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><testsuite><testcase"
            + " name='&b;'/></testsuite>",
      })
  void aJunitFileThatSaysNothingLeavesTheTestUnknown(String xml) throws Exception {
    LaneReport lane = junit(xml);
    assertThat(lane.status()).as(lane.checks().toString()).isEqualTo(Status.UNKNOWN);
    assertThat(lane.toString()).doesNotContain("root:x:0");
  }

  @Test
  void aJunitFileOfAnEarlierRunDoesNotCount() throws Exception {
    script("old.xml", "<testsuite><testcase name='a'/></testsuite>");
    Files.setLastModifiedTime(
        directory.resolve("old.xml"), FileTime.from(Instant.now().minusSeconds(60)));
    script("nothing.sh", "true");
    LaneReport lane = lane("smoke_tests: [{script: nothing.sh, junit: old.xml}]");
    assertThat(lane.status()).isEqualTo(Status.UNKNOWN);
    assertThat(lane.checks().get(0).message()).contains("older than the script's run");
  }

  @Test
  void aJunitFileThatIsTooBigLeavesTheTestUnknown() throws Exception {
    script("big.sh", "head -c 5000000 /dev/zero > big.xml");
    LaneReport lane = lane("smoke_tests: [{script: big.sh, junit: big.xml}]");
    assertThat(lane.status()).isEqualTo(Status.UNKNOWN);
    assertThat(List.of(lane.checks().get(0).message()))
        .singleElement()
        .asString()
        .contains("more than 4194304 bytes");
  }
}
