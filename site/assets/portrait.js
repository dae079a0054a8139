// Find a region by any of its names. Without this script the lists below the field hold the same links.
document.addEventListener("DOMContentLoaded", () => {
  const field = document.getElementById("pt-find");
  if (!field) return;
  const box = field.closest(".pt-find");
  const status = box.querySelector(".pt-find-status");
  const lists = box.querySelector("details");
  const places = [...box.querySelectorAll("li[data-names]")];
  const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[-–'’]/g, " ").trim();
  const names = places.map((place) => plain(place.dataset.names));
  const headings = [...lists.querySelectorAll("h3")];

  const find = () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    let found = 0;
    places.forEach((place, index) => {
      const fits = words.every((word) => names[index].includes(word));
      place.hidden = !fits;
      found += fits;
    });
    headings.forEach((heading) => {
      heading.hidden = !heading.nextElementSibling.querySelector("li:not([hidden])");
    });
    lists.open = words.length > 0 || lists.open;
    status.textContent = words.length === 0 ? "" : found ? status.dataset.found + found : status.dataset.none;
  };

  field.hidden = false;
  field.addEventListener("input", find);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !field.value.trim()) return;
    const first = places.find((place) => !place.hidden);
    if (first) first.querySelector("a").click();
  });
});
