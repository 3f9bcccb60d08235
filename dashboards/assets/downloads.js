/* Downloads. The only request that is made here is whether a file can be had. */
(function () {
  "use strict";

  /* A download that fails would leave nothing, or a page of JSON. So the server is asked first, for
     the head of the answer only: no file passes through here. If it cannot be had, the page says
     why, and a download that can be had is left to the browser. */
  const words = (name) => {
    const page = document.querySelector("[data-page-language]");
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

  document.addEventListener("seite", forget);
})();
