/* The few things that must happen in the browser. The only request that is made here is whether a
   file can be had before its download starts. */
(function () {
  "use strict";

  const unchanged = () => window.dash_clientside.no_update;

  const content = () => document.querySelector("[data-page-language]");
  const address = () => window.location.pathname + window.location.search;

  /* Until the browser's back or forward has brought another page, what the controls of the last one
     report is past: it must not be written into the address again. */
  let shown = null;
  let past = null;
  window.addEventListener("popstate", () => {
    past = address() === shown ? null : content();
  });

  /* Writes the chosen values into the query; a default leaves it. */
  function navigate(values, ids, search) {
    if (past && past === content()) return unchanged();
    const before = new URLSearchParams(search || "");
    const after = new URLSearchParams(search || "");
    ids.forEach((id, place) => {
      const value = values[place];
      if (value === null || value === undefined) return;
      if (value === id.default) after.delete(id.name);
      else after.set(id.name, value);
    });
    if (after.get("traeger") !== before.get("traeger")) after.delete("lieferung");
    const text = after.toString();
    return text === before.toString() ? unchanged() : text ? "?" + text : "";
  }

  function openNavigation(opened, navbar) {
    return Object.assign({}, navbar, { collapsed: { mobile: !opened } });
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    monitor: { navigate, openNavigation },
  });

  /* A download that fails would leave nothing, or a page of JSON. So the server is asked first, for
     the head of the answer only: no file passes through here. If it cannot be had, the page says
     why, and a download that can be had is left to the browser. */
  const words = (name) => {
    const page = content();
    return page ? page.getAttribute(`data-download-${name}`) : "";
  };

  async function whyNot(href) {
    try {
      const head = await fetch(href, { method: "HEAD", cache: "no-store" });
      if (head.ok) return null;
      const answer = await fetch(href, { cache: "no-store" }); // a head has no words
      if (answer.ok) return answer.body.cancel().then(() => null);
      const type = answer.headers.get("content-type") || "";
      if (type.startsWith("application/problem+json")) return (await answer.json()).detail;
      return type.startsWith("text/plain") ? await answer.text() : words("fault");
    } catch {
      return words("unreachable");
    }
  }

  const forget = () => document.querySelectorAll(".download-failed").forEach((box) => box.remove());

  function tell(why) {
    const box = document.createElement("div");
    box.className = "download-failed";
    const said = document.createElement("p");
    said.setAttribute("role", "alert");
    const close = document.createElement("button");
    close.textContent = words("close");
    close.addEventListener("click", forget);
    box.append(said, close);
    document.body.append(box);
    said.textContent = `${words("failed")} ${why}`;
  }

  function start(link) {
    const copy = document.createElement("a"); // beside the document, so that it is not asked again
    copy.href = link.href;
    copy.download = link.download;
    copy.click();
  }

  document.addEventListener("click", async (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[download]") : null;
    const own = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button;
    if (!link || own) return;
    event.preventDefault();
    forget();
    const why = await whyNot(link.href);
    if (why === null) start(link);
    else tell(why);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") forget(); });

  /* Functions that AG Grid's columns name. */
  const LOCALES = { de: "de-DE", en: "en-GB" };
  const grid = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});

  grid.monitorNumber = (value, language) =>
    value === null || value === undefined
      ? "–"
      : Number(value).toLocaleString(LOCALES[language], { maximumFractionDigits: 4 });

  /* A value of a dataset; the file says in the column beside why there is none. */
  grid.monitorCell = (params, language, kind) => {
    const { value, data } = params;
    if (!data) return "";
    if (value === null || value === undefined)
      return "–";
    if (kind === "DATE") return grid.monitorDate(value, language);
    return typeof value === "number" ? grid.monitorNumber(value, language) : value;
  };

  /* Whether a grid itself moves the focus at Tab: never, the browser goes on behind it. */
  grid.monitorLeave = () => false;

  grid.monitorDate = (value, language) => {
    if (!value) return "–";
    const [year, month, day] = value.slice(0, 10).split("-");
    return language === "de" ? `${day}.${month}.${year}` : `${day}/${month}/${year}`;
  };

  /* The language of the document follows the page. So does the focus: on a new page it goes to the
     content; when a control has changed the page it stays on that control, which React replaced. */
  let path = window.location.pathname;
  let focused = null;
  document.addEventListener("focusin", (event) => { focused = event.target.id || null; });
  document.addEventListener("pointerdown", () => { focused = null; });
  const refocus = () => {
    const lost = focused && document.activeElement === document.body;
    const again = lost ? document.getElementById(focused) : null;
    if (again) again.focus({ preventScroll: true });
  };

  /* A place that an address or a link names (#place). Dash draws a page long after the browser has
     looked for it, and what is drawn above moves it on; so the page follows it until its user acts. */
  let awaited = null;
  let arrived = null;
  const lookFor = (hash) => {
    awaited = decodeURIComponent(hash.slice(1)) || null;
    arrived = null;
    arrive();
  };
  const arrive = () => {
    const place = awaited && document.getElementById(awaited);
    if (!place) return;
    for (let at = place.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
    if (place !== arrived) {
      if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
      place.focus({ preventScroll: true });
      arrived = place;
    }
    place.scrollIntoView({ behavior: "instant" });
  };
  const stay = () => { awaited = null; };
  ["wheel", "touchmove", "keydown", "pointerdown"].forEach((act) =>
    document.addEventListener(act, stay, { capture: true, passive: true }));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (link && isPlain && link.origin === window.location.origin) lookFor(link.hash);
  });
  window.addEventListener("popstate", () => lookFor(window.location.hash));
  new ResizeObserver(arrive).observe(document.body);
  lookFor(window.location.hash);

  /* On paper nothing can be opened, and a chart is as wide as the paper. */
  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open], .checksums)")];
    closed.forEach((one) => { one.open = true; });
    document.querySelectorAll(".graph .main-svg").forEach((svg) =>
      svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`));
  });
  window.addEventListener("afterprint", () => {
    closed.forEach((one) => { one.open = false; });
    document.querySelectorAll(".graph .main-svg").forEach((svg) => svg.removeAttribute("viewBox"));
  });

  new MutationObserver(() => {
    const page = content();
    if (page !== past) shown = address();
    if (page) document.documentElement.lang = page.getAttribute("data-page-language");
    if (window.location.pathname !== path) {
      path = window.location.pathname;
      forget();
      window.scrollTo(0, 0);
      const main = document.getElementById("inhalt");
      if (main) main.focus({ preventScroll: true });
    } else refocus();
    if (awaited && arrived !== document.getElementById(awaited)) arrive();
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
