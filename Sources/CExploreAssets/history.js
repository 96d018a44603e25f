// What is drawn, and what was drawn before: undo, redo, start again, links.

// A kind, and for each view the options that are not what they are by default; `begun` names the figure
// that it began with, `side` the view that the controls change.
// `language` is the page's, which the figures begin in.
// `common` is whether both views have one colour scale, where they show the same kind of values.
const state = {kind: null, begun: null, side: 0, values: {}, other: null, common: true, language: 'en'};
const past = [];
const future = [];
let lastChange = {what: null, at: 0};

const sideValues = () => (state.side === 1 && state.other ? state.other : state.values);
const snapshot = () => JSON.stringify(state);

function restore(text) {
  Object.assign(state, {other: null, side: 0, common: true}, JSON.parse(text));
}

// Keeps the state as it is before a change. Changes of one control close together are one.
function remember(what) {
  const now = performance.now();
  if (what !== lastChange.what || now - lastChange.at > 1000) {
    past.push(snapshot());
    if (past.length > 200) past.shift();
  }
  future.length = 0;
  lastChange = {what, at: now};
}

function step(from, to) {
  if (!from.length) return false;
  to.push(snapshot());
  restore(from.pop());
  lastChange = {what: null, at: 0};
  return true;
}

const address = () => '#' + encodeURIComponent(snapshot());

// What a link holds; null where it holds nothing that the page knows.
function linked(kinds) {
  try {
    const kept = JSON.parse(decodeURIComponent(location.hash.slice(1)));
    const isValues = (values) => values && typeof values === 'object' && Object.values(values)
      .every((list) => Array.isArray(list) && list.every((text) => typeof text === 'string'));
    if (!kinds.has(kept.kind) || !isValues(kept.values)) return null;
    return {
      kind: kept.kind, begun: typeof kept.begun === 'string' ? kept.begun : null, values: kept.values,
      other: isValues(kept.other) ? kept.other : null, side: kept.side === 1 && isValues(kept.other) ? 1 : 0,
      common: kept.common !== false,
      language: kept.language in sayings ? kept.language : (kept.values.lang || [])[0] === 'zh' ? 'zh' : 'en',
    };
  } catch {
    return null;
  }
}
