// Charts that are no curves over an axis: hands of a clock, and lines between tokens.

// Hands that turn around a middle: the one nearest to the pointer, by its end in both dimensions.
class HandChart extends LineChart {
  get places() {
    if (!this.all) {
      this.series = this.source.series.map(({x, y}, index) => ({
        name: this.source.place.names[index], x: valuesOf(x).at(-1), y: valuesOf(y).at(-1),
      }));
      this.all = this.series.map((_, index) => index);
    }
    return this.all;
  }

  point(event) {
    const box = this.cells.getBoundingClientRect();
    const {x, y} = this.source.place;
    const here = [x, y].map(({ends}, axis) => {
      const part = axis ? 1 - (event.clientY - box.top) / box.height : (event.clientX - box.left) / box.width;
      return ends[0] + part * (ends[1] - ends[0]);
    });
    let best = 0;
    let least = Infinity;
    this.places.forEach((index) => {
      // How far the pointer is from the hand, a line from the middle to its end.
      const hand = this.series[index];
      const along = clamp((here[0] * hand.x + here[1] * hand.y) / (hand.x ** 2 + hand.y ** 2 || 1), 0, 1);
      const away = Math.hypot(here[0] - along * hand.x, here[1] - along * hand.y);
      if (away < least) [best, least] = [index, away];
    });
    this.move(best, event);
  }

  move(index, event) {
    if (!this.places.length) return;
    this.at = clamp(index, 0, this.places.length - 1);
    this.shows = true;
    this.event = event || null;
    const {name, x, y} = this.series[this.at];
    this.cells.classList.add('shown', 'hands');
    this.mark.style.left = `${100 * this.fraction('x', x)}%`;
    const dot = element('span');
    dot.style.bottom = `${100 * this.fraction('y', y)}%`;
    this.mark.replaceChildren(dot);
    this.readout.classList.remove('idle');
    this.readout.replaceChildren(`${this.heading}`, element('bdi', {}, name), ': ',
      `${this.axis('x')} `, element('span', {class: 'value'}, digits(x)), '; ',
      `${this.axis('y')} `, element('span', {class: 'value'}, digits(y)));
    this.tell();
  }

  // Beside the dot, which stays where it is when the page moves; above a finger.
  get anchor() {
    return this.event && this.event.pointerType === 'touch' ? anchorOf(this.event) : this.mark.firstChild.getBoundingClientRect();
  }

  get heading() { return this.source.place.title ? this.source.place.title + ' · ' : ''; }
  axis(name) { return this.source.place[name].label || name; }

  tell() {
    const {name, x, y} = this.series[this.at];
    const row = (label, value) => element('tr', {},
      element('td', {}, label), element('td', {class: 'number'}, brief(value)));
    this.tip.show(this.anchor, [
      element('div', {}, element('bdi', {}, name)),
      element('table', {}, row(this.axis('x'), x), row(this.axis('y'), y)),
    ]);
  }
}

// Lines between tokens: the weights of the token under the pointer, the greatest first.
class LinkChart extends HandChart {
  static most = 8;

  // Queries first, then keys; where tokens stand once they are queries.
  get places() {
    if (!this.all) {
      const {queries, keys, form} = this.source;
      const sides = form === 'arcs' ? [queries] : [queries, keys];
      this.all = sides.flatMap((names, side) => names.map((name, index) => ({name, index, side})));
    }
    return this.all;
  }

  point(event) {
    const box = this.cells.getBoundingClientRect();
    const [across, down] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    const {queries, keys, form} = this.source;
    const [along, over] = form === 'columns' ? [down, across] : [across, down];
    const side = form !== 'arcs' && over > 0.5 ? 1 : 0;
    const count = (side ? keys : queries).length;
    this.move((side ? queries.length : 0) + clamp(Math.floor(along * count), 0, count - 1), event);
  }

  // The lines of a token: [the other token, the head, the weight].
  linesOf({index, side}) {
    const {links, queries, keys} = this.source;
    return links.filter((link) => link[side] === index)
      .map(([query, key, head, weight]) => [side ? queries[query] : keys[key], head, weight])
      .sort((one, two) => two[2] - one[2]);
  }

  move(index, event) {
    if (!this.places.length) return;
    this.at = clamp(index, 0, this.places.length - 1);
    this.shows = true;
    this.event = event || null;
    const place = this.places[this.at];
    const {queries, keys, form} = this.source;
    this.cells.classList.add('shown', 'hands');
    const part = 100 * (place.index + 0.5) / (place.side ? keys : queries).length;
    const dot = element('span');
    const isTurned = form === 'columns';
    this.mark.style.left = isTurned ? `${100 * place.side}%` : `${part}%`;
    dot.style.bottom = isTurned ? `${100 - part}%` : `${form === 'arcs' || place.side ? 0 : 100}%`;
    this.mark.replaceChildren(dot);
    const lines = this.linesOf(place);
    const parts = [this.kind(place) + ' ', element('bdi', {}, place.name), ': '];
    lines.forEach(([name, head, weight], i) => parts.push(i ? '; ' : '', this.from(place),
      element('bdi', {}, name), ' ', element('span', {class: 'value'}, digits(weight)), this.headOf(head)));
    if (!lines.length) parts.push(this.words.noLine);
    this.readout.classList.remove('idle');
    this.readout.replaceChildren(...parts);
    this.tell();
  }

  kind({side}) { return side ? this.words.key : this.words.query; }
  from({side}) { return side ? '← ' : '→ '; }
  headOf(head) {
    const {heads} = this.source.place;
    return heads.length > 1 ? ` (${heads[head]})` : '';
  }

  tell() {
    const place = this.places[this.at];
    const lines = this.linesOf(place);
    const rows = lines.slice(0, LinkChart.most).map(([name, head, weight]) => element('tr', {},
      element('td', {}, this.from(place), element('bdi', {}, name), this.headOf(head)),
      element('td', {class: 'number'}, brief(weight))));
    const more = lines.length - rows.length;
    this.tip.show(this.anchor, [
      element('div', {}, this.kind(place) + ' ', element('bdi', {}, place.name)),
      lines.length ? element('table', {}, ...rows) : element('div', {}, this.words.noLine),
      ...(more > 0 ? [element('div', {}, this.words.moreLines.replace('{count}', more))] : []),
    ]);
  }
}

// The charts of a figure in one layout.
function buildCharts(stage, layout, language, size, readout) {
  for (const line of layout.lines || []) {
    const place = line.places[language];
    if (place) new (line.hands ? HandChart : LineChart)(stage, {series: line.series, place, size}, language, readout);
  }
  for (const part of layout.links || []) {
    const place = part.places[language];
    if (place) new LinkChart(stage, {...part, place, size}, language, readout);
  }
}

// What a reader is told before anything was read; empty where there is nothing to read.
function readingHint(figure, words) {
  const kind = figure.panels.length ? 'hint' : (figure.links || []).length ? 'hintLinks' : (figure.lines || []).length ? 'hintLines' : '';
  return kind && words[isTouched ? kind + 'Touch' : kind];
}
