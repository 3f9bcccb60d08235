/* Reports take a moment. With a script the page tells each step while a report is made, and then
   hands it out; without, the same links lead to the file, or to the preview as a page. */
(function () {
  "use strict";

  let making = null; // what can be called off: the report that is being made

  const box = () => document.querySelector(".report-progress");

  function tell(text, isFailed) {
    const place = box();
    if (!place) return;
    place.classList.toggle("failed", Boolean(isFailed));
    let said = place.querySelector("p");
    if (!said) {
      said = document.createElement("p");
      said.setAttribute("role", "status");
      place.append(said);
    }
    said.textContent = text;
  }

  function draw(done, total) {
    const place = box();
    if (!place) return;
    let bar = place.querySelector("progress");
    if (!bar) {
      bar = document.createElement("progress");
      bar.setAttribute("aria-label", place.dataset.begun);
      place.append(bar);
    }
    bar.max = total;
    bar.value = done;
  }

  function endBar() {
    const bar = box() && box().querySelector("progress");
    if (bar) bar.remove();
  }

  /* Follows the steps, a line of JSON each; returns what went wrong, null where nothing did. */
  async function follow(link, signal) {
    const address = new URL(link.href);
    address.pathname = address.pathname.replace(/\.(\w+)$/, "/$1") + "/entsteht";
    const answer = await fetch(address, { signal, cache: "no-store" });
    if (!answer.ok) return (await answer.text()).trim();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    let last = {};
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      text += value;
      const lines = text.split("\n");
      text = lines.pop();
      for (const line of lines.filter(Boolean)) {
        last = JSON.parse(line);
        if (last.part) {
          tell(last.part);
          draw(last.done, last.total);
        }
      }
    }
    if (last.failed) return last.failed;
    return last.ready ? null : box().dataset.lost;
  }

  function handOut(link) {
    const copy = document.createElement("a");
    copy.href = link.href;
    copy.click();
  }

  async function showSheets(link, signal) {
    const answer = await fetch(link.href, { signal, cache: "no-store" });
    const place = document.getElementById("vorschau-seiten");
    if (!answer.ok || !place) return (await answer.text()).trim();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(document.adoptNode(page.querySelector("ol.sheets")));
    return null;
  }

  async function make(link) {
    if (making) making.abort();
    making = new AbortController();
    const { signal } = making;
    const words = box().dataset;
    const isPreview = link.dataset.report === "vorschau";
    link.setAttribute("aria-busy", "true");
    tell(words.begun);
    try {
      let why = await follow(link, signal);
      if (why === null && isPreview) why = await showSheets(link, signal);
      if (why !== null) return tell(`${words.failed} ${why}`, true);
      if (!isPreview) handOut(link);
      return tell(isPreview ? words.readyPreview : words.ready);
    } catch (error) {
      if (error.name !== "AbortError") tell(`${words.failed} ${words.lost}`, true);
      return undefined;
    } finally {
      link.removeAttribute("aria-busy");
      if (!signal.aborted) endBar();
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-report]") : null;
    const own = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button;
    if (!link || own || !box()) return;
    event.preventDefault();
    make(link);
  });

  /* The frame of a Vorlage holds without its button, too: address and links follow its fields. */
  function follows(link, fields) {
    const address = new URL(link.href);
    for (const field of fields) {
      if (field.value) address.searchParams.set(field.name, field.value);
      else address.searchParams.delete(field.name);
    }
    return address.href;
  }

  document.addEventListener("input", (event) => {
    const form = event.target instanceof Element ? event.target.closest(".report-frame") : null;
    if (!form) return;
    const fields = [...form.elements].filter((one) => one.matches("select, input:not([type=hidden])"));
    document.querySelectorAll("a[data-report]").forEach((link) => { link.href = follows(link, fields); });
    window.history.replaceState(window.history.state, "", follows(window.location, fields));
    if (making) making.abort();
    if (box()) box().replaceChildren();
    document.getElementById("vorschau-seiten")?.replaceChildren(); // it showed another frame
  });

  document.addEventListener("seite", () => { if (making) making.abort(); making = null; });
})();
