// What the compare page and the evidence sheet build pages from: elements out of text alone, texts with places, CSV.

// Return an element. `attributes` are set as they are; children that are strings become text, never markup.
export function el(name, attributes = {}, ...children) {
  return dressed(document.createElement(name), attributes, children);
}

// Return an element of a drawing.
export function svg(name, attributes = {}, ...children) {
  return dressed(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function dressed(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

// Return a text with its places filled.
export function filled(text, places) {
  return text.replace(/\{([a-z_]+)\}/g, (place, name) => (Object.hasOwn(places, name) ? places[name] : place));
}

// Return a text without accents and marks, for finding it however it was typed.
export function plain(text) {
  return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();
}

// Return what a browser of this site answers under an address, or throw.
export async function got(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer;
}

// Let the way to the other language keep the choice that is in the address.
export function keepQuery() {
  for (const link of document.querySelectorAll("a.pt-language")) {
    for (const event of ["click", "auxclick", "focus", "pointerenter"]) {
      link.addEventListener(event, () => { link.search = location.search; });
    }
  }
}

// Return the rows of a CSV text as arrays of cells.
export function fromCsv(text) {
  const rows = [];
  let row = [], cell = "", quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') { cell += sign; at += 1; }
      else quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === ",") { row.push(cell); cell = ""; }
    else if (sign === "\n") { row.push(cell); rows.push(row); row = []; cell = ""; }
    else if (sign !== "\r") cell += sign;
  }
  if (cell || row.length) { row.push(cell); rows.push(row); }
  return rows;
}

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

// Return rows as CSV. A text that a spreadsheet would take for a formula begins with an apostrophe; numbers stay.
export function toCsv(rows) {
  const written = (cell) => {
    const safe = /^[=+\-@\t\r]/.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return rows.map((row) => `${row.map(written).join(",")}\n`).join("");
}

// Hand a text to the reader as a file; nothing leaves the browser.
export function download(name, type, text) {
  const link = el("a", { href: URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// Put a text on the clipboard; return whether that worked. Where a page may not, it is selected for the reader.
export async function copied(source) {
  try {
    await navigator.clipboard.writeText(source.textContent);
    return true;
  } catch {
    const range = document.createRange();
    range.selectNodeContents(source);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    return Boolean(document.execCommand && document.execCommand("copy"));
  }
}
