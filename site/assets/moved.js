// On a page that moved: lead on to where it is now, keeping what was asked of it and the place in it.
document.addEventListener("DOMContentLoaded", () => {
  const link = document.getElementById("moved");
  link.search = location.search;
  link.hash = location.hash;
  location.replace(link.href);
});
