// What is cited and the book of citations (data/citations.<lang>.json) → the citation in each format. The twin of
// pipelines/render/cite_fill.py and citing.py: a test holds the two equal. No number is made here: the value of a figure is
// the text that stands on its page.
export const FORMATS = ["text", "apa", "bibtex", "ris", "csl"];
export const lang = document.documentElement.lang.startsWith("fr") ? "fr" : "en";
export const site = new URL("..", import.meta.url);
export const home = new URL(`${lang}/`, site);

const kept = new Map();
function got(address) {
  if (!kept.has(address)) {
    const answer = fetch(address).then((found) => {
      if (!found.ok) throw new Error(`${address}: ${found.status}`);
      return address.endsWith(".json") ? found.json() : found.text();
    });
    answer.catch(() => kept.delete(address));
    kept.set(address, answer);
  }
  return kept.get(address);
}

// Return the book of this page's language. Where nobody said at what address the site stands, it stands here.
export async function book() {
  const found = await got(new URL(`data/citations.${lang}.json`, site).href);
  return { ...found, site: found.site || site.href.replace(/\/$/, "") };
}

const BLANK = /[\u0000-\u0020\u007f-\u009f\u2028\u2029]+/g;
const trimmed = (text) => text.replace(/^ +| +$/g, "");
export const oneLine = (text) => trimmed(text.replace(BLANK, " "));
const PLACE = /\{([a-z_]+)\}/g;
const cleaned = (places) => Object.fromEntries(Object.entries(places).map(([name, text]) => [name, oneLine(text)]));

// Return the pieces with their places filled; a piece of which a place is empty is left out.
export function filled(pieces, places) {
  const whole = pieces.filter((piece) => [...piece.matchAll(PLACE)].every(([, name]) => places[name]));
  return trimmed(whole.map((piece) => piece.replace(PLACE, (_, name) => places[name])).join(""));
}

// Return a citation of `thing` (figure, table or page) in a format.
export function written(found, thing, format, places) {
  const shape = found.shapes[thing][format];
  if (format === "text" || format === "apa") return filled(shape, places);
  const fields = shape.fields.map(([name, kind, said]) => [name, kind, filled(said, places)]).filter(([, , text]) => text);
  return WRITERS[format](shape.type, places.id, fields);
}

