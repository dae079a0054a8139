// Ticking figures on a page that shows some. The sheet on which they come together is another part, read where it is shown.
import { el, filled, got } from "./elements.js";
import * as evidence from "./evidence-list.js";

export async function start() {
  const box = document.getElementById("pt-evidence");
  const tickable = box ? [] : ticks();
  if (!box && !tickable.length) return;
  const { texts } = await (await got(new URL("evidence/words.json", evidence.home()))).json();
  if (box) (await import("./evidence-sheet.js")).begin(box, texts);
  else new Chooser(tickable, texts).begin();
}

// ------------------------------------------------------------------ on a page with figures

// Return the elements of tables and cards that show a figure whole.
function ticks() {
  const found = document.querySelectorAll("table [data-figure]:not([data-part]), .pt-card [data-figure]:not([data-part])");
  return [...found].filter((each) => evidence.wellFormed(each.dataset.figure));
}

export function words(element) {
  // A no-break space is part of a number, and stays.
  return element ? element.textContent.replace(/[ \t\r\n]+/g, " ").trim() : "";
}

// Return what a figure's place on a page says of it: the head of its group of rows, its row, its column.
export function heads(shown) {
  const cell = shown.closest("td");
  if (!cell) {
    const card = shown.closest(".pt-card");
    if (!card) return { group: "", row: "", column: "" };
    const beside = shown.closest(".pt-vs");
    return { group: words(card.querySelector("h3")), row: words(card.querySelector(".pt-when")), column: beside ? words(beside.firstChild).replace(/[\s:]+$/, "") : "" };
  }
  const row = cell.parentElement;
  const head = row.querySelector("th");
  const first = row.closest("tbody")?.querySelector("th[scope=rowgroup]");
  const columns = cell.closest("table").querySelectorAll("thead th");
  const column = columns.length > cell.cellIndex ? columns[cell.cellIndex] : null;
  const group = first && first !== head ? words(first.querySelector("a") || first) : "";
  return { group, row: words(head), column: words(column) };
}

function label(shown) {
  const { group, row, column } = heads(shown);
  return [group, row, column].filter(Boolean).join(", ");
}

class Chooser {
  constructor(shown, texts) {
    Object.assign(this, { shown, texts, boxes: [] });
  }

  async begin() {
    await styled("evidence.css");
    this.button = el("button", { type: "button", "aria-pressed": "false", onclick: () => this.turn() }, this.texts.choose);
    this.count = el("span", {});
    this.link = el("a", {}, this.texts.open);
    this.said = el("span", { class: "pt-hidden", role: "status" });
    this.bar = el("div", { class: "pt-picks", role: "group", "aria-label": this.texts.choose }, this.button, this.count, this.link, this.said);
    const head = document.querySelector(".md-content .pt-head, .md-content h1");
    head.after(this.bar);
    window.addEventListener("portrait:evidence", () => this.show());
    this.show();
  }

  turn() {
    const on = !this.boxes.length;
    document.documentElement.classList.toggle("pt-choosing", on);
    this.button.textContent = on ? this.texts.done : this.texts.choose;
    this.button.setAttribute("aria-pressed", String(on));
    if (on) {
      this.boxes = this.shown.map((shown) => this.box(shown));
    } else {
      this.boxes.forEach((box) => box.remove());
      this.boxes = [];
    }
    this.show();
  }

  box(shown) {
    const box = el("input", { type: "checkbox", class: "pt-tick", "aria-label": filled(this.texts.add, { figure: label(shown) }), "data-tick": shown.dataset.figure,
      onchange: () => this.tick(box) });
    if (shown.tagName === "TD") shown.prepend(box);
    else shown.before(box);
    return box;
  }

  tick(box) {
    const on = evidence.toggle(box.dataset.tick);
    const full = box.checked && !on;
    this.said.textContent = full ? this.texts.most : on ? this.texts.added : this.texts.removed;
    this.said.classList.toggle("pt-hidden", !full);
  }

  show() {
    const ids = evidence.list();
    for (const box of this.boxes) box.checked = ids.includes(box.dataset.tick);
    this.count.textContent = `${ids.length} ${ids.length === 1 ? this.texts.count_one : this.texts.count}`;
    this.count.hidden = this.link.hidden = !ids.length;
    this.link.href = evidence.address(ids);
  }
}

// Load a style sheet of ours; what it is for waits until it is there.
function styled(name) {
  const link = el("link", { rel: "stylesheet", href: new URL(name, import.meta.url).href });
  return new Promise((done) => {
    link.onload = link.onerror = done;
    document.head.append(link);
  });
}
