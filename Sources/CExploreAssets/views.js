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

// The difference of two views, where their first matrices have one shape.
let differenceView = null;

function showDifference(box, views) {
  const [one, two] = views.map((view) => view.cells.find((plot) => plot instanceof Plot));
  box.hidden = !(one && two);
  if (box.hidden) return;
  const shape = ({source}) => `${source.rows}, ${source.columns}`;
  const {rows, columns} = one.source;
  // The same colour means other values where scales differ.
  const scales = [one, two].map(({source}) => (source.scale || []).map(brief).join(' … '));
  const isCommon = views.every((view) => view.reading && view.reading.isCommon);
  const note = scales[0] === scales[1]
    ? (isCommon ? [element('p', {class: 'scales'}, say('oneScale')(scales[0]))] : [])
    : [element('p', {class: 'scales'}, say('scales')(...scales))];
  const problem = shape(one) !== shape(two) ? say('shapes')(shape(one), shape(two)) : rows * columns > 10000 ? say('many') : null;
  if (problem) {
    differenceView = null;
    box.replaceChildren(...note, element('p', {}, problem));
    return;
  }
  if (differenceView) {
    plots.splice(plots.indexOf(differenceView.plot), 1);
    if (differenceView.plot.tip.node) differenceView.plot.tip.node.remove();
  }
  const readout = element('output', {class: 'readout idle'});
  const bars = element('div', {class: 'bars'});
  differenceView = new HeadView({
    rows, columns, rowNames: one.source.rowNames, columnNames: one.source.columnNames,
  }, uiLanguage(), readout, bars);
  differenceView.source.rowLabel = one.source.rowLabel;
  differenceView.source.columnLabel = one.source.columnLabel;
  const values = Array.from({length: rows * columns}, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    return one.value(row, column) - two.value(row, column);
  });
  const most = greatestOf(values.map(Math.abs).filter(Number.isFinite)) || 1;
  differenceView.show(say('difference'), values, [-most, most], (value) => (Number.isNaN(value) ? 'none' : differenceColor(value / most)));
  box.replaceChildren(...note, element('div', {class: 'views'}, differenceView.node), readout, bars);
}
