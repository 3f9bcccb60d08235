/* Forms for what people write: a link opens its form under itself. The form is that of the page
   which the link leads to without scripts; sending it answers the place to go to, or the form again
   with everything that was typed and the reason. */
(function () {
  "use strict";

  const words = (place, name) => place.closest("[data-texts-unsent]")?.getAttribute(`data-texts-${name}`) || "";

  function alerted(text) {
    const said = document.createElement("p");
    said.className = "form-error";
    said.setAttribute("role", "alert");
    said.textContent = text;
    return said;
  }

  /* The form of a page, under the heading of that page. */
  function formOf(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    const form = page.querySelector("form[data-text-form]");
    if (!form) return { form: null, said: page.querySelector("[role=alert]")?.textContent || "" };
    const heading = document.createElement("h2");
    heading.textContent = page.querySelector("h1").textContent;
    return { form, heading };
  }

  const boxOf = (link) => {
    const line = link.closest(".write-line");
    const box = line.nextElementSibling;
    return box && box.classList.contains("opened-form") ? box : null;
  };

  function show(box, found) {
    box.replaceChildren(found.heading, found.form);
    const said = found.form.querySelector("[role=alert]");
    if (said) said.tabIndex = -1;
    (said || found.form.querySelector("select, textarea, input:not([type=hidden])")).focus();
  }

  function close(box) {
    const link = box.openedBy;
    box.remove();
    link.setAttribute("aria-expanded", "false");
    link.focus();
  }

  async function open(link) {
    const before = boxOf(link);
    if (before) {
      const isSame = before.openedBy === link;
      close(before);
      if (isSame) return;
    }
    const box = document.createElement("div");
    box.className = "opened-form";
    box.openedBy = link;
    let found = { form: null };
    try {
      const answer = await fetch(link.href, { cache: "no-store" });
      found = formOf(await answer.text());
    } catch { /* said below */ }
    if (!found.form) {
      window.location.assign(link.href); // the page itself says why
      return;
    }
    link.closest(".write-line").after(box);
    link.setAttribute("aria-expanded", "true");
    show(box, found);
  }

  /* The place where the text stands is looked for (page.js), not where the page was left. */
  function leave(address) {
    window.history.scrollRestoration = "manual";
    window.history.replaceState({}, "", address);
    window.location.reload();
  }

  ["wheel", "touchmove", "keydown", "pointerdown"].forEach((act) => // the place was reached
    document.addEventListener(act, () => { window.history.scrollRestoration = "auto"; }, { once: true, passive: true }));

  async function send(form, button) {
    const box = form.closest(".opened-form");
    const failed = (text) => {
      form.querySelector(":scope > [role=alert]")?.remove();
      form.prepend(alerted(text || words(box, "unsent")));
    };
    button.disabled = true;
    try {
      const body = new URLSearchParams(new FormData(form));
      const accept = { Accept: "application/json, text/html;q=0.9" };
      const answer = await fetch(form.action, { method: "POST", body, headers: accept, cache: "no-store" });
      const type = answer.headers.get("content-type") || "";
      if (answer.ok && type.startsWith("application/json")) return leave((await answer.json()).address);
      const text = await answer.text();
      const found = formOf(text);
      if (found.form) return show(box, found);
      failed(found.said || (type.startsWith("text/plain") ? text : ""));
    } catch {
      failed("");
    }
    button.disabled = false;
  }

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const own = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button;
    if (!target || own || event.defaultPrevented) return;
    const link = target.closest("a[data-form]");
    const cancel = target.closest(".opened-form a[data-cancel]");
    if (!link && !cancel) return;
    event.preventDefault();
    if (cancel) close(cancel.closest(".opened-form"));
    else open(link);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches(".opened-form form[data-text-form]")) return;
    event.preventDefault();
    send(form, event.submitter || form.querySelector("[type=submit]"));
  });
})();
