package io.jenkins.plugins.orchestrator.jenkins.branch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.when;

import hudson.ExtensionList;
import hudson.model.Label;
import hudson.model.TaskListener;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.MockedStatic;

/** Which journals a recovery takes, and which agents it is for. */
class BranchRecoveryTest {
  private static final RunId ID = new RunId("mmmmmmmmmm");

  @TempDir private Path home;
  private final Jenkins jenkins = mock(Jenkins.class);
  private final BranchRecovery recovery = new BranchRecovery();
  private MockedStatic<Jenkins> jenkinsGet;

  @SuppressWarnings("rawtypes") // as it is mocked
  private MockedStatic<ExtensionList> extensions;

  @BeforeEach
  void prepareJenkins() {
    jenkinsGet = mockStatic(Jenkins.class);
    jenkinsGet.when(Jenkins::get).thenReturn(jenkins);
    when(jenkins.getRootDir()).thenReturn(home.toFile());
    extensions = mockStatic(ExtensionList.class);
    extensions.when(() -> ExtensionList.lookupSingleton(any())).thenReturn(new BranchRegistry());
  }

  @AfterEach
  void forgetJenkins() {
    extensions.close();
    jenkinsGet.close();
  }

  @Test
  void aFileThatIsNoneOfOursLeavesTheOthersToTheRecovery() throws IOException {
    Path journals = Files.createDirectories(BranchRecovery.journals());
    Files.writeString(journals.resolve("aaaaaaaaaa.json"), "{}");
    Files.writeString(journals.resolve("zzzzzzzzzz.json"), "null");
    Path settled = JournalHeader.file(journals, ID);
    header("linux", false).write(settled);
    recovery.execute(mock(TaskListener.class));
    assertThat(settled).doesNotExist();
  }

  @Test
  void theUsersLabelSaysWhoMayHaveThePasswordsHoweverLongItIsWaitedFor() {
    Label offline = label("staging", true);
    assertThat(task("staging", false).getAssignedLabel()).isSameAs(offline);
  }

  @Test
  void anAgentWithoutALabelIsNotWaitedForWhenItIsGone() {
    Label gone = label("pod-1", true);
    assertThat(gone.isEmpty()).isTrue();
    assertThat(task("pod-1", true).getAssignedLabel()).isNull();
    Label there = label("agent1", false);
    assertThat(task("agent1", true).getAssignedLabel()).isSameAs(there);
  }

  private Label label(String name, boolean empty) {
    Label label = mock(Label.class);
    when(label.isEmpty()).thenReturn(empty);
    when(jenkins.getLabel(name)).thenReturn(label);
    return label;
  }

  private RecoveryTask task(String label, boolean anywhere) {
    return new RecoveryTask(header(label, anywhere), "", recovery, left -> {});
  }

  private static JournalHeader header(String label, boolean anywhere) {
    return new JournalHeader(ID, "job #1", "staging", label, anywhere, "agent1", List.of(), null);
  }
}
