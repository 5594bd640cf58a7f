package io.jenkins.plugins.orchestrator.jenkins.action;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.BuildInDirectory;
import hudson.model.JobInDirectory;
import io.jenkins.plugins.orchestrator.engine.report.StrictXml;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/** What the browser's tests look at has the structure of what Jenkins serves. */
class JellyViewsTest {
  private static final String VIEWS = "/io/jenkins/plugins/orchestrator/jenkins/action/";

  @TempDir Path directory;
  private final OrchestrationAction action = new OrchestrationAction();

  @BeforeEach
  void build() {
    action.onAttached(BuildInDirectory.in(directory));
  }

  @Test
  void theIndexHasTheElementsAndAttributesOfItsView() throws IOException {
    LiveRun run = action.begin(RunId.random(), "Migration test of x", "5", SampleRuns::passed);
    run.finish(SampleRuns.passed());

    assertThat(elements(PageOfJenkins.index(action, "none")))
        .containsExactlyElementsOf(withoutTheFirstChoice(view("OrchestrationAction/index.jelly")));
  }

  @Test
  void theStatementsHaveTheElementsAndAttributesOfTheirView() throws IOException {
    LiveRun run = action.begin(RunId.random(), "Migration test of x", "5", SampleRuns::passed);
    run.finish(SampleRuns.passed());

    String page =
        PageOfJenkins.statements(action.getPages().get(0), Servlets.request(Map.of()), "none");

    assertThat(elements(page)).containsExactlyElementsOf(view("RunPage/statements.jelly"));
  }

  @Test
  void theJobsPagesHaveTheElementsAndAttributesOfTheirViews() throws IOException {
    EnvironmentsAction environments = new EnvironmentsAction(JobInDirectory.in(directory));

    assertThat(elements(PageOfJenkins.environments(environments, "none")))
        .containsExactlyElementsOf(view("EnvironmentsAction/index.jelly"));
    assertThat(elements(PageOfJenkins.jobMain(environments, "none")))
        .containsExactlyElementsOf(view("EnvironmentsAction/jobMain.jelly"));
  }

  @Test
  void aBuildWithoutARunSaysSo() throws IOException {
    assertThat(elements(PageOfJenkins.index(action, "none")))
        .containsExactlyElementsOf(view("OrchestrationAction/index.jelly").subList(0, 2));
  }

  /** Without the paragraph for a build without a run. */
  private static List<String> withoutTheFirstChoice(List<String> elements) {
    List<String> others = new ArrayList<>(elements);
    others.remove(1);
    return others;
  }

  private static List<String> view(String name) throws IOException {
    try (InputStream in = JellyViewsTest.class.getResourceAsStream(VIEWS + name)) {
      String jelly = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      // The instruction stands where XML has its declaration.
      return elements(jelly.replaceFirst("<\\?jelly.*\\?>", ""));
    }
  }

  /** The elements of the content with their attributes; of a value only what is always the same. */
  private static List<String> elements(String xml) {
    Document document = StrictXml.parse(xml.getBytes(StandardCharsets.UTF_8));
    List<String> found = new ArrayList<>();
    for (Element element : StrictXml.elements(document, "div")) {
      if (element.getAttribute("class").equals("po-jenkins")) {
        add(element, found);
      }
    }
    assertThat(found).isNotEmpty();
    return found;
  }

  private static void add(Element element, List<String> to) {
    boolean ofReport = element.getAttribute("class").equals("po-report");
    if (ofReport) {
      return;
    }
    if (!element.getTagName().contains(":")) {
      to.add(element.getTagName() + attributes(element));
    }
    for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element child) {
        add(child, to);
      }
    }
  }

  private static Map<String, String> attributes(Element element) {
    Map<String, String> all = new TreeMap<>();
    NamedNodeMap attributes = element.getAttributes();
    for (int i = 0; i < attributes.getLength(); i++) {
      String name = attributes.item(i).getNodeName();
      String value = attributes.item(i).getNodeValue();
      boolean fixed = name.equals("class") || name.equals("role");
      int query = value.indexOf("?");
      all.put(name, fixed ? value : query < 0 ? "" : value.substring(query));
    }
    return all;
  }
}
