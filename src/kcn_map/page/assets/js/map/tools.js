// @ts-check
/* Controls on the map: zoom, fit to the filtered sites, base layers; and how wheel and finger move it. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const LAYERS = ["names", "towns", "roads", "water", "land"];
  const ICONS = {
    in: "M10 4v12M4 10h12",
    out: "M4 10h12",
    fit: "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4M8 10h4M10 8v4",
    layers: "M10 3l7 4-7 4-7-4zM3 11l7 4 7-4",
    take: "M10 3v9M6 8.5l4 4 4-4M3 13v4h14v-4",
  };

  /** @param {App} app @param {Record<string, L.LayerGroup>} base the switchable layers */
  function create(app, base) {
    const { html, svg, replaceChildren, byId } = kcn.dom;
    const { map } = app.board;
    const box = byId("tools");
    const hint = html("div", { class: "wheel-hint", "aria-hidden": "true" });
    byId("map").append(hint);
    root.L.control.scale({ imperial: false, position: "bottomright", maxWidth: 120 }).addTo(map);

    /** @param {"in"|"out"|"fit"|"layers"|"take"} name @param {() => void} act */
    function button(name, act) {
      return html(
        "button",
        { type: "button", class: "tool", "data-tool": name, onclick: act },
        svg("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, svg("path", { d: ICONS[name] })),
      );
    }

    const zoomIn = button("in", () => map.zoomIn()), zoomOut = button("out", () => map.zoomOut());
    const fit = button("fit", () => app.fit());
    const list = html("div", { class: "tool-group layers", hidden: true, role: "group" });
    const taking = kcn.take.create(app);
    const layers = button("layers", () => unfold(list)), take = button("take", () => unfold(taking.box));
    const lists = [{ opener: layers, box: list }, { opener: take, box: taking.box }];
    replaceChildren(
      box,
      html("div", { class: "tool-group" }, zoomIn, zoomOut),
      html("div", { class: "tool-group" }, fit, layers, take),
      list,
      taking.box,
    );

    /** Show a list, or none: one at a time. @param {Element} [asked] */
    function unfold(asked) {
      for (const { opener, box } of lists) {
        box.hidden = box !== asked || !box.hidden;
        opener.setAttribute("aria-expanded", String(!box.hidden));
      }
    }
    unfold();
    box.addEventListener("keydown", (e) => {
      const open = lists.find((one) => !one.box.hidden);
      if (e.key !== "Escape" || !open) return;
      e.preventDefault(); // the card stays
      unfold();
      open.opener.focus();
    });

    /** @param {string} name @param {boolean} isOn */
    function toggle(name, isOn) {
      isOn ? app.hiddenLayers.delete(name) : app.hiddenLayers.add(name);
      if (base[name]) isOn ? base[name].addTo(map) : base[name].remove();
      app.labels.place();
    }

    /** @param {View} view */
    function update(view) {
      const { t } = view.fmt;
      for (const one of [zoomIn, zoomOut, fit, layers, take]) {
        const text = t("page.tool_" + one.dataset.tool);
        one.title = text;
        one.setAttribute("aria-label", text);
      }
      taking.update(view);
      list.setAttribute("aria-label", t("page.tool_layers"));
      replaceChildren(
        list,
        LAYERS.map((name) =>
          html(
            "label",
            null,
            html("input", {
              type: "checkbox",
              checked: !app.hiddenLayers.has(name),
              onchange: (/** @type {{target: HTMLInputElement}} */ e) => toggle(name, e.target.checked),
            }),
            t("page.layer_" + name),
          ),
        ),
      );
      hint.textContent = t("page.wheel_hint");
    }

    wheel(map, hint);
    touch(map);
    return { update };
  }

  /**
   * The wheel scrolls the page; with Ctrl, or after a click into the map, it zooms.
   * @param {AtlasMap} map @param {Element} hint
   */
  function wheel(map, hint) {
    const frame = map.getContainer();
    /** @type {number|undefined} */
    let timer;
    frame.addEventListener("pointerdown", () => map.scrollWheelZoom.enable());
    frame.addEventListener("pointerleave", () => map.scrollWheelZoom.disable());
    frame.addEventListener("wheel", (/** @type {WheelEvent} */ e) => {
      if (map.scrollWheelZoom.enabled()) return;
      if (e.ctrlKey || e.metaKey) {
        e.preventDefault();
        map.setZoomAround(map.mouseEventToContainerPoint(e), map.getZoom() - Math.sign(e.deltaY) * 0.25, {
          animate: false,
        });
        return;
      }
      hint.classList.add("on");
      clearTimeout(timer);
      timer = root.setTimeout(() => hint.classList.remove("on"), 900);
    }, { passive: false });
  }

  /**
   * A finger scrolls the page as long as the whole province is in view; once zoomed in, it moves the map.
   * @param {AtlasMap} map
   */
  function touch(map) {
    if (!matchMedia("(pointer: coarse)").matches) return;
    const allowDragging = () => (map.getZoom() > map.home + 0.3 ? map.dragging.enable() : map.dragging.disable());
    map.on("zoomend", allowDragging);
    allowDragging();
  }

  kcn.tools = { create };
})(globalThis);
