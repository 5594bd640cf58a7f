package io.jenkins.plugins.orchestrator.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is wrong with the page in a browser for those who do not see well, or at all. */
public final class PageAudit {
  private static final Set<String> NAMED_ROLES =
      Set.of(
          "button",
          "combobox",
          "form",
          "image",
          "img",
          "link",
          "navigation",
          "region",
          "search",
          "searchbox",
          "table",
          "textbox");

  private PageAudit() {}

  /** Texts with less than 4.5 to 1 of contrast (WCAG 2 AA), those of drawings among them. */
  public static JsonNode faintTexts(Browser browser, String root) {
    return browser.ask(
        """
        const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
        // Whatever notation a colour has, over what is below it.
        const over = (color, below) => {
          canvas.fillStyle = `rgb(${below[0]} ${below[1]} ${below[2]})`;
          canvas.fillRect(0, 0, 1, 1);
          canvas.fillStyle = color;
          canvas.fillRect(0, 0, 1, 1);
          return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
        };
        const light = color => {
          const [r, g, b] = color.map(v => v / 255)
              .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const ground = e => {
          if (e === null) { return over(getComputedStyle(document.documentElement).backgroundColor,
                                        [255, 255, 255]); }
          const below = ground(e.parentElement);
          const bar = e.matches('.po-bar') ? e.querySelector('rect') : null;
          return over(bar ? getComputedStyle(bar).fill : getComputedStyle(e).backgroundColor, below);
        };
        const ink = e => e.closest('svg') ? getComputedStyle(e).fill
            : getComputedStyle(e).webkitTextFillColor;
        return [...document.querySelectorAll('ROOT *')]
          .filter(e => !e.matches('title, desc, option'))
          .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
          .map(e => {
            const below = e.matches('.po-big-sign') ? over(getComputedStyle(e).color, [0, 0, 0])
                : ground(e);
            const [a, b] = [light(over(ink(e), below)), light(below)];
            return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e];
          })
          .filter(([contrast, e]) => contrast < 4.5)
          .map(([contrast, e]) => contrast.toFixed(2) + ' ' + e.tagName + '.'
              + e.getAttribute('class') + ': ' + e.textContent.slice(0, 40));
        """
            .replace("ROOT", root));
  }

  /** Parts that a screen reader would announce without saying what they are. */
  public static List<String> nameless(Browser browser) {
    List<String> found = new ArrayList<>();
    for (JsonNode node : browser.devTools("Accessibility.getFullAXTree", Map.of()).get("nodes")) {
      String role = node.path("role").path("value").asText();
      boolean heard = !node.path("ignored").asBoolean() && NAMED_ROLES.contains(role);
      if (heard && node.path("name").path("value").asText().isBlank()) {
        found.add(role + " " + node.path("name").path("sources"));
      }
    }
    return found;
  }

  /** Ids that two elements have, and references to ids that no element has. */
  public static JsonNode brokenIds(Browser browser) {
    return browser.ask(
        """
        const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
        const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
        const references = [...document.querySelectorAll(
            '[for], [aria-labelledby], [aria-describedby], [aria-controls], a[href^="#"]')]
          .flatMap(e => ['for', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'href']
            .filter(name => e.hasAttribute(name))
            .flatMap(name => e.getAttribute(name).split(' '))
            .map(id => id.replace('#', '')))
          .concat([...document.querySelectorAll('[fill^="url("]')]
            .map(e => e.getAttribute('fill').slice('url(#'.length, -1)));
        return twice.map(id => 'twice: ' + id)
            .concat(references.filter(id => !ids.includes(id)).map(id => 'nowhere: ' + id));
        """);
  }
}