const TEX = { "\\": "\\textbackslash{}", "{": "\\textbraceleft{}", "}": "\\textbraceright{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" };
const tex = (text) => text.replace(/[\\{}~^%&#_$]/g, (mark) => TEX[mark] || `\\${mark}`);
const url = (text) => text.replace(/[\\{} "<>]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
const KEY = { "/": ":", "#": ":", "=": ".", ";": "+" };
const key = (name) => `portrait:${name.replace(/^\/+|\/+$/g, "")}`.replace(/[/#=;]/g, (mark) => KEY[mark]).replace(/[^A-Za-z0-9:.+-]/gu, "_");
const WRITERS = {
  bibtex(type, name, fields) {
    const value = (kind, text) => (kind === "verbatim" ? url(text) : kind === "whole" ? `{${tex(text)}}` : tex(text));
    return `@${type}{${key(name)},\n${fields.map(([field, kind, text]) => `  ${field} = {${value(kind, text)}}`).join(",\n")}\n}\n`;
  },
  ris(type, name, fields) {
    const lines = fields.map(([tag, kind, text]) => [tag, kind === "date" ? text.replaceAll("-", "/") : text]);
    return [["TY", type], ...lines, ["ER", ""]].map(([tag, text]) => `${tag}  - ${text}\r\n`).join("");
  },
  csl(type, name, fields) {
    const value = (kind, text) =>
      kind === "name" ? [{ literal: text }] : kind === "date" ? { "date-parts": [text.split("-").map(Number)] } : text;
    return JSON.stringify([{ id: name, type, ...Object.fromEntries(fields.map(([field, kind, text]) => [field, value(kind, text)])) }], null, 2);
  },
};

const once = (texts) => [...new Set(texts)];

// Return publishers, tables and the notices that their licences ask for, of these sources and periods.
function credited(found, sources, periods) {
  const used = sources.map((name) => found.sources[name]);
  const reference = once(periods).sort().join(", ");
  const titled = (own) => (own.length === 1 ? `${own[0].table}, ${own[0].title}` : once(own.map((each) => each.table)).join(", "));
  const notices = once(used.map((each) => each.notice)).map((notice) =>
    notice.replaceAll("{title}", () => titled(used.filter((each) => each.notice === notice))).replaceAll("{reference}", () => reference));
  return {
    publisher: once(used.map((each) => each.publisher)).join(", "),
    tables: once(used.map((each) => each.table)).join(", "),
    notice: notices.join(" "),
  };
}

// Return what fills the citation of a page; `edition` is the site's own where none is given, `frozen` a day or nothing.
export function pagePlaces(found, { path, title, address, edition = found.edition, frozen = "", sources = [], periods }) {
  const issued = frozen || found.accessed;
  return cleaned({
    ...credited(found, sources, periods || sources.flatMap((name) => found.sources[name].periods)),
    id: path || "home", title, address, edition, issued, year: issued.slice(0, 4),
    accessed: found.accessed, accessed_long: found.accessed_long, synthetic: found.synthetic,
  });
}

// Return what fills the citation of a table or chart on `page`; `kind` is `table` or `chart`.
export function tablePlaces(found, { id, kind, title, sources, periods }, page) {
  const whole = { ...page, ...credited(found, sources, periods) };
  const anchor = id ? `#${id}` : "";
  return cleaned({ ...whole, id: `${page.id}${anchor}`, address: `${page.address}${anchor}`, page_title: page.title, title, kind: found.words[kind] });
}

// Return what fills the citation of a figure that reads `value` on its page.
export function figurePlaces(found, record, about, value, page) {
  const source = found.sources[record.source];
  const told = { ...found.communities[record.community], since: record.since };
  const [, , census] = found.census.find(([period, basis]) => ["", record.period].includes(period) && ["", source.basis].includes(basis));
  const marks = [record.reliability === "poor" && "poor", record.symbol && "caution"].filter(Boolean);
  const places = cleaned({
    ...page,
    ...credited(found, [record.source], [record.since, record.period].filter(Boolean)),
    ...about,
    ...told,
    id: record.figure_id,
    address: `${page.address}#${record.figure_id}`,
    level: found.levels[about.level] || "",
    who: filled([found.groups[record.group]], told),
    breakdown: record.breakdown.split(";").filter(Boolean).map((each) => found.members[each] || each).join(", "),
    population: (found.populations[record.community] || {})[record.population] || "",
    period: record.period,
    census: census.replaceAll("{period}", record.period),
    value,
    quality: marks.map((name) => found.words[name]).join(", "),
    table: source.table,
    table_title: source.title,
  });
  for (const [name, said] of Object.entries(found.parts)) places[name] = filled(said, places);
  return places;
}

// Return the folder of a figure's own profile.
export function profileOf(id) {
  const [community, region] = id.split(":");
  return new URL(`profiles/${community}/${region}/`, home);
}

// Return a profile's figures, and its page as its own citation has it: title, edition and address, frozen or running.
export async function profile(found, folder) {
  const [figures, cited] = await Promise.all([got(new URL("figures.json", folder).href), got(new URL("cite.csl.json", folder).href)]);
  const own = cited[0];
  const frozen = (own.URL.match(/\/editions\/(\d{4}-\d\d-\d\d)\//) || [])[1];
  const address = own.URL.startsWith("/") ? found.site + own.URL : own.URL;
  const used = new Set(figures.figures.map((record) => record.source));
  const sources = Object.keys(found.sources).filter((name) => used.has(name));
  return { figures, page: pagePlaces(found, { path: own.id, title: own.title, address, edition: own.version, frozen, sources }) };
}

// Return the text of a figure, and of its bounds, as its page has them: this page, or its profile's, or the details there.
export async function read(id) {
  const found = { value: "", bounds: "" };
  const look = (where) => {
    const named = CSS.escape(id);
    found.value ||= where.querySelector(`[data-figure="${named}"]:not([data-part])`)?.textContent || "";
    found.bounds ||= where.querySelector(`[data-bounds="${named}"]`)?.textContent || "";
    return found.value;
  };
  if (look(document)) return found;
  for (const page of ["", "details/"]) {
    const html = await got(new URL(page, profileOf(id)).href).catch(() => "");
    if (look(new DOMParser().parseFromString(html, "text/html"))) return found;
  }
  throw new Error(`${id}: on no page`);
}

// Return everything that is said of a figure, and a function that writes its citation in a format.
export async function figure(id) {
  const [found, said] = await Promise.all([book(), read(id)]);
  const { figures, page } = await profile(found, profileOf(id));
  const record = figures.figures.find((each) => each.figure_id === id);
  if (!record) throw new Error(`${id}: no such figure`);
  const { label, universe } = figures.indicators[record.indicator];
  const about = {
    community: figures.community.name[lang], region: figures.region.name[lang], level: figures.region.level,
    indicator: label[lang], universe: universe[lang],
  };
  const places = figurePlaces(found, { ...record, community: figures.community.id }, about, said.value, page);
  return { found, places, source: record.source, bounds: said.bounds, write: (format) => written(found, "figure", format, places) };
}
