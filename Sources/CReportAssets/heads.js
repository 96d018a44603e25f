// Any head of any layer, drawn from the model's weights: chosen by name, one after the other or from a
// map of all, and set beside another one with their difference.

// Colours of differences, from below 0 over 0 to above: those of pictures, with the page's own at 0 in both themes.
function differenceColor(share) {
  const part = 100 * Math.min(1, Math.abs(share)) ** 0.8;
  return `color-mix(in srgb, var(${share < 0 ? '--below' : '--above'}) ${part.toFixed(1)}%, var(--page))`;
}

// One heat map with names and a colour bar of its own.
class HeadView {
  constructor(heads, language, readout, bars) {
    const words = page.words[language];
    const {rows, columns} = heads;
    const side = clamp(Math.floor(400 / Math.max(rows, columns)), 4, 36);
    const names = (list, count) => Array.from({length: count}, (_, i) => nameAt(list, i).slice(0, 16));
    const isNamed = side >= 14;
    const longest = (list) => greatestOf(list.map((name) => [...name].length));
    const [rowNames, columnNames] = [names(heads.rowNames, rows), names(heads.columnNames, columns)];
    const left = isNamed ? 14 + 9 * longest(rowNames) : 8;
    const above = isNamed ? 14 + 7 * longest(columnNames) : 8;
    const [width, height] = [side * columns, side * rows];
    const size = [left + width + Math.max(96, above * 0.7 + 8), above + height + 10];
    const svg = drawing('svg', {viewBox: `0 0 ${size[0]} ${size[1]}`, width: size[0], height: size[1], role: 'img'});
    this.marks = [];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        this.marks.push(drawing('rect', {
          x: left + column * side, y: above + row * side, width: side, height: side, 'shape-rendering': 'crispEdges',
        }));
      }
    }
    svg.append(...this.marks);
    if (isNamed) {
      rowNames.forEach((name, i) => svg.append(drawing('text',
        {x: left - 6, y: above + (i + 0.5) * side + 5, 'text-anchor': 'end'}, name)));
      columnNames.forEach((name, i) => {
        const x = left + (i + 0.5) * side;
        svg.append(drawing('text', {x, y: above - 6, transform: `rotate(-45 ${x} ${above - 6})`}, name));
      });
    }
    // The bar: steps of the map from the least value at the foot to the greatest.
    const bar = left + width + 16;
    this.steps = Array.from({length: 64}, (_, i) => drawing('rect', {
      x: bar, width: 14, y: above + height * (63 - i) / 64, height: height / 64 + 0.5, 'shape-rendering': 'crispEdges',
    }));
    this.ends = [drawing('text', {x: bar + 20, y: above + 10}), drawing('text', {x: bar + 20, y: above + height})];
    svg.append(...this.steps, ...this.ends);
    this.title = element('p', {class: 'title'});
    this.stage = element('div', {class: 'stage'}, svg);
    // Few cells are not blown up: their letters would be larger than those of the text.
    this.stage.style.maxWidth = `${Math.round(1.2 * size[0])}px`;
    this.node = element('div', {class: 'view'}, this.title, this.stage);
    this.svg = svg;
    this.source = {
      rows, columns, size, first: 0, transposed: false, flipped: false,
      rowNames: heads.rowNames, columnNames: heads.columnNames,
      frame: [left, above, width, height], rowLabel: words.query, columnLabel: words.key,
      matrix: {rows, columns, values: new Float64Array(rows * columns)},
    };
    this.plot = new Plot(this.stage, this.source, language, readout, bars);
  }

  // `color` takes a value; `ends` are those of the bar.
  show(title, values, ends, color) {
    this.source.title = title;
    this.source.matrix.values = values;
    this.title.textContent = title;
    this.svg.setAttribute('aria-label', title);
    // As a style, which may name the theme's colours.
    values.forEach((value, index) => { this.marks[index].style.fill = color(value); });
    const [low, high] = ends;
    this.steps.forEach((step, i) => { step.style.fill = color(low + (high - low) * (i + 0.5) / 64); });
    this.ends[0].textContent = brief(high);
    this.ends[1].textContent = brief(low);
    this.plot.refresh();
    if (this.plot.bars.owner === this.plot) this.plot.drawBars();
  }
}

