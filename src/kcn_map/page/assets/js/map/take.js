// @ts-check
/* What is on the screen, taken along: pictures, workbook, link, and the code that embeds the map. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /** @param {App} app */
  function create(app) {
    const { html, button, replaceChildren } = kcn.dom;
    const box = html("div", { class: "tool-group layers take", hidden: true, role: "group" });
    const said = html("p", { role: "status", class: "note" });

    /** @param {View} view */
    function update(view) {
      const { t } = view.fmt, isShared = typeof navigator.share === "function";
      const link = isShared ? "page.share" : view.data.public_url ? "page.copy_link" : "page.copy_view";
      const tell = (/** @type {string} */ key) => (said.textContent = t(key));
      const copied = () => tell("page.copied");
      said.textContent = "";
      box.setAttribute("aria-label", t("page.tool_take"));
      replaceChildren(
        box,
        button(t("page.download_png"), () => app.download("png")),
        button(t("page.download_svg"), () => app.download("svg")),
        button(t("page.download_xlsx"), () => app.download("xlsx")),
        button(t(link), () => app.send().then(isShared ? undefined : copied)),
        button(t("page.copy_embed"), () =>
          view.data.public_url ? app.copy(embed(app.view), t("page.copied")).then(copied) : tell("page.embed_missing")),
        said,
      );
    }

    return { box, update };
  }

  /** The view as a part of another page. @param {View} view */
  function embed(view) {
    const src = kcn.state.link({ ...view, state: { ...view.state, embed: true } });
    const frame = kcn.dom.html("iframe", {
      src, title: view.fmt.localized(view.data.title), width: "100%", height: 480, loading: "lazy",
    });
    return new XMLSerializer().serializeToString(frame);
  }

  kcn.take = { create, embed };
})(globalThis);
