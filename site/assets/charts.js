// Taking a chart away: its picture as a file, and the line that shows it on another page. Without this script the link
// under a chart opens the same file. Words stand here once, in both languages, and not on thousands of pages.
const WORDS = {
  en: { open: "Download or embed", svg: "Drawing (SVG)", png: "Picture (PNG)", embed: "To show it on your page:", copy: "Copy", copied: "Copied", failed: "The picture could not be made." },
  fr: { open: "Télécharger ou intégrer", svg: "Dessin (SVG)", png: "Image (PNG)", embed: "Pour l'afficher sur votre page\u00a0:", copy: "Copier", copied: "Copié", failed: "L'image n'a pas pu être produite." },
};
// A picture of a drawing has this many points for one unit of it: sharp on paper and on fine screens.
const SCALE = 2;

export function start() {
  const words = WORDS[document.documentElement.lang] || WORDS.en;
  document.querySelectorAll(".pt-chart figcaption > a[href$='.svg']").forEach((link) => offer(link, words));
  document.addEventListener("keydown", (event) => event.key === "Escape" && close(event.target.closest?.(".pt-take[open]")));
  document.addEventListener("click", (event) => {
    document.querySelectorAll(".pt-take[open]").forEach((open) => open.contains(event.target) || open.removeAttribute("open"));
  });
}

// Put a menu in the place of the link.
function offer(link, words) {
  const title = link.closest("figure").querySelector("title").textContent;
  const menu = made("details", { className: "pt-take" });
  const summary = made("summary", { textContent: words.open });
  summary.setAttribute("aria-label", `${words.open}, ${title}`);
  menu.append(summary);
  link.replaceWith(menu);
  // What is in the menu is made once somebody opens it.
  menu.addEventListener("toggle", () => menu.open && menu.children.length < 2 && menu.append(choices(link.href, title, words)));
}

function choices(address, title, words) {
  const box = document.createElement("div");
  const status = made("span", { role: "status" });
  const svg = made("a", { className: "pt-svg", href: address, download: "", textContent: words.svg });
  const png = made("button", { type: "button", textContent: words.png });
  const label = made("label", { textContent: words.embed });
  const snippet = made("textarea", { readOnly: true });
  const copy = made("button", { type: "button", textContent: words.copy });
  label.append(snippet);
  box.append(svg, png, label, copy, status);
  png.addEventListener("click", () => picture(address).then(save(address), () => (status.textContent = words.failed)));
  copy.addEventListener("click", async () => {
    snippet.select();
    await navigator.clipboard?.writeText(snippet.value).catch(() => null);
    status.textContent = words.copied;
  });
  sizeOf(address).then(({ width, height }) => (snippet.value = frame(address, title, width, height)));
  return box;
}

// The line that shows a drawing on another page; what stands in it is shown there as text and never as markup.
function frame(address, title, width, height) {
  const plain = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  return `<iframe src="${plain(address)}" title="${plain(title)}" width="${width}" height="${height}" loading="lazy"></iframe>`;
}

function loaded(address) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = reject;
    image.src = address;
  });
}

const sizeOf = async (address) => {
  const { naturalWidth: width, naturalHeight: height } = await loaded(address);
  return { width, height };
};

async function picture(address) {
  const image = await loaded(address);
  const canvas = made("canvas", { width: image.naturalWidth * SCALE, height: image.naturalHeight * SCALE });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("empty"))), "image/png"));
}

const save = (address) => (blob) => {
  const link = made("a", { href: URL.createObjectURL(blob), download: address.split("/").pop().replace(/svg$/, "png") });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};

function close(menu) {
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
}

function made(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
