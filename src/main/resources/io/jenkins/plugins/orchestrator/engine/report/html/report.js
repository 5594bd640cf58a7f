
// Adds to the report's page what needs a script: sorting and filtering of tables, and unfolding
// everything before printing. The page is complete without it. No ampersands and no less-than
// signs in this file: the page is XML too.
(function () {
  'use strict';

  var FILTER_FROM = 8;

  function list(nodes) {
    return Array.prototype.slice.call(nodes);
  }

  function key(row, column) {
    var cell = row.children[column];
    var number = cell.getAttribute('data-sort');
    return number === null ? cell.textContent.trim().toLowerCase() : Number(number);
  }

  function compare(a, b) {
    if (typeof a === 'string') {
      return a.localeCompare(b, 'en', {numeric: true});
    }
    return a - b;
  }

  function clicked(table, column) {
    var head = table.tHead.rows[0].cells[column];
    var before = head.getAttribute('aria-sort');
    // Numbers begin with the greatest: who sorts by duration looks for the slowest.
    sort(table, column, before === null ? head.classList.contains('po-number') : before === 'ascending');
  }

  function sort(table, column, descending) {
    var heads = list(table.tHead.rows[0].cells);
    var body = table.tBodies[0];
    var head = heads[column];
    heads.forEach(function (other) { other.removeAttribute('aria-sort'); });
    head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
    var rows = list(body.rows).map(function (row) { return {row: row, key: key(row, column)}; });
    rows.sort(function (a, b) { return descending ? compare(b.key, a.key) : compare(a.key, b.key); });
    rows.forEach(function (entry) { body.appendChild(entry.row); });
  }

  function addSorting(table) {
    list(table.tHead.rows[0].cells).forEach(function (head, column) {
      var button = document.createElement('button');
      button.type = 'button';
      button.className = 'po-sort';
      button.textContent = head.textContent;
      button.addEventListener('click', function () { clicked(table, column); });
      head.textContent = '';
      head.appendChild(button);
    });
  }

  function addFilter(table) {
    var rows = list(table.tBodies[0].rows);
    var texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
    var box = document.createElement('label');
    var input = document.createElement('input');
    var count = document.createElement('span');
    box.className = 'po-filter';
    box.appendChild(document.createTextNode('Filter'));
    input.type = 'search';
    input.setAttribute('aria-label', 'Filter: ' + table.caption.textContent);
    count.setAttribute('role', 'status');
    box.appendChild(input);
    box.appendChild(count);
    input.addEventListener('input', function () {
      var words = input.value.toLowerCase().split(/\s+/);
      var shown = 0;
      rows.forEach(function (row, index) {
        row.hidden = !words.every(function (word) { return texts[index].indexOf(word) !== -1; });
        shown += row.hidden ? 0 : 1;
      });
      count.textContent = input.value === '' ? '' : shown + ' of ' + rows.length;
    });
    table.parentNode.parentNode.insertBefore(box, table.parentNode);
  }

  function enhance(root) {
    list(root.querySelectorAll('.po-report .po-sortable')).forEach(function (table) {
      addSorting(table);
      if (table.tBodies[0].rows.length >= FILTER_FROM) {
        addFilter(table);
      }
    });
  }

  // What a reader did to a table, by its place in the report, while the table is replaced.
  var done = new Map();

  function filterOf(table) {
    var box = table.parentNode.previousElementSibling;
    return box === null ? null : box.querySelector('.po-filter > input');
  }

  function eachTable(root, action) {
    var count = new Map();
    list(root.querySelectorAll('.po-report .po-sortable')).forEach(function (table) {
      var name = table.closest('[aria-labelledby]').getAttribute('aria-labelledby') + ' ' + table.caption.textContent;
      count.set(name, (count.get(name) || 0) + 1);
      action(table, name + ' ' + count.get(name), filterOf(table));
    });
  }

  function keep(root) {
    eachTable(root, function (table, name, filter) {
      var heads = list(table.tHead.rows[0].cells);
      var column = heads.findIndex(function (head) { return head.hasAttribute('aria-sort'); });
      done.set(name, {
        column: column,
        descending: column !== -1 ? heads[column].getAttribute('aria-sort') === 'descending' : false,
        text: filter === null ? '' : filter.value,
        left: table.parentNode.scrollLeft
      });
    });
  }

  function restore(root) {
    eachTable(root, function (table, name, filter) {
      var state = done.get(name);
      if (state === undefined) {
        return;
      }
      if (state.column !== -1) {
        sort(table, state.column, state.descending);
      }
      if (filter !== null) {
        filter.value = state.text;
        filter.dispatchEvent(new Event('input'));
      }
      table.parentNode.scrollLeft = state.left;
    });
    done.clear();
  }

  // A page may load this before its content, and may replace the content later.
  if (document.readyState === 'loading') {
    document.addEventListener('DOMContentLoaded', function () { enhance(document); });
  } else {
    enhance(document);
  }
  document.addEventListener('po-replacing', function (event) { keep(event.target); });
  document.addEventListener('po-replaced', function (event) {
    enhance(event.target);
    restore(event.target);
  });

  // Who follows a link to a part that is folded wants to see it.
  function unfold() {
    var target = document.getElementById(window.location.hash.slice(1));
    var part = target === null ? null : target.closest('details');
    while (part !== null) {
      part.open = true;
      part = part.parentNode.closest('details');
    }
  }
  window.addEventListener('hashchange', unfold);
  window.addEventListener('load', unfold);

  var folded = [];
  window.addEventListener('beforeprint', function () {
    folded = list(document.querySelectorAll('.po-report details:not([open])'));
    folded.forEach(function (part) { part.open = true; });
  });
  window.addEventListener('afterprint', function () {
    folded.forEach(function (part) { part.open = false; });
  });
})();
