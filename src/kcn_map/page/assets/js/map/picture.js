// @ts-check
/* The map as it is seen, with title, legend and sources, as one SVG whose texts are texts, and as a PNG of that. What
   is on the screen is copied with the styles that it has there: no map is drawn a second time. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const SHARP = 2; // pixels of the PNG to one of the screen
  const EDGE = 16, STEP = 1.4; // px around the texts, and from line to line, of their size
  const DRAWN = [
    "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
    "opacity", "paint-order",
  ];
  const WRITTEN = ["font-family", "font-size", "font-weight", "font-style", "letter-spacing", "text-anchor"];

  /** @param {Element} element @param {string[]} names */
  function styles(element, names) {
    const style = getComputedStyle(element);
    const own = names.map((name) => [name, style.getPropertyValue(name).replace(/url\(.*#(\w+).*\)/, "url(#p-$1)")]);
    return Object.fromEntries(own.filter(([, value]) => value && value !== "none 0px" && value !== "normal"));
  }

  /** A shape with the looks that it has. @param {Element} shape @param {string} [transform] */
  function copy(shape, transform) {
    const twin = /** @type {Element} */ (shape.cloneNode());
    for (const { name } of [...twin.attributes])
      if (!/^(d|cx|cy|r|x|y|width|height)$/.test(name)) twin.removeAttribute(name);
    for (const [name, value] of Object.entries(styles(shape, DRAWN))) twin.setAttribute(name, value);
    if (transform) twin.setAttribute("transform", transform);
    return twin;
  }

  /** The hatching and the dots. */
  function patterns() {
    const box = kcn.dom.svg("svg", { class: "unseen" }, kcn.areas.patterns("p-"));
    document.body.append(box);
    for (const shape of box.querySelectorAll("rect, path, circle")) shape.replaceWith(copy(shape));
    box.remove();
    return box.firstChild;
  }

  /** A symbol, with its middle at a point. @param {SVGSVGElement} symbol @param {Point} at */
  function mark(symbol, { x, y }) {
    const shown = symbol.getBoundingClientRect(), drawn = symbol.viewBox.baseVal;
    const scale = Math.min(shown.width / drawn.width, shown.height / drawn.height) || 1;
    return [...symbol.children].map((shape) => copy(shape, `translate(${x} ${y}) scale(${scale})`));
  }

  /** The lines of a name, around its middle. @param {HTMLElement} name @param {(e: Element) => Box} boxOf */
  function written(name, boxOf) {
    const { svg } = kcn.dom, box = boxOf(name), style = getComputedStyle(name);
    const text = style.textTransform === "uppercase" ? name.innerText.toUpperCase() : String(name.textContent);
    const lines = text.split("\n"), size = parseFloat(style.fontSize), step = box.h / lines.length;
    const glow = style.textShadow === "none" ? "none" : style.getPropertyValue("--glow");
    const hasPlate = style.borderTopWidth !== "0px";
    return [
      hasPlate && svg("rect", {
        x: box.x - box.w / 2, y: box.y - box.h / 2, width: box.w, height: box.h, rx: 3,
        fill: style.backgroundColor, stroke: style.borderTopColor,
      }),
      lines.map((line, i) =>
        svg("text", {
          ...styles(name, WRITTEN),
          ...(name.lastElementChild && i === lines.length - 1 ? { "font-weight": 400 } : {}),
          x: box.x, y: box.y + (i + 0.5) * step - box.h / 2 + 0.35 * size, "text-anchor": "middle", fill: style.color,
          stroke: glow, "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke",
        }, line)),
    ];
  }

  /** What lies on the map, the lowest first, in pixels of its frame. @param {App} app @returns {Content} */
  function contents(app) {
    const { svg } = kcn.dom, { map } = app.board, frame = map.getContainer().getBoundingClientRect();
    const { x, y } = map.containerPointToLayerPoint([0, 0]), shift = `translate(${-x} ${-y})`;
    /** @param {Element} element @returns {Box} */
    const boxOf = (element) => {
      const { left, top, width: w, height: h } = element.getBoundingClientRect();
      return { x: left - frame.left + w / 2, y: top - frame.top + h / 2, w, h };
    };
    /** @param {Element} element @returns {Content} */
    const drawn = (element) => {
      if (element.closest("defs")) return null;
      const box = boxOf(element);
      if (element instanceof HTMLCanvasElement)
        return svg("image", {
          x: box.x - box.w / 2, y: box.y - box.h / 2, width: box.w, height: box.h, href: element.toDataURL(),
        });
      if (element.matches(".marker")) return [
        mark(/** @type {SVGSVGElement} */ (element.firstChild), box),
        element.matches(".selected") && svg("circle", {
          cx: box.x, cy: box.y, r: box.w / 2 + 3, fill: "none", stroke: "currentColor", "stroke-width": 2,
        }),
      ];
      if (element.matches(".label")) return [
        element.matches(".label-town") &&
          svg("circle", { cx: box.x, cy: box.y, r: 2.5, fill: "none", stroke: getComputedStyle(element).color }),
        written(/** @type {HTMLElement} */ (element.firstChild), boxOf),
      ];
      return element.parentElement?.closest(".marker") ? null : copy(element, shift);
    };
    const panes = /** @type {HTMLElement[]} */ ([...map.getPanes().mapPane.children]);
    const level = (/** @type {HTMLElement} */ pane) => Number(getComputedStyle(pane).zIndex) || 0;
    const bar = /** @type {HTMLElement} */ (map.getContainer().querySelector(".leaflet-control-scale-line"));
    const { x: middle, y: low, w, h } = boxOf(bar);
    const corner = document.querySelector("#locator"), seen = corner && boxOf(corner).w ? corner : null;
    return [
      panes.sort((a, b) => level(a) - level(b)).map((pane) =>
        [...pane.querySelectorAll("path, canvas, .marker, .label")].map(drawn)),
      svg("path", { d: `M${middle - w / 2} ${low}v${h / 2}h${w}v${-h / 2}`, fill: "none", stroke: "currentColor" }),
      written(bar, boxOf),
      kcn.printMap.north(app.view, map.getSize().x - 30, {
        fill: "currentColor", "text-anchor": "middle", "font-size": "12", "font-weight": "600",
      }),
      seen && located(/** @type {SVGSVGElement} */ (seen), boxOf(seen)),
    ];
  }

  /** The locator where it stands. @param {SVGSVGElement} own @param {Box} box */
  function located(own, { x, y, w, h }) {
    const { svg } = kcn.dom;
    const place = { x: x - w / 2, y: y - h / 2, width: w, height: h };
    return [
      svg("rect", { ...place, fill: getComputedStyle(own).backgroundColor, stroke: "currentColor" }),
      svg("svg", { ...place, viewBox: String(own.getAttribute("viewBox")) },
        [...own.querySelectorAll("rect, path, :not([hidden]) > :is(circle, text)")].map((shape) => {
          const twin = copy(shape), text = shape.textContent;
          const looks = text ? Object.entries(styles(shape, WRITTEN)) : [];
          for (const [name, value] of looks) twin.setAttribute(name, value);
          twin.append(String(text));
          return twin;
        })),
    ];
  }

  /** @param {App} app */
  function draw(app) {
    const { svg, byId, textWidth } = kcn.dom, { fmt, data, measure, index } = app.view;
    const look = getComputedStyle(document.documentElement), legend = byId("legend");
    const [ink, soft, paper] = ["--ink", "--ink-soft", "--paper"].map((name) => look.getPropertyValue(name).trim());
    const { left } = kcn.dom.keyCovers();
    const { clientWidth, clientHeight: height } = byId("map"), width = clientWidth - left;
    const family = getComputedStyle(document.body).fontFamily;
    /** @type {Content[]} */
    const drawn = [];
    let y = EDGE / 2;

    /** A text in lines that fit. @param {string} text @param {string} font @param {number} room @returns {string[]} */
    function wrapped(text, font, room) {
      return text.split(" ").reduce((lines, word) => {
        const [last, ...before] = lines, longer = last ? last + " " + word : word;
        return last && textWidth(longer, `${font} ${family}`) > room ? [word, ...lines] : [longer, ...before];
      }, [""]).reverse();
    }

    /** @param {string} text @param {number} size @param {number} [weight] @param {string} [fill] */
    function write(text, size, weight = 400, fill = ink) {
      for (const line of text ? wrapped(text, `${weight} ${size}px`, width - 2 * EDGE) : []) {
        y += Math.round(size * STEP);
        drawn.push(svg("text", { x: EDGE, y: y - 4, "font-size": size, "font-weight": weight, fill }, line));
      }
    }

    /**
     * Marks with their words, as many in a line as there is room for.
     * @param {[(at: Point) => Content, string][]} all
     */
    function row(all) {
      let x = EDGE;
      y += 6;
      for (const [make, text] of all) {
        const lines = wrapped(text, "13px", width - 2 * EDGE - 34);
        const w = 34 + Math.max(...lines.map((line) => textWidth(line, `13px ${family}`)));
        if (x > EDGE && x + w > width - EDGE) {
          x = EDGE;
          y += 22;
        }
        drawn.push(make({ x: x + 13, y: y + 8 }));
        lines.forEach((line, i) =>
          drawn.push(svg("text", { x: x + 32, y: y + 13 + 18 * i, "font-size": 13, fill: ink }, line)));
        x += w + 16;
        y += 18 * (lines.length - 1); // the longest of them are last
      }
      y += 24;
    }

    /** @param {string} rows @returns {[(at: Point) => Content, string][]} */
    const entries = (rows) => [...legend.querySelectorAll(rows)].map((entry) => {
      const [symbol, words] = entry.querySelectorAll(".swatch, svg, span:not(.n, .unseen)");
      const swatch = /** @type {HTMLElement} */ (symbol), group = swatch.dataset.class;
      const fill = { nodata: "url(#p-hatch)", none: "url(#p-stipple)" }[String(group)] ||
        getComputedStyle(swatch).backgroundColor;
      return [({ x, y }) => group === undefined
        ? mark(/** @type {any} */ (symbol), { x, y })
        : svg("rect", { x: x - 13, y: y - 8, width: 26, height: 16, rx: 2, fill, stroke: soft, "stroke-width": 0.5 }),
      String(words.textContent)];
    });

    write(fmt.localized(data.title), 19, 600);
    write(fmt.localized(measure.title), 15, 600);
    write(String(legend.querySelector("small")?.textContent), 13, 400, soft);
    row(entries(".classes li:not([data-count='0'])"));
    drawn.push(svg("svg", { y, width, height, viewBox: `${left} 0 ${width} ${height}`, color: ink },
      svg("rect", { x: left, width, height, fill: look.getPropertyValue("--land") }), contents(app)));
    y += height + EDGE / 2;
    row(entries(".markers li:not(.note)"));
    for (const note of legend.querySelectorAll(".notes > .note")) write(String(note.textContent), 12, 400, soft);
    const ids = new Set(data.sites.flatMap((site) => site.sources[String(measure.field)] || []));
    const names = new Set([...ids].map((id) => index.source.get(id)).map((one) => one?.publisher || one?.title));
    if (ids.size) write(fmt.t("page.source_col") + ": " + [...names].join("; ") + ".", 12, 400, soft);
    write(data.attribution.map(fmt.localized).join("; ") + ".", 11, 400, soft);
    write(kcn.sources.citation(app.view), 11, 400, soft);
    const whole = y + EDGE / 2;
    return svg("svg", { width, height: whole, viewBox: `0 0 ${width} ${whole}`, "font-family": family },
      svg("title", null, document.title), svg("rect", { width, height: whole, fill: paper }), patterns(), drawn);
  }

  /** @param {App} app @param {"svg"|"png"} type @returns {Promise<Blob>} */
  async function picture(app, type) {
    const drawing = draw(app), text = new XMLSerializer().serializeToString(drawing);
    if (type === "svg") return new Blob([text], { type: "image/svg+xml" });
    const image = new Image(), { width, height } = drawing.viewBox.baseVal;
    image.src = "data:image/svg+xml," + encodeURIComponent(text);
    await image.decode();
    const canvas = kcn.dom.html("canvas", { width: SHARP * width, height: SHARP * height });
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob((blob) => done(/** @type {Blob} */ (blob))));
  }

  kcn.picture = picture;
})(globalThis);
