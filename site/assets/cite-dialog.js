// The dialog that says what a figure, a table, a chart or a page is, and gives its citation in every format.
import { FORMATS, book, figure, home, pagePlaces, profile, profileOf, site, tablePlaces, written } from "./cite-fill.js";

let dialog;
let opener;

// Open the dialog on `{ figure: id }`, `{ table: element }` or `{ page: true }`; focus returns to `from` when it closes.
export async function show(what, from) {
  opener = from;
  const found = await book().catch(() => null);
  if (!found) return;
  const say = found.words;
  dialog?.remove();
  dialog = document.createElement("dialog");
  dialog.className = "pt-cite-dialog";
  dialog.setAttribute("aria-labelledby", "pt-cite-title");
  const title = made("h2", { id: "pt-cite-title" });
  const close = made("button", { type: "button", className: "pt-cite-close", ariaLabel: say.close, title: say.close }, "×");
  const body = made("div", { className: "pt-cite-body" });
  close.addEventListener("click", () => dialog.close());
  dialog.append(title, close, body);
  dialog.addEventListener("close", closed);
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  document.body.append(dialog);
  try {
    if (what.figure) await aFigure(what.figure, title, body);
    else if (what.table) await aTable(what.table, found, title, body);
    else await aPage(found, title, body);
  } catch {
    title.textContent ||= say.cite;
    body.replaceChildren(made("p", {}, say.failed), link(say.how, new URL("cite/", home)));
  }
  dialog.showModal();
}

function closed() {
  dialog.remove();
  if (opener?.isConnected) opener.focus?.({ preventScroll: true });
}

function made(name, attributes = {}, ...inside) {
  const element = Object.assign(document.createElement(name), attributes);
  element.append(...inside);
  return element;
}

const link = (text, address) => made("a", { href: address.href || address }, text);

async function aFigure(id, title, body) {
  const { found, places, source, bounds, write } = await figure(id);
  const say = found.words;
  title.textContent = places.indicator;
  const facts = made("dl", { className: "pt-cite-facts" });
  const fact = (name, said) => said && facts.append(made("div", {}, made("dt", {}, name), made("dd", {}, said)));
  fact(say.group, [places.who, places.breakdown].filter(Boolean).join(", "));
  fact(say.region, link(places.level ? `${places.region} (${places.level})` : places.region, profileOf(id)));
  fact(say.census, places.census);
  fact(say.universe, places.universe);
  fact(say.population, places.population);
  fact(say.quality, places.quality);
  fact(say.source, link(`${places.publisher}, ${places.table}`, new URL(`sources/${source}/`, home)));
  fact(say.id, made("code", {}, id));
  const value = made("p", { className: "pt-cite-value" }, places.value);
  if (bounds) value.append(" ", made("small", {}, bounds));
  body.append(value, facts, formats(say, write), ways(found, await sheet(id, say)));
}

async function aTable(thing, found, title, body) {
  const drawn = thing.querySelector("svg");
  const kind = drawn ? "chart" : "table";
  const say = found.words;
  const elements = [...thing.querySelectorAll("[data-figure]")];
  const records = await recordsOf(elements.map((each) => each.dataset.figure), found);
  const periods = records.flatMap((each) => [each.since, each.period]).filter(Boolean);
  const used = new Set(records.map((each) => each.source));
  const sources = Object.keys(found.sources).filter((name) => used.has(name));
  const page = await thisPage(found, sources, periods);
  const places = tablePlaces(found, { id: anchorOf(thing), kind, title: titleOf(thing, drawn), sources, periods }, page);
  title.textContent = say[`dialog_${kind}`];
  body.append(made("p", { className: "pt-cite-what" }, places.title), formats(say, (format) => written(found, "table", format, places)));
  if (drawn) body.append(eachFigure(elements, say));
  body.append(ways(found));
}

// Drawings are one picture to a screen reader, so that their numbers are offered here as well.
function eachFigure(elements, say) {
  const seen = new Map(elements.filter((each) => !each.dataset.part).map((each) => [each.dataset.figure, each.textContent]));
  const list = made("p", { className: "pt-cite-each" });
  for (const [id, text] of seen) {
    const button = made("button", { type: "button", title: id, ariaLabel: `${text} ${id}` }, text);
    button.addEventListener("click", () => {
      const from = opener;
      dialog.close();
      show({ figure: id }, from);
    });
    list.append(button);
  }
  return made("details", {}, made("summary", {}, say.figures), list);
}

async function aPage(found, title, body) {
  const say = found.words;
  const page = await thisPage(found);
  title.textContent = say.dialog_page;
  body.append(made("p", { className: "pt-cite-what" }, page.title), formats(say, (format) => written(found, "page", format, page)), ways(found));
}

