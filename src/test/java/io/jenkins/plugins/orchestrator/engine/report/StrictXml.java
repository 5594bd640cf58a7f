package io.jenkins.plugins.orchestrator.engine.report;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Parses without mercy: what a browser would repair is an error here. */
public final class StrictXml {
  private StrictXml() {}

  /**
   * Parses a document.
   *
   * @throws AssertionError when it is not well-formed; says where
   */
  public static Document parse(byte[] xml) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
      factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(null);
      return builder.parse(new ByteArrayInputStream(xml));
    } catch (SAXException | IOException | ParserConfigurationException e) {
      throw new AssertionError("not well-formed: " + e.getMessage(), e);
    }
  }

  /** All elements of a name, {@code *} for any, in document order. */
  public static List<Element> elements(Document document, String name) {
    return list(document.getElementsByTagName(name));
  }

  /** The descendants of an element. */
  public static List<Element> elements(Element element, String name) {
    return list(element.getElementsByTagName(name));
  }

  private static List<Element> list(NodeList nodes) {
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }
}
