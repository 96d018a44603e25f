// Controls made from the kinds' own options, in groups, with words for people.

// A slider's own numbers: the option's, or their logarithms.
const toSlider = (option, value) => option.logarithmic ? Math.log10(Math.max(value, 1e-9)) : value;
function fromSlider(option, position) {
  if (!option.logarithmic) return String(Number(Number(position).toFixed(6)));
  return String(Number((10 ** Number(position)).toPrecision(3)));
}

const nowOf = (option) => sideValues()[option.name] || (option.default === '' ? [] : [option.default]);

// What follows a file when another is chosen.
let followers = [];
let player = null;

function stopPlaying() {
  if (!player) return;
  clearInterval(player.timer);
  player.button.textContent = '▶';
  player.button.setAttribute('aria-pressed', 'false');
  player = null;
}

// Moves a slider on by one step at a time, from the end back to its beginning.
function playButton(slider, field, label) {
  const button = element('button', {type: 'button', class: 'play', 'aria-pressed': 'false', 'aria-label': say('play')(label), title: say('play')(label)}, '▶');
  button.addEventListener('click', () => {
    const wasMine = player && player.button === button;
    stopPlaying();
    if (wasMine) return;
    button.textContent = '❚❚';
    button.setAttribute('aria-pressed', 'true');
    const next = () => {
      // The next one only when this one is seen.
      if (isBusy()) return;
      const value = Number(slider.value) + Number(slider.step || 1);
      slider.value = String(value > Number(slider.max) ? slider.min : value);
      slider.dispatchEvent(new Event('input'));
    };
    player = {button, timer: setInterval(next, 700)};
    next();
  });
  return button;
}

function control(option, set, countAlong) {
  const id = `option-${option.name}`;
  const lang = uiLanguage();
  const label = option.label[lang];
  const row = element('div', {class: `option ${option.control}`, 'data-name': option.name});
  const name = element('span', {class: 'name'}, label);
  const line = element('div', {class: 'line'});
  const mark = () => row.classList.toggle('set', option.name in sideValues());
  const change = (values) => { set(option, values); mark(); };
  if (option.control === 'check') {
    const box = element('input', {type: 'checkbox', id});
    box.checked = option.name in sideValues();
    box.addEventListener('change', () => change(box.checked ? ['true'] : []));
    row.append(element('label', {for: id}, box, name));
  } else {
    row.append(element('label', {for: id}, name), line);
  }
  if (option.control === 'choice') {
    const select = element('select', {id});
    if (option.default === '') select.append(element('option', {value: ''}, say('none')));
    for (const word of option.choices) select.append(element('option', {value: word}, (lang === 'zh' && option.choiceWords[word]) || word));
    const first = nowOf(option)[0] || '';
    if (first && !option.choices.includes(first)) select.append(element('option', {value: first}, first));
    select.value = first;
    select.addEventListener('change', () => change(select.value === '' ? [] : [select.value]));
    line.append(select);
  }
  if (option.control === 'number') {
    const field = element('input', {type: 'number', id, step: 'any', placeholder: lang === 'en' ? option.valueName : ''});
    field.value = nowOf(option)[0] ?? '';
    if (option.least !== undefined || option.axis) {
      const [low, high] = option.axis ? [0, 0] : [toSlider(option, option.least), toSlider(option, option.greatest)];
      const slider = element('input', {
        type: 'range', 'aria-label': label, 'data-option': option.name, min: low, max: high,
        step: option.logarithmic ? 0.01 : option.step || 1,
      });
      const play = option.whole ? playButton(slider, field, label) : null;
      if (option.axis) {
        const follow = () => {
          const count = countAlong(option);
          slider.hidden = !(count > 1);
          if (play) play.hidden = slider.hidden;
          slider.max = Math.max(0, (count || 1) - 1);
          if (count && Number(field.value) >= count) {
            field.value = String(count - 1);
            sideValues()[option.name] = [field.value];
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
      line.append(slider, field);
      if (play) line.append(play);
    } else {
      line.append(field);
    }
    field.addEventListener('input', () => change(field.value === '' ? [] : [field.value]));
  }
  if (option.control === 'text') {
    const field = element('input', {type: 'text', id, placeholder: lang === 'en' ? option.valueName : '', spellcheck: 'false'});
    field.value = nowOf(option).join(option.repeats ? '; ' : ',');
    field.addEventListener('input', () => {
      const text = field.value;
      change(text === '' ? [] : option.repeats ? text.split(';').map((part) => part.trim()).filter(Boolean) : [text]);
    });
    line.append(field);
  }
  const words = `--${option.name}${lang === 'zh' ? '：' : ': '}${option.help[lang]}`;
  const help = element('span', {class: 'help', id: `${id}-help`}, words + (option.repeats ? say('several') : ''));
  row.append(help);
  row.querySelector(`#${CSS.escape(id)}`).setAttribute('aria-describedby', help.id);
  mark();
  return row;
}

// The controls of some options, group by group.
function grouped(options, groups, make) {
  return groups.flatMap((group) => {
    const members = options.filter((option) => option.group === group.name);
    if (!members.length) return [];
    return [element('fieldset', {}, element('legend', {}, group.title[uiLanguage()]), ...members.map(make))];
  });
}
