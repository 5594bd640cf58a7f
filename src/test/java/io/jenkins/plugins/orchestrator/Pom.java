package io.jenkins.plugins.orchestrator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What a {@code pom.xml} says itself: nothing inherited, its own properties put in. */
final class Pom {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]+)}");
  private static final Pattern PACKAGE =
      Pattern.compile("io/jenkins/plugins/orchestrator/([a-z]+)/\\*\\*");

  /**
   * A dependency of the project.
   *
   * @param version null when it is managed
   */
  record Dependency(String artifact, @Nullable String version, String scope, boolean optional) {}

  private final Document document;
  private final XPath xpath = XPathFactory.newInstance().newXPath();

  private Pom(Document document) {
    this.document = document;
  }

  static Pom read(Path file) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      return new Pom(factory.newDocumentBuilder().parse(file.toFile()));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new IllegalStateException("cannot read " + file, e);
    }
  }

  private List<Node> nodes(String path, Object from) {
    try {
      NodeList found = (NodeList) xpath.evaluate(path, from, XPathConstants.NODESET);
      List<Node> nodes = new ArrayList<>();
      for (int i = 0; i < found.getLength(); i++) {
        nodes.add(found.item(i));
      }
      return nodes;
    } catch (XPathExpressionException e) {
      throw new IllegalArgumentException(path, e);
    }
  }

  private @Nullable String text(String path, Object from) {
    List<Node> found = nodes(path, from);
    return found.isEmpty() ? null : resolve(found.get(0).getTextContent().strip());
  }

  private String resolve(String text) {
    Matcher reference = REFERENCE.matcher(text);
    return reference.replaceAll(
        match -> {
          List<Node> property = nodes("/project/properties/*", document);
          return property.stream()
              .filter(each -> each.getNodeName().equals(match.group(1)))
              .findFirst()
              .map(each -> Matcher.quoteReplacement(resolve(each.getTextContent())))
              .orElse(Matcher.quoteReplacement(match.group()));
        });
  }

  /** An element of the project itself. */
  @Nullable String text(String element) {
    return text("/project/" + element, document);
  }

  Map<String, String> properties() {
    Map<String, String> properties = new TreeMap<>();
    for (Node each : nodes("/project/properties/*", document)) {
      properties.put(each.getNodeName(), resolve(each.getTextContent().strip()));
    }
    return properties;
  }

  @Nullable String property(String name) {
    return properties().get(name);
  }

  List<Dependency> dependencies() {
    return dependencies("/project/dependencies/dependency");
  }

  /** Explicit versions for all of its dependencies, those of BOMs not among them. */
  Map<String, String> managedVersions() {
    return versions(dependencies("/project/dependencyManagement/dependencies/dependency"));
  }

  /** Of the dependencies that have one. */
  Map<String, String> versions() {
    return versions(dependencies());
  }

  private static Map<String, String> versions(List<Dependency> dependencies) {
    Map<String, String> versions = new TreeMap<>();
    for (Dependency each : dependencies) {
      if (each.version() != null) {
        versions.put(each.artifact(), each.version());
      }
    }
    return versions;
  }

  private List<Dependency> dependencies(String path) {
    List<Dependency> dependencies = new ArrayList<>();
    for (Node each : nodes(path, document)) {
      String scope = text("scope", each);
      dependencies.add(
          new Dependency(
              String.valueOf(text("artifactId", each)),
              text("version", each),
              scope == null ? "compile" : scope,
              "true".equals(text("optional", each))));
    }
    return dependencies;
  }

  /** An entry that it writes into the plugin's manifest. */
  String manifestEntry(String name) {
    return String.valueOf(text("//manifest/attribute[@name='" + name + "']/@value", document));
  }

  /** Libraries that it copies into the plugin. */
  Set<String> copiedIntoThePlugin() {
    String ids =
        text("//execution[id='copy-plugin-libraries']/configuration/includeArtifactIds", document);
    return new TreeSet<>(List.of(String.valueOf(ids).split(",", -1)));
  }

  /**
   * Packages right below the root package that a plugin's configuration names.
   *
   * @param owner id of the execution, or of the plugin
   * @param element {@code include} or {@code exclude}
   */
  Set<String> packages(String owner, String element) {
    Set<String> packages = new TreeSet<>();
    for (Node each :
        nodes("//*[id='" + owner + "' or artifactId='" + owner + "']//" + element, document)) {
      Matcher matcher = PACKAGE.matcher(each.getTextContent().strip());
      if (matcher.matches()) {
        packages.add(matcher.group(1));
      }
    }
    return packages;
  }
}
