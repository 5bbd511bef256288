"use strict";
(() => {
  /* Keys: whatever says data-key is pressed or focused by it, unless something is being typed. */
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select");
    if (typing) {
      if (event.key === "Escape") typing.blur();
      return;
    }
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
    const meant = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!meant) return;
    event.preventDefault();
    if (meant.matches("input, textarea")) meant.focus();
    else meant.click();
  });

  /* Filters apply as soon as one is chosen. */
  addEventListener("change", (event) => {
    if (event.target.form?.matches("[data-at-once]")) event.target.form.requestSubmit();
  });

  /* A page that is not complete is asked for again, and takes the place of what is shown where it says something else. */
  const again = () => {
    const seconds = Number(document.querySelector("main").dataset.again);
    if (seconds) setTimeout(renew, seconds * 1000);
  };
  const renew = async () => {
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
      const shown = document.querySelector("main");
      const busy = shown.contains(document.activeElement) && document.activeElement.matches("input, select, textarea");
      if (answer.ok && fresh && !busy && fresh.outerHTML !== shown.outerHTML) {
        const held = document.activeElement?.getAttribute?.("href");
        shown.replaceWith(fresh);
        if (held) [...document.querySelectorAll("a[href]")].find((each) => each.getAttribute("href") === held)?.focus();
      }
    } catch {
      /* The command has ended; the page stays as it is. */
    }
    again();
  };
  again();
})();
