(function () {
  'use strict';
  var form = document.getElementById('filters');
  var cards = Array.prototype.slice.call(document.querySelectorAll('article'));
  var cells = Array.prototype.slice.call(document.querySelectorAll('.map td'));
  var count = document.getElementById('shown');
  var texts = cards.map(function (card) { return card.textContent.toLowerCase(); });
  var columns = cells.length ? cells[0].parentNode.querySelectorAll('td').length : 0;
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
    cards.forEach(function (card, i) {
      var match = (!state.verdict || card.getAttribute('data-verdict') === state.verdict) &&
        (!state.family || card.getAttribute('data-family') === state.family) &&
        (words === '' || texts[i].indexOf(words) >= 0) &&
        (state.cell === '' || inCell(card, +state.cell));
      card.hidden = !match;
      shown += match ? 1 : 0;
    });
    count.textContent = shown + ' of ' + cards.length + ' findings' +
      (state.cell === '' ? '' : ' at ' + cells[+state.cell].getAttribute('aria-label').split(':')[0]);
    cells.forEach(function (cell, i) {
      cell.setAttribute('aria-selected', String(state.cell !== '' && +state.cell === i));
    });
  }

  function save() {
    var query = new URLSearchParams();
    Object.keys(state).forEach(function (name) {
      if (state[name] !== '') { query.set(name, state[name]); }
    });
    var text = query.toString();
    history.replaceState(null, '', text === '' ? location.pathname : '#' + text);
  }

  function load() {
    var query = new URLSearchParams(location.hash.slice(1));
    Object.keys(state).forEach(function (name) { state[name] = query.get(name) || ''; });
    if (!(+state.cell >= 0 && +state.cell < cells.length)) { state.cell = ''; }
    form.elements.q.value = state.q;
    form.elements.verdict.value = state.verdict;
    form.elements.family.value = state.family;
    apply();
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
    map.addEventListener('keydown', function (event) {
      var at = cells.indexOf(document.activeElement);
      var step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
      if (at < 0) { return; }
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        choose(cells[at]);
      } else if (step && cells[at + step]) {
        event.preventDefault();
        cells[at].tabIndex = -1;
        cells[at + step].tabIndex = 0;
        cells[at + step].focus();
      }
    });
  });
  window.addEventListener('hashchange', load);
  load();
}());
