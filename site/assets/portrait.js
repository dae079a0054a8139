// The entrance: a module that brings to each page only what it has a use for. Every page works without it.
// A part is one line here, guarded by what it works on, and a module beside this one: what it exports as `start` is called.
const use = (selector, part) => {
  const found = document.querySelector(selector);
  if (found) import(part).then((module) => module.start(found));
};

use("#pt-find", "./find.js");
use("#pt-search", "./search.js");
use(".pt-chart", "./charts.js");
use("article h1", "./cite.js");
use("#pt-compare", "./compare.js");
use("[data-figure], #pt-evidence", "./evidence.js");
use(".pt-map", "./map.js");
use(".pt-filter", "./cases.js");

// The link to the search page opens the search here instead. A single letter would be a trap for those who speak to their
// computer (WCAG 2.1.4), so that the shortcut has a key held down.
const search = document.querySelector(".pt-to-search");
const find = () => import("./search.js").then((module) => module.open(search));
search?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  find();
});
document.addEventListener("keydown", (event) => {
  if (!search || event.key !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  event.preventDefault();
  find();
});

// The same page in the other language, at the same place and with what was asked of it.
document.querySelector(".pt-language")?.addEventListener("click", ({ currentTarget }) => {
  currentTarget.search = location.search;
  currentTarget.hash = location.hash;
});

// The theme wraps wide tables of hand-written pages in boxes that scroll; a keyboard must reach them, and a name say what they are.
requestAnimationFrame(() => document.querySelectorAll(".md-typeset__scrollwrap").forEach(nameScroller));

function nameScroller(box) {
  let before = box;
  while (before && !/^H[1-6]$/.test(before.tagName)) before = before.previousElementSibling || before.parentElement;
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", (before ? before.firstChild.textContent : document.title).trim());
}
