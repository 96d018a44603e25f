// Tooltips: what is under a pointer, a finger or the focused cell, at three digits or all of them.

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
let showsAllDigits = false;

// A number for a tooltip: 3 significant digits, or all.
function brief(value) {
  if (!Number.isFinite(value)) return digits(value).replace('Infinity', '∞').replace('-', '−');
  const text = showsAllDigits ? digits(value) : String(Number(value.toPrecision(3)));
  const [mantissa, exponent] = text.replace(/^-/, '−').split('e');
  if (exponent === undefined) return mantissa;
  const power = [...exponent.replace('+', '')].map((c) => (c === '-' ? '⁻' : superscripts[c])).join('');
  return `${mantissa} × 10${power}`;
}

// One tooltip: beside a place of the window, and within the window whatever the place.
class Tip {
  constructor(owner) {
    this.owner = owner;
    this.node = null;
  }

  // `anchor` is {left, right, top, bottom} in the window; above it and beside it, else where there is room.
  show(anchor, content, isLinked = false) {
    if (!this.node) {
      this.node = element('div', {class: 'tip', 'aria-hidden': 'true', lang: this.owner.words.tag});
      document.body.append(this.node);
    }
    const {node} = this;
    node.classList.toggle('linked', isLinked);
    node.replaceChildren(...content);
    node.hidden = false;
    const [width, height] = [node.offsetWidth, node.offsetHeight];
    const room = document.documentElement.clientWidth;
    const seen = anchor.bottom > 0 && anchor.top < innerHeight && anchor.right > 0 && anchor.left < room;
    if (!seen) { node.hidden = true; return; }
    const gap = 10;
    let left = anchor.right + gap;
    if (left + width > room - 4) left = anchor.left - gap - width;
    let top = anchor.top - gap - height;
    if (left < 4) {
      left = clamp((anchor.left + anchor.right - width) / 2, 4, Math.max(4, room - width - 4));
      if (top < 4) top = anchor.bottom + gap;
    }
    node.style.left = `${Math.round(left)}px`;
    node.style.top = `${Math.round(clamp(top, 4, Math.max(4, innerHeight - height - 4)))}px`;
  }

  hide() { if (this.node) this.node.hidden = true; }
}

// Where a tooltip of a pointer goes: beside a mouse, above a finger.
function anchorOf(event) {
  const [x, y] = [event.clientX, event.clientY];
  return event.pointerType === 'touch'
    ? {left: x - 8, right: x + 8, top: y - 26, bottom: y + 26}
    : {left: x - 4, right: x + 4, top: y - 4, bottom: y + 4};
}

function tellAllDigits(all) {
  showsAllDigits = all;
  document.querySelectorAll('.tools .digits').forEach((button) => button.setAttribute('aria-pressed', String(all)));
  for (const plot of [...plots, ...charts]) plot.refresh();
}

const isTouched = matchMedia('(hover: none), (pointer: coarse)').matches;

// Tooltips stand in the window, pictures move with the page.
for (const name of ['scroll', 'resize']) {
  addEventListener(name, () => { for (const plot of [...plots, ...charts]) plot.moved(); }, {capture: true, passive: true});
}
// A touch elsewhere lets go what a finger has shown.
document.addEventListener('pointerdown', (event) => {
  const box = event.target.closest && event.target.closest('.cells');
  for (const plot of [...plots, ...charts]) if (plot.shows && plot.cells !== box) plot.leave();
});
