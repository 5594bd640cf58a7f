'use strict';

/* Shows runs while they go on. Nothing here is needed to read the page. */
(function () {
  var PERIOD = 1000;
  var AFTER_ERROR = 10000;
  var FOCUSABLE = 'a, button, input, summary, [tabindex]';

  /* What an element is called in its part of the report, whatever is counted in it by now. */
  function name(element) {
    var part = element.closest('[aria-labelledby]');
    var label = part === null ? '' : part.getAttribute('aria-labelledby');
    var text = element.getAttribute('aria-label') || element.textContent;
    return [label, element.tagName, text.replace(/\(.*\)|\d/g, '')].join(' ');
  }

  /* Elements by their names; those that share one are numbered. */
  function named(root, selector) {
    var elements = new Map();
    var count = new Map();
    root.querySelectorAll(selector).forEach(function (element) {
      var its = name(element);
      count.set(its, (count.get(its) || 0) + 1);
      elements.set(its + ' ' + count.get(its), element);
    });
    return elements;
  }

  function nameOfFocused(content) {
    var focused = null;
    named(content, FOCUSABLE).forEach(function (element, its) {
      focused = element === document.activeElement ? its : focused;
    });
    return focused;
  }

  /* Puts in what is new; what the reader unfolded, sorted, typed and stands on stays. */
  function replace(section, html) {
    var content = section.querySelector('.po-content');
    var summaries = named(content, 'summary');
    var focused = nameOfFocused(content);
    content.dispatchEvent(new CustomEvent('po-replacing', {bubbles: true}));
    content.innerHTML = html;
    named(content, 'summary').forEach(function (summary, its) {
      if (summaries.has(its)) {
        summary.parentNode.open = summaries.get(its).parentNode.open;
      }
    });
    content.dispatchEvent(new CustomEvent('po-replaced', {bubbles: true}));
    if (focused !== null && named(content, FOCUSABLE).has(focused)) {
      named(content, FOCUSABLE).get(focused).focus({preventScroll: true});
    }
  }

  function announce(section) {
    var status = section.querySelector('.po-live');
    var sentence = section.querySelector('.po-sentence');
    if (sentence !== null && status.textContent !== sentence.textContent) {
      status.textContent = sentence.textContent;
    }
  }

  function update(section, response) {
    var version = response.headers.get('X-Orchestration-Version');
    if (response.status === 204) {
      return PERIOD;
    }
    // Without a version it is somebody else's answer, such as the page to log in.
    if (!response.ok || version === null) {
      return AFTER_ERROR;
    }
    return response.text().then(function (html) {
      section.dataset.poVersion = version;
      section.dataset.poRunning = response.headers.get('X-Orchestration-Running');
      replace(section, html);
      announce(section);
      return PERIOD;
    });
  }

  /* One after the other, so that a page asks once in a period however many of its runs go on. */
  function follow(sections) {
    var turn = 0;
    function later(pause) {
      window.setTimeout(poll, pause);
    }
    function poll() {
      var running = sections.filter(function (section) {
        return section.dataset.poRunning === 'true';
      });
      if (running.length === 0) {
        return;
      }
      // A hidden tab asks nothing; it is up to date a moment after it is looked at.
      if (document.visibilityState !== 'visible') {
        later(PERIOD);
        return;
      }
      var section = running[turn++ % running.length];
      fetch(section.dataset.poRun + '/fragment?version=' + section.dataset.poVersion)
        .then(function (response) { return update(section, response); })
        .catch(function () { return AFTER_ERROR; })
        .then(later);
    }
    later(PERIOD);
  }

  function start() {
    follow(Array.from(document.querySelectorAll('[data-po-running="true"]')));
  }

  if (document.readyState === 'loading') {
    document.addEventListener('DOMContentLoaded', start);
  } else {
    start();
  }
})();
