// The live page: the picture follows the controls. Text is only ever set as text; the picture is an
// image, in which nothing can run.
const at = (id) => document.getElementById(id);
const uiLanguage = () => state.language;
const say = (name) => sayings[state.language][name];
let isBusy = () => false;
// The figure that the page began with; nothing where a link leads to another one.
let startOf = () => undefined;

(async () => {
  const catalogue = await (await fetch('/kinds.json')).json();
  Object.assign(page.words, catalogue.words);
  const kinds = new Map(catalogue.kinds.map((kind) => [kind.name, kind]));
  const prefersDark = matchMedia('(prefers-color-scheme: dark)').matches;
  const views = [new View(0, changed), new View(1, changed)];
  at('views').append(...views.map((view) => view.node));
  const active = () => views[state.other ? state.side : 0];
  startOf = () => catalogue.figures.find((figure) => figure.name === state.begun && figure.kind === state.kind);
  isBusy = () => views.some((view) => view.isDrawing && !view.isReading);

  function redraw(which = state.other ? views : [views[0]]) {
    for (const view of which) view.redraw();
    history.replaceState(null, '', address());
    at('undo').disabled = past.length === 0;
    at('redo').disabled = future.length === 0;
  }

  // What stands around the pictures is of the view that the controls change.
  function changed(view) {
    if (state.other) {
      showDifference(at('difference'), views);
      if (views.every((view) => view.reading)) at('common-choice').hidden = !isOfColors(views);
    } else {
      clearDifferences();
      at('difference').hidden = true;
    }
    if (view !== active() || !view.answer) return;
    const {answer, reading} = view;
    at('error').hidden = !answer.error;
    at('error').textContent = said(answer);
    mark(answer.about);
    // What was drawn before is not what the controls say now.
    const isGood = !answer.error;
    at('call').classList.toggle('stale', !isGood);
    at('copy').disabled = !isGood;
    for (const button of document.querySelectorAll('.save')) button.disabled = !isGood;
    for (const id of ['copy-manifest', 'copy-swift']) at(id).disabled = !reading;
    document.querySelector('[data-format=csv]').disabled = !reading || !reading.hasTable;
    if (!isGood) {
      at('warnings').hidden = true;
      at('claims').hidden = true;
      return;
    }
    at('command').textContent = answer.command;
    at('alt').textContent = answer.alt;
    at('warnings').hidden = answer.warnings.length === 0;
    at('warnings').replaceChildren(...answer.warnings.map((text) => element('li', {}, text[state.language])));
    showIdle(answer.idle);
    at('time').textContent = `${Math.round(view.milliseconds)} ms`;
    document.documentElement.dataset.drawn = String(view.turn);
    showClaims(reading ? reading.claims : null);
  }

  // What went wrong, in the page's language where the program says it in both.
  const said = (answer) => (answer.said ? answer.said[state.language] : answer.error) || '';

  // Controls that change nothing in this picture are pale, and say why where they are pointed at.
  function showIdle(idle) {
    const reasons = new Map(idle.map(({name, why}) => [name, why[state.language]]));
    for (const row of document.querySelectorAll('#controls .option')) {
      const why = reasons.get(row.dataset.name);
      row.classList.toggle('idle', why !== undefined);
      if (why === undefined) row.removeAttribute('title');
      else row.title = why;
    }
  }

  // The control that a mistake is about, and no other.
  function mark(option) {
    for (const field of document.querySelectorAll('#controls [aria-invalid]')) {
      field.removeAttribute('aria-invalid');
      field.removeAttribute('aria-errormessage');
    }
    const field = option && at(`option-${option}`);
    if (!field) return;
    field.setAttribute('aria-invalid', 'true');
    field.setAttribute('aria-errormessage', 'error');
    // A control that is to be mended is to be seen.
    const folded = field.closest('details:not([open])');
    if (folded) folded.open = true;
  }

  // The program's own markup: text that it escaped, and formulas.
  const marked = (text) => document.createRange().createContextualFragment(text[state.language]);

  function showClaims(claims) {
    // While values are on their way what was said stays.
    if (!claims) return;
    at('claims').hidden = claims.length === 0;
    const failing = claims.filter((claim) => !claim.holds).length;
    const summary = at('claims').querySelector('summary');
    summary.textContent = failing ? say('fails')(failing, claims.length) : say('holds')(claims.length);
    summary.className = failing ? 'fails' : 'holds';
    at('claims').querySelector('tbody').replaceChildren(...claims.map((claim) => element('tr', {},
      element('td', {}, marked(claim.statement), element('span', {class: 'what'}, marked(claim.what))),
      element('td', {class: 'number'}, claim.measured), element('td', {class: 'number'}, claim.bound),
      element('td', {class: claim.holds ? 'holds' : 'fails'}, claim.verdict[state.language]))));
  }

  // Files and copies

  async function save(format) {
    const view = active();
    const answer = await view.ask(format);
    if (!answer || answer.error) {
      at('error').hidden = false;
      at('error').textContent = answer ? said(answer) : say('newer');
      return;
    }
    const type = {png: 'image/png', svg: 'image/svg+xml', pdf: 'application/pdf', csv: 'text/csv'}[format];
    const link = element('a', {
      download: `${state.kind.replaceAll(' ', '-')}.${format}`,
      href: URL.createObjectURL(new Blob([answer.picture], {type})),
    });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  async function copy(button, text, word) {
    await navigator.clipboard.writeText(text);
    button.textContent = say('copied');
    setTimeout(() => { button.textContent = say(word); }, 1500);
  }

  // Controls

  // How many layers or heads the chosen file holds; nothing where no file is chosen.
  function countAlong(option) {
    const values = sideValues();
    const file = ['model', 'weights', 'input'].map((name) => (values[name] || [])[0]).find(Boolean);
    const axes = catalogue.axes[file];
    if (!axes) return undefined;
    // One axis alone counts as layers where only a layer can be asked for.
    const isAlone = !kinds.get(state.kind).options.some((other) => other.name === 'head');
    return option.name === 'layer' && axes.layer === 1 && isAlone ? axes.head : axes[option.name];
  }

  // A built-in title describes the values that its figure begins with. When one of them changes that
  // it may speak of, the title is the kind's own, which follows; a title that was typed stays.
  // It is in the page's language.
  const ownTitle = (start) => (start.titles ? [start.titles[state.language]] : start.values.title);
  const isOwnTitle = (start, text) => Object.values(start.titles || {}).includes(text) || (start.values.title || [])[0] === text;

  const unspoken = ['theme', 'size', 'page', 'font-size', 'scale', 'font', 'no-title', 'no-colorbar', 'x-label', 'y-label', 'title', 'lang'];

  function letTitleFollow(values) {
    const start = startOf();
    const title = start && start.builtInTitle && ownTitle(start);
    if (!title) return;
    const given = values.title;
    if (given && !isOwnTitle(start, given[0])) return;
    const names = new Set([...Object.keys(start.values), ...Object.keys(values)]);
    const isAsBegun = [...names].every((name) => unspoken.includes(name)
      || JSON.stringify(start.values[name]) === JSON.stringify(values[name]));
    if (isAsBegun) values.title = title;
    else delete values.title;
    const field = at('option-title');
    if (field) field.value = isAsBegun ? title[0] : '';
  }

  function put(values, option, list) {
    const isDefault = list.length === 0 || (list.length === 1 && list[0] === option.default);
    if (isDefault) delete values[option.name];
    else values[option.name] = list;
    if (option.name !== 'title') letTitleFollow(values);
  }

  // Where a figure's numbers come from, if they are not computed of the options alone.
  const sources = ['weights', 'input', 'model'];
  // What weights are computed with, and files of weights and models have already.
  const computed = [
    'seed', 'dimensions', 'stage', 'temperature', 'score-scale', 'query', 'key', 'value', 'encoding', 'rope', 'alibi', 'relative',
    'config', 'positions', 'first-position', 'tokens', 'query-tokens', 'key-tokens',
  ];
  const ofTexts = [
    'text', 'text-file', 'text-pair', 'target-text', 'ids', 'pair-ids', 'target-ids', 'image', 'features', 'generate', 'side',
    'no-special-tokens', 'truncate',
  ];
  // Kinds that show all layers and heads where none is chosen.
  const ofWholes = ['model-view', 'rollout', 'head-measures'];

  // Another file, or none: what does not fit is taken back, and what is needed is chosen.
  function suit(values, option, file, former) {
    const kind = kinds.get(state.kind);
    const has = (name) => kind.options.some((other) => other.name === name);
    const sentences = catalogue.figures.map((figure) => figure.sentence).filter(Boolean);
    const sentence = at('sentence').value || (sentences[0] || {en: 'The cat sat on the mat'}).en;
    if ((values['tokens-file'] || [])[0] === former) delete values['tokens-file'];
    if (!file) {
      for (const name of ['layer', 'head', ...(option.name === 'model' ? ofTexts : [])]) delete values[name];
      // Without a file weights are those of a sentence again.
      if (has('tokens') && has('seed')) Object.assign(values, {tokens: [tokensOf(sentence)], seed: ['1']});
      return;
    }
    for (const name of sources) if (name !== option.name) delete values[name];
    if (!former) for (const name of computed) delete values[name];
    if (option.name !== 'model') for (const name of ofTexts) delete values[name];
    else if (has('text') && !ofTexts.some((name) => values[name])) values.text = [sentence];
    if (file.startsWith('example:') && has('tokens-file')) values['tokens-file'] = [file];
    const axes = catalogue.axes[file] || {};
    for (const name of ['layer', 'head']) {
      const isNeeded = has(name) && axes[name] > 1 && !ofWholes.includes(kind.name) && !(name === 'head' && has('heads'));
      if (isNeeded && !values[name] && !values.index && !values.combine) values[name] = ['0'];
    }
  }

  function set(option, list) {
    const values = sideValues();
    remember(`${state.side}-${option.name}`);
    const [former] = values[option.name] || [];
    put(values, option, list);
    if (sources.includes(option.name)) {
      suit(values, option, list[0], former);
      build();
      at(`option-${option.name}`).focus();
      return;
    }
    if (option.control === 'choice') for (const follow of followers) follow();
    if (option.name === sentenceOption(values)) at('sentence').value = list.join(' ');
    // One scale for both is another one when either changes.
    redraw(state.other && state.common ? views : [active()]);
  }

  // The sentence: the tokens of a figure, or the text that its model is given; null where its tokens are
  // those of a file.
  function sentenceOption(values) {
    const names = kinds.get(state.kind).options.map((option) => option.name);
    if (values.model && names.includes('text')) return 'text';
    const isFromFile = ['weights', 'input'].some((name) => values[name]);
    return names.includes('tokens') && !isFromFile ? 'tokens' : null;
  }

  // Views with a sentence, the one that the controls change first.
  const spoken = () => [sideValues(), state.values, state.other].filter((values) => values && sentenceOption(values));

  // Chinese has no blanks between words: each of its characters is a token then.
  function tokensOf(sentence) {
    const text = sentence.trim();
    return /\s/u.test(text) || !/\p{Script=Han}/u.test(text) ? text
      : text.replaceAll(/\p{Script=Han}|[^\p{Script=Han}]+/gu, (part) => part + ' ').trim();
  }

  at('sentence').addEventListener('input', () => {
    const sentence = at('sentence').value;
    remember('sentence');
    for (const values of new Set(spoken())) {
      const name = sentenceOption(values);
      const option = kinds.get(state.kind).options.find((option) => option.name === name);
      const text = name === 'tokens' ? tokensOf(sentence) : sentence;
      put(values, option, text === '' ? [] : [text]);
      const field = values === sideValues() && at(`option-${name}`);
      if (field) field.value = text;
    }
    redraw();
  });

  function build() {
    stopPlaying();
    const kind = kinds.get(state.kind);
    followers = [];
    at('kind').value = state.kind;
    // None, where a link leads to a figure that began elsewhere.
    at('figure').selectedIndex = catalogue.figures.findIndex((figure) => figure.name === state.begun && figure.kind === state.kind);
    at('abstract').textContent = kind.label[state.language];
    const [speaking] = spoken();
    at('sentence-box').hidden = !speaking;
    if (speaking) at('sentence').value = (speaking[sentenceOption(speaking)] || [''])[0];
    const make = (option) => control(option, set, countAlong);
    at('own').replaceChildren(...grouped(kind.options.filter((option) => option.basic), catalogue.groups, make));
    at('shared').replaceChildren(...grouped(kind.options.filter((option) => !option.basic), catalogue.groups, make));
    const isDouble = Boolean(state.other);
    at('compare').textContent = say(isDouble ? 'single' : 'compare');
    at('side-choice').hidden = !isDouble;
    // It stands there where both views have colours, which is known when they are drawn.
    if (!isDouble) at('common-choice').hidden = true;
    at('common').checked = state.common;
    for (const [index, id] of ['left', 'right'].entries()) {
      at(id).setAttribute('aria-pressed', String(state.side === index));
      at(id).textContent = say(id);
      views[index].name.textContent = say(id);
      views[index].name.hidden = !isDouble;
    }
    views[1].node.hidden = !isDouble;
    at('views').classList.toggle('double', isDouble);
    redraw();
  }

  function speak() {
    document.documentElement.lang = page.words[state.language].tag;
    at('language').value = state.language;
    document.querySelectorAll('[data-say]').forEach((node) => { node.textContent = say(node.dataset.say); });
    for (const id of ['undo', 'redo', 'reset']) at(id).textContent = say(id);
    at('copy').textContent = say('copy');
    at('copy-manifest').textContent = say('manifest');
    at('copy-swift').textContent = say('swift');
    at('copy-link').textContent = say('link');
    at('picture').setAttribute('aria-label', say('figureLabel'));
    at('controls').setAttribute('aria-label', say('controls'));
    at('call-text').setAttribute('aria-label', say('call'));
    at('side-choice').setAttribute('aria-label', say('sides'));
    for (const option of at('kind').options) option.textContent = kinds.get(option.value).label[state.language];
    [...at('figure').options].forEach((option, index) => {
      const {name, label} = catalogue.figures[index];
      option.textContent = label ? label[state.language] : name;
    });
  }

  // A figure's words are in the page's language.
  function speakAlike(values) {
    if (state.language === 'zh') values.lang = ['zh'];
    else delete values.lang;
  }

  function begin(figure) {
    state.kind = figure.kind;
    state.begun = figure.name || null;
    state.side = 0;
    state.other = null;
    state.values = structuredClone(figure.values);
    if (figure.titles && state.values.title) state.values.title = ownTitle(figure);
    if (figure.sentence) state.values.tokens = [figure.sentence[state.language]];
    const theme = kinds.get(figure.kind).options.find((option) => option.name === 'theme');
    if (prefersDark && theme && !state.values.theme) state.values.theme = ['dark'];
    speakAlike(state.values);
    build();
  }

  for (const figure of catalogue.figures) at('figure').append(element('option', {value: figure.name}, figure.name));
  for (const kind of catalogue.kinds) at('kind').append(element('option', {value: kind.name}, kind.name));
  at('figure').addEventListener('change', () => {
    remember('begin');
    begin(catalogue.figures[at('figure').selectedIndex]);
  });
  at('kind').addEventListener('change', () => {
    const name = at('kind').value;
    const index = catalogue.figures.findIndex((figure) => figure.kind === name);
    if (index >= 0) at('figure').selectedIndex = index;
    remember('kind');
    begin(index >= 0 ? catalogue.figures[index] : {kind: name, values: {}});
  });
  at('language').addEventListener('change', () => {
    remember('language');
    state.language = at('language').value;
    speak();
    for (const values of [state.values, state.other]) {
      if (!values) continue;
      speakAlike(values);
      // A title that was typed stays as it is.
      const start = startOf();
      if (start && start.titles && values.title && isOwnTitle(start, values.title[0])) values.title = ownTitle(start);
    }
    build();
  });
  function go(from, to) {
    const {language} = state;
    if (!step(from, to)) return;
    if (state.language !== language) speak();
    build();
  }
  at('undo').addEventListener('click', () => go(past, future));
  at('redo').addEventListener('click', () => go(future, past));
  at('reset').addEventListener('click', () => {
    remember('reset');
    const start = startOf();
    begin(start || {kind: state.kind, values: {}});
  });
  addEventListener('keydown', (event) => {
    // In a field these keys are the field's own.
    if (!(event.ctrlKey || event.metaKey) || event.target.matches('input[type=text], input[type=number]')) return;
    const key = event.key.toLowerCase();
    const isRedo = key === 'y' || (key === 'z' && event.shiftKey);
    if (key !== 'z' && key !== 'y') return;
    event.preventDefault();
    if (isRedo) go(future, past);
    else go(past, future);
  });
  at('compare').addEventListener('click', () => {
    remember('compare');
    state.other = state.other ? null : structuredClone(state.values);
    state.side = state.other ? 1 : 0;
    build();
  });
  for (const [index, id] of ['left', 'right'].entries()) {
    at(id).addEventListener('click', () => {
      state.side = index;
      build();
      changed(active());
    });
  }
  at('common').addEventListener('change', () => {
    remember('common');
    state.common = at('common').checked;
    redraw();
  });
  narrow.addEventListener('change', () => redraw());
  at('controls').addEventListener('submit', (event) => event.preventDefault());
  for (const button of document.querySelectorAll('.save')) button.addEventListener('click', () => save(button.dataset.format));
  at('copy').addEventListener('click', () => copy(at('copy'), at('command').textContent, 'copy'));
  at('copy-manifest').addEventListener('click', () => copy(at('copy-manifest'), active().reading.manifest, 'manifest'));
  at('copy-swift').addEventListener('click', () => copy(at('copy-swift'), active().reading.swift, 'swift'));
  at('copy-link').addEventListener('click', () => copy(at('copy-link'), location.origin + location.pathname + address(), 'link'));

  // A page that is loaded again goes on where it was.
  const kept = linked(kinds);
  // A manifest that says its language is one for that language, whatever the browser's.
  const own = (catalogue.figures[0].values.lang || [])[0];
  state.language = kept ? kept.language
    : own || navigator.languages.map((tag) => tag.split('-')[0]).find((tag) => sayings[tag]) || 'en';
  speak();
  if (kept) {
    Object.assign(state, kept);
    build();
  } else {
    begin(catalogue.figures[0]);
  }
})();
