// The filters of the case library and of long registers: without this script every entry is shown.
export function start(box) {
  const choices = [...box.querySelectorAll("select")];
  const entries = [...document.querySelectorAll(".pt-entry")];
  const status = box.querySelector("[role=status]");
  const asked = new URLSearchParams(location.search);
  const fits = (entry, choice) => !choice.value || (entry.getAttribute(`data-${choice.dataset.by}`) || "").split(" ").includes(choice.value);

  const show = () => {
    let count = 0;
    for (const entry of entries) {
      entry.hidden = !choices.every((choice) => fits(entry, choice));
      count += !entry.hidden;
    }
    for (const shelf of document.querySelectorAll(".pt-shelf")) shelf.hidden = !shelf.querySelector(".pt-entry:not([hidden])");
    status.textContent = count ? box.dataset.filter + count : box.dataset.none;
    const chosen = choices.filter((choice) => choice.value).map((choice) => [choice.dataset.by, choice.value]);
    const query = new URLSearchParams(chosen).toString();
    history.replaceState(null, "", (query ? `?${query}` : location.pathname) + location.hash);
  };

  for (const choice of choices) {
    const wanted = asked.get(choice.dataset.by);
    // What the address asks for and the library has not is passed over: all is shown.
    if ([...choice.options].some((option) => option.value === wanted)) choice.value = wanted;
    choice.hidden = choice.parentElement.hidden = false;
    choice.addEventListener("change", show);
  }
  show();
}
