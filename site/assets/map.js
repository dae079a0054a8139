// Maps: arrow keys go from region to region, and the page of maps shows the one that is asked for. What is shown was
// drawn when the site was built: a chosen map is taken from the page of its indicator. Without this script every region
// is a link, and every map is on the page of its indicator.
const TOWARDS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function start() {
  document.querySelectorAll(".pt-map").forEach(walkable);
  const form = document.getElementById("pt-choose");
  if (form) choosing(form);
}

// One stop of the Tab key for a whole map; the arrows do the rest.
function walkable(map) {
  const links = [...map.querySelectorAll("svg a")];
  const reach = (link) => links.forEach((each) => each.setAttribute("tabindex", each === link ? 0 : -1));
  if (links.length) reach(links[0]);
  map.addEventListener("focusin", (event) => {
    const link = event.target.closest("svg a");
    if (link) reach(link);
  });
  map.addEventListener("keydown", (event) => {
    const from = event.target.closest("svg a");
    if (!from || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = event.key === "Home" ? links[0] : event.key === "End" ? links[links.length - 1] : neighbour(links, from, TOWARDS[event.key]);
    if (!to) return;
    event.preventDefault();
    to.focus();
  });
}

function middle(link) {
  const box = link.getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2];
}

// The nearest region in a direction; what lies aside counts as twice as far.
function neighbour(links, from, towards) {
  if (!towards) return null;
  const [x, y] = middle(from);
  let best = null;
  let least = Infinity;
  for (const link of links) {
    const [dx, dy] = middle(link).map((place, axis) => place - [x, y][axis]);
    const ahead = dx * towards[0] + dy * towards[1];
    const aside = Math.abs(dx * towards[1]) + Math.abs(dy * towards[0]);
    if (link !== from && ahead > 1 && ahead >= aside / 2 && ahead + 2 * aside < least) [best, least] = [link, ahead + 2 * aside];
  }
  return best;
}

function choosing(form) {
  const said = document.getElementById("pt-map-said");
  const place = document.getElementById("pt-map-chosen");
  const { c: community, i: indicator, l: level } = form.elements;
  const maps = [...document.querySelectorAll("a[data-map]")].map((link) => {
    const [c, i, l] = link.dataset.map.split(" ");
    return { c, i, l, link, name: link.dataset.indicator, levelName: link.dataset.levelName };
  });
  const filled = (select, options, wanted) => {
    const unique = [...new Map(options)];
    select.replaceChildren(...unique.map(([value, text]) => new Option(text, value)));
    select.value = unique.some(([value]) => value === wanted) ? wanted : unique[0][0];
  };
  const offer = (i, l) => {
    const own = maps.filter((map) => map.c === community.value);
    filled(indicator, own.map((map) => [map.i, map.name]), i);
    filled(level, own.filter((map) => map.i === indicator.value).map((map) => [map.l, map.levelName]), l);
  };
  let asked = 0;
  const say = (text, link) => {
    said.replaceChildren(text ? `${text} ` : "");
    if (!link) return;
    const way = said.appendChild(document.createElement("a"));
    way.href = link.href;
    way.textContent = link.textContent;
  };
  const show = async (map) => {
    const turn = ++asked;
    const address = map.link.href.split("#")[0];
    const answer = await fetch(address).catch(() => null);
    const text = answer && answer.ok ? await answer.text() : "";
    if (turn !== asked) return;
    const found = new DOMParser().parseFromString(text, "text/html").getElementById(`map-${map.c}-${map.l}`);
    if (!found) {
      place.replaceChildren();
      say(said.dataset.failed, map.link);
      return;
    }
    // Its links start from the page that it stood on.
    for (const link of found.querySelectorAll("a[href]")) link.setAttribute("href", new URL(link.getAttribute("href"), address).href);
    const copy = document.importNode(found, true);
    // The same map may stand further down on the page: this one has ids of its own.
    for (const each of [copy, ...copy.querySelectorAll("*")])
      for (const name of ["id", "fill", "aria-labelledby"])
        if (each.hasAttribute(name)) each.setAttribute(name, each.getAttribute(name).replace(found.id, "map-chosen"));
    const caption = copy.querySelector("figcaption");
    place.replaceChildren(copy);
    walkable(copy);
    say(said.dataset.shown, null);
    said.append(caption.textContent);
  };
  const read = () => {
    const query = new URLSearchParams(location.search);
    if (!["c", "i", "l"].some((name) => query.has(name))) {
      asked += 1;
      place.replaceChildren();
      say("");
      return;
    }
    const map = maps.find((each) => each.c === query.get("c") && each.i === query.get("i") && (each.l === query.get("l") || !query.has("l")));
    if (!map) {
      asked += 1;
      place.replaceChildren();
      say(said.dataset.unknown);
      return;
    }
    community.value = map.c;
    offer(map.i, map.l);
    show(map);
  };
  offer();
  form.hidden = false;
  community.addEventListener("change", () => offer(indicator.value, level.value));
  indicator.addEventListener("change", () => offer(indicator.value, level.value));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const query = new URLSearchParams({ c: community.value, i: indicator.value, l: level.value });
    history.pushState(null, "", `?${query}`);
    read();
  });
  addEventListener("popstate", read);
  read();
}
