// The names of places and communities → those that somebody means. The names are read once, when somebody wants one.
// Articles that people write before a name and that are no part of it.
const articles = new Set(["l", "le", "la", "les", "d", "de", "du", "des", "the", "of"]);

export const home = new URL(`../${document.documentElement.lang}/`, import.meta.url);

export const plain = (text) =>
  text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/œ/g, "oe").replace(/[^a-z0-9|]+/g, " ").trim();

let asked;

// Return {texts, places, communities}: what the search says, and each place with all its names.
export function names() {
  asked ??= read().catch((fault) => {
    asked = undefined;
    throw fault;
  });
  return asked;
}

async function read() {
  const answer = await fetch(new URL("search/places.json", home));
  if (!answer.ok) throw new Error(`search/places.json: ${answer.status}`);
  const { texts, places, communities } = await answer.json();
  const entry = ([name, all, level, address]) => ({ name, level, address, first: plain(name), names: ` ${plain(all)}` });
  return { texts, places: places.map(entry), communities: communities.map(entry) };
}

export const wordsOf = (typed) => plain(typed).split(" ").filter((word) => word && !articles.has(word));

// Lower is nearer: the name itself, its beginning, the beginning of a word, anywhere.
const distance = (place, words) => {
  const asked = words.join(" ");
  return place.first === asked ? 0 : place.first.startsWith(asked) ? 1 : place.names.includes(` ${asked}`) ? 2 : 3;
};

export function meant(places, typed) {
  const words = wordsOf(typed);
  const found = words.length ? places.filter((place) => words.every((word) => place.names.includes(word))) : [];
  return found.sort((one, other) => distance(one, words) - distance(other, words));
}

// Return the places whose whole name is among other words: who asks for unemployment in Montreal means Montreal.
export function named(places, typed) {
  const words = wordsOf(typed);
  const said = (name) => wordsOf(name).length > 0 && wordsOf(name).every((word) => words.includes(word));
  return words.length < 2 ? [] : places.filter((place) => place.names.split("|").some(said));
}

// A list item with a link to a place; its level stands beside the name and is no part of it.
export function item(place) {
  const item = document.createElement("li");
  const link = item.appendChild(document.createElement("a"));
  link.textContent = place.name;
  link.dataset.level = place.level;
  link.href = new URL(place.address, home).href;
  return item;
}
