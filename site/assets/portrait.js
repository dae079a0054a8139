// Small helpers on top of the pages; each page works without them.
document.addEventListener("DOMContentLoaded", () => {
  findRegions();
  if (document.querySelector(".pt-filter")) import("./cases.js").then((m) => m.start());
  // The theme wraps wide tables of hand-written pages in boxes that scroll; a keyboard must reach them, and a name say what they are.
  requestAnimationFrame(() => document.querySelectorAll(".md-typeset__scrollwrap").forEach(nameScroller));
});

function nameScroller(box) {
  let before = box;
  while (before && !/^H[1-6]$/.test(before.tagName)) before = before.previousElementSibling || before.parentElement;
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", (before ? before.firstChild.textContent : document.title).trim());
}

// Find a region by any of its names. Without this script the lists below the field hold the same links.
function findRegions() {
  const field = document.getElementById("pt-find");
  if (!field) return;
  const box = field.closest(".pt-find");
  const status = box.querySelector(".pt-find-status");
  const results = box.querySelector(".pt-results");
  const lists = box.querySelector("details");
  const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9|]+/g, " ").trim();
  const places = [...lists.querySelectorAll("li[data-names]")].map((item) => ({
    item,
    name: plain(item.textContent),
    names: ` ${plain(item.dataset.names)}`,
  }));
  // Thousands of names are read only once somebody wants one of them.
  const more = async () => {
    field.removeEventListener("focus", more);
    const answer = await fetch(box.dataset.more).catch(() => null);
    if (!answer || !answer.ok) return;
    const home = box.dataset.more.replace(/search\/[^/]*$/, "");
    for (const [name, names, level, address] of await answer.json()) {
      const item = document.createElement("li");
      const link = item.appendChild(document.createElement("a"));
      item.dataset.level = level;
      link.textContent = name;
      link.href = home + address;
      places.push({ item, name: plain(name), names: ` ${plain(names)}` });
    }
    find();
  };
  if (box.dataset.more) field.addEventListener("focus", more);

  // Articles that people write before a name and that are no part of it.
  const articles = new Set(["l", "le", "la", "les", "d", "de", "du", "des", "the", "of"]);

  // Lower is nearer: the name itself, its beginning, the beginning of a word, anywhere.
  const distance = (place, asked) =>
    place.name === asked ? 0 : place.name.startsWith(asked) ? 1 : place.names.includes(` ${asked}`) ? 2 : 3;

  const shown = (place) => {
    const copy = place.item.cloneNode(true);
    copy.firstElementChild.dataset.level = place.item.dataset.level;
    return copy;
  };

  const find = () => {
    const words = plain(field.value).split(" ").filter((word) => word && !articles.has(word));
    const asked = words.join(" ");
    const found = words.length ? places.filter((place) => words.every((word) => place.names.includes(word))) : [];
    found.sort((one, other) => distance(one, asked) - distance(other, asked));
    results.replaceChildren(...found.slice(0, 60).map(shown));
    results.hidden = found.length === 0;
    lists.hidden = found.length > 0;
    lists.open = found.length === 0;
    status.textContent = words.length === 0 ? "" : found.length ? status.dataset.found + found.length : status.dataset.none;
  };

  field.hidden = field.labels[0].hidden = false;
  lists.open = false;
  field.addEventListener("input", find);
  field.addEventListener("keydown", (event) => {
    const first = results.querySelector("a");
    if (event.key === "Enter" && first) first.click();
  });
}
