/* Tables: sorting, searching; lines to copy; one of several disclosures open at a time.

   One listener each for the whole document: pages come and go, and nothing here has to be set up.
   Rows keep the order in which they were delivered until somebody sorts them. */
(function () {
  "use strict";

  const textOf = (cell) => cell.dataset.sort ?? cell.textContent.trim();
  const isMissing = (cell) => cell.classList.contains("nothing");

  /* Ascending; cells without a value stand last in both directions. */
  function compare(place, way) {
    const words = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });
    return (one, other) => {
      const cells = [one.cells[place], other.cells[place]];
      const missing = cells.map(isMissing);
      if (missing[0] || missing[1]) return missing[0] - missing[1];
      const texts = cells.map(textOf);
      const isNumber = cells[0].classList.contains("number");
      return way * (isNumber ? Number(texts[0]) - Number(texts[1]) : words.compare(...texts));
    };
  }

  function sort(button) {
    const head = button.closest("th");
    const table = head.closest("table");
    const way = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    table.querySelectorAll("th[aria-sort]").forEach((one) => one.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", way === 1 ? "ascending" : "descending");
    const rows = [...table.tBodies[0].rows];
    rows.sort(compare(head.cellIndex, way));
    table.tBodies[0].append(...rows);
  }

  function search(field) {
    const table = document.getElementById(field.dataset.search);
    const rows = [...table.tBodies[0].rows];
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    rows.forEach((row) => {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    });
    const shown = rows.filter((row) => !row.hidden).length;
    const said = field.closest(".finding").querySelector("[role=status]");
    said.textContent = words.length
      ? said.dataset.found.replace("{shown}", shown).replace("{total}", rows.length) : "";
  }

  const select = (text) => getSelection().selectAllChildren(text);

  /* Without a secure connection browsers have no clipboard: then the text is selected. */
  async function copy(button) {
    const place = button.closest(".copyable");
    const text = place.querySelector("[data-text]");
    const said = place.querySelector("[role=status]");
    said.textContent = "";
    try {
      await navigator.clipboard.writeText(text.textContent);
      said.textContent = said.dataset.copied;
    } catch {
      select(text);
      said.textContent = said.dataset.failed;
    }
  }

  function closeOthers(summary) {
    const opened = summary.parentElement;
    const group = opened.dataset.group;
    document.querySelectorAll(`details[data-group="${group}"]`).forEach((one) => {
      if (one !== opened) one.open = false;
    });
  }

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target instanceof Element && event.target.closest(selector);
    const [sorting, copying] = [at("button.sort"), at("button[data-copy]")];
    const summary = at("details[data-group] > summary");
    if (sorting) sort(sorting);
    if (copying) copy(copying);
    if (summary) closeOthers(summary);
  });

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-search]")) search(event.target);
  });

  /* Without scripts nothing can be sorted: the buttons are switched on where there are some. */
  const switchOn = () => document.querySelectorAll("button.sort:disabled").forEach((one) => { one.disabled = false; });
  document.addEventListener("seite", switchOn);
  switchOn();
})();
