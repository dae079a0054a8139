// Every figure, table, chart and page can be cited: what opens the dialog. The dialog itself comes once somebody wants it.
// One tab stop a table (or a list, or the key figures): arrow keys go from figure to figure, Enter or Space opens.
const WORDS = {
  en: { cite: "Cite", page: "Cite this page", hint: "What this figure is, and how to cite it" },
  fr: { cite: "Citer", page: "Citer cette page", hint: "Ce qu’est cette donnée, et comment la citer" },
}[document.documentElement.lang.startsWith("fr") ? "fr" : "en"];
const article = document.querySelector("article");
const isText = (element) => element.namespaceURI === "http://www.w3.org/2000/svg";

export function start() {
  const style = document.head.appendChild(document.createElement("link"));
  style.rel = "stylesheet";
  style.href = new URL("./cite.css", import.meta.url).href;
  article.querySelectorAll("[data-figure]").forEach(offer);
  // Before they have their style, buttons would move what is being read.
  style.addEventListener("load", () => {
    article.querySelectorAll("caption, figure > figcaption").forEach(whole);
    // What stands at a wrong address is no page to cite.
    if (!article.querySelector(".pt-lost")) pageButton();
  });
  article.addEventListener("click", pressed);
  article.addEventListener("keydown", typed);
  article.addEventListener("focusin", ({ target }) => target.dataset?.figure !== undefined || target.dataset?.of ? rove(target) : null);
  addEventListener("hashchange", arrive);
  arrive();
}

// A cell stays a cell: its text becomes the button. Text of a drawing is reached by mouse and finger; its table by keyboard.
function offer(element) {
  if (isText(element)) return;
  let button = element;
  if (/^T[DH]$/.test(element.tagName)) {
    button = document.createElement("span");
    button.append(...element.childNodes);
    button.dataset.of = element.dataset.figure;
    element.append(button);
  }
  button.setAttribute("role", "button");
  button.setAttribute("aria-haspopup", "dialog");
  button.classList.add("pt-citable");
  button.title = WORDS.hint;
  const first = groupOf(button);
  button.tabIndex = first.dataset.roves ? -1 : 0;
  first.dataset.roves = "yes";
}

const groupOf = (element) => element.closest("table, .pt-cards") || element.closest("ul, ol, dl, p, figure, section, article");
const ROVING = ".pt-citable";

function rove(button) {
  if (!button.matches(ROVING)) return;
  for (const other of groupOf(button).querySelectorAll(`${ROVING}[tabindex="0"]`)) if (other !== button) other.tabIndex = -1;
  button.tabIndex = 0;
}

function typed(event) {
  const button = event.target;
  if (!button.matches(ROVING) || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    button.click();
    return;
  }
  const next = toward(event.key, button);
  if (!next) return;
  event.preventDefault();
  rove(next);
  next.focus();
}

// In a table up and down keep the column; elsewhere every arrow goes to the next or the one before.
function toward(arrow, button) {
  const all = [...groupOf(button).querySelectorAll(ROVING)];
  const at = all.indexOf(button);
  if (arrow === "Home") return all[0];
  if (arrow === "End") return all[all.length - 1];
  if (arrow === "ArrowRight" || arrow === "ArrowLeft") return all[at + (arrow === "ArrowRight" ? 1 : -1)];
  if (arrow !== "ArrowDown" && arrow !== "ArrowUp") return null;
  const step = arrow === "ArrowDown" ? 1 : -1;
  const cell = button.closest("td, th");
  if (!cell) return all[at + step];
  const inColumn = all.filter((each) => each.closest("td, th")?.cellIndex === cell.cellIndex && each.closest("td, th") !== cell || each === button);
  return inColumn[inColumn.indexOf(button) + step];
}

function whole(caption) {
  const thing = caption.closest("table, figure");
  if (!thing.querySelector("[data-figure]")) return;
  caption.append(" ", made("pt-cite-button", WORDS.cite, () => ({ table: thing })));
}

function pageButton() {
  const cite = article.querySelector("#cite ~ .pt-cite");
  const button = made("pt-cite-button pt-cite-page", cite ? WORDS.cite : WORDS.page, () => ({ page: true }));
  if (cite) cite.append(" ", button);
  else article.append(button);
}

function made(kind, label, what) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = kind;
  button.textContent = label;
  button.setAttribute("aria-haspopup", "dialog");
  button.addEventListener("click", () => open(what(), button));
  return button;
}

function pressed(event) {
  const element = event.target.closest("[data-figure], [data-of]");
  if (!element || event.target.closest("a, button, summary, input, label") || String(getSelection())) return;
  open({ figure: element.dataset.figure || element.dataset.of }, element.querySelector(ROVING) || element);
}

const open = (what, from) => import("./cite-dialog.js").then((dialog) => dialog.show(what, from));

// An address that ends in the id of a figure leads to the figure.
function arrive() {
  const id = decodeURIComponent(location.hash.slice(1));
  if (id.split(":").length < 5) return;
  const found = article.querySelector(`[data-figure="${CSS.escape(id)}"]`);
  if (!found) {
    open({ figure: id }, null);
    return;
  }
  for (let box = found.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  article.querySelectorAll(".pt-cited").forEach((each) => each.classList.remove("pt-cited"));
  found.classList.add("pt-cited");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  // Once fonts and styles have settled.
  requestAnimationFrame(() => {
    found.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    (found.querySelector(ROVING) || found).focus?.({ preventScroll: true });
  });
}
