// The evidence sheet: figures that were ticked, on one page with their sources. Every value is copied from the page that
// shows it; nothing is sent anywhere.
import { download, el, filled, fromCsv, got, keepQuery, toCsv } from "./elements.js";
import { heads, words } from "./evidence.js";
import * as evidence from "./evidence-list.js";

const LONGEST = 80;

export function begin(box, texts) {
  keepQuery();
  return new Sheet(box, texts).begin();
}

class Sheet {
  constructor(box, texts) {
    Object.assign(this, { box, texts, home: evidence.home(), pages: new Map(), known: new Map(), ids: [], turn: 0 });
  }

  async begin() {
    const t = this.texts;
    this.messages = el("div", { class: "pt-message", role: "alert" });
    this.status = el("p", { class: "pt-hidden", role: "status" });
    this.undo = el("div", { class: "pt-no-print" });
    this.body = el("div", {});
    this.notes = el("textarea", { class: "pt-notes", id: "pt-notes", rows: "3", placeholder: " ",
      oninput: () => { this.notes.rows = Math.max(3, this.notes.value.split("\n").length + 1); } });
    this.box.replaceChildren(this.messages, this.status, this.undo, this.body);
    this.body.replaceChildren(el("p", { class: "pt-hint" }, t.loading));
    this.index = await (await got(new URL("compare/index.json", this.home))).json();
    this.sources = this.index.sources;
    this.read();
    window.addEventListener("popstate", () => this.read());
    window.addEventListener("portrait:evidence", () => {
      if (this.mine && evidence.list().join() !== this.ids.join()) this.change(evidence.list(), false);
    });
  }

  // Take the list out of the address, or, where it has none, out of the browser.
  read() {
    const asked = new URLSearchParams(location.search).get("f");
    const own = evidence.list();
    const wanted = asked === null ? own : asked.split(",").map((each) => each.trim()).filter(Boolean);
    const wrong = [...new Set(wanted.filter((id) => !evidence.wellFormed(id) || id.includes("..")))];
    const good = [...new Set(wanted)].filter((id) => !wrong.includes(id));
    this.ids = good.slice(0, evidence.MOST);
    this.wrong = wrong;
    this.extra = good.slice(evidence.MOST);
    this.mine = asked === null || this.ids.join() === own.join();
    if (asked === null && this.ids.length) history.replaceState(null, "", evidence.address(this.ids));
    this.show();
  }

  change(ids, keep = true) {
    this.ids = ids;
    this.wrong = this.extra = [];
    history.replaceState(null, "", evidence.address(ids));
    if (this.mine && keep) evidence.replace(ids);
    return this.show();
  }

  // Read what the ids need: their profiles' figures, and the pages that show them.
  async profile(community, region) {
    const key = `${community}/${region}`;
    if (!this.known.has(key)) {
      const folder = new URL(`profiles/${community}/${region}/`, this.home);
      const coming = Promise.all(["figures.json", "compare.json"].map((name) => got(new URL(name, folder)).then((answer) => answer.json())))
        .then(([data, beside]) => ({ folder, data, edition: beside.edition, rows: new Map(data.figures.map((row) => [row.figure_id, row])) }));
      coming.catch(() => this.known.delete(key));
      this.known.set(key, coming);
    }
    return this.known.get(key);
  }

  page(address) {
    if (!this.pages.has(address.href)) {
      const coming = got(address).then((answer) => answer.text()).then((html) => new DOMParser().parseFromString(html, "text/html"));
      coming.catch(() => this.pages.delete(address.href));
      this.pages.set(address.href, coming);
    }
    return this.pages.get(address.href);
  }

  // Return what a page shows of a figure; the page of the profile is asked first, then those that show more.
  async shown(id, indicator, folder) {
    const quoted = CSS.escape(id);
    const addresses = [folder, null, new URL(`indicators/${indicator}/`, this.home)];
    for (const place of addresses.keys()) {
      if (place === 1) {
        const first = await this.page(folder);
        if (!first.querySelector('a[href^="details/"]')) continue;
        addresses[1] = new URL("details/", folder);
      }
      const page = await this.page(addresses[place]);
      const found = ["table", ".pt-card", ""].map((where) => page.querySelector(`${where} [data-figure="${quoted}"]:not([data-part])`.trim())).find(Boolean);
      if (found) return { element: found, page, address: addresses[place] };
    }
    return null;
  }

  async figure(id) {
    const [community, region, indicator] = id.split(":");
    const has = (list, key) => Object.hasOwn(list, key);
    if (!has(this.index.communities, community) || !this.index.communities[community].regions.includes(region)) return { id, missing: true };
    let profile;
    try {
      profile = await this.profile(community, region);
      const row = profile.rows.get(id);
      if (!row) return { id, missing: true };
      const { element, address } = (await this.shown(id, indicator, profile.folder)) || {};
      const own = await this.page(profile.folder);
      return { id, row, profile, element, address, title: own.title.replace(/ - [^-]*$/, ""), region: this.index.regions[region][0],
        indicator: profile.data.indicators[indicator], lang: this.home.pathname.split("/").at(-2) };
    } catch {
      return { id, failed: true };
    }
  }

