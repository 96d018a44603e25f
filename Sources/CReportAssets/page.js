// What each figure can do, and finding one's way: language, theme, contents, addresses.

// Stages that are not shown yet get their cells when they are.
const waiting = new Map();
const arrivals = new ResizeObserver((changes) => changes.forEach(({target}) => {
  const build = waiting.get(target);
  if (!build || !target.getClientRects().length) return;
  waiting.delete(target);
  arrivals.unobserve(target);
  build();
}));

// The layout of a stage: the wide one, or the one for narrow screens, which shares the numbers.
function layoutOf(figure, stage) {
  if (!stage.classList.contains('narrow')) return figure;
  const joined = (name) => figure.narrow[name].map((part) => ({...(figure[name][part.same] || {}), ...part}));
  return {size: figure.narrow.size, panels: joined('panels'), lines: joined('lines'), links: joined('links')};
}

function prepare(node) {
  const id = node.dataset.figure;
  const {language} = node.dataset;
  const figure = page.figures[id];
  const words = page.words[language];
  const plot = node.querySelector('.plot');
  const stages = [...plot.querySelectorAll('.stage')];
  const hint = readingHint(figure, words);
  const readout = element('output', {class: 'readout idle'}, hint);
  const bars = element('div', {class: 'bars'});
  const build = (stage) => {
    const layout = layoutOf(figure, stage);
    const size = layout.size[language];
    for (const panel of layout.panels) {
      const place = panel.places[language];
      if (!place) continue;
      new Plot(stage, {
        ...panel, base: figure.matrix, frame: place.frame, size, title: place.title,
        rowLabel: place.row, columnLabel: place.column, masked: panel.masked && new Set(panel.masked),
      }, language, readout, bars);
    }
    buildCharts(stage, layout, language, size, readout);
  };
  const first = stages.find((stage) => stage.getClientRects().length) || stages[0];
  build(first);
  for (const stage of stages) {
    if (stage === first) continue;
    waiting.set(stage, () => build(stage));
    arrivals.observe(stage);
  }
  if (hint) plot.after(readout, bars);
  node.querySelector('figcaption').after(tools(node, id, figure, plot, words));
  if (figure.heads) headChoice(node, figure.heads, language);
}

// What one figure cannot do must not keep the page from the others.
document.querySelectorAll('figure[data-figure]').forEach((node) => {
  try { prepare(node); } catch (error) { console.error(error); }
});

// A box that holds more than it shows says so at the side where there is more.
function edges(box) {
  const rest = box.scrollWidth - box.clientWidth - box.scrollLeft;
  box.classList.toggle('more-after', rest > 2);
  box.classList.toggle('more-before', box.scrollLeft > 2);
  const fits = box.scrollWidth <= box.clientWidth + 2;
  box.toggleAttribute('data-fits', fits);
  // What scrolls is reached by keys.
  if (fits) box.removeAttribute('tabindex');
  else box.tabIndex = 0;
}
const boxes = [...document.querySelectorAll('.plot, .formula, .claims, .numbers, .grid')];
const sizes = new ResizeObserver((changes) => changes.forEach(({target}) => edges(target)));
boxes.forEach((box) => {
  box.addEventListener('scroll', () => edges(box), {passive: true});
  sizes.observe(box);
});

// Where the reader is: the last section or figure that began above the middle of the window.
const shownEdition = () => [...document.querySelectorAll('.edition')].find((node) => node.getClientRects().length);
function currentPlace(selector = 'section[id], figure[id]') {
  const edition = shownEdition();
  const begun = edition ? [...edition.querySelectorAll(selector)]
    .filter((node) => node.getBoundingClientRect().top < innerHeight / 3) : [];
  return begun.at(-1) || null;
}

function markContents() {
  const here = currentPlace('section[id]');
  document.querySelectorAll('nav a').forEach((link) => {
    if (here && link.hash === '#' + here.id) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  });
}
addEventListener('scroll', markContents, {passive: true});
document.querySelectorAll('nav[popover] a').forEach((link) => link.addEventListener('click', () => {
  const drawer = link.closest('nav');
  if (drawer.matches(':popover-open')) drawer.hidePopover();
}));

// Switches: what was chosen is kept, where the browser keeps anything for this page.
function keep(name, apply, firstChoice) {
  const inputs = [...document.querySelectorAll(`input[name="${name}"]`)];
  let kept = null;
  try { kept = localStorage.getItem(`report-${name}`); } catch { /* not for this page */ }
  const wanted = kept || (firstChoice && firstChoice(inputs.map((input) => input.value)));
  for (const input of inputs) {
    if (wanted === input.value) input.checked = true;
    input.addEventListener('change', () => {
      try { localStorage.setItem(`report-${name}`, input.value); } catch { /* not for this page */ }
      apply(input.value, true);
    });
  }
  const chosen = inputs.find((input) => input.checked);
  if (chosen) apply(chosen.value, false);
}
keep('theme', () => {});

const languages = Object.keys(page.words);
let shownLanguage = languages[0];
let lastPlace = null;
addEventListener('scroll', () => {
  const place = currentPlace();
  lastPlace = place && {id: place.id, top: place.getBoundingClientRect().top};
}, {passive: true});
keep('language', (language, isSwitched) => {
  const place = lastPlace;
  shownLanguage = language;
  document.documentElement.lang = page.words[language].tag;
  document.title = page.words[language].title;
  if (isSwitched && place) {
    const twin = document.getElementById(language + place.id.slice(place.id.indexOf('-')));
    // The same place of the same section, as far as it goes.
    if (twin) scrollBy({top: twin.getBoundingClientRect().top - Math.max(place.top, -twin.offsetHeight), behavior: 'instant'});
  }
  markContents();
}, (offered) => navigator.languages.map((tag) => tag.split('-')[0].toLowerCase()).find((tag) => offered.includes(tag)));

// Addresses: #figure-7, #section-softmax and #figure-ID are those of the language that is shown; those
// that name a language show it.
function follow() {
  const id = decodeURIComponent(location.hash.slice(1));
  if (!id) return;
  const named = languages.find((language) => id.startsWith(language + '-'));
  const number = /^figure-(\d+)$/.exec(id);
  const figures = [...document.querySelectorAll(`.edition-${shownLanguage} figure[data-figure]`)];
  const target = number ? figures[Number(number[1]) - 1] : document.getElementById(named ? id : `${shownLanguage}-${id}`);
  if (!target) return;
  if (named && named !== shownLanguage) {
    const input = document.getElementById(`language-${named}`);
    if (input) input.click();
  }
  target.scrollIntoView({behavior: 'instant'});
}
addEventListener('hashchange', follow);
follow();

// Paper shows what is folded.
addEventListener('beforeprint', () => document.querySelectorAll('details.claims:not([open])').forEach((node) => {
  node.open = true;
  node.dataset.folded = '';
}));
addEventListener('afterprint', () => document.querySelectorAll('details.claims[data-folded]').forEach((node) => {
  node.open = false;
  delete node.dataset.folded;
}));
