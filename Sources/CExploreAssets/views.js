// A view: the picture, drawn by the program, and its values under the pointer.

// On a telephone figures are composed for its width, where no page was chosen.
const narrow = matchMedia('(max-width: 30rem)');

const pageName = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');

class View {
  constructor(index, changed) {
    this.index = index;
    this.changed = changed;
    this.turn = 0;
    this.image = element('img', {alt: ''});
    if (index === 0) this.image.id = 'image';
    this.stage = element('div', {class: 'stage'}, this.image);
    this.readout = element('output', {class: 'readout idle'});
    this.bars = element('div', {class: 'bars'});
    this.name = element('p', {class: 'side', hidden: ''});
    this.node = element('div', {class: 'view-box'}, this.name, element('div', {class: 'frame'}, this.stage), this.readout, this.bars);
    this.reading = null;
    this.answer = null;
  }

  get values() { return this.index === 0 ? state.values : state.other; }

  // The values of the other view, where both are to have one colour scale.
  get beside() { return state.other && state.common ? (this.index === 0 ? state.other : state.values) : undefined; }

  // A box that is too small for a figure's usual width: figures are composed for it, but for those whose
  // size the reader chose.
  get isNarrow() { return narrow.matches || Boolean(state.other) && this.node.clientWidth < 560; }
  get hasOwnSize() {
    const own = (startOf() || {values: {}}).values;
    return ['size', 'page'].every((name) => JSON.stringify(own[name]) === JSON.stringify(this.values[name]));
  }

  // `isShown` is whether the picture is for the page, and for no file.
  async ask(format, signal, isShown = false) {
    const response = await fetch('/draw', {
      method: 'POST', signal, headers: {'Content-Type': 'application/json'},
      body: JSON.stringify({
        page: `${pageName}-${this.index}`, turn: ++this.turn, kind: state.kind, values: this.values, format,
        narrow: isShown && this.isNarrow, hasOwnSize: this.hasOwnSize, beside: this.beside,
      }),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.status === 409) return null;
    if (response.status === 503) return {error: say('busy')};
    if (response.status === 413) return {error: say('long')};
    if (!response.ok && response.status !== 422) return {error: new TextDecoder().decode(bytes).trim()};
    const end = bytes.indexOf(10);
    const answer = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
    answer.picture = bytes.subarray(end + 1);
    return answer;
  }

  // One request is under way at a time, and the newest state is the next; one that takes long is given
  // up when it is outdated, and the program does not begin with it then. Values come behind the picture.
  async redraw() {
    this.isWanted = true;
    if (this.isDrawing) {
      if (performance.now() - this.since > 400) this.abort.abort();
      return;
    }
    this.isDrawing = true;
    while (this.isWanted) {
      this.isWanted = false;
      this.isReading = false;
      this.abort = new AbortController();
      this.since = performance.now();
      try {
        const answer = await this.ask('svg', this.abort.signal, true);
        if (answer) this.show(answer, performance.now() - this.since);
        if (answer && !answer.error && !this.isWanted) {
          this.isReading = true;
          this.read(await this.ask('reading', this.abort.signal, true));
        }
      } catch (error) {
        if (error.name !== 'AbortError') this.show({error: say('gone')}, 0);
      }
    }
    this.isReading = false;
    this.isDrawing = false;
  }

  show(answer, milliseconds) {
    this.image.classList.toggle('stale', Boolean(answer.error));
    if (!answer.error) {
      const old = this.address;
      this.address = URL.createObjectURL(new Blob([answer.picture], {type: 'image/svg+xml'}));
      this.image.src = this.address;
      this.image.alt = answer.alt;
      if (old) URL.revokeObjectURL(old);
    }
    this.pointed = this.cells.find((plot) => plot.shows && plot.event && !plot.isLinked);
    this.clear();
    this.answer = answer;
    this.milliseconds = milliseconds;
    this.changed(this);
  }

  get cells() { return [...plots, ...charts].filter((plot) => plot.stage === this.stage); }

  clear() {
    for (const plot of this.cells) {
      if (plot.tip.node) plot.tip.node.remove();
      plot.cells.remove();
      const list = plots.includes(plot) ? plots : charts;
      list.splice(list.indexOf(plot), 1);
    }
    this.bars.owner = null;
    this.bars.replaceChildren();
    this.readout.replaceChildren();
    this.reading = null;
  }

  read(answer) {
    if (!answer || answer.error || this.isWanted) return;
    const figure = JSON.parse(new TextDecoder().decode(answer.picture));
    this.reading = {...answer, figure};
    const lang = uiLanguage();
    const words = page.words[lang];
    const key = Object.keys(figure.size)[0];
    const size = figure.size[key];
    for (const panel of figure.panels) {
      const place = panel.places[key];
      new Plot(this.stage, {
        ...panel, base: figure.matrix, frame: place.frame, size, title: place.title,
        rowLabel: place.row, columnLabel: place.column, masked: panel.masked && new Set(panel.masked),
        scale: place.scale,
      }, lang, this.readout, this.bars);
    }
    buildCharts(this.stage, figure, key, size, this.readout);
    const hint = readingHint(figure, words);
    if (hint) {
      this.readout.classList.add('idle');
      this.readout.textContent = hint;
    }
    // A pointer that rests reads the new value.
    const {pointed} = this;
    const again = pointed && this.cells.find((plot) => plot.cells.matches(':hover'));
    if (again) again.point(pointed.event);
    this.changed(this);
  }
}

// The differences of two views, panel by panel, where their matrices have one shape.
let differences = [];
let chosenPanel = 0;
// More pictures than these are not taken in at once, and more cells make a page slow.
const maximumPanels = 8;
const maximumCells = 10000;

function clearDifferences() {
  for (const {plot} of differences) {
    plots.splice(plots.indexOf(plot), 1);
    if (plot.tip.node) plot.tip.node.remove();
  }
  differences = [];
}

const panelsOf = (view) => view.cells.filter((plot) => plot instanceof Plot);
const isOfColors = (views) => views.every((view) => panelsOf(view).some((plot) => plot.source.scale));

// A panel of the left view and the one of the right that stands in its place.
class PanelPair {
  constructor(one, two, isAlone) {
    Object.assign(this, {one, two});
    const [left, right] = [one, two].map((plot) => plot.source.title);
    this.name = isAlone || !(left && right) ? say('difference')
      : left === right ? `${left}${say('colon')}${say('difference')}` : `${left} − ${right}`;
  }