// A small picture of every head: a row for each layer.
function headMap(heads, words, choose) {
  const {rows, columns} = heads;
  const map = bytesOf(heads.map);
  const list = element('div', {class: 'map', role: 'group', 'aria-label': words.map});
  list.style.setProperty('--heads', String(heads.heads));
  const values = valuesOf(heads.matrix);
  const step = Math.max(1, Math.ceil(Math.max(rows, columns) / 48));
  const [height, width] = [Math.ceil(rows / step), Math.ceil(columns / step)];
  const buttons = [];
  for (let layer = 0; layer < heads.layers; layer++) {
    for (let head = 0; head < heads.heads; head++) {
      const index = buttons.length;
      const part = values.subarray(index * rows * columns, (index + 1) * rows * columns);
      const greatest = greatestOf(part.filter(Number.isFinite)) || 1;
      const canvas = element('canvas', {width, height});
      const context = canvas.getContext('2d');
      const image = context.createImageData(width, height);
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
          const level = 3 * clamp(Math.floor((part[row * step * columns + column * step] || 0) / greatest * 256), 0, 255);
          image.data.set([map[level], map[level + 1], map[level + 2], 255], 4 * (row * width + column));
        }
      }
      context.putImageData(image, 0, 0);
      const name = words.headTitle.replace('{layer}', layer).replace('{head}', head);
      const button = element('button', {type: 'button', title: name, 'aria-label': name, tabindex: '-1'}, canvas);
      button.addEventListener('click', () => choose(layer, head));
      buttons.push(button);
      list.append(button);
    }
  }
  list.addEventListener('keydown', (event) => {
    const step = {ArrowLeft: -1, ArrowRight: 1, ArrowUp: -heads.heads, ArrowDown: heads.heads}[event.key];
    const next = buttons.indexOf(document.activeElement) + (step || 0);
    if (!step) return;
    event.preventDefault();
    if (!buttons[next]) return;
    choose(Math.floor(next / heads.heads), next % heads.heads);
    buttons[next].focus();
  });
  const mark = (index) => buttons.forEach((button, i) => {
    button.tabIndex = i === index ? 0 : -1;
    if (i === index) button.setAttribute('aria-current', 'true');
    else button.removeAttribute('aria-current');
  });
  return {list, mark};
}

function headChoice(node, heads, language) {
  const words = page.words[language];
  const count = heads.layers * heads.heads;
  const {rows, columns} = heads;
  const map = bytesOf(heads.map);
  const pick = (label, length, first) => {
    const select = element('select');
    for (let i = 0; i < length; i++) select.append(element('option', {value: String(i)}, String(i)));
    select.value = String(first);
    return [element('label', {}, label + ' ', select), select];
  };
  const [layerLabel, layer] = pick(words.layer, heads.layers, heads.layer);
  const [headLabel, head] = pick(words.head, heads.heads, heads.head);
  const other = element('select', {}, element('option', {value: ''}, words.nothing));
  const short = (index) => words.headShort.replace('{layer}', Math.floor(index / heads.heads)).replace('{head}', index % heads.heads);
  for (let i = 0; i < count; i++) other.append(element('option', {value: String(i)}, short(i)));
  const readout = element('output', {class: 'readout idle'});
  const bars = element('div', {class: 'bars'});
  const views = element('div', {class: 'views'});
  const shown = [];
  const part = (index) => valuesOf(heads.matrix).slice(index * rows * columns, (index + 1) * rows * columns);
  const greatestAt = (values) => greatestOf(values.filter(Number.isFinite)) || 1;
  const chosen = () => Number(layer.value) * heads.heads + Number(head.value);
  const long = (index) => words.headTitle.replace('{layer}', Math.floor(index / heads.heads)).replace('{head}', index % heads.heads);
  const redraw = () => {
    const index = chosen();
    const compared = other.value === '' ? null : Number(other.value);
    thumbnails.mark(index);
    const wanted = compared === null ? 1 : 3;
    while (shown.length < wanted) {
      shown.push(new HeadView(heads, language, readout, bars));
      views.append(shown.at(-1).node);
    }
    shown.forEach((view, i) => { view.node.hidden = i >= wanted; });
    const one = part(index);
    const two = compared === null ? null : part(compared);
    // Two heads have one scale, or their colours could not be compared.
    const greatest = Math.max(greatestAt(one), two ? greatestAt(two) : 0);
    const color = (value) => {
      if (Number.isNaN(value)) return heads.missing;
      const level = 3 * clamp(Math.floor(value / greatest * 256), 0, 255);
      return `rgb(${map[level]},${map[level + 1]},${map[level + 2]})`;
    };
    shown[0].show(long(index), one, [0, greatest], color);
    if (!two) return;
    shown[1].show(long(compared), two, [0, greatest], color);
    const difference = one.map((value, i) => value - two[i]);
    const most = greatestOf(difference.map(Math.abs).filter(Number.isFinite)) || 1;
    shown[2].show(words.difference.replace('{one}', short(index)).replace('{other}', short(compared)), difference,
      [-most, most], (value) => (Number.isNaN(value) ? heads.missing : differenceColor(value / most)));
  };
  const go = (index) => {
    const place = (index + count) % count;
    layer.value = String(Math.floor(place / heads.heads));
    head.value = String(place % heads.heads);
    redraw();
  };
  const thumbnails = headMap(heads, words, (l, h) => go(l * heads.heads + h));
  const step = (label, sign, by) => {
    const button = element('button', {type: 'button', 'aria-label': label, title: label}, sign);
    button.addEventListener('click', () => go(chosen() + by));
    return button;
  };
  const box = element('div', {class: 'heads'},
    element('p', {class: 'controls'}, element('strong', {}, words.anyHead), layerLabel, headLabel,
      element('span', {}, step(words.previous, '←', -1), step(words.next, '→', 1)),
      element('label', {}, words.compare + ' ', other)),
    thumbnails.list, views, readout, bars);
  node.append(box);
  for (const select of [layer, head, other]) select.addEventListener('change', redraw);
  redraw();
}
