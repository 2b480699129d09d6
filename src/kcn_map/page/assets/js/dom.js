// @ts-check
/* Elements made by hand: text goes in as text, never as markup. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const SVG = "http://www.w3.org/2000/svg";

  /**
   * An HTML element. `on…` attributes are listeners, null and false ones are left out, true is an empty one.
   * @template {keyof HTMLElementTagNameMap} K
   * @param {K} tag @param {Attributes} [attributes] @param {...Content} children
   * @returns {HTMLElementTagNameMap[K]}
   */
  function html(tag, attributes, ...children) {
    return fill(document.createElement(tag), attributes, children);
  }

  /**
   * An SVG element.
   * @template {keyof SVGElementTagNameMap} K
   * @param {K} tag @param {Attributes} [attributes] @param {...Content} children
   * @returns {SVGElementTagNameMap[K]}
   */
  function svg(tag, attributes, ...children) {
    return fill(document.createElementNS(SVG, tag), attributes, children);
  }

  /**
   * @template {Element} T
   * @param {T} element @param {Attributes|undefined} attributes @param {Content[]} children
   */
  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
      else element.setAttribute(name, value === true ? "" : String(value));
    }
    element.append(...present(children));
    return element;
  }

  /** Without what is to be left out, and without lists in lists. @param {Content[]} children */
  function present(children) {
    return /** @type {(Node|string)[]} */ (
      children.flat(/** @type {1} */ (Infinity)).filter((one) => one !== null && one !== undefined && one !== false)
    );
  }

  /** Put these children, and no others, into an element. @param {Element} element @param {...Content} children */
  function replaceChildren(element, ...children) {
    element.replaceChildren(...present(children));
  }

  /**
   * Remember where the focus is. The function that this gives returns it there, to what now stands in
   * its place, if what had it was drawn anew or taken away.
   */
  function preserveFocus() {
    const held = /** @type {HTMLElement} */ (document.activeElement);
    /** @param {Element} box @returns {HTMLElement[]} */
    const stops = (box) => Array.from(box.querySelectorAll("a[href], button, summary, [tabindex='0']"));
    /** @type {{box: Element, place: number}[]} */
    const around = [];
    for (let box = held && held.parentElement; box; box = box.parentElement)
      around.push({ box, place: stops(box).indexOf(held) });
    return () => {
      if (!held || held.isConnected || held.tabIndex < 0) return;
      for (const { box, place } of around) {
        const left = box.isConnected ? stops(box).filter((stop) => stop.getClientRects().length) : [];
        if (left.length) return left[Math.min(place, left.length - 1)].focus({ preventScroll: true });
      }
    };
  }

  /**
   * Whether an element has the focus, and a ring around it; Safari before 15.4 does not know such rings and throws.
   * @param {Element} element
   */
  function showsFocus(element) {
    try {
      return element.matches(":focus-visible");
    } catch {
      return element === document.activeElement;
    }
  }

  /**
   * How many entries a list shows until its reader asks for all: of thousands the first will do.
   * @param {() => void} update draws the list anew @param {number} [most]
   */
  function first(update, most = 200) {
    return {
      /** @template T @param {T[]} entries @returns {T[]} */
      of: (entries) => entries.slice(0, most),
      /**
       * @param {View} view @param {number} count
       * @returns {Content} the button that asks for all, null where they are all there
       */
      more: (view, count) =>
        count > most &&
        button(view.fmt.t("page.show_all", { n: view.fmt.number(count) }), () => {
              const regainFocus = preserveFocus();
              most = Infinity;
              update();
              regainFocus();
            }),
    };
  }

  /** @param {string} id of what is in page.html */
  function byId(id) {
    return /** @type {HTMLElement} */ (document.getElementById(id));
  }

  /**
   * Scroll to a part of the page, all of which is laid out for as long as that takes to be known: of what was out of
   * view the size was an estimate, and the part would be elsewhere.
   * @param {HTMLElement} part @param {HTMLElement} [focused]
   */
  function goTo(part, focused = part) {
    const page = document.documentElement;
    page.toggleAttribute("data-whole", true);
    focused.focus({ preventScroll: true });
    part.scrollIntoView();
    kcn.turns.painted().then(() => page.toggleAttribute("data-whole", false));
  }

  /** @param {Content} text @param {() => void} onclick @param {Record<string, unknown>} [more] further attributes */
  function button(text, onclick, more) {
    return html("button", { type: "button", class: "button", onclick, ...more }, text);
  }

  /**
   * The head of a card, with the button that closes it.
   * @param {App} app @param {string} title
   * @param {Content} about
   */
  function cardHead(app, title, about) {
    const close = app.view.fmt.t("page.close");
    return html(
      "div",
      { class: "card-head" },
      html("div", null, html("h2", { tabindex: "-1", id: "card-title" }, title), html("p", { class: "kind" }, about)),
      html(
        "button",
        { type: "button", class: "close", "aria-label": close, title: close, onclick: app.closeCard },
        "×",
      ),
    );
  }

  /** What the key covers of the map, in pixels: of its left side on wide screens, of its lower edge in frames. */
  function keyCovers() {
    const [key, map] = [".key", "#map"].map((one) => /** @type {Element} */ (document.querySelector(one)));
    const { width, height, right } = key.getBoundingClientRect(), { width: wide, left } = map.getBoundingClientRect();
    const isStrip = width === wide;
    return { left: width && !isStrip ? Math.max(0, right - left) : 0, bottom: isStrip ? height : 0 };
  }

  /** @param {Content[]} texts of the columns @param {(number: number) => string|null} [classOf] */
  function tableHead(texts, classOf = () => null) {
    return html(
      "thead",
      null,
      html(
        "tr",
        null,
        texts.map((text, i) => (text ? html("th", { scope: "col", class: classOf(i) }, text) : html("td"))),
      ),
    );
  }

  /**
   * A wide table, in a box that scrolls and is named by its heading.
   * @param {string} heading its id
   * @param {Content} head @param {Content} rows
   */
  function grid(heading, head, rows) {
    return html(
      "div",
      { class: "scroller", tabindex: "0", role: "group", "aria-labelledby": heading },
      html("table", { class: "grid" }, head, html("tbody", null, rows)),
    );
  }

  /**
   * A link to a source. Only http and https are followed; anything else stays text.
   * @param {string|null} url @param {Content} content
   */
  function link(url, content) {
    return /^https?:\/\//i.test(url || "")
      ? html("a", { href: url, rel: "noopener", target: "_blank" }, content)
      : html("span", null, content);
  }

  /**
   * The address of a mail; nothing in it can add readers or a text.
   * @param {string} contact @param {string} [subject]
   */
  function mail(contact, subject) {
    const to = contact.split("@").map(encodeURIComponent).join("@");
    return "mailto:" + to + (subject ? "?subject=" + encodeURIComponent(subject) : "");
  }

  /** Kind of site → the outline of its symbol, for half a size of 20. @type {Map<string, string>} */
  const symbols = new Map();

  /**
   * The symbol of a site by its kind, unfilled where the area is unknown.
   * @param {Pick<Site, "kind" | "area_planned_ha">} site @param {number} radius half of its size in pixels @param
   * {string} [extra] further classes
   */
  function shape(site, radius, extra = "") {
    const size = 2 * radius + 4;
    const classes = ["shape", "kind-" + site.kind, site.area_planned_ha === null ? "unknown-area" : "", extra]
      .filter(Boolean)
      .join(" ");
    return svg(
      "svg",
      {
        class: classes,
        width: size,
        height: size,
        viewBox: `${-size / 2} ${-size / 2} ${size} ${size}`,
        "aria-hidden": "true",
      },
      svg("path", {
        class: "symbol",
        d: String(symbols.get(site.kind)).replace(/[\d.]+/g, (n) => String(Math.round(radius * Number(n) * 5) / 100)),
      }),
    );
  }

  const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));

  /** The font of the pen. */
  let used = "";

  /** How wide a text is in a font, as CSS names it, in pixels. @param {string} text @param {string} font */
  function textWidth(text, font) {
    if (font !== used) pen.font = used = font; // which the browser reads anew each time
    return pen.measureText(text).width;
  }

  kcn.dom = {
    textWidth,
    html,
    svg,
    replaceChildren,
    preserveFocus,
    showsFocus,
    first,
    byId,
    goTo,
    keyCovers,
    button,
    cardHead,
    tableHead,
    grid,
    link,
    mail,
    shape,
    symbols,
  };
})(globalThis);
