// The list of figures that a reader ticked. It is kept in this browser alone; where the browser keeps nothing, it lasts
// as long as the page.
const KEY = "portrait.evidence";
export const MOST = 60;
// community:region:indicator:group[:breakdown]:period, as in the figure store.
const FORM = /^[a-z0-9-]+(?::[a-z0-9.-]+){3}(?::[A-Za-z0-9=;.+-]+){1,2}$/;
let unsaved = [];

// Return whether `id` is written as the id of a figure is.
export function wellFormed(id) {
  return typeof id === "string" && id.length <= 200 && FORM.test(id);
}

// Return the ids that were ticked, in the order in which they were.
export function list() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) || "[]");
    return Array.isArray(kept) ? [...new Set(kept.filter(wellFormed))].slice(0, MOST) : [];
  } catch {
    return [...unsaved];
  }
}

// Return whether the figure is on the list.
export function has(id) {
  return list().includes(id);
}

// Put the figure on the list, or take it off; return whether it is on it now. A full list takes no more.
export function toggle(id) {
  const ids = list();
  replace(ids.includes(id) ? ids.filter((each) => each !== id) : [...ids, id]);
  return has(id);
}

// Make `ids` the whole list.
export function replace(ids) {
  unsaved = [...new Set(ids.filter(wellFormed))].slice(0, MOST);
  try {
    localStorage.setItem(KEY, JSON.stringify(unsaved));
  } catch {
    // Storage is full or forbidden: the list lasts as long as the page.
  }
  window.dispatchEvent(new CustomEvent("portrait:evidence", { detail: list() }));
}

// Take everything off the list.
export function clear() {
  replace([]);
}

// Return the folder of this page's language, and the sheet's address with the list in it.
export function home() {
  const lang = document.documentElement.lang.startsWith("fr") ? "fr" : "en";
  return new URL(`../${lang}/`, import.meta.url);
}

export function address(ids = list()) {
  const sheet = new URL("evidence/", home());
  // Colons and the like may stand in a query as they are, which keeps the address readable.
  if (ids.length) sheet.search = `?f=${ids.map((id) => encodeURIComponent(id).replace(/%3A/g, ":").replace(/%3D/g, "=")).join(",")}`;
  return sheet.href;
}

// Other tabs change the list too.
window.addEventListener("storage", (event) => {
  if (event.key === KEY || event.key === null) {
    window.dispatchEvent(new CustomEvent("portrait:evidence", { detail: list() }));
  }
});
