package io.jenkins.plugins.orchestrator.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jvnet.hudson.test.JenkinsRule;

/**
 * The password of a role {@code tester}, which Jenkins knows as the credentials {@code staging}.
 *
 * @param text found nowhere by chance
 */
record StagingPassword(String text) {
  /** Makes the role. */
  void createRole(TestServer server) {
    server.execute("postgres", "CREATE ROLE tester LOGIN CREATEDB PASSWORD '" + text + "'");
  }

  void addCredentials(JenkinsRule rule) throws Exception {
    CredentialsProvider.lookupStores(rule.jenkins)
        .iterator()
        .next()
        .addCredentials(
            Domain.global(),
            new UsernamePasswordCredentialsImpl(
                CredentialsScope.GLOBAL, "staging", null, "tester", text));
  }

  /** Files below the home that hold the password as it is, whatever else they hold. */
  List<Path> leaks(File home) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(home.toPath())) {
      files = all.filter(Files::isRegularFile).toList();
    }
    assertThat(files).isNotEmpty();
    List<Path> leaks = new ArrayList<>();
    for (Path file : files) {
      try {
        // One byte, one character: whatever a file's encoding is, ASCII is found in it.
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
          leaks.add(file);
        }
      } catch (NoSuchFileException e) {
        // A running Jenkins replaces files.
      }
    }
    return leaks;
  }
}