  async show() {
    const turn = (this.turn += 1);
    const t = this.texts;
    const found = await Promise.all(this.ids.map((id) => this.figure(id)));
    if (turn !== this.turn) return;
    const short = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
    const named = (text, ids) => (ids.length ? el("p", {}, text, " ", ids.slice(0, 60).map((id) => [el("code", {}, short(id)), " "])) : null);
    const missing = found.filter((each) => each.missing).map((each) => each.id);
    const failed = found.filter((each) => each.failed).map((each) => each.id);
    const rows = found.filter((each) => each.row);
    this.messages.replaceChildren(...[
      named(t.malformed, this.wrong), named(t.missing, missing), named(t.too_many, this.extra), named(t.failed, failed),
    ].filter(Boolean));
    if (!this.mine && rows.length) {
      this.undo.replaceChildren(el("p", { class: "pt-message" }, t.mine, " ", el("button", { type: "button", class: "pt-button", onclick: () => {
        this.mine = true;
        evidence.replace(this.ids);
        this.undo.replaceChildren();
        this.show();
      } }, t.keep)));
    }
    if (!rows.length) {
      this.body.replaceChildren(el("p", {}, t.empty), el("p", {}, el("a", { href: new URL("profiles/", this.home).href }, t.profiles)));
      return;
    }
    const sources = [...new Set(rows.map((each) => each.row.source))].filter((id) => Object.hasOwn(this.sources, id));
    this.rows = rows;
    this.body.replaceChildren(this.table(rows, sources), this.buttons(rows, sources), this.foot(rows, sources));
  }

  // What a figure is, in a line, for those who hear it.
  named(each) {
    return `${each.indicator.label[each.lang]}, ${this.whom(each)}, ${each.region}, ${each.row.period}`;
  }

  // The group that a figure is about, as its page calls it.
  whom(each) {
    const here = this.index.communities[each.row.figure_id.split(":")[0]];
    const known = { minority: here.minority, majority: here.majority, total: this.texts.group_total, gap: this.texts.col_gap,
      ratio: this.texts.col_ratio, people: this.texts.col_people, rank: this.texts.col_rank };
    const group = known[each.row.group] || (each.element ? heads(each.element).column : "");
    // The head of the row tells the sex, the age or the status.
    const row = each.row.breakdown && each.element ? heads(each.element).row : "";
    return [group, row].filter(Boolean).join(", ");
  }

  // The value as its page shows it, with its mark and its bounds.
  value(each) {
    if (!each.element) return el("td", { role: "cell", class: "pt-value pt-na" }, this.texts.not_on_page);
    const cell = each.element.closest("td, p, li, div") || each.element;
    const mark = cell.querySelector("sup.pt-poor, sup.pt-caution");
    const bounds = cell.querySelector(`[data-bounds="${CSS.escape(each.id)}"]`);
    return el("td", { role: "cell", class: each.row.status === "reported" ? "pt-value" : "pt-value pt-na" },
      el("span", { "data-figure": each.id }, words(each.element)),
      mark ? el("sup", { class: "pt-poor", title: mark.title }, words(mark)) : "",
      bounds ? [" ", el("small", { class: "pt-ci", "data-bounds": each.id }, words(bounds))] : "");
  }

