// A chart: its series at the place nearest to the pointer.

const charts = [];

class LineChart {
  constructor(stage, source, language, readout) {
    Object.assign(this, {stage, source, readout, words: page.words[language], at: -1, shows: false});
    this.tip = new Tip(this);
    const {place} = source;
    const cells = element('div', {
      class: 'cells chart', tabindex: '0', role: 'application',
      'aria-label': `${place.title ? place.title + ': ' : ''}${this.words.exploreLines}`,
    });
    const [x, y, width, height] = place.frame;
    cells.style.left = `${100 * x / source.size[0]}%`;
    cells.style.top = `${100 * y / source.size[1]}%`;
    cells.style.width = `${100 * width / source.size[0]}%`;
    cells.style.height = `${100 * height / source.size[1]}%`;
    this.mark = element('div', {class: 'place'});
    cells.append(this.mark);
    this.cells = cells;
    cells.addEventListener('pointermove', (event) => this.point(event));
    cells.addEventListener('pointerdown', (event) => this.point(event));
    cells.addEventListener('pointerleave', (event) => {
      if (event.pointerType === 'mouse' && document.activeElement !== cells) this.leave();
    });
    cells.addEventListener('focus', () => {
      if (cells.matches(':focus-visible')) this.move(Math.max(0, this.at));
    });
    cells.addEventListener('blur', () => this.leave());
    cells.addEventListener('keydown', (event) => this.key(event));
    stage.append(cells);
    charts.push(this);
  }

  // Every place along the axis at which a series has a point, from the least on.
  get places() {
    if (!this.all) {
      this.series = this.source.series.map(({x, y}, index) => {
        const [xs, ys] = [valuesOf(x), valuesOf(y)];
        const points = new Map();
        xs.forEach((at, i) => { if (Number.isFinite(at)) points.set(at, ys[i]); });
        return {name: this.source.place.names[index], points};
      });
      const all = new Set(this.series.flatMap(({points}) => [...points.keys()]));
      this.all = [...all].filter((at) => { const f = this.fraction('x', at); return f >= -1e-9 && f <= 1 + 1e-9; })
        .sort((a, b) => a - b);
    }
    return this.all;
  }

  // How far along an axis a value stands, from 0 to 1.
  fraction(name, value) {
    const axis = this.source.place[name];
    const scale = axis.log ? Math.log : (v) => v;
    const [low, high] = axis.ends.map(scale);
    return (scale(value) - low) / (high - low);
  }

  point(event) {
    const box = this.cells.getBoundingClientRect();
    const wanted = (event.clientX - box.left) / box.width;
    const {places} = this;
    let best = -1;
    let least = Infinity;
    places.forEach((at, index) => {
      const away = Math.abs(this.fraction('x', at) - wanted);
      if (away < least) [best, least] = [index, away];
    });
    if (best >= 0) this.move(best, event, 1 - (event.clientY - box.top) / box.height);
  }

  valuesAt(at) {
    return this.series.filter(({points}) => points.has(at)).map(({name, points}) => ({name, value: points.get(at)}));
  }

  move(index, event, height) {
    const {places} = this;
    if (!places.length) return;
    this.at = clamp(index, 0, places.length - 1);
    this.shows = true;
    this.event = event || null;
    this.height = height;
    const at = places[this.at];
    const values = this.valuesAt(at);
    this.cells.classList.add('shown');
    this.mark.style.left = `${100 * this.fraction('x', at)}%`;
    this.mark.replaceChildren(...values.filter(({value}) => Number.isFinite(value)).map(({value}) => {
      const dot = element('span');
      dot.style.bottom = `${100 * clamp(this.fraction('y', value), 0, 1)}%`;
      return dot;
    }));
    const parts = [`${this.axisName} `, element('bdi', {}, this.nameOf(at)), ': '];
    values.forEach(({name, value}, i) => {
      parts.push(i ? '; ' : '', name ? name + ' ' : '', element('span', {class: 'value'}, digits(value)));
    });
    this.readout.classList.remove('idle');
    this.readout.replaceChildren(...parts);
    this.tell();
  }

  get axisName() { return (this.source.place.x.label || 'x').replace(/\s*[↓→↑←]\s*$/u, ''); }

  nameOf(at) {
    const {names} = this.source.place.x;
    return names && Number.isInteger(at) && names[at] !== undefined ? names[at] : String(Number(at.toPrecision(6)));
  }

  tell() {
    const at = this.places[this.at];
    const values = this.valuesAt(at);
    const near = this.height === undefined ? -1 : values.reduce((best, {value}, i) => {
      const away = (v) => Math.abs(this.fraction('y', v) - this.height);
      return best < 0 || away(value) < away(values[best].value) ? i : best;
    }, -1);
    const box = this.cells.getBoundingClientRect();
    const x = box.left + box.width * this.fraction('x', at);
    const middle = box.top + box.height * (this.height === undefined ? 0.3 : 1 - this.height);
    const anchor = this.event && this.event.pointerType === 'touch'
      ? anchorOf(this.event) : {left: x - 4, right: x + 4, top: middle - 4, bottom: middle + 4};
    const rows = values.map(({name, value}, i) => element('tr', i === near ? {class: 'near'} : {},
      element('td', {}, name || ''), element('td', {class: 'number'}, brief(value))));
    this.tip.show(anchor, [
      element('div', {}, `${this.axisName} `, element('bdi', {}, this.nameOf(at))),
      element('table', {}, ...rows),
    ]);
  }

  refresh() { if (this.shows) this.tell(); }
  moved() { if (this.shows && this.tip.node) this.tell(); }

  leave() {
    this.shows = false;
    this.cells.classList.remove('shown');
    this.tip.hide();
  }

  key(event) {
    const step = {ArrowLeft: -1, ArrowRight: 1, ArrowUp: 1, ArrowDown: -1, PageUp: -10, PageDown: 10}[event.key];
    if (step) this.move(this.at + step);
    else if (event.key === 'Home') this.move(0);
    else if (event.key === 'End') this.move(this.places.length - 1);
    else if (event.key === 'd' || event.key === 'D') tellAllDigits(!showsAllDigits);
    else if (event.key === 'Escape') this.leave();
    else return;
    event.preventDefault();
  }
}
