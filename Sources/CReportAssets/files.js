// What can be taken along from a page: data, pictures, commands.

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

// The figure's SVG as a file of its own: colours instead of the page's variables, and the outlines of
// its letters, which the page's figures share.
function standalone(svg) {
  const style = getComputedStyle(document.documentElement);
  const copy = svg.cloneNode(true);
  for (const node of [copy, ...copy.querySelectorAll('*')]) {
    for (const attribute of Array.from(node.attributes)) {
      const match = /^var\((--c\d+)\)$/.exec(attribute.value);
      if (match) attribute.value = style.getPropertyValue(match[1]).trim();
    }
  }
  const outlines = document.createElementNS(svgSpace, 'defs');
  const known = new Set();
  for (const use of copy.querySelectorAll('use')) {
    const id = use.getAttribute('href').slice(1);
    // Programs that read files may know the older name alone.
    use.removeAttribute('href');
    use.setAttributeNS('http://www.w3.org/1999/xlink', 'xlink:href', `#${id}`);
    const outline = !known.has(id) && document.querySelector(`.outlines #${CSS.escape(id)}`);
    known.add(id);
    if (outline) outlines.append(outline.cloneNode(true));
  }
  if (outlines.childNodes.length) copy.prepend(outlines);
  return new XMLSerializer().serializeToString(copy);
}

function shownDrawing(plot) {
  return [...plot.querySelectorAll('.stage > svg, .ground > svg, .ground > img')]
    .find((drawing) => drawing.getClientRects().length > 0);
}

function savePicture(name, plot) {
  const svg = shownDrawing(plot);
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

function tools(node, id, figure, plot, words) {
  const bar = element('div', {class: 'tools'});
  const add = (label, action) => {
    const button = element('button', {type: 'button'}, label);
    button.addEventListener('click', () => action(button));
    bar.append(button);
  };
  if (plot.querySelector('.cells')) {
    add(words.digits, () => tellAllDigits(!showsAllDigits));
    bar.lastChild.classList.add('digits');
    bar.lastChild.setAttribute('aria-pressed', 'false');
  }
  if (figure.matrix) add(words.csv, () => save(`${id}.csv`, 'text/csv', csv(figure)));
  // A heavy drawing is pixels, in one layout or in all.
  if (!plot.querySelector('img')) add(words.svg, () => save(`${id}.svg`, 'image/svg+xml', standalone(shownDrawing(plot))));
  add(words.png, () => savePicture(`${id}.png`, plot));
  const command = node.querySelector('.command code');
  if (command) add(words.copy, (button) => copy(command.textContent, button, words));
  return bar;
}