  table(rows, sources) {
    const t = this.texts;
    const button = (text, name, sign, disabled, act) => el("button", { type: "button", "aria-label": filled(text, { figure: name }), disabled, onclick: act }, sign);
    const move = (from, to, focus) => {
      const ids = rows.map((each) => each.id);
      ids.splice(to, 0, ...ids.splice(from, 1));
      this.change(ids).then(() => {
        const buttons = this.body.querySelectorAll("tbody tr")[to].querySelectorAll("button");
        (buttons[focus].disabled ? buttons[2] : buttons[focus]).focus();
      });
    };
    return el("div", { class: "pt-scroll", tabindex: "0", role: "region", "aria-labelledby": "pt-sheet-c" },
      el("table", { class: "pt-table pt-sheet", role: "table" },
        el("caption", { id: "pt-sheet-c" }, t.caption),
        el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, [t.what, t.whom, t.when, t.value, t.source].map((head) => el("th", { scope: "col", role: "columnheader" }, head)), el("th", { scope: "col", role: "columnheader", class: "pt-order" }, t.edit))),
        el("tbody", { role: "rowgroup" }, rows.map((each, place) => {
          const name = this.named(each);
          return el("tr", { role: "row" },
            el("th", { scope: "row", role: "rowheader" }, each.indicator.label[each.lang], el("span", { class: "pt-of" }, t.of, " ", each.indicator.universe[each.lang])),
            el("td", { role: "cell" }, this.whom(each), el("br"), el("a", { href: `${(each.address || each.profile.folder).pathname.includes("/indicators/") ? each.profile.folder.href : (each.address || each.profile.folder).href}#${each.row.indicator}` }, each.region)),
            el("td", { role: "cell" }, each.row.since ? `${each.row.since}–${each.row.period}` : each.row.period),
            this.value(each),
            el("td", { role: "cell", class: "pt-table-number" }, el("a", { href: `#pt-s-${each.row.source}` }, this.sources[each.row.source]?.table || each.row.source)),
            el("td", { class: "pt-order", role: "cell" },
              button(t.up, name, "↑", place === 0, () => move(place, place - 1, 0)),
              button(t.down, name, "↓", place === rows.length - 1, () => move(place, place + 1, 1)),
              button(t.remove, name, "×", false, () => this.change(this.ids.filter((id) => id !== each.id)).then(() => {
                this.status.textContent = t.removed;
                const left = this.body.querySelectorAll("tbody tr");
                (left[Math.min(place, left.length - 1)]?.querySelector("button:last-child") || this.body.querySelector("a"))?.focus();
              }))));
        }))));
  }

  buttons(rows, sources) {
    const t = this.texts;
    const failed = el("span", { role: "alert" });
    const button = (text, act) => [el("button", { type: "button", class: "pt-button", onclick: act }, text), " "];
    return el("div", { class: "pt-no-print" },
      el("p", { class: "pt-buttons" },
        button(t.print, () => window.print()),
        button(t.csv, () => this.csv(rows).catch(() => { failed.textContent = t.failed; })),
        button(t.text, () => download("portrait-evidence.txt", "text/plain", this.text(rows, sources))),
        button(t.clear, () => this.empty()), failed),
      el("p", { class: "pt-hint" }, t.kept));
  }

  empty() {
    const before = this.ids;
    this.change([]).then(() => {
      const back = el("button", { type: "button", class: "pt-button", onclick: () => {
        this.undo.replaceChildren();
        this.change(before);
      } }, this.texts.undo);
      this.undo.replaceChildren(el("p", { class: "pt-message", role: "status" }, this.texts.cleared, " ", back));
      back.focus();
    });
  }

  // The lines of a bibliography: tables first, then the profiles that the figures were read on.
  bibliography(rows, sources) {
    const profiles = new Map(rows.map((each) => [each.profile.folder.href, each]));
    return [
      ...sources.map((id) => {
        const source = this.sources[id];
        return `${filled(this.texts.table_entry, { title: source.title, number: source.table, where: source.address })}. ${source.notice}`;
      }),
      ...[...profiles.values()].map((each) => `${filled(this.texts.profile_entry, { title: each.title, as_of: each.profile.edition, where: each.profile.folder.href })}`),
    ];
  }

  foot(rows, sources) {
    const t = this.texts;
    return el("div", {},
      el("h2", { id: "pt-sheet-sources" }, t.sources),
      el("dl", { class: "pt-sources" }, sources.map((id) => [
        el("dt", { id: `pt-s-${id}` }, el("a", { href: new URL(`sources/${id}/`, this.home).href }, this.sources[id].table)),
        el("dd", {}, this.sources[id].title, ".")])),
      el("h2", { id: "pt-sheet-bibliography" }, t.bibliography),
      el("ol", { class: "pt-bibliography" }, this.bibliography(rows, sources).map((entry) => el("li", {}, entry))),
      el("p", { class: "pt-no-print" }, el("label", { for: "pt-notes" }, t.notes)), this.notes);
  }

  text(rows, sources) {
    const lines = rows.map((each) => {
      const value = words(this.value(each));
      return `${this.named(each)}${this.texts.colon} ${value} (${this.sources[each.row.source]?.table || each.row.source}; ${each.id})`;
    });
    return [this.texts.figures, "", ...lines, "", this.texts.bibliography, "", ...this.bibliography(rows, sources), ""].join("\n");
  }

  // The rows of the figure store, out of the profiles' own files, in the order of the sheet.
  async csv(rows) {
    const folders = [...new Set(rows.map((each) => each.profile.folder.href))];
    const texts = await Promise.all(folders.map((folder) => got(new URL("figures.csv", folder)).then((answer) => answer.text())));
    const tables = texts.map(fromCsv);
    const byId = new Map(tables.flatMap((table) => table.slice(1)).map((row) => [row[0], row]));
    download("portrait-evidence.csv", "text/csv", toCsv([tables[0][0], ...rows.map((each) => byId.get(each.id))]));
  }
}