  get cells() { return this.one.source.rows * this.one.source.columns; }

  // Why there is no picture of it; null where there is one.
  get problem() {
    const [a, b] = [this.one, this.two].map(({source}) => `${source.rows}, ${source.columns}`);
    if (a !== b) return say('shapes')(a, b);
    if (this.cells > maximumCells) return say('many');
    return this.isSame ? say('same')(this.cells) : null;
  }

  pairs() {
    const {columns} = this.one.source;
    return Array.from({length: this.cells}, (_, i) => [this.one, this.two]
      .map((plot) => plot.value(Math.floor(i / columns), i % columns)));
  }

  // Numbers that are missing in both are no difference.
  get isSame() { return this.pairs().every(([a, b]) => Object.is(a, b) || a === b); }
  get values() { return this.pairs().map(([a, b]) => a - b); }
}

function showDifference(box, views) {
  if (!views.every((view) => view.reading)) {
    // While values are on their way what was shown stays.
    if (views.some((view) => view.answer && view.answer.error)) box.hidden = true;
    return;
  }
  clearDifferences();
  box.hidden = false;
  const [left, right] = views.map(panelsOf);
  const count = Math.min(left.length, right.length);
  if (!count) {
    box.replaceChildren(element('p', {}, say('noMatrix')));
    return;
  }
  const pairs = left.slice(0, count).map((one, i) => new PanelPair(one, right[i], count === 1));
  // The same colour means other values where scales differ.
  const notes = [];
  const scales = [left[0], right[0]].map(({source}) => (source.scale || []).map(brief).join(' … '));
  const isCommon = views.every((view) => view.reading.isCommon);
  if (scales[0] !== scales[1]) notes.push(element('p', {class: 'scales'}, say('scales')(...scales)));
  else if (isCommon) notes.push(element('p', {class: 'scales'}, say('oneScale')(scales[0])));
  if (left.length !== right.length) notes.push(element('p', {}, say('panels')(left.length, right.length, count)));
  const isTogether = count <= maximumPanels && pairs.reduce((sum, pair) => sum + pair.cells, 0) <= maximumCells;
  if (!isTogether) {
    chosenPanel = Math.min(chosenPanel, count - 1);
    const choice = element('select', {id: 'panel'}, ...pairs.map((pair, i) => element('option', {value: String(i)}, pair.name)));
    choice.value = String(chosenPanel);
    choice.addEventListener('change', () => {
      chosenPanel = Number(choice.value);
      showDifference(box, views);
      at('panel').focus();
    });
    notes.push(element('p', {}, element('label', {for: 'panel'}, say('panel') + ' '), choice));
  }
  const readout = element('output', {class: 'readout idle'});
  const bars = element('div', {class: 'bars'});
  const shown = isTogether ? pairs : [pairs[chosenPanel]];
  const drawn = shown.filter((pair) => !pair.problem);
  // One scale for all, so that colours of different panels mean the same.
  const most = greatestOf(drawn.flatMap((pair) => pair.values).map(Math.abs).filter(Number.isFinite)) || 1;
  const nodes = shown.map((pair) => {
    const {problem, one: {source}} = pair;
    if (problem) return element('div', {class: 'view'}, element('p', {class: 'title'}, pair.name), element('p', {class: 'none'}, problem));
    const view = new HeadView({
      rows: source.rows, columns: source.columns, rowNames: source.rowNames, columnNames: source.columnNames,
    }, uiLanguage(), readout, bars);
    view.source.rowLabel = source.rowLabel;
    view.source.columnLabel = source.columnLabel;
    view.show(pair.name, pair.values, [-most, most], (value) => (Number.isNaN(value) ? 'none' : differenceColor(value / most)));
    differences.push(view);
    return view.node;
  });
  box.replaceChildren(...notes, element('div', {class: 'views'}, ...nodes), readout, bars);
}
