'use strict';

/* Shows a run while it goes on. Nothing here is needed to read the page. */
(function () {
  var PERIOD = 1000;
  var AFTER_ERROR = 10000;

  function openParts(root) {
    return Array.prototype.map.call(root.querySelectorAll('details'), function (part) {
      return part.open;
    });
  }

  function replace(section, html) {
    var content = section.querySelector('.po-content');
    var open = openParts(content);
    var focused = document.activeElement !== null ? document.activeElement.id : '';
    var within = content.contains(document.activeElement);
    content.innerHTML = html;
    Array.prototype.forEach.call(content.querySelectorAll('details'), function (part, index) {
      if (open[index] === true) {
        part.open = true;
      }
    });
    if (within && focused !== '' && document.getElementById(focused) !== null) {
      document.getElementById(focused).focus();
    }
    content.dispatchEvent(new CustomEvent('po-replaced', {bubbles: true}));
  }

  function announce(section) {
    var status = section.querySelector('.po-live');
    var sentence = section.querySelector('.po-sentence');
    if (sentence !== null && status.textContent !== sentence.textContent) {
      status.textContent = sentence.textContent;
    }
  }

  function update(section, response) {
    if (response.status === 204) {
      return Promise.resolve(PERIOD);
    }
    if (!response.ok) {
      return Promise.resolve(AFTER_ERROR);
    }
    return response.text().then(function (html) {
      section.dataset.poVersion = response.headers.get('X-Orchestration-Version');
      section.dataset.poRunning = response.headers.get('X-Orchestration-Running');
      replace(section, html);
      announce(section);
      return PERIOD;
    });
  }

  function follow(section) {
    function later(pause) {
      if (section.dataset.poRunning === 'true') {
        window.setTimeout(poll, pause);
      }
    }
    function poll() {
      // A hidden tab asks nothing; it is up to date a moment after it is looked at.
      if (document.visibilityState !== 'visible') {
        later(PERIOD);
        return;
      }
      fetch(section.dataset.poRun + '/fragment?version=' + section.dataset.poVersion)
        .then(function (response) { return update(section, response); })
        .catch(function () { return AFTER_ERROR; })
        .then(later);
    }
    later(PERIOD);
  }

  function start() {
    Array.prototype.forEach.call(document.querySelectorAll('[data-po-running="true"]'), follow);
  }

  if (document.readyState === 'loading') {
    document.addEventListener('DOMContentLoaded', start);
  } else {
    start();
  }
})();
