// Search: places by any of their names at once, then the words of all pages from an index that is read piece by piece.
// The same panel stands in a dialog on every page and on the search page itself.
import { home, item, meant, named, names, plain } from "./places.js";

// So many results of each group are shown; on the search page, more.
const FEW = 5;
const MANY = 20;
// What one types quickly is asked for once.
const PAUSE_MS = 120;
const GROUPS = [["profile", "search_in_profiles"], ["indicator", "search_in_indicators"], ["knowledge", "search_in_knowledge"]];

let dialog;
let index;
let dressed;

// The panel's own styles come with it; nothing is shown before they are there.
const styles = () =>
  (dressed ??= new Promise((done) => {
    const link = made("link", { rel: "stylesheet", href: new URL("./search.css", import.meta.url) });
    link.onload = link.onerror = done;
    document.head.append(link);
  }));

// Open the dialog; `link` is what leads to the search page, and where the focus goes back to.
export async function open(link) {
  if (dialog?.open) return;
  const { texts } = await names().catch(() => ({}));
  // Without the names there is no search: the page says what else there is.
  if (!texts) return void (location.href = link.href);
  await styles();
  if (!dialog) {
    dialog = document.body.appendChild(document.createElement("dialog"));
    dialog.className = "pt-search-box md-typeset";
    dialog.setAttribute("aria-label", texts.search);
    panel(dialog, texts, FEW);
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }
  dialog.showModal();
  dialog.querySelector("input").select();
}

// Put the panel at the head of the search page, with what its address asks for.
export async function start(place) {
  const [{ texts }] = await Promise.all([names(), styles()]);
  const field = panel(place, texts, MANY);
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.dispatchEvent(new Event("input"));
  field.addEventListener("change", () => history.replaceState(null, "", `?${new URLSearchParams({ q: field.value })}`));
  place.hidden = false;
}

const made = (name, attributes, ...inner) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...inner);
  return element;
};

function panel(place, texts, most) {
  const field = made("input", {
    type: "search", name: "q", "aria-label": texts.search_label, placeholder: texts.search_label, autocomplete: "off",
    autocapitalize: "off", spellcheck: "false", maxlength: "200",
  });
  const close = made("button", { type: "button", class: "pt-search-close" }, texts.search_close);
  const status = made("p", { role: "status", class: "pt-find-status" });
  const results = made("div", { class: "pt-search-results" });
  const form = made("form", { role: "search", action: new URL("search/", home).href }, field);
  if (place === dialog) form.append(close);
  place.append(form, status, results);

  let turn = 0;
  const search = async () => {
    const mine = ++turn;
    const typed = field.value.trim();
    const known = await names();
    if (mine !== turn) return;
    const whole = [...meant(known.places, typed), ...meant(known.communities, typed)];
    const there = whole.length ? whole : named(known.places, typed);
    const groups = there.length ? [group(texts.search_in_places, there.slice(0, most).map(item))] : [];
    results.replaceChildren(...groups);
    status.textContent = typed ? texts.search_looking : "";
    if (!typed) return;
    await new Promise((done) => setTimeout(done, PAUSE_MS));
    if (mine !== turn) return;
    const found = await inTexts(typed, most).catch(() => undefined);
    if (mine !== turn) return;
    const pages = (found ?? []).reduce((sum, each) => sum + each.count, 0);
    for (const { title, items } of found ?? []) results.append(group(texts[title], items));
    if (!there.length && !pages) results.append(nothing(texts));
    if (place === dialog && pages) results.append(all(texts, typed));
    status.textContent =
      found === undefined ? texts.search_broken
      : !there.length && !pages ? texts.search_none
      : [there.length && texts.search_places + there.length, pages && texts.search_pages + pages].filter(Boolean).join(" · ");
  };

  field.addEventListener("input", search);
  close.addEventListener("click", () => dialog.close());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    results.querySelector("a")?.click();
  });
  place.addEventListener("keydown", (event) => {
    // A field of this kind would take the key to empty itself.
    if (event.key === "Escape" && place === dialog) {
      event.preventDefault();
      dialog.close();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const stops = [field, ...results.querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement) + step;
    if (at < 0 || at >= stops.length) return;
    event.preventDefault();
    stops[at].focus();
  });
  return field;
}

const group = (title, items) => made("section", {}, made("h2", {}, title), made("ul", { class: "pt-results" }, ...items));

function nothing(texts) {
  const ways = [["profiles/", "search_profiles"], ["indicators/", "search_indicators"], ["search/", "search_ways"]];
  const items = ways.map(([path, text]) => made("li", {}, made("a", { href: new URL(path, home).href }, texts[text])));
  return made("ul", {}, ...items);
}

const all = (texts, typed) =>
  made("p", {}, made("a", { href: `${new URL("search/", home)}?${new URLSearchParams({ q: typed })}` }, texts.search_all));

// Return the groups of pages that say what was typed, each with how many there are and its first as list items.
async function inTexts(typed, most) {
  index ??= opened();
  const { pagefind, kinds } = await index;
  const { results } = await pagefind.search(typed);
  const groups = await Promise.all(
    GROUPS.map(async ([kind, title]) => {
      const mine = results.filter(({ id }) => (kinds.get(id) ?? "profile") === kind);
      const shown = await Promise.all(mine.slice(0, most).map((result) => result.data()));
      const count = shown.length && says(shown[0].excerpt, typed) ? mine.length : 0;
      return { title, count, items: shown.map(page) };
    }),
  );
  return groups.filter((each) => each.count);
}

async function opened() {
  const place = new URL("../pagefind/", import.meta.url);
  const listed = fetch(new URL(`groups.${document.documentElement.lang}.json`, place)).then((answer) => answer.json());
  const pagefind = await import(new URL("pagefind.js", place));
  // A worker would be another file of the same size, and a second copy of the index in memory.
  await pagefind.options({ noWorker: true, excerptLength: 24, baseUrl: new URL("../", place).pathname });
  const kinds = new Map();
  for (const [kind, ids] of Object.entries(await listed)) for (const id of ids) kinds.set(id, kind);
  return { pagefind, kinds };
}

// A word that stands nowhere is taken by the index for the nearest that does. Whether that is still what was typed is told
// by how they begin: three letters, or all that there are.
function says(excerpt, typed) {
  const begin = (text) => plain(text).split(" ").map((word) => word.slice(0, 3));
  const asked = new Set(begin(typed));
  const marks = [...excerpt.matchAll(/<mark>(.*?)<\/mark>/g)].flatMap((mark) => begin(mark[1]));
  return marks.some((word) => [...asked].some((each) => word.startsWith(each)));
}

// A page as a list item: its title, the part that says it where there is one, and a stretch of its text.
function page(data) {
  const weight = (part) => part.weighted_locations.reduce((sum, each) => sum + each.balanced_score, 0);
  const [best] = [...data.sub_results].sort((one, other) => weight(other) - weight(one));
  const part = best && best.title !== data.meta.title ? best.title : "";
  const link = made("a", { href: (best ?? data).url }, data.meta.title);
  if (part) link.append(made("span", {}, part));
  return made("li", {}, link, made("p", {}, ...marked((best ?? data).excerpt)));
}

// The index marks words with <mark>; everything else of an excerpt is text and stays text, whatever it looks like.
function marked(excerpt) {
  const text = (part) => part.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
  return excerpt
    .split(/(<mark>.*?<\/mark>)/)
    .map((piece) => (piece.startsWith("<mark>") ? made("mark", {}, text(piece.slice(6, -7))) : text(piece)));
}
