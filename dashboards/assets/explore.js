/* Exploring a chart: plotly.js is fetched when somebody asks for it, once, and draws the same figures
   in place of the picture, to zoom in and to point at values. Without scripts the picture stays. */
(function () {
  "use strict";

  let library = null;

  function load(address) {
    library = library || new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => resolve(window.Plotly);
      script.onerror = () => { library = null; script.remove(); reject(new Error("plotly.js")); };
      document.head.append(script);
    });
    return library;
  }

  async function fetched(address) {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  /* The picture that belongs to a button: the one in sight in the nearest part that has any. */
  function chartOf(button) {
    for (let part = button.parentElement; part; part = part.parentElement) {
      const charts = [...part.querySelectorAll(".chart")];
      if (charts.length) return charts.find((one) => one.checkVisibility()) || null;
    }
    return null;
  }

  /* Colours are written var(--token); plotly.js wants them as they are in this scheme. */
  function coloured(value, style) {
    if (typeof value === "string") {
      const found = /^var\((--[a-z-]+)\)$/.exec(value);
      return found ? style.getPropertyValue(found[1]).trim() : value;
    }
    if (Array.isArray(value)) return value.map((one) => coloured(one, style));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, coloured(one, style)]));
  }

  async function draw(stage, answer) {
    const Plotly = await load(answer.library);
    const style = getComputedStyle(document.documentElement);
    const { data, layout } = coloured(answer.figure, style);
    const config = { ...answer.config, showSendToCloud: false, plotlyServerURL: "" };
    await Plotly.newPlot(stage, data, layout, config);
  }

  function stageAt(chart, title) {
    const stage = document.createElement("div");
    stage.className = "explored";
    stage.setAttribute("role", "group");
    stage.setAttribute("aria-label", title);
    chart.after(stage);
    return stage;
  }

  function say(chart, text) {
    const said = document.createElement("span");
    said.className = "explored-failed";
    said.setAttribute("role", "status");
    chart.after(said);
    said.textContent = text;
  }

  function clear(chart) {
    const next = chart.nextElementSibling;
    if (!next || !next.matches(".explored, .explored-failed")) return;
    if (window.Plotly && next.matches(".explored")) window.Plotly.purge(next);
    next.remove();
  }

  function back(button, chart) {
    clear(chart);
    chart.hidden = false;
    button.textContent = button.dataset.explored;
    delete button.dataset.explored;
  }

  /* What is in sight is explored: with its usual range, or as a funnel. */
  function addressOf(button, chart) {
    const address = new URL(button.dataset.explore, window.location.href);
    address.pathname = address.pathname.replace(/[^/]+$/, `${chart.dataset.name}.json`);
    return address;
  }

  async function explore(button, chart) {
    const address = addressOf(button, chart);
    clear(chart);
    button.setAttribute("aria-busy", "true");
    let stage = null;
    try {
      const answer = await fetched(address);
      stage = stageAt(chart, answer.title);
      chart.hidden = true;
      await draw(stage, answer);
      button.dataset.explored = button.textContent;
      button.textContent = chart.dataset.back;
    } catch {
      if (stage) stage.remove();
      chart.hidden = false;
      say(chart, chart.dataset.failed);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  const shown = new WeakMap(); // button → the picture that it stands for while it is explored

  /* Whoever points at the button will soon have use for the library: it is fetched ahead, once. */
  document.addEventListener("pointerover", (event) => {
    const button = event.target.closest("button[data-explore]");
    if (!button || library) return;
    fetched(button.dataset.explore).then((answer) => load(answer.library)).catch(() => {});
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-explore]");
    if (!button || button.getAttribute("aria-busy")) return;
    if (button.dataset.explored) {
      back(button, shown.get(button));
      return;
    }
    const chart = chartOf(button);
    if (!chart) return;
    shown.set(button, chart);
    explore(button, chart);
  });
})();
