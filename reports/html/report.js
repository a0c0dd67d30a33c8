(function () {
  'use strict';
  var form = document.getElementById('filters');
  var cards = Array.prototype.slice.call(document.querySelectorAll('article'));
  var cells = Array.prototype.slice.call(document.querySelectorAll('.map td'));
  var count = document.getElementById('shown');
  var chosen = document.getElementById('chosen');
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

  function apply() {
    var shown = 0;
    var words = state.q.toLowerCase();
    if (words !== '' && texts === null) {
      texts = cards.map(function (card) { return card.textContent.toLowerCase(); });
    }
    cards.forEach(function (card, i) {
      var match = (!state.verdict || card.getAttribute('data-verdict') === state.verdict) &&
        (!state.family || card.getAttribute('data-family') === state.family) &&
        (words === '' || texts[i].indexOf(words) >= 0) &&
        (state.cell === '' || inCell(card, +state.cell));
      if (card.hidden === match) { card.hidden = !match; }
      shown += match ? 1 : 0;
    });
    var place = state.cell === '' ? '' : ' at ' + cells[+state.cell].getAttribute('aria-label').split(':')[0];
    count.textContent = shown + ' of ' + cards.length + ' findings' + place;
    if (chosen) {
      chosen.textContent = '';
      if (place !== '') {
        var link = document.createElement('a');
        link.href = '#findings';
        link.textContent = shown + (shown === 1 ? ' finding' : ' findings') + place;
        link.addEventListener('click', function (event) {
          event.preventDefault();
          document.getElementById('findings').scrollIntoView();
        });
        chosen.appendChild(link);
      }
    }
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
    if (card) { card.scrollIntoView(); }
  }

  function choose(cell) {
    var index = String(cells.indexOf(cell));
    state.cell = state.cell === index ? '' : index;
    save();
    apply();
  }

  form.hidden = false;
  form.addEventListener('input', function () {
    state.q = form.elements.q.value;
    state.verdict = form.elements.verdict.value;
    state.family = form.elements.family.value;
    save();
    apply();
  });
  form.addEventListener('submit', function (event) { event.preventDefault(); });
  form.addEventListener('reset', function () {
    setTimeout(function () {
      state = { q: '', verdict: '', family: '', cell: '' };
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
