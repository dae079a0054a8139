// Find a region by any of its names. Without this script the lists below the field hold the same links.
import { item, meant, names, wordsOf } from "./places.js";

export function start(field) {
  const box = field.closest(".pt-find");
  const status = box.querySelector(".pt-find-status");
  const results = box.querySelector(".pt-results");
  const lists = box.querySelector("details");

  const find = async () => {
    const known = await names().catch(() => ({ places: [] }));
    const asked = wordsOf(field.value).length > 0;
    const found = meant(known.places, field.value);
    results.replaceChildren(...found.slice(0, 60).map(item));
    results.hidden = found.length === 0;
    lists.hidden = found.length > 0;
    lists.open = found.length === 0;
    status.textContent = !asked ? "" : found.length ? status.dataset.found + found.length : status.dataset.none;
  };

  field.hidden = field.labels[0].hidden = false;
  lists.open = false;
  field.addEventListener("focus", () => names().catch(() => {}), { once: true });
  field.addEventListener("input", find);
  field.addEventListener("keydown", async (event) => {
    if (event.key !== "Enter") return;
    await find();
    results.querySelector("a")?.click();
  });
}
