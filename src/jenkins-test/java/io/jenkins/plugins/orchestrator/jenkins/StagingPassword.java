package io.jenkins.plugins.orchestrator.jenkins;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

  /** Files below the home that hold the password as it is. */
  List<Path> leaks(File home) throws IOException {
    return JenkinsHome.filesWith(home.toPath(), text);
  }
}
