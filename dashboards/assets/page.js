/* The page stands in the document from the first moment on, as plain HTML. Here is what happens when
   the address changes: Dash's router answers with the next page, and the page takes the place of the
   one before it. Until Dash's own scripts are there, links and controls work as without scripts. */
(function () {
  "use strict";

  const place = () => document.getElementById("seite");
  const root = document.documentElement;

  /* ---- a page that comes ---------------------------------------------------------------- */
  let path = window.location.pathname;
  let isReady = false;

  function show({ html, mark }) {
    isReady = true;
    root.classList.add("ready"); // for whoever watches, e.g. tests
    const page = place();
    if (page.dataset.mark === mark) return; // the document brought this page along
    const focused = page.contains(document.activeElement) ? document.activeElement.id : "";
    const isOther = window.location.pathname !== path;
    const opened = isOther ? [] : [...page.querySelectorAll("details[open][id]")].map((one) => one.id);
    path = window.location.pathname;
    page.innerHTML = html;
    page.dataset.mark = mark;
    root.lang = page.querySelector("[data-page-language]").dataset.pageLanguage;
    opened.forEach((id) => { const one = document.getElementById(id); if (one) one.open = true; });
    root.dispatchEvent(new CustomEvent("seite", { bubbles: true }));
    if (isOther) begin();
    else settle(focused);
    arrive();
  }

  function begin() {
    window.scrollTo(0, 0);
    closeMenu();
    const main = document.getElementById("inhalt");
    if (main) main.focus({ preventScroll: true });
  }

  /* The control that was used keeps the focus; what changed is told to screen readers. */
  function settle(focused) {
    const again = focused && document.getElementById(focused);
    if (again) again.focus({ preventScroll: true });
    const told = [...place().querySelectorAll("[data-said]")].map((one) => one.textContent.trim());
    document.getElementById("gesagt").textContent = told.join(". ");
  }

  function WholePage(props) {
    window.React.useLayoutEffect(() => show(props), [props.mark]);
    return null;
  }
  window.dashboards = { WholePage };

  /* ---- to another address ---------------------------------------------------------------- */
  const address = () => window.location.pathname + window.location.search;

  function go(to) {
    window.history.pushState({}, "", to);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  }

  const isPlain = (event) =>
    !event.defaultPrevented && !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || !isPlain(event) || link.origin !== window.location.origin) return;
    lookFor(link.hash);
    const to = link.pathname + link.search;
    if (!isReady || !link.hasAttribute("data-inner") || (to === address() && link.hash)) return;
    event.preventDefault();
    if (to !== address()) go(to + link.hash);
  });

  /* Writes the chosen value into the query; a default leaves the query. */
  document.addEventListener("change", (event) => {
    const control = event.target.closest("select[data-default]");
    if (!control) return;
    const query = new URLSearchParams(window.location.search);
    if (control.value === control.dataset.default) query.delete(control.name);
    else query.set(control.name, control.value);
    query.delete("seite");
    if (control.name === "traeger") query.delete("lieferung");
    const text = query.toString();
    const to = window.location.pathname + (text ? "?" + text : "");
    if (isReady) go(to);
    else window.location.assign(to);
  });

  /* ---- a place that an address or a link names (#place) ------------------------------------ */
  /* What is drawn above the place moves it on, so the page follows it until its user acts. */
  let awaited = null;
  let arrived = null;
  function lookFor(hash) {
    awaited = decodeURIComponent(hash.slice(1)) || null;
    arrived = null;
    arrive();
  }
  function arrive() {
    const goal = awaited && document.getElementById(awaited);
    if (!goal) return;
    for (let at = goal.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
    if (goal !== arrived) {
      if (!goal.hasAttribute("tabindex")) goal.tabIndex = -1;
      goal.focus({ preventScroll: true });
      arrived = goal;
    }
    goal.scrollIntoView({ behavior: "instant" });
  }
  const stay = () => { awaited = null; };
  ["wheel", "touchmove", "keydown", "pointerdown"].forEach((act) =>
    document.addEventListener(act, stay, { capture: true, passive: true }));
  window.addEventListener("popstate", () => lookFor(window.location.hash));

  /* ---- menu and colours ------------------------------------------------------------------- */
  const menuButton = () => document.querySelector("[data-menu]");
  function openMenu(isOpen) {
    root.classList.toggle("menu-open", isOpen);
    const button = menuButton();
    if (button) button.setAttribute("aria-expanded", String(isOpen));
  }
  const closeMenu = () => openMenu(false);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !root.classList.contains("menu-open")) return;
    closeMenu();
    menuButton().focus();
  });

  const isDark = () =>
    (root.dataset.scheme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  function switchColours() {
    root.dataset.scheme = isDark() ? "light" : "dark";
    try { localStorage.setItem("fkm-scheme", root.dataset.scheme); } catch { /* for this page only */ }
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-menu]")) openMenu(!root.classList.contains("menu-open"));
    if (event.target.closest("[data-colours]")) switchColours();
  });

  /* ---- help at a word: Escape puts it away ------------------------------------------------- */
  document.addEventListener("keydown", (event) => {
    const help = event.key === "Escape" && document.activeElement.closest(".help");
    if (help) document.activeElement.blur();
  });

  /* ---- paper: nothing can be opened there --------------------------------------------------- */
  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open], .unprinted)")];
    closed.forEach((one) => { one.open = true; });
  });
  window.addEventListener("afterprint", () => closed.forEach((one) => { one.open = false; }));

  new ResizeObserver(arrive).observe(document.body);
  lookFor(window.location.hash);
})();
