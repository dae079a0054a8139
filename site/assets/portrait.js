// The entrance: a module that brings to each page only what it has a use for. Every page works without it.
// A part is one line here, guarded by what it works on, and a module beside this one: what it exports as `start` is called.
const use = (selector, part) => {
  const found = document.querySelector(selector);
  if (found) import(part).then((module) => module.start(found));
};

use("#pt-find", "./find.js");

// The theme wraps wide tables of hand-written pages in boxes that scroll; a keyboard must reach them, and a name say what they are.
requestAnimationFrame(() => document.querySelectorAll(".md-typeset__scrollwrap").forEach(nameScroller));

function nameScroller(box) {
  let before = box;
  while (before && !/^H[1-6]$/.test(before.tagName)) before = before.previousElementSibling || before.parentElement;
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", (before ? before.firstChild.textContent : document.title).trim());
}
