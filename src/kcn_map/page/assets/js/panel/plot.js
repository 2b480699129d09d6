// @ts-check
/* A small plot of published figures over the years. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const WIDTH = 320, HEIGHT = 112, LEFT = 8, RIGHT = 8, TOP = 22, BOTTOM = 20;

  /**
   * Figures that can be plotted: numbers with a date, the earliest first.
   * @param {Observation[]} observations @param {string} attribute
   */
  function points(observations, attribute) {
    return observations
      .filter((o) => o.attribute === attribute && typeof o.value === "number" && o.as_of)
      .map((o) => ({
        year: Number(kcn.format.year(o.as_of)),
        value: Number(o.value),
        isUsed: o.adopted,
        isEstimated: o.as_of_basis !== "stated",
      }))
      .sort((a, b) => a.year - b.year);
  }

  /**
   * The plot, null where there are fewer than two dates. Its text equivalent is the table of figures below it.
   * @param {Formatter} fmt @param {Observation[]} observations @param {string} attribute
   */
  function draw(fmt, observations, attribute) {
    const { svg } = kcn.dom;
    const list = points(observations, attribute);
    const years = list.map((p) => p.year);
    const [first, last] = [Math.min(...years), Math.max(...years)];
    if (list.length < 2 || last - first < 0.5) return null;
    const top = Math.max(...list.map((p) => p.value)) || 1;
    const x = (/** @type {number} */ year) =>
      LEFT + 14 + ((year - first) / (last - first)) * (WIDTH - LEFT - RIGHT - 36);
    const y = (/** @type {number} */ value) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM);
    const label = fmt.t("page.plot", {
      what: fmt.t("attribute." + attribute),
      from: Math.floor(first),
      to: Math.floor(last),
    });
    let free = -Infinity;
    return svg("svg", { class: "plot", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label },
      svg("line", { class: "axis", x1: LEFT, x2: WIDTH - RIGHT, y1: y(0), y2: y(0) }),
      svg("polyline", { class: "path", points: list.map((p) => x(p.year) + "," + y(p.value)).join(" ") }),
      list.map((p) => {
        const isFree = x(p.year) - free > 34;
        if (isFree) free = x(p.year);
        return [
          svg("circle", { class: p.isUsed ? "dot used" : "dot", cx: x(p.year), cy: y(p.value), r: 3.6 }),
          isFree &&
            svg(
              "text",
              { class: "value", x: x(p.year), y: y(p.value) - 8, "text-anchor": "middle" },
              fmt.number(p.value),
            ),
          isFree && svg("text", { x: x(p.year), y: HEIGHT - 5, "text-anchor": "middle" }, String(Math.floor(p.year))),
        ];
      }));
  }

  kcn.plot = { points, draw };
})(globalThis);
