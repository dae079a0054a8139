// The compare page: a form, and what it leads to. Every number that it shows was written into a file by the build, as it
// stands in the profiles; this script puts them side by side, and draws.
import { copied, download, el, filled, fromCsv, got, keepQuery, plain, svg, toCsv } from "./elements.js";

const MOST = 6;
const SHOWN = 30;
const LONGEST = 80;
const GROUPS = ["minority", "majority", "gap", "ratio", "people", "rank"];
// Percentages share a scale with the charts of profiles.
const SCALES = [10, 20, 40, 60, 80, 100];

export async function start() {
  const box = document.getElementById("pt-compare");
  const address = new URL(box.dataset.index, document.baseURI);
  keepQuery();
  try {
    const index = await (await got(address)).json();
    new Comparison(box, index, new URL("../", address)).begin();
  } catch {
    box.replaceChildren(el("p", { role: "alert", class: "pt-message" }, box.dataset.failed));
  }
}

class Comparison {
  constructor(box, index, home) {
    Object.assign(this, { box, index, home, texts: index.texts });
    this.state = { community: Object.keys(index.communities)[0], regions: [], what: "" };
    this.files = new Map();
    this.turn = 0;
  }

  begin() {
    this.build();
    this.read();
    window.addEventListener("popstate", () => this.read());
  }

  // ---------------------------------------------------------------- the address

  // Take the choice out of the address; what is not known is named, and the rest stands.
  read() {
    const asked = new URLSearchParams(location.search);
    const { communities, themes } = this.index;
    const first = Object.keys(communities)[0];
    const wrong = [], extra = [];
    const known = (list, id) => Object.hasOwn(list, id);
    const one = (name) => (asked.get(name) || "").trim();
    let community = first;
    if (one("c")) known(communities, one("c")) ? (community = one("c")) : wrong.push(one("c"));
    const here = communities[community];
    const regions = [];
    for (const id of new Set(one("r").split(",").map((each) => each.trim()).filter(Boolean))) {
      if (!here.regions.includes(id)) wrong.push(id);
      else if (regions.length === MOST) extra.push(this.index.regions[id][0]);
      else regions.push(id);
    }
    let what = "";
    if (one("i")) here.indicators.includes(one("i")) ? (what = `i:${one("i")}`) : wrong.push(one("i"));
    if (one("t") && !what) {
      const theme = themes.find(([id]) => id === one("t"));
      theme && theme[2].some((each) => here.indicators.includes(each)) ? (what = `t:${one("t")}`) : wrong.push(one("t"));
    }
    this.state = { community, regions, what: what || this.first(community) };
    const short = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
    this.say(
      wrong.length && el("p", {}, this.texts.ignored, " ", el("code", {}, wrong.slice(0, 12).map(short).join(", "))),
      extra.length && el("p", {}, this.texts.too_many, " ", extra.slice(0, 12).join(", ")),
    );
    this.fill();
    this.show();
  }

  // Return the first indicator that a community has, in the order of the themes; those in which it is compared first.
  first(community) {
    const { indicators } = this.index.communities[community];
    const rate = indicators.find((id) => this.index.indicators[id].unit === "percent" && !id.endsWith("-share"));
    return `i:${rate || indicators[0] || ""}`;
  }

  write() {
    const { community, regions, what } = this.state;
    const [kind, id] = [what.slice(0, 1), what.slice(2)];
    // Ids are letters, digits and hyphens.
    history.replaceState(null, "", `${location.pathname}?c=${community}${regions.length ? `&r=${regions.join(",")}` : ""}&${kind}=${id}`);
  }

  // ---------------------------------------------------------------- the form

  build() {
    const t = this.texts;
    this.community = el("select", { id: "pt-c", onchange: () => this.choose({ community: this.community.value }) });
    this.what = el("select", { id: "pt-i", onchange: () => this.choose({ what: this.what.value }) });
    this.list = el("ul", { id: "pt-r-list", role: "listbox", "aria-label": t.region, class: "pt-options", hidden: true });
    this.field = el("input", {
      id: "pt-r", type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list",
      "aria-expanded": "false", "aria-controls": "pt-r-list", "aria-describedby": "pt-r-hint",
      oninput: () => this.suggest(), onfocus: () => this.suggest(), onkeydown: (event) => this.key(event),
      onblur: () => setTimeout(() => this.close(), 150),
    });
    this.chips = el("ul", { class: "pt-chips", "aria-label": t.chosen });
    this.messages = el("div", { class: "pt-message", role: "alert" });
    this.status = el("p", { class: "pt-hidden", role: "status" });
    this.results = el("div", { class: "pt-results-of", "aria-live": "off" });
    for (const [id, each] of Object.entries(this.index.communities)) {
      this.community.append(el("option", { value: id }, each.name));
    }
    const form = el(
      "form", { class: "pt-form", onsubmit: (event) => event.preventDefault() },
      el("div", {}, el("label", { for: "pt-c" }, t.community), this.community),
      el("div", {}, el("label", { for: "pt-i" }, t.what), this.what),
      el("div", { class: "pt-pick" }, el("label", { for: "pt-r" }, t.region), this.field, this.list,
        el("p", { id: "pt-r-hint", class: "pt-hint" }, t.region_hint)),
      this.chips,
    );
    this.box.replaceChildren(form, this.messages, this.status, this.results);
  }