// Return the records of figures, each from its own profile; a table over many regions asks for as many profiles.
async function recordsOf(ids, found) {
  const folders = new Map(ids.map((id) => [profileOf(id).href, profileOf(id)]));
  const all = await Promise.all([...folders.values()].map((folder) => profile(found, folder).catch(() => null)));
  const wanted = new Set(ids);
  const records = all.filter(Boolean).flatMap(({ figures }) => figures.figures.filter((each) => wanted.has(each.figure_id)));
  if (!records.length && ids.length) throw new Error("no such figures");
  return records;
}

// Return what fills the citation of this page: a profile says it itself; elsewhere the edition is the site's.
async function thisPage(found, sources = [], periods = []) {
  const path = location.pathname.slice(home.pathname.length).replace(/index\.html$/, "");
  const parts = path.split("/").filter(Boolean);
  if (parts[0] === "profiles" && parts.length === 3) return (await profile(found, new URL(`profiles/${parts[1]}/${parts[2]}/`, home))).page;
  const title = document.title.replace(/^SYNTHETIC \/ FICTIF · /, "").replace(/ - Portrait$/, "");
  const figures = [...document.querySelectorAll("article [data-figure]")].map((each) => each.dataset.figure);
  let told = { sources, periods };
  if (parts[0] === "profiles" && parts.length === 4) {
    const own = await profile(found, new URL(`profiles/${parts[1]}/${parts[2]}/`, home));
    const used = new Set(own.figures.figures.map((each) => each.source));
    told = { sources: Object.keys(found.sources).filter((name) => used.has(name)) };
    return pagePlaces(found, { path: parts.join("/"), title, address: `${found.site}/${here(path)}`, edition: own.page.edition, ...told });
  }
  if (!sources.length && figures.length) {
    const records = await recordsOf(figures.slice(0, 200), found).catch(() => []);
    const used = new Set(records.map((each) => each.source));
    told = { sources: Object.keys(found.sources).filter((name) => used.has(name)), periods: records.map((each) => each.period) };
  }
  return pagePlaces(found, { path: parts.join("/"), title, address: `${found.site}/${here(path)}`, ...told });
}

const here = (path) => `${home.pathname.slice(site.pathname.length)}${path}`;

function titleOf(thing, drawn) {
  const said = (drawn?.querySelector("title") || thing.querySelector("caption, figcaption") || thing).cloneNode(true);
  said.querySelectorAll("button").forEach((each) => each.remove());
  return said.textContent;
}

// The anchor nearest to a table or chart: its own, that of its caption, or that of the section it stands in.
function anchorOf(thing) {
  const own = thing.id || thing.querySelector("caption[id]")?.id;
  if (own) return own;
  const heads = [...document.querySelectorAll("article :is(h2, h3, summary)[id]")];
  const before = heads.filter((head) => head.compareDocumentPosition(thing) & Node.DOCUMENT_POSITION_FOLLOWING).pop();
  return thing.closest("article section[id]")?.id || before?.id || "";
}

function formats(say, write) {
  const text = made("pre", { tabIndex: 0, id: "pt-cite-text" });
  text.setAttribute("aria-label", say.text);
  const status = made("p", { className: "pt-cite-status" });
  status.setAttribute("role", "status");
  const bar = made("div", { className: "pt-cite-formats", role: "group" });
  bar.setAttribute("aria-label", say.copy);
  const choose = (format) => {
    text.textContent = write(format);
    text.setAttribute("aria-label", say[format]);
    for (const each of bar.children) each.classList.toggle("pt-chosen", each.dataset.format === format);
  };
  for (const format of FORMATS) {
    const button = made("button", { type: "button" }, made("span", {}, `${say.copy} `), say[format]);
    button.dataset.format = format;
    // A press of the mouse focuses as well, and is not done yet.
    button.addEventListener("focus", () => button.matches(":focus-visible") && choose(format));
    button.addEventListener("click", async () => {
      choose(format);
      status.textContent = "";
      const copied = await navigator.clipboard?.writeText(write(format)).then(() => true, () => false);
      if (!copied) getSelection().selectAllChildren(text);
      status.textContent = copied ? `${say[format]}. ${say.copied}` : say.not_copied;
    });
    bar.append(button);
  }
  choose("text");
  return made("section", { className: "pt-cite-write" }, bar, text, status);
}

function ways(found, ...more) {
  const links = made("p", { className: "pt-cite-ways" });
  links.append(...more.filter(Boolean).flat(), link(found.words.how, new URL("cite/", home)));
  links.append(link(found.words.trace, new URL("methods/what-we-check/", home)));
  return links;
}

// The list of figures that one gathers; where there is no such list, nothing is offered.
async function sheet(id, say) {
  const list = await import("./evidence-list.js").catch(() => null);
  if (!list) return null;
  const button = made("button", { type: "button" });
  const open = link(say.sheet, list.address());
  const tell = () => {
    button.textContent = list.has(id) ? say.remove : say.add;
    button.setAttribute("aria-pressed", String(list.has(id)));
    open.href = list.address();
    open.hidden = !list.list().length;
  };
  button.addEventListener("click", () => {
    list.toggle(id);
    tell();
  });
  tell();
  return [button, open];
}
