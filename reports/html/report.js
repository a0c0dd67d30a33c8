(function () {
  'use strict';
  var FIRST = 10; // cards before the map
  var STEP = 100; // and at each wish for more
  var FEW = 5; // so many need no filters
  var form = document.getElementById('filters');
  var cards = Array.prototype.slice.call(document.querySelectorAll('article'));
  var cells = Array.prototype.slice.call(document.querySelectorAll('.map td'));
  var reset = form.querySelector('[type=reset]');
  var count = document.getElementById('shown');
  var chosen = document.getElementById('chosen');
  var folded = document.getElementById('folded');
  var more = document.getElementById('more');
  var limit = FIRST;
  var texts = null; // made with the first search: a large page opens without
  var columns = cells.length ? cells[0].parentNode.querySelectorAll('td').length : 0;
  var selected = null;
  var stop = cells[0];
  var state = { q: '', verdict: '', family: '', cell: '' };

  // The findings of a cell: data-cells holds the cells of a finding as runs, "3 10-12".
  function inCell(card, cell) {
    return (card.getAttribute('data-cells') || '').split(' ').some(function (run) {
      var ends = run.split('-');
      return run !== '' && +ends[0] <= cell && cell <= +(ends[1] || ends[0]);
    });
  }

  // A button that takes a command along, where the browser lets a page do so.
  function addCopy(box) {
    var button = document.createElement('button');
    var text = box.textContent;
    button.type = 'button';
    button.className = 'copy';
    button.setAttribute('aria-label', 'copy');
    button.addEventListener('click', function () {
      navigator.clipboard.writeText(text).then(function () { button.setAttribute('aria-label', 'copied'); });
    });
    box.appendChild(button);
  }

  // Shows a card that may be one of those left for later.
  function show(card) {
    while (card.classList.contains('later')) {
      limit += STEP;
      apply();
    }
    card.scrollIntoView();
  }

  // Beside the map: the findings of the chosen cell.
  function tellChosen(list, place) {
    if (!chosen) { return; }
    chosen.textContent = '';
    if (place === '') { return; }
    chosen.appendChild(document.createTextNode(list.length + (list.length === 1 ? ' finding' : ' findings') + place));
    var named = [];
    var first = list.filter(function (card) { // one of each row
      var row = card.querySelector('h3').textContent;
      return named.indexOf(row) < 0 && named.push(row);
    });
    first.slice(0, 5).forEach(function (card, i) {
      var link = document.createElement('a');
      link.href = '#' + card.id;
      link.textContent = named[i];
      link.addEventListener('click', function (event) {
        event.preventDefault();
        show(card);
      });
      chosen.appendChild(document.createTextNode(i === 0 ? ': ' : ', '));
      chosen.appendChild(link);
    });
    if (first.length > 5) { chosen.appendChild(document.createTextNode(' and ' + (first.length - 5) + ' more')); }
  }

  function matches(card, i, words) {
    return (!state.verdict || card.getAttribute('data-verdict') === state.verdict) &&
      (!state.family || card.getAttribute('data-family') === state.family) &&
      (words === '' || texts[i].indexOf(words) >= 0) &&
      (state.cell === '' || inCell(card, +state.cell));
  }

  // Hides what does not match, and leaves the rest of a long list for later; what is printed is all that matches.
  function apply() {
    var list = [];
    var words = state.q.toLowerCase();
    if (words !== '' && texts === null) {
      texts = cards.map(function (card) { return card.textContent.toLowerCase(); });
    }
    cards.forEach(function (card, i) {
      var match = matches(card, i, words);
      if (card.hidden === match) { card.hidden = !match; }
      card.classList.toggle('later', match && list.length >= limit);
      if (match && list.length < limit && navigator.clipboard && !card.querySelector('.copy')) {
        card.querySelectorAll('dd > pre').forEach(addCopy);
      }
      if (match) { list.push(card); }
    });
    if (folded) {
      folded.hidden = !folded.querySelector('article:not([hidden])');
      folded.classList.toggle('later', !folded.querySelector('article:not([hidden]):not(.later)'));
    }
    var filtered = Object.keys(state).some(function (name) { return state[name] !== ''; });
    form.hidden = cards.length <= FEW && !filtered;
    reset.hidden = !filtered;
    var rest = list.length - limit;
    more.hidden = rest <= 0;
    more.textContent = rest > STEP ? STEP + ' more of the other ' + rest : rest === 1 ? 'the last one' : 'the other ' + rest;
    var place = state.cell === '' ? '' : ' at ' + cells[+state.cell].getAttribute('aria-label').split(':')[0];
    count.textContent = (list.length === cards.length ? '' : list.length + ' of ') + cards.length +
      (cards.length === 1 ? ' finding' : ' findings') + place;
    tellChosen(list, place);
    if (selected) { selected.setAttribute('aria-selected', 'false'); }
    selected = state.cell === '' ? null : cells[+state.cell];
    if (selected) { selected.setAttribute('aria-selected', 'true'); }
  }

  function save() {
    var query = new URLSearchParams();
    Object.keys(state).forEach(function (name) {
      if (state[name] !== '') { query.set(name, state[name]); }
    });
    var text = query.toString();
    history.replaceState(null, '', text === '' ? location.pathname : '#' + text);
  }

  // An address is a view, "#verdict=fail", or a place of the page, "#f-0123456789abcdef".
  function load() {
    var hash = location.hash.slice(1);
    if (hash !== '' && hash.indexOf('=') < 0 && hash.indexOf('f-') !== 0) { return; }
    var query = new URLSearchParams(hash.indexOf('=') < 0 ? '' : hash);
    Object.keys(state).forEach(function (name) { state[name] = query.get(name) || ''; });
    if (!(+state.cell >= 0 && +state.cell < cells.length)) { state.cell = ''; }
    ['q', 'verdict', 'family'].forEach(function (name) {
      form.elements[name].value = state[name];
      state[name] = form.elements[name].value; // a verdict that is none is every verdict
    });
    apply();
    var card = hash.indexOf('f-') === 0 && document.getElementById(hash);
    if (card) { show(card); }
  }

  // The list above may be shorter now: the cell stays under the pointer, and not behind what is told of it.
  function keep(cell, top) {
    window.scrollBy(0, cell.getBoundingClientRect().top - top);
    window.scrollBy(0, Math.max(0, cell.getBoundingClientRect().bottom + 8 - chosen.getBoundingClientRect().top));
  }

  function choose(cell) {
    var index = String(cells.indexOf(cell));
    var top = cell.getBoundingClientRect().top;
    state.cell = state.cell === index ? '' : index;
    limit = FIRST;
    save();
    apply();
    keep(cell, top);
    // Cards that come into view take their real height one or two frames later.
    requestAnimationFrame(function () {
      keep(cell, top);
      requestAnimationFrame(function () { keep(cell, top); });
    });
  }

  more.addEventListener('click', function () {
    limit += STEP;
    apply();
  });
  form.addEventListener('input', function () {
    state.q = form.elements.q.value;
    state.verdict = form.elements.verdict.value;
    state.family = form.elements.family.value;
    limit = FIRST;
    save();
    apply();
  });
  form.addEventListener('submit', function (event) { event.preventDefault(); });
  form.addEventListener('reset', function () {
    setTimeout(function () {
      state = { q: '', verdict: '', family: '', cell: '' };
      limit = FIRST;
      save();
      apply();
    }, 0);
  });
  cells.forEach(function (cell) {
    cell.addEventListener('click', function () { choose(cell); });
  });
  document.querySelectorAll('.map').forEach(function (map) {
    // One stop of the tabulator: the cell that was last in use.
    map.addEventListener('focusin', function (event) {
      if (cells.indexOf(event.target) >= 0) {
        stop.tabIndex = -1;
        stop = event.target;
        stop.tabIndex = 0;
      }
    });
    map.addEventListener('keydown', function (event) {
      var at = cells.indexOf(document.activeElement);
      var step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
      if (at < 0) { return; }
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        choose(cells[at]);
      } else if (step && cells[at + step]) {
        event.preventDefault();
        cells[at + step].focus();
      }
    });
  });
  window.addEventListener('hashchange', load);
  apply();
  load();
}());