  // Show in the form what is chosen.
  fill() {
    const { community, what } = this.state;
    const { indicators } = this.index.communities[community];
    this.community.value = community;
    const themes = this.index.themes.map(([id, title, names]) => [id, title, names.filter((each) => indicators.includes(each))]);
    const present = themes.filter(([, , names]) => names.length);
    this.what.replaceChildren(
      ...present.map(([, title, names]) => el("optgroup", { label: title }, names.map((id) => el("option", { value: `i:${id}` }, this.index.indicators[id].label)))),
      el("optgroup", { label: this.texts.themes }, present.map(([id, title]) => el("option", { value: `t:${id}` }, title))),
    );
    this.what.value = what;
    this.chip();
  }

  chip() {
    this.chips.replaceChildren(
      ...this.state.regions.map((id, place) =>
        el("li", {}, this.name(id), " ", el("small", {}, this.level(id)), el("button", {
          type: "button", "aria-label": filled(this.texts.remove, { region: this.name(id) }), onclick: () => {
            this.choose({ regions: this.state.regions.filter((each) => each !== id) });
            const left = this.chips.querySelectorAll("button");
            (left[Math.min(place, left.length - 1)] || this.field).focus();
          },
        }, "×"))),
    );
    this.chips.hidden = !this.state.regions.length;
  }

  name(id) { return this.index.regions[id][0]; }

  level(id) { return this.index.levels[this.index.regions[id][2]]; }

  choose(change) {
    const state = { ...this.state, ...change };
    const here = this.index.communities[state.community];
    const gone = state.regions.filter((id) => !here.regions.includes(id)).map((id) => this.name(id));
    state.regions = state.regions.filter((id) => here.regions.includes(id));
    const [kind, id] = [state.what.slice(0, 1), state.what.slice(2)];
    const names = kind === "i" ? [id] : this.index.themes.find(([each]) => each === id)[2];
    if (!names.some((each) => here.indicators.includes(each))) state.what = this.first(state.community);
    this.state = state;
    this.say(gone.length && el("p", {}, this.texts.ignored, " ", gone.join(", ")));
    this.fill();
    this.write();
    this.show();
  }

  say(...messages) { this.messages.replaceChildren(...messages.filter(Boolean)); }

  // ---------------------------------------------------------------- finding a region

  suggest() {
    const words = plain(this.field.value).split(" ").filter(Boolean);
    const all = this.index.communities[this.state.community].regions.filter((id) => !this.state.regions.includes(id));
    const asked = words.join(" ");
    const names = (id) => ` ${this.index.regions[id][1].replaceAll("|", " ")}`;
    const found = all.filter((id) => words.every((word) => names(id).includes(` ${word}`)));
    if (words.length) {
      const far = (id) => (plain(this.name(id)) === asked ? 0 : plain(this.name(id)).startsWith(asked) ? 1 : 2);
      found.sort((one, other) => far(one) - far(other));
    }
    this.active = -1;
    this.list.replaceChildren(...found.slice(0, SHOWN).map((id, place) =>
      el("li", { role: "option", id: `pt-o-${place}`, "data-region": id, "aria-selected": "false",
        onmousedown: (event) => { event.preventDefault(); this.add(id); } }, this.name(id), " ", el("small", {}, this.level(id)))));
    const open = found.length > 0;
    this.list.hidden = !open;
    this.field.setAttribute("aria-expanded", String(open));
    this.field.removeAttribute("aria-activedescendant");
    this.status.textContent = !words.length ? "" : open ? `${this.texts.results}${this.texts.colon} ${found.length}` : this.texts.none;
    if (words.length && !open) this.say(el("p", {}, this.texts.none));
    else if (words.length) this.say();
  }

