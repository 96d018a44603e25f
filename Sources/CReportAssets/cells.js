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
    this.shows = false;
    this.tip = new Tip(this);
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
    this.event = event;
    this.box = box;
    this.move(this.seen(row), column, event);
  }

  // More tooltips of one figure than these hide its picture.
  static maximumLinked = 11;

  // Shows a cell here and in every heat map of the same rows and columns; their values where a reader can
  // take them in.
  move(row, column, event) {
    this.event = event || null;
    const linked = plots.filter((plot) => plot !== this && plot.group === this.group);
    for (const plot of linked) {
      plot.mark(row, column);
      const mates = linked.filter((other) => other.stage === plot.stage).length;
      if (mates <= Plot.maximumLinked) plot.tell(true);
    }
    this.mark(row, column);
    this.say(row, column);
    this.tell(false);
  }

  // The tooltip of the marked cell; a linked heat map, which nobody points at, shows its value alone.
  tell(isLinked) {
    if (!this.cells.getClientRects().length) return;
    this.isLinked = isLinked;
    const {source, row, column} = this;
    const masked = source.masked && source.masked.has(row * source.columns + column);
    const value = element('strong', {}, brief(this.value(row, column)));
    if (isLinked) {
      this.tip.show(this.marks[2].getBoundingClientRect(), [value], true);
      return;
    }
    const line = (kind, names, index) => element('div', {},
      this.role(kind) + ' ', element('bdi', {}, nameAt(names, index)));
    // Of several panels of a figure it is said which one this is.
    const isOneOfMany = source.title && plots.some((plot) => plot !== this && plot.stage === this.stage);
    this.tip.show(this.event ? anchorOf(this.event) : this.marks[2].getBoundingClientRect(), [
      ...(isOneOfMany ? [element('div', {}, source.title)] : []),
      line('row', source.rowNames, row), line('column', source.columnNames, column),
      element('div', {}, value, masked ? ` (${this.words.masked})` : ''),
    ]);
  }

  refresh() { if (this.shows && this.tip.node && !this.tip.node.hidden) this.tell(this.isLinked); }

  // A pointer stays where it is while the page moves: then the cell is another one, or none. The window
  // tells of moves as well that came before the pointer did.
  moved() {
    if (!this.shows) return;
    if (!this.event || this.isLinked) { this.refresh(); return; }
    const box = this.cells.getBoundingClientRect();
    const {left, top} = this.box || {};
    if (!(Math.abs(box.left - left) < 1 && Math.abs(box.top - top) < 1)) this.leave();
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
    this.shows = true;
    this.cells.classList.add('shown');
    this.markBar(column);
  }

  leave() {
    for (const plot of plots) {
      if (plot.group !== this.group) continue;
      plot.shows = false;
      plot.cells.classList.remove('shown');
      plot.tip.hide();
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
    const [comma, colon] = words.tag.startsWith('zh') ? ['，', '：'] : [', ', ': '];
    const parts = [
      source.title ? source.title + ' · ' : '',
      this.role('row') + ' ', element('bdi', {}, nameAt(source.rowNames, row)), comma,
      this.role('column') + ' ', element('bdi', {}, nameAt(source.columnNames, column)), colon,
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
    } else if (event.key === 'd' || event.key === 'D') {
      tellAllDigits(!showsAllDigits);
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
    // As wide as its place, so that its letters are as large as they are meant to be.
    const [width, height] = [clamp(this.bars.clientWidth || 960, 300, 960), 200 + bottom];
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
        brief(value)));
    }
    const every = Math.max(named ? 1 : Math.ceil(count / 16), Math.ceil(14 / step));
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
