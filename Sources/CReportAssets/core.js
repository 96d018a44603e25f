// What a report does beyond being read: values under the pointer, pinned rows, a choice of heads,
// downloads. The page is whole without it. No request is made, and text is only ever set as text.
// This part holds what the others share; together they are one script.
'use strict';
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
