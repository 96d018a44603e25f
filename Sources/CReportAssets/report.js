// What a report does beyond being read: values under the pointer, pinned rows, a choice of heads,
// downloads. The page is whole without it. No request is made, and text is only ever set as text.
'use strict';
(() => {
  const page = JSON.parse(document.getElementById('report-data').textContent);
  const svgSpace = 'http://www.w3.org/2000/svg';
  const plots = [];

  function element(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === 'class') node.className = value;
      else node.setAttribute(key, value);
    }
    node.append(...children);
    return node;
  }

  function drawing(name, attributes = {}, text) {
    const node = document.createElementNS(svgSpace, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (text !== undefined) node.textContent = text;
    return node;
  }

  // Matrices are decoded when they are first asked for.
  function bytesOf(base64) {
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    return bytes;
  }

  function valuesOf(matrix) {
    if (!matrix.values) {
      const view = new DataView(bytesOf(matrix.data).buffer);
      const size = matrix.type === 'f4' ? 4 : 8;
      const values = new Float64Array(view.byteLength / size);
      for (let i = 0; i < values.length; i++) {
        values[i] = size === 4 ? view.getFloat32(4 * i, true) : view.getFloat64(8 * i, true);
      }
      matrix.values = values;
      matrix.data = null;
    }
    return matrix.values;
  }

  // The shortest digits that name the number and no other.
  function digits(value) { return Object.is(value, -0) ? '-0' : String(value); }

  function nameAt(names, index) {
    return Array.isArray(names) ? names[index] : String(names + index);
  }

  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
  // Of 0 and the values; Math.max takes only as many arguments as the stack holds.
  const greatestOf = (values) => values.reduce((greatest, value) => Math.max(greatest, value), 0);
  const leastOf = (values) => values.reduce((least, value) => Math.min(least, value), 0);

  // A heat map: where its cells lie, and what is in them.
  class Plot {
    constructor(stage, source, language, readout, bars) {
      this.stage = stage;
      this.source = source;
      this.words = page.words[language];
      this.readout = readout;
      this.bars = bars;
      this.row = -1;
      this.column = -1;
      this.pinned = -1;
      this.group = JSON.stringify([source.rows, source.columns, source.rowNames, source.columnNames]);
      const [x, y, width, height] = source.frame;
      const cells = element('div', {
        class: 'cells', tabindex: '0', role: 'application',
        'aria-label': `${source.title ? source.title + ': ' : ''}${this.words.explore}`,
      });
      cells.style.left = `${100 * x / source.size[0]}%`;
      cells.style.top = `${100 * y / source.size[1]}%`;
      cells.style.width = `${100 * width / source.size[0]}%`;
      cells.style.height = `${100 * height / source.size[1]}%`;
      this.marks = ['row', 'column', 'cell'].map((name) => element('div', {class: name}));
      cells.append(...this.marks);
      this.cells = cells;
      cells.addEventListener('pointermove', (event) => this.point(event));
      cells.addEventListener('pointerdown', (event) => this.point(event));
      cells.addEventListener('pointerleave', (event) => {
        if (event.pointerType === 'mouse' && document.activeElement !== cells) this.leave();
      });
      cells.addEventListener('click', (event) => {
        this.point(event);
        this.pin(this.row);
      });
      cells.addEventListener('focus', () => {
        if (cells.matches(':focus-visible')) this.move(Math.max(0, this.row), Math.max(0, this.column));
      });
      cells.addEventListener('blur', () => this.leave());
      cells.addEventListener('keydown', (event) => this.key(event));
      stage.append(cells);
      plots.push(this);
    }

    value(row, column) {
      const source = this.source;
      const matrix = source.matrix || source.base;
      const values = valuesOf(matrix);
      if (source.matrix) return values[row * source.columns + column];
      return source.transposed
        ? values[(source.first + column) * matrix.columns + row]
        : values[(source.first + row) * matrix.columns + column];
    }

    text(row, column) { return digits(this.value(row, column)); }

    // Rows as they are seen, from the top.
    seen(row) { return this.source.flipped ? this.source.rows - 1 - row : row; }

    point(event) {
      const box = this.cells.getBoundingClientRect();
      const {rows, columns} = this.source;
      const column = clamp(Math.floor((event.clientX - box.left) / box.width * columns), 0, columns - 1);
      const row = clamp(Math.floor((event.clientY - box.top) / box.height * rows), 0, rows - 1);
      this.move(this.seen(row), column);
    }

    // Shows a cell here and in every heat map of the same rows and columns.
    move(row, column) {
      for (const plot of plots) {
        if (plot !== this && plot.group === this.group) plot.mark(row, column);
      }
      this.mark(row, column);
      this.say(row, column);
    }

    mark(row, column) {
      const {rows, columns} = this.source;
      this.row = row;
      this.column = column;
      const [across, down, cell] = this.marks;
      const top = `${100 * this.seen(row) / rows}%`;
      const left = `${100 * column / columns}%`;
      across.style.top = top;
      across.style.height = `${100 / rows}%`;
      down.style.left = left;
      down.style.width = `${100 / columns}%`;
      cell.style.top = top;
      cell.style.left = left;
      cell.style.height = `${100 / rows}%`;
      cell.style.width = `${100 / columns}%`;
      this.cells.classList.add('shown');
      this.markBar(column);
    }

    leave() {
      for (const plot of plots) {
        if (plot.group === this.group) plot.cells.classList.remove('shown');
      }
    }

    role(kind) {
      const label = this.source[kind === 'row' ? 'rowLabel' : 'columnLabel'];
      return label ? label.replace(/\s*[↓→↑←]\s*$/u, '') : this.words[kind];
    }

    say(row, column) {
      const {source, words} = this;
      const masked = source.masked && source.masked.has(row * source.columns + column);
      const value = element('span', {class: 'value'}, this.text(row, column));
      const parts = [
        source.title ? source.title + ' · ' : '',
        this.role('row') + ' ', element('bdi', {}, nameAt(source.rowNames, row)), ', ',
        this.role('column') + ' ', element('bdi', {}, nameAt(source.columnNames, column)), ': ',
        value,
      ];
      if (masked) parts.push(` (${words.masked})`);
      this.readout.classList.remove('idle');
      this.readout.replaceChildren(...parts);
    }

    key(event) {
      const {rows, columns} = this.source;
      const down = this.source.flipped ? -1 : 1;
      const row = Math.max(0, this.row);
      const column = Math.max(0, this.column);
      const moves = {
        ArrowUp: [row - down, column], ArrowDown: [row + down, column],
        ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1],
        Home: [row, 0], End: [row, columns - 1],
        PageUp: [row - 10 * down, column], PageDown: [row + 10 * down, column],
      };
      if (moves[event.key]) {
        const [r, c] = moves[event.key];
        this.move(clamp(r, 0, rows - 1), clamp(c, 0, columns - 1));
      } else if (event.key === 'Enter' || event.key === ' ') {
        this.pin(row);
      } else if (event.key === 'Escape' && this.pinned >= 0) {
        this.unpin();
      } else {
        return;
      }
      event.preventDefault();
    }

    // A row as bars below the figure; the same row again takes them away.
    pin(row) {
      if (this.bars.owner === this && this.pinned === row) {
        this.unpin();
        return;
      }
      if (this.bars.owner) this.bars.owner.pinned = -1;
      this.bars.owner = this;
      this.pinned = row;
      this.drawBars();
    }

    unpin() {
      this.pinned = -1;
      this.bars.owner = null;
      this.bars.replaceChildren();
    }

    drawBars() {
      const {source, words} = this;
      const row = this.pinned;
      const count = source.columns;
      const values = Array.from({length: count}, (_, column) => this.value(row, column));
      const finite = values.filter(Number.isFinite);
      const high = greatestOf(finite);
      const low = leastOf(finite);
      const span = high - low || 1;
      const named = count <= 40;
      const [left, right, top, bottom] = [60, 10, 12, named ? 56 : 26];
      const [width, height] = [960, 200 + bottom];
      const chart = drawing('svg', {viewBox: `0 0 ${width} ${height}`, role: 'img'});
      const name = nameAt(source.rowNames, row);
      const title = `${source.title ? source.title + ' · ' : ''}${this.role('row')} ${name}`;
      chart.setAttribute('aria-label', title);
      const y = (value) => top + (high - value) / span * (height - top - bottom);
      const step = (width - left - right) / count;
      this.bars.marks = values.map((value, column) => {
        const end = Number.isFinite(value) ? value : 0;
        const bar = drawing('rect', {
          x: left + column * step + step * 0.1, width: Math.max(step * 0.8, 0.5),
          y: Math.min(y(end), y(0)), height: Math.max(Math.abs(y(end) - y(0)), 0.5),
        });
        bar.append(drawing('title', {}, `${nameAt(source.columnNames, column)}: ${this.text(row, column)}`));
        chart.append(bar);
        return bar;
      });
      chart.append(drawing('line', {x1: left, x2: width - right, y1: y(0), y2: y(0)}));
      for (const value of new Set([low, high])) {
        chart.append(drawing('text', {x: left - 6, y: y(value) + 4, 'text-anchor': 'end'},
          String(Number(value.toPrecision(3)))));
      }
      const every = named ? 1 : Math.ceil(count / 16);
      for (let column = 0; column < count; column += every) {
        const x = left + (column + 0.5) * step;
        const label = drawing('text', {x, y: height - bottom + 18, 'text-anchor': named ? 'end' : 'middle'},
          nameAt(source.columnNames, column).slice(0, 24));
        if (named) label.setAttribute('transform', `rotate(-35 ${x} ${height - bottom + 12})`);
        chart.append(label);
      }
      const close = element('button', {type: 'button'}, words.unpin);
      close.addEventListener('click', () => this.unpin());
      this.bars.replaceChildren(element('p', {}, element('bdi', {}, title), close), chart);
      this.markBar(this.column);
    }

    markBar(column) {
      if (this.bars.owner !== this || !this.bars.marks) return;
      this.bars.marks.forEach((bar, index) => bar.classList.toggle('now', index === column));
    }
  }

  function save(name, type, content) {
    const link = element('a', {download: name, href: URL.createObjectURL(new Blob([content], {type}))});
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function csv(figure) {
    const quoted = (text) => /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    const {matrix} = figure;
    const values = valuesOf(matrix);
    const lines = [['', ...figure.columnLabels].map(quoted).join(',')];
    for (let row = 0; row < matrix.rows; row++) {
      const cells = [quoted(figure.rowLabels[row])];
      for (let column = 0; column < matrix.columns; column++) {
        cells.push(digits(values[row * matrix.columns + column]));
      }
      lines.push(cells.join(','));
    }
    return lines.join('\n') + '\n';
  }

  // The figure's SVG as a file of its own: colours instead of the page's variables.
  function standalone(svg) {
    const style = getComputedStyle(document.documentElement);
    const copy = svg.cloneNode(true);
    for (const node of [copy, ...copy.querySelectorAll('*')]) {
      for (const attribute of Array.from(node.attributes)) {
        const match = /^var\((--c\d+)\)$/.exec(attribute.value);
        if (match) attribute.value = style.getPropertyValue(match[1]).trim();
      }
    }
    return new XMLSerializer().serializeToString(copy);
  }

  function shownDrawing(stage) {
    return [...stage.querySelectorAll(':scope > svg, :scope > .ground > svg, :scope > .ground > img')]
      .find((drawing) => drawing.getClientRects().length > 0);
  }

  function savePicture(name, stage) {
    const svg = shownDrawing(stage);
    if (svg instanceof HTMLImageElement) {
      save(name, 'image/png', bytesOf(svg.src.slice(svg.src.indexOf(',') + 1)));
      return;
    }
    const {width, height} = svg.viewBox.baseVal;
    const picture = new Image();
    const address = URL.createObjectURL(new Blob([standalone(svg)], {type: 'image/svg+xml'}));
    picture.addEventListener('load', () => {
      const canvas = element('canvas', {width: 2 * width, height: 2 * height});
      const context = canvas.getContext('2d');
      context.imageSmoothingEnabled = false;
      context.drawImage(picture, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(address);
      canvas.toBlob((blob) => save(name, 'image/png', blob));
    });
    picture.src = address;
  }

  async function copy(text, button, words) {
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch {
      const area = element('textarea');
      area.value = text;
      document.body.append(area);
      area.select();
      done = document.execCommand('copy');
      area.remove();
    }
    const label = button.textContent;
    if (done) button.textContent = words.copied;
    setTimeout(() => { button.textContent = label; }, 1500);
  }

  function tools(node, id, figure, stage, words) {
    const bar = element('div', {class: 'tools'});
    const add = (label, action) => {
      const button = element('button', {type: 'button'}, label);
      button.addEventListener('click', () => action(button));
      bar.append(button);
    };
    if (figure.matrix) add(words.csv, () => save(`${id}.csv`, 'text/csv', csv(figure)));
    if (stage.querySelector('svg')) add(words.svg, () => save(`${id}.svg`, 'image/svg+xml', standalone(shownDrawing(stage))));
    add(words.png, () => savePicture(`${id}.png`, stage));
    const command = node.querySelector('.command code');
    if (command) add(words.copy, (button) => copy(command.textContent, button, words));
    return bar;
  }

  // Any head of any layer, drawn from the model's weights.
  function headChoice(node, heads, language, title) {
    const words = page.words[language];
    const pick = (label, count, first) => {
      const select = element('select');
      for (let i = 0; i < count; i++) select.append(element('option', {value: String(i)}, String(i)));
      select.value = String(first);
      return [element('label', {}, label + ' ', select), select];
    };
    const [layerLabel, layer] = pick(words.layer, heads.layers, heads.layer);
    const [headLabel, head] = pick(words.head, heads.heads, heads.head);
    const note = element('span', {class: 'what'});
    const stage = element('div', {class: 'stage'});
    const readout = element('output', {class: 'readout idle'});
    const bars = element('div', {class: 'bars'});
    const box = element('div', {class: 'heads'},
      element('p', {}, element('strong', {}, words.anyHead), layerLabel, headLabel), stage, note, readout, bars);
    node.append(box);
    const {rows, columns} = heads;
    const side = clamp(Math.floor(440 / Math.max(rows, columns)), 4, 40);
    const rowNames = Array.from({length: rows}, (_, i) => nameAt(heads.rowNames, i).slice(0, 16));
    const columnNames = Array.from({length: columns}, (_, i) => nameAt(heads.columnNames, i).slice(0, 16));
    const isNamed = side >= 14;
    const longest = (names) => greatestOf(names.map((name) => [...name].length));
    const left = isNamed ? 12 + 9 * longest(rowNames) : 8;
    const above = isNamed ? 12 + 7 * longest(columnNames) : 8;
    const size = [left + side * columns + above * 0.7 + 8, above + side * rows + 8];
    const svg = drawing('svg', {viewBox: `0 0 ${size[0]} ${size[1]}`, width: size[0], height: size[1], role: 'img'});
    const map = bytesOf(heads.map);
    const marks = [];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        marks.push(drawing('rect', {
          x: left + column * side, y: above + row * side, width: side, height: side, 'shape-rendering': 'crispEdges',
        }));
      }
    }
    svg.append(...marks);
    if (isNamed) {
      rowNames.forEach((name, i) => svg.append(drawing('text',
        {x: left - 6, y: above + (i + 0.5) * side + 5, 'text-anchor': 'end'}, name)));
      columnNames.forEach((name, i) => {
        const x = left + (i + 0.5) * side;
        svg.append(drawing('text', {x, y: above - 6, transform: `rotate(-45 ${x} ${above - 6})`}, name));
      });
    }
    stage.append(svg);
    const source = {
      base: heads.matrix, first: 0, transposed: false, flipped: false, rows, columns, size,
      rowNames: heads.rowNames, columnNames: heads.columnNames,
      frame: [left, above, side * columns, side * rows], rowLabel: words.query, columnLabel: words.key,
    };
    const plot = new Plot(stage, source, language, readout, bars);
    const redraw = () => {
      source.first = (Number(layer.value) * heads.heads + Number(head.value)) * rows;
      source.title = words.headTitle.replace('{layer}', layer.value).replace('{head}', head.value);
      svg.setAttribute('aria-label', source.title);
      const values = valuesOf(heads.matrix).subarray(source.first * columns, (source.first + rows) * columns);
      const greatest = greatestOf(values.filter(Number.isFinite)) || 1;
      note.textContent = words.headScale.replace('{value}', String(Number(greatest.toPrecision(4))));
      values.forEach((value, index) => {
        const level = 3 * clamp(Math.floor(value / greatest * 256), 0, 255);
        marks[index].setAttribute('fill', Number.isNaN(value)
          ? heads.missing : `rgb(${map[level]},${map[level + 1]},${map[level + 2]})`);
      });
      if (plot.row >= 0) plot.say(plot.row, plot.column);
      if (bars.owner === plot) plot.drawBars();
    };
    layer.addEventListener('change', redraw);
    head.addEventListener('change', redraw);
    redraw();
  }

  function prepare(node) {
    const id = node.dataset.figure;
    const language = node.dataset.language;
    const figure = page.figures[id];
    const words = page.words[language];
    const stage = node.querySelector('.stage');
    const plot = node.querySelector('.plot');
    const readout = element('output', {class: 'readout idle'}, words.hint);
    const bars = element('div', {class: 'bars'});
    for (const panel of figure.panels) {
      const place = panel.places[language];
      new Plot(stage, {
        ...panel, base: figure.matrix, frame: place.frame, size: figure.size[language],
        title: place.title, rowLabel: place.row, columnLabel: place.column,
        masked: panel.masked && new Set(panel.masked),
      }, language, readout, bars);
    }
    if (figure.panels.length) plot.after(readout, bars);
    node.querySelector('figcaption').after(tools(node, id, figure, stage, words));
    if (figure.heads) headChoice(node, figure.heads, language);
  }

  // What one figure cannot do must not keep the page from the others.
  document.querySelectorAll('figure[data-figure]').forEach((node) => {
    try { prepare(node); } catch (error) { console.error(error); }
  });

  // Switches: what was chosen is kept, where the browser keeps anything for this page.
  function keep(name, apply) {
    const inputs = [...document.querySelectorAll(`input[name="${name}"]`)];
    let kept = null;
    try { kept = localStorage.getItem(`report-${name}`); } catch { /* not for this page */ }
    for (const input of inputs) {
      if (kept === input.value) input.checked = true;
      input.addEventListener('change', () => {
        try { localStorage.setItem(`report-${name}`, input.value); } catch { /* not for this page */ }
        apply(input.value);
      });
    }
    const chosen = inputs.find((input) => input.checked);
    if (chosen) apply(chosen.value);
  }
  keep('theme', () => {});
  keep('language', (language) => {
    document.documentElement.lang = page.words[language].tag;
    document.title = page.words[language].title;
  });
})();
