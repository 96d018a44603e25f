// The live page: controls made from the kinds' own options, and the picture that they make, drawn by
// the program. Text is only ever set as text; the picture is an image, in which nothing can run.
'use strict';
(async () => {
  const at = (id) => document.getElementById(id);
  const page = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const catalogue = await (await fetch('/kinds.json')).json();
  const kinds = new Map(catalogue.kinds.map((kind) => [kind.name, kind]));
  const prefersDark = matchMedia('(prefers-color-scheme: dark)').matches;

  // What is drawn: a kind, and the options that are not what they are by default.
  // And which figure it began with.
  const state = {kind: null, values: {}, begun: null};
  let turn = 0;
  let isDrawing = false;
  let drawing = null;
  let isWanted = false;

  function element(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }

  // Pictures

  async function ask(format, signal) {
    const response = await fetch('/draw', {
      method: 'POST', signal, headers: {'Content-Type': 'application/json'},
      body: JSON.stringify({page, turn: ++turn, kind: state.kind, values: state.values, format}),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.status === 409) return null;
    if (!response.ok && response.status !== 422) return {error: new TextDecoder().decode(bytes).trim()};
    const end = bytes.indexOf(10);
    const answer = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
    answer.picture = bytes.subarray(end + 1);
    return answer;
  }

  // One request is under way at a time, and the newest state is the next; one that takes long is
  // given up when it is outdated, and the program does not begin with it then.
  async function redraw() {
    isWanted = true;
    if (isDrawing) {
      if (performance.now() - drawing.since > 400) drawing.abort();
      return;
    }
    isDrawing = true;
    while (isWanted) {
      isWanted = false;
      drawing = new AbortController();
      drawing.since = performance.now();
      try {
        show(await ask('svg', drawing.signal), performance.now() - drawing.since);
      } catch (error) {
        if (error.name !== 'AbortError') show({error: 'The program does not answer; has it ended?'}, 0);
      }
    }
    isDrawing = false;
  }

  let address = null;
  function show(answer, milliseconds) {
    if (!answer) return;
    at('error').hidden = !answer.error;
    at('error').textContent = answer.error || '';
    at('image').classList.toggle('stale', Boolean(answer.error));
    if (answer.error) return;
    const old = address;
    address = URL.createObjectURL(new Blob([answer.picture], {type: 'image/svg+xml'}));
    at('image').src = address;
    at('image').alt = answer.alt;
    if (old) URL.revokeObjectURL(old);
    at('command').textContent = answer.command;
    at('alt').textContent = answer.alt;
    at('warnings').hidden = answer.warnings.length === 0;
    at('warnings').replaceChildren(...answer.warnings.map((text) => element('li', {}, text)));
    at('time').textContent = `${Math.round(milliseconds)} ms`;
    document.documentElement.dataset.drawn = String(turn);
    history.replaceState(null, '', '#' + encodeURIComponent(JSON.stringify(state)));
  }

  async function save(format) {
    const answer = await ask(format);
    if (!answer || answer.error) {
      show(answer || {error: 'Something newer was drawn meanwhile; try again.'}, 0);
      return;
    }
    const type = {png: 'image/png', svg: 'image/svg+xml', pdf: 'application/pdf'}[format];
    const link = element('a', {
      download: `${state.kind.replaceAll(' ', '-')}.${format}`,
      href: URL.createObjectURL(new Blob([answer.picture], {type})),
    });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  // Controls

  // How many layers or heads the chosen file holds; nothing where no file is chosen.
  function countAlong(option) {
    const file = ['weights', 'input'].map((name) => (state.values[name] || [])[0]).find(Boolean);
    const axes = catalogue.axes[file];
    if (!axes) return undefined;
    // One axis alone counts as layers where only a layer can be asked for.
    const isAlone = !kinds.get(state.kind).options.some((other) => other.name === 'head');
    return option.name === 'layer' && axes.layer === 1 && isAlone ? axes.head : axes[option.name];
  }

  // A built-in title describes the values that its figure begins with. When one of them changes that
  // it may speak of, the title is the kind's own, which follows; a title that was typed stays.
  const unspoken = ['theme', 'size', 'page', 'font-size', 'scale', 'font', 'no-title', 'no-colorbar', 'x-label', 'y-label', 'title'];

  function letTitleFollow() {
    const start = catalogue.figures.find((figure) => figure.name === state.begun && figure.kind === state.kind);
    const title = start && start.builtInTitle && start.values.title;
    if (!title) return;
    const given = state.values.title;
    if (given && given[0] !== title[0]) return;
    const names = new Set([...Object.keys(start.values), ...Object.keys(state.values)]);
    const isAsBegun = [...names].every((name) => unspoken.includes(name)
      || JSON.stringify(start.values[name]) === JSON.stringify(state.values[name]));
    if (isAsBegun) state.values.title = title;
    else delete state.values.title;
    const field = at('option-title');
    if (field) field.value = isAsBegun ? title[0] : '';
  }

  // What follows a file when another is chosen.
  let followers = [];

  function set(option, values) {
    const isDefault = values.length === 0 || (values.length === 1 && values[0] === option.default);
    if (isDefault) delete state.values[option.name];
    else state.values[option.name] = values;
    if (option.control === 'choice') for (const follow of followers) follow();
    if (option.name !== 'title') letTitleFollow();
    redraw();
  }

  const now = (option) => state.values[option.name] || (option.default === '' ? [] : [option.default]);

  // A slider's own numbers: the option's, or their logarithms.
  const toSlider = (option, value) => option.logarithmic ? Math.log10(Math.max(value, 1e-9)) : value;
  function fromSlider(option, position) {
    if (!option.logarithmic) return String(Number(Number(position).toFixed(6)));
    return String(Number((10 ** Number(position)).toPrecision(3)));
  }

  function control(option) {
    const id = `option-${option.name}`;
    const row = element('div', {class: `option ${option.control}`});
    const name = element('span', {class: 'name'}, option.name);
    const line = element('div', {class: 'line'});
    const mark = () => row.classList.toggle('set', option.name in state.values);
    const change = (values) => { set(option, values); mark(); };
    if (option.control === 'check') {
      const box = element('input', {type: 'checkbox', id});
      box.checked = option.name in state.values;
      box.addEventListener('change', () => change(box.checked ? ['true'] : []));
      row.append(element('label', {for: id}, box, name));
    } else {
      row.append(element('label', {for: id}, name), line);
    }
    if (option.control === 'choice') {
      const select = element('select', {id});
      if (option.default === '') select.append(element('option', {value: ''}, '—'));
      for (const word of option.choices) select.append(element('option', {value: word}, word));
      const first = now(option)[0] || '';
      if (first && !option.choices.includes(first)) select.append(element('option', {value: first}, first));
      select.value = first;
      select.addEventListener('change', () => change(select.value === '' ? [] : [select.value]));
      line.append(select);
    }
    if (option.control === 'number') {
      const field = element('input', {type: 'number', id, step: 'any', placeholder: option.valueName});
      field.value = now(option)[0] ?? '';
      if (option.least !== undefined || option.axis) {
        const [low, high] = option.axis ? [0, 0] : [toSlider(option, option.least), toSlider(option, option.greatest)];
        const slider = element('input', {
          type: 'range', 'aria-label': option.name, min: low, max: high,
          step: option.logarithmic ? 0.01 : option.step || 1,
        });
        if (option.axis) {
          const follow = () => {
            const count = countAlong(option);
            slider.hidden = !(count > 1);
            slider.max = Math.max(0, (count || 1) - 1);
            if (count && Number(field.value) >= count) {
              field.value = String(count - 1);
              state.values[option.name] = [field.value];
            }
            slider.value = field.value === '' ? 0 : Number(field.value);
          };
          follow();
          followers.push(follow);
        }
        slider.value = field.value === '' ? low : toSlider(option, Number(field.value));
        slider.addEventListener('input', () => {
          field.value = fromSlider(option, slider.value);
          change([field.value]);
        });
        field.addEventListener('input', () => {
          if (field.value !== '') slider.value = toSlider(option, Number(field.value));
        });
        line.append(slider);
      }
      field.addEventListener('input', () => change(field.value === '' ? [] : [field.value]));
      line.append(field);
    }
    if (option.control === 'text') {
      const field = element('input', {type: 'text', id, placeholder: option.valueName, spellcheck: 'false'});
      field.value = now(option).join(option.repeats ? '; ' : ',');
      field.addEventListener('input', () => {
        const text = field.value;
        change(text === '' ? [] : option.repeats ? text.split(';').map((part) => part.trim()).filter(Boolean) : [text]);
      });
      line.append(field);
    }
    const help = element('span', {class: 'help', id: `${id}-help`}, option.help + (option.repeats ? ' Several with ; between.' : ''));
    row.append(help);
    row.querySelector(`#${CSS.escape(id)}`).setAttribute('aria-describedby', help.id);
    mark();
    return row;
  }

  function build() {
    const kind = kinds.get(state.kind);
    followers = [];
    at('kind').value = state.kind;
    at('abstract').textContent = kind.abstract;
    at('own').replaceChildren(...kind.options.filter((option) => !option.appearance).map(control));
    at('shared').replaceChildren(...kind.options.filter((option) => option.appearance).map(control));
    redraw();
  }

  function begin(figure) {
    state.kind = figure.kind;
    state.begun = figure.name || null;
    state.values = structuredClone(figure.values);
    const theme = kinds.get(figure.kind).options.find((option) => option.name === 'theme');
    if (prefersDark && theme && !state.values.theme) state.values.theme = ['dark'];
    build();
  }

  for (const figure of catalogue.figures) at('figure').append(element('option', {}, figure.name));
  for (const kind of catalogue.kinds) at('kind').append(element('option', {value: kind.name}, kind.name));
  at('figure').addEventListener('change', () => begin(catalogue.figures[at('figure').selectedIndex]));
  at('kind').addEventListener('change', () => {
    const name = at('kind').value;
    const index = catalogue.figures.findIndex((figure) => figure.kind === name);
    if (index >= 0) at('figure').selectedIndex = index;
    begin(index >= 0 ? catalogue.figures[index] : {kind: name, values: {}});
  });
  at('controls').addEventListener('submit', (event) => event.preventDefault());
  for (const button of document.querySelectorAll('.save')) button.addEventListener('click', () => save(button.dataset.format));
  at('copy').addEventListener('click', async () => {
    await navigator.clipboard.writeText(at('command').textContent);
    at('copy').textContent = 'Copied';
    setTimeout(() => { at('copy').textContent = 'Copy'; }, 1500);
  });
  if (innerWidth < 832) at('more').open = false;

  // A page that is loaded again goes on where it was.
  let kept = null;
  try {
    kept = JSON.parse(decodeURIComponent(location.hash.slice(1)));
  } catch { /* nothing is kept */ }
  if (kept && kinds.has(kept.kind) && kept.values && typeof kept.values === 'object') {
    state.kind = kept.kind;
    state.values = kept.values;
    state.begun = kept.begun || null;
    build();
  } else {
    begin(catalogue.figures[0]);
  }
})();
