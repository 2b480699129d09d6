// @ts-check
/* The watched map: it reloads when a newer one is there, and tells what stands in the way of one.
   The fragment, and so the state of the map, outlives the reload. */
(function () {
  "use strict";
  /** Which map this is; empty while none has been built yet. */
  const PAGE = "{{page}}";
  const page = document.documentElement;
  const panel = document.createElement("section");
  /** What stands in the way, by language; null: nothing. @type {any} */
  let problems = null;

  /** @param {string} tag @param {string} text @param {string} [name] */
  function element(tag, text, name) {
    const made = document.createElement(tag);
    made.textContent = text;
    if (name) made.className = name;
    return made;
  }

  function show() {
    const told = problems && (problems[page.lang] || Object.values(problems)[0]);
    panel.hidden = !told;
    panel.replaceChildren();
    if (!told) return;
    const list = document.createElement("ul");
    for (const { place, message, fix } of told.items) {
      const item = document.createElement("li");
      item.append(element("b", place), element("p", message), element("p", fix, "watch-fix"));
      list.append(item);
    }
    const close = element("button", told.close, "watch-close");
    close.setAttribute("type", "button");
    close.addEventListener("click", () => { panel.hidden = true; });
    panel.append(element("h2", told.title), element("p", told.kept), close, list, element("p", told.more));
  }

  /** @param {MessageEvent} event */
  function hear(event) {
    const message = JSON.parse(event.data);
    if (message.page && message.page !== PAGE) return location.reload();
    if (JSON.stringify(message.problems) === JSON.stringify(problems)) return;
    problems = message.problems;
    show();
  }

  /**
   * A browser keeps few connections to one host: a page that no one sees lets go of its own.
   * @type {EventSource|null}
   */
  let source = null;
  function listen() {
    if (source) source.close();
    source = document.hidden ? null : new EventSource("/events");
    if (source) source.addEventListener("message", hear);
  }

  panel.id = "watch";
  panel.hidden = true;
  panel.setAttribute("role", "alert");
  document.body.append(panel);
  new MutationObserver(() => { if (!panel.hidden) show(); }).observe(page, { attributeFilter: ["lang"] });
  document.addEventListener("visibilitychange", listen);
  listen();
})();