  key(event) {
    const options = [...this.list.children];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) { this.suggest(); return; }
      if (!options.length) return;
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.active = (this.active + step + options.length + (this.active < 0 && step < 0 ? 1 : 0)) % options.length;
      options.forEach((option, place) => option.setAttribute("aria-selected", String(place === this.active)));
      options[this.active].scrollIntoView({ block: "nearest" });
      this.field.setAttribute("aria-activedescendant", options[this.active].id);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const option = options[Math.max(this.active, 0)];
      if (!this.list.hidden && option && (this.active >= 0 || this.field.value.trim())) this.add(option.dataset.region);
    } else if (event.key === "Escape") {
      this.close();
    } else if (event.key === "Backspace" && !this.field.value && this.state.regions.length) {
      this.choose({ regions: this.state.regions.slice(0, -1) });
    }
  }

  close() {
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }

  add(id) {
    this.field.value = "";
    this.close();
    if (this.state.regions.length >= MOST) {
      this.say(el("p", {}, this.texts.full));
      return;
    }
    this.choose({ regions: [...this.state.regions, id] });
  }

  // ---------------------------------------------------------------- the results

  folder(region) { return new URL(`profiles/${this.state.community}/${region}/`, this.home); }

  file(region) {
    const address = new URL("compare.json", this.folder(region)).href;
    if (!this.files.has(address)) {
      const coming = got(address).then((answer) => answer.json());
      coming.catch(() => this.files.delete(address));
      this.files.set(address, coming);
    }
    return this.files.get(address);
  }

  indicators() {
    const [kind, id] = [this.state.what.slice(0, 1), this.state.what.slice(2)];
    if (kind === "i") return [id];
    const { indicators } = this.index.communities[this.state.community];
    return this.index.themes.find(([each]) => each === id)[2].filter((each) => indicators.includes(each));
  }

  title() {
    const [kind, id] = [this.state.what.slice(0, 1), this.state.what.slice(2)];
    return kind === "i" ? this.index.indicators[id].label : this.index.themes.find(([each]) => each === id)[1];
  }

  async show() {
    const turn = (this.turn += 1);
    const { community, regions } = this.state;
    if (!regions.length) {
      this.results.replaceChildren(el("p", { class: "pt-hint" }, this.texts.start));
      return;
    }
    const came = await Promise.allSettled(regions.map((region) => this.file(region)));
    // Somebody chose again in the meantime.
    if (turn !== this.turn) return;
    const lost = regions.filter((_, place) => came[place].status === "rejected").map((region) => this.name(region));
    if (lost.length) this.say(el("p", {}, this.texts.profile_failed, " ", lost.join(", ")));
    const files = came.filter((each) => each.status === "fulfilled").map((each) => each.value);
    if (!files.length) {
      this.results.replaceChildren();
      return;
    }
    const t = this.texts;
    const here = this.index.communities[community];
    const title = filled(t.title, { what: this.title(), community: here.name });
    const shown = this.indicators().map((id) => [id, files.map((file) => [file, file.indicators[id]])]);
    const known = shown.filter(([, lines]) => lines.some(([, line]) => line));
    const lines = known.flatMap(([, each]) => each.map(([, line]) => line).filter(Boolean));
    const sources = [...new Set(lines.flatMap((line) => line.sources))];
    const levels = new Set(files.map((file) => this.index.regions[file.region][2]));
    this.results.replaceChildren(
      el("h2", { id: "result", tabindex: "-1" }, title),
      levels.size > 1 ? el("p", { class: "pt-sure" }, t.levels) : "",
      ...known.map(([id, each]) => this.section(id, each, known.length === 1)),
      known.length ? "" : el("p", {}, t.unshown),
      sources.length ? this.foot(files, known.map(([id]) => id), sources) : "",
    );
    this.status.textContent = title;
  }

  // Everything about one indicator. Where it is the only one, the title above names it already.
  section(id, all, alone) {
    const t = this.texts;
    const indicator = this.index.indicators[id];
    const here = this.index.communities[this.state.community];
    const lines = all.filter(([, line]) => line);
    const groups = GROUPS.filter((group) => lines.some(([, line]) => line.figures[group]));
    const periods = new Set(lines.map(([, line]) => line.period));
    const counted = new Set(lines.flatMap(([, line]) => line.populations));
    const differing = new Set(lines.map(([, line]) => line.populations.join()));
    const ranked = lines.filter(([file, line]) => line.figures.rank && line.figures.rank[2] !== null).length > 1;
    const said = lines.filter(([, line]) => line.said.length);
    const texts = JSON.stringify(lines.map(([, line]) => line.figures));
    const link = el("a", { href: new URL(`indicators/${id}/`, this.home).href }, indicator.label);
    return el(
      "section", { class: "pt-theme", "aria-labelledby": alone ? "result" : `pt-h-${id}` },
      alone ? "" : el("h3", { id: `pt-h-${id}` }, link),
      el("p", { class: "pt-hint" }, alone ? [link, ". "] : "", t.evidence_universe, t.colon, " ", indicator.universe),
      this.chart(id, lines),
      this.table(id, all, groups),
      el("p", { class: "pt-sure" },
        groups.includes("gap") ? [t.compared_gap_note, " "] : "",
        groups.includes("people") ? [t.compared_people_note, " "] : "",
        lines.some(([, line]) => line.break) ? ["† ", t.series_break, " "] : "",
        texts.includes('"pt-poor"') ? [t.poor_note, " "] : "", texts.includes('"pt-caution"') ? [t.caution_note, " "] : "",
        periods.size > 1 ? [el("strong", {}, t.periods), " "] : "",
        differing.size > 1 ? [el("strong", {}, t.populations), " "] : "",
        [...counted].map((each) => here.populations[each] || ["", ""]).filter(([label]) => label)
          .map(([label, note]) => [label, ". ", note ? [note, " "] : ""]),
        indicator.caveat),
      el(alone ? "h3" : "h4", {}, t.words),
      said.length
        ? el("ul", { class: "pt-says" }, lines.map(([file, line]) =>
          el("li", {}, el("strong", {}, this.name(file.region), t.colon), " ",
            line.said.length ? line.said.map((sentence) => [this.sentence(sentence), " "]) : t.no_words)))
        : el("p", {}, t.no_words),
      all.length > 1 ? el("p", {}, ranked ? t.ranks : t.between, " ",
        el("a", { href: new URL("methods/comparisons/", this.home).href }, t.compared_link)) : "",
    );
  }

  // A sentence as the profile has it: its rule stays with it.
  sentence([rule, of, parts]) {
    return el("span", rule ? { "data-rule": rule, "data-of": of } : {}, this.parts(parts));
  }

  parts(parts) {
    return parts.map((part) => {
      if (typeof part === "string") return part;
      const [kind, id, ...rest] = part;
      if (kind === "figure") return el("span", { "data-figure": id, "data-part": rest[0] || null }, rest[1]);
      if (kind === "mark") return el("sup", { class: id === "pt-poor" ? "pt-poor" : "pt-caution", title: rest[0] }, rest[1]);
      return [" ", el("small", { class: "pt-ci", "data-bounds": id }, rest[0])];
    });
  }

  heads() {
    const here = this.index.communities[this.state.community];
    const t = this.texts;
    return { minority: here.minority, majority: here.majority, gap: t.col_gap, ratio: t.col_ratio, people: t.col_people, rank: t.col_rank };
  }

  table(id, all, groups) {
    const t = this.texts;
    const heads = this.heads();
    const caption = filled(t.caption, { indicator: this.index.indicators[id].label, community: this.index.communities[this.state.community].name });
    const cell = (figure) => {
      if (!figure) return el("td", { class: "pt-none" }, "–", el("span", { class: "pt-hidden" }, ` ${t.no_cell}`));
      return el("td", { class: figure[2] === null ? "pt-na" : null }, this.parts(figure[1]));
    };
    return el("div", { class: "pt-scroll", tabindex: "0", role: "region", "aria-labelledby": `pt-t-${id}` },
      el("table", { class: "pt-table" },
        el("caption", { id: `pt-t-${id}` }, caption),
        el("thead", {}, el("tr", {}, [t.col_region, t.col_period, ...groups.map((group) => heads[group])].map((head) => el("th", { scope: "col" }, head)))),
        el("tbody", {}, all.map(([file, line]) => el("tr", {},
          el("th", { scope: "row" }, el("a", { href: this.folder(file.region).href }, this.name(file.region)), " ", el("small", {}, this.level(file.region))),
          line
            ? [el("td", {}, line.period, line.break ? " †" : ""), groups.map((group) => cell(line.figures[group]))]
            : el("td", { class: "pt-na", colspan: groups.length + 1 }, t.unshown))))));
  }

  chart(id, lines) {
    const t = this.texts;
    const heads = this.heads();
    const { unit, label } = this.index.indicators[id];
    // A number of people is not compared with a number of others.
    const groups = unit === "persons" ? ["minority"] : ["minority", "majority"];
    const figures = lines.flatMap(([, line]) => groups.map((group) => line.figures[group])).filter((figure) => figure && figure[2] !== null);
    if (!figures.length) return "";
    const most = Math.max(...figures.map((figure) => Math.max(figure[2], figure[4] === null ? 0 : figure[4])));
    const full = (unit === "percent" && SCALES.find((scale) => scale >= most)) || most || 1;
    const across = (value) => Math.round((300 * Math.max(value, 0)) / full);
    const drawing = [];
    let top = 0, bounds = false;
    for (const [file, line] of lines) {
      drawing.push(svg("text", { x: 0, y: top + 14, class: "l" }, `${this.name(file.region)}, ${line.period}`));
      top += 20;
      for (const group of groups) {
        const figure = line.figures[group];
        if (!figure) continue;
        const [figureId, parts, value, lower, upper] = figure;
        const text = parts.find((part) => part[0] === "figure")[3];
        let end = 0;
        if (value !== null) {
          end = across(value);
          drawing.push(svg("rect", { x: 0, y: top, width: Math.max(end, 1), height: 13, class: group }));
          if (lower !== null && across(upper) - across(lower) > 2) {
            bounds = true;
            drawing.push(svg("path", { class: "whisker", d: `M${across(lower)} ${top + 6.5}H${across(upper)}M${across(lower)} ${top + 3}v7M${across(upper)} ${top + 3}v7` }));
            end = Math.max(end, across(upper));
          }
        }
        drawing.push(svg("text", { x: end + 5, y: top + 11, "data-figure": figureId }, text));
        top += 15;
      }
      top += 10;
    }
    const name = filled(t.chart, { indicator: label, community: this.index.communities[this.state.community].name });
    const desc = groups.length > 1 ? filled(t.chart_bars_desc, heads) : filled(t.chart_alone, heads);
    return el("figure", { class: "pt-chart" },
      svg("svg", { role: "img", viewBox: `0 0 400 ${top}`, "aria-labelledby": `pt-ct-${id} pt-cd-${id}` },
        svg("title", { id: `pt-ct-${id}` }, name), svg("desc", { id: `pt-cd-${id}` }, `${desc}${bounds ? ` ${t.chart_bounds}` : ""}`), drawing),
      el("figcaption", {}, groups.map((group) => [el("span", { class: `pt-key ${group}` }, heads[group]), " "]), bounds ? t.chart_bounds : ""));
  }

  // Sources, citation, file, address.
  foot(files, indicators, sources) {
    const t = this.texts;
    const known = sources.filter((id) => Object.hasOwn(this.index.sources, id)).map((id) => [id, this.index.sources[id]]);
    const cite = el("p", { class: "pt-cite", id: "pt-compare-cite" }, filled(t.cite_text, {
      what: this.title(),
      community: this.index.communities[this.state.community].name,
      regions: files.map((file) => this.name(file.region)).join(", "),
      editions: files.map((file) => filled(t.cite_region, { region: this.name(file.region), as_of: file.edition })).join("; "),
      where: this.address(),
      listed: [...new Set(known.map(([, source]) => source.table))].join(", "),
    }));
    const said = el("span", { role: "status" });
    const failed = el("span", { role: "alert" });
    return el("div", { class: "pt-foot" },
      el("h3", {}, t.sources),
      el("dl", { class: "pt-sources" }, known.map(([id, source]) => [
        el("dt", {}, el("a", { href: new URL(`sources/${id}/`, this.home).href }, source.table)),
        el("dd", {}, source.title, ". ", source.notice)])),
      el("h3", {}, t.cite), cite,
      el("p", { class: "pt-buttons" },
        el("button", { type: "button", class: "pt-button", onclick: async () => { said.textContent = (await copied(cite)) ? t.copied : t.copy_failed; } }, t.copy), " ",
        el("button", { type: "button", class: "pt-button", onclick: () => this.take(files, indicators).then(() => { failed.textContent = ""; }, () => { failed.textContent = t.csv_failed; }) }, t.csv),
        " ", said, failed),
      el("p", { class: "pt-hint" }, t.csv_what, " ", t.share));
  }

  address() {
    const { community, regions, what } = this.state;
    return `${location.origin}${location.pathname}?c=${community}&r=${regions.join(",")}&${what.slice(0, 1)}=${what.slice(2)}`;
  }

  // The rows of the figure store that belong to these indicators, out of the profiles' own files.
  async take(files, indicators) {
    const texts = await Promise.all(files.map((file) => got(new URL("figures.csv", this.folder(file.region))).then((answer) => answer.text())));
    const rows = texts.map(fromCsv);
    const head = rows[0][0];
    const place = head.indexOf("indicator");
    const kept = rows.flatMap((each) => each.slice(1).filter((row) => indicators.includes(row[place])));
    download(`portrait-${this.state.community}-${this.state.what.slice(2)}.csv`, "text/csv", toCsv([head, ...kept]));
  }
}
