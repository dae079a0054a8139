// What the tests measure in a page; the browser gives it to every page before the page's own scripts.
window.probe = (() => {
  const visible = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const ancestors = (element) => (element ? [element, ...ancestors(element.parentElement)] : []);
  const said = (element) => element.textContent.trim().replace(/\s+/g, " ").slice(0, 60);
  const named = (element) => `<${element.tagName.toLowerCase()} class="${element.getAttribute("class") ?? ""}"> ${said(element)}`;

  // A colour in any notation as [red, green, blue, alpha], each from 0 to 1.
  const canvas = document.createElementNS("http://www.w3.org/1999/xhtml", "canvas").getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const rgba = (colour) => {
    if (!known.has(colour)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      known.set(colour, [...canvas.getImageData(0, 0, 1, 1).data].map((part) => part / 255));
    }
    return known.get(colour);
  };
  const over = ([r, g, b, alpha], ground) => [r, g, b].map((part, index) => part * alpha + ground[index] * (1 - alpha));
  const luminance = (colour) => {
    const [r, g, b] = colour.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  // What lies behind an element: the grounds of everything around it, from the outermost in.
  const ground = (element) =>
    ancestors(element)
      .reverse()
      .reduce((below, each) => over(rgba(getComputedStyle(each).backgroundColor), below), [1, 1, 1]);
  const contrast = (element) => {
    const style = getComputedStyle(element);
    const colour = rgba(element instanceof SVGElement ? style.fill : style.color);
    const opacity = ancestors(element).reduce((all, each) => all * getComputedStyle(each).opacity, 1);
    const behind = ground(element);
    return ratio(over([...colour.slice(0, 3), colour[3] * opacity], behind), behind);
  };
  const speaks = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const scrolls = (element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
  const label = (element) =>
    element.getAttribute("aria-label") ?? document.getElementById(element.getAttribute("aria-labelledby"))?.textContent ?? "";

  return {
    // By how many pixels the document is wider than the screen.
    sideways: () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    // What of the article reaches past either edge of the screen with nothing around it that scrolls.
    outside: () =>
      [...document.querySelectorAll("article *")]
        .filter((element) => {
          const box = element.getBoundingClientRect();
          const past = box.right > document.documentElement.clientWidth + 1 || box.left < -1;
          return past && box.width > 1 && visible(element) && !ancestors(element).some(scrolls);
        })
        .map(named),
    // The texts in what `selector` finds, each with its contrast.
    contrasts: (selector) =>
      [...document.querySelectorAll(`:is(${selector}), :is(${selector}) *`)]
        .filter((element) => visible(element) && speaks(element))
        .map((element) => ({ what: named(element), ratio: contrast(element) })),
    // What scrolls sideways, and whether a keyboard reaches it and a screen reader names it.
    scrollers: () =>
      [...document.querySelectorAll("article *")]
        .filter((element) => scrolls(element) && element.scrollWidth > element.clientWidth + 1 && visible(element))
        .map((element) => ({ what: named(element), reached: element.tabIndex >= 0, name: label(element).trim() })),
    // Where the focus is, how thick its outline is, and how it stands out from what it surrounds or lies on.
    focus: () => {
      const element = document.activeElement;
      // A region of a map is outlined by the stroke of its own shape.
      const shape = element.matches("svg a") ? element.querySelector("path") : null;
      const shown = element.matches("input.md-option") ? element.nextElementSibling : element;
      const style = getComputedStyle(shape || shown);
      const outline = rgba(shape ? style.stroke : style.outlineColor).slice(0, 3);
      return {
        what: named(element),
        inArticle: Boolean(element.closest("article")),
        width: shape ? parseFloat(style.strokeWidth) : style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
        ratio: Math.max(ratio(outline, ground(shown)), ratio(outline, ground(shown.parentElement))),
      };
    },
    // Milliseconds from each key pressed in `selector` until what it changed is on the screen; grows as keys are pressed.
    timeKeys: (selector) => {
      const field = document.querySelector(selector);
      const times = [];
      let pressed = 0;
      field.addEventListener("keydown", (event) => (pressed = event.timeStamp));
      field.addEventListener("input", () => {
        const since = pressed;
        requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - since)));
      });
      return times;
    },
  };
})();
