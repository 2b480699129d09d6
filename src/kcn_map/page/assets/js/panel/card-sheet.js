// @ts-check
/* On a small screen the card slides over the map: half of the window or nearly all of it, or back into the page. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const PULL = 24; // px: less is a tap

  /** What opens the card, and its handle; where the screen is wide both do nothing to be seen. */
  function create() {
    const { byId, html } = kcn.dom, box = byId("details");
    let from = 0, isPulled = false;

    /** @param {"half"|"full"|""} size "" for in the page, where it lies otherwise */
    function show(size) {
      box.dataset.sheet = size;
      handle.setAttribute("aria-expanded", String(size === "full"));
    }

    /** @param {number} by upwards, in pixels */
    function pull(by) {
      show(by > 0 ? "full" : box.dataset.sheet === "full" ? "half" : "");
    }

    const handle = html("button", {
      type: "button",
      class: "handle",
      onpointerdown: (/** @type {PointerEvent} */ e) => {
        from = e.clientY;
        isPulled = false;
        handle.setPointerCapture(e.pointerId);
      },
      onpointerup: (/** @type {PointerEvent} */ e) => {
        isPulled = Math.abs(from - e.clientY) > PULL;
        if (isPulled) pull(from - e.clientY);
      },
      onclick: () => {
        if (!isPulled) pull(box.dataset.sheet === "full" ? -1 : 1);
        isPulled = false;
      },
    });

    return {
      /** @param {View} view */
      handle(view) {
        handle.setAttribute("aria-label", view.fmt.t("page.card_size"));
        return handle;
      },
      show,
    };
  }

  kcn.cardSheet = { create };
})(globalThis);
