// @ts-check
/* What a reader does: look, choose, open, close, compare, take along. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const CLOSE_UP = 12.5; // zoom at which a site's surroundings are seen
  const DEEPEST = 16; // zoom
  const WIDEST = 180; // px: the radius of the least uncertain place, at the deepest zoom
  const GAP = 8; // px between what is fitted and the answer
  const EDGE = 16; // px from the map's edge at which a marker is whole

  /** Give the page its actions. @param {App} app */
  function actions(app) {
    const { html, byId, keyCovers } = kcn.dom;
    const { data, board: { map, isCalm } } = app, [first] = data.levels;
    /** The element to return to when a card is closed. @type {HTMLElement|null} */
    let opener = null;

    // ── look ──

    /** What the areas of a level take, null for none of them. @param {string} level @param {string[]} codes */
    const shapes = (level, codes) => {
      const [west, south, east, north] = app.topology.bounds(level, codes);
      return codes.length ? root.L.latLngBounds([south, west], [north, east]) : null;
    };
    const home = /** @type {L.LatLngBounds} */ (shapes(first.id, first.areas.map(({ code }) => code)));

    /** Deeper down nothing is known: the places of the sites are too uncertain, or their boundaries too coarse. */
    function deepest() {
      const known = data.sites
        .map(({ polygon, location_uncertainty_m }) => (polygon ? 0 : location_uncertainty_m))
        .filter((metres) => metres !== null);
      const zoom = Math.log2((kcn.geo.metresPerPixel(home.getCenter().lat, 0) * WIDEST) / Math.min(...known));
      return known.length ? Math.max(CLOSE_UP, Math.min(DEEPEST, Math.floor(zoom))) : DEEPEST;
    }
    map.setMaxZoom(deepest());

    /**
     * What was shown last without being asked for, and in what room.
     * @type {{ center: L.LatLng, zoom: number, isFit: boolean, room: string }}
     */
    let shown;

    /** The whole province, as large as there is room for, and no further out than its neighbours. */
    function showHome() {
      const step = map.options.zoomSnap;
      map.options.minZoom = map.options.zoomSnap = 0;
      map.setMaxBounds(); // those of another size would move this one
      map.invalidateSize({ animate: false });
      const { left, top, right, bottom } = clear();
      map.fitBounds(home, { paddingTopLeft: [left, top], paddingBottomRight: [right, bottom], animate: false });
      map.options.zoomSnap = step;
      map.home = map.getZoom();
      map.setMinZoom(Math.floor(map.home) - 1);
      map.setMaxBounds(home.pad(0.6).extend(map.getBounds())); // else the first view moves
      remember(false);
    }

    /** @param {boolean} isFit by `fit` and not by `showHome` */
    function remember(isFit) {
      shown = { center: map.getCenter(), zoom: map.getZoom(), isFit, room: room() };
    }

    /** The map's size and what is covered of it. */
    function room() {
      const { offsetWidth, offsetHeight } = map.getContainer();
      return JSON.stringify([offsetWidth, offsetHeight, keyCovers()]);
    }

    /** In a window or frame of another size the view stays; the whole province is the whole of it again. */
    function resized() {
      const moved = map.project(map.getCenter()).distanceTo(map.project(shown.center));
      const isHome = map.getZoom() === shown.zoom && moved < 2; // the map rounds its centre to a pixel
      document.documentElement.style.setProperty("--strip", keyCovers().bottom + "px");
      if (!isHome || room() === shown.room) return void map.invalidateSize({ animate: false });
      const { isFit } = shown;
      showHome();
      if (isFit) fit(false);
    }

    /**
     * Show the areas that are filtered by, else the filtered sites, else the area that is picked, else the province.
     * @param {boolean} [isAsked] false at the start and in a window of another size
     */
    function fit(isAsked = true) {
      const { state, found } = app.view, [level, code] = (state.picked || "").split("=");
      const placed = /** @type {Placed[]} */ (data.sites.filter((site) => found.ids.has(site.id) && site.lonlat));
      const points = placed.map(({ lonlat: [lon, lat] }) => root.L.latLng(lat, lon));
      const bounds =
        shapes(first.id, state.area) ||
        (kcn.state.isFiltered(state)
          ? points.length && root.L.latLngBounds(points).pad(0.15)
          : code && shapes(level, [code])) ||
        home;
      const { left, top, right } = clear();
      map.fitBounds(bounds, {
        paddingTopLeft: [left, top],
        paddingBottomRight: [right, covered()],
        maxZoom: 12,
        animate: isAsked && !isCalm,
      });
      if (!isAsked) remember(true);
    }

    /** What is kept clear at the map's edges, in pixels: as the style sheet says, and what the key covers. */
    function clear() {
      const frame = getComputedStyle(/** @type {Element} */ (byId("map").parentElement));
      const { left, bottom } = keyCovers();
      return {
        left: left || parseFloat(frame.paddingLeft), top: parseFloat(frame.paddingTop),
        right: parseFloat(frame.paddingRight), bottom: bottom + parseFloat(frame.paddingBottom),
      };
    }

    /** What is kept clear at the map's lower edge with the answer there, in pixels. */
    function covered() {
      const { top, right } = byId("answer").getBoundingClientRect(), { bottom } = clear();
      const edges = map.getContainer().getBoundingClientRect();
      return right > edges.left ? Math.max(bottom, edges.bottom - top + GAP) : bottom;
    }

    /** @param {Placed} site */
    function flyTo(site) {
      map.setView([site.lonlat[1], site.lonlat[0]], Math.max(map.getZoom(), CLOSE_UP), { animate: !isCalm });
      byId("map").scrollIntoView({ block: "nearest" });
    }

    /**
     * Bring a place of the map into view, clear of the key, the tools, the scale and the answer.
     * @param {L.LatLngExpression} latlng
     */
    function reveal(latlng) {
      const { left, top } = clear();
      map.panInside(latlng, {
        paddingTopLeft: [left + EDGE, top + EDGE],
        paddingBottomRight: [4 * EDGE, 3 * EDGE + covered()],
        animate: false,
      });
    }

    /** Bring what has the focus into view, of the map and of the window. @param {L.LatLngExpression} latlng */
    function follow(latlng) {
      reveal(latlng);
      byId("map").scrollIntoView({ block: "nearest" });
    }

    // ── choose, open, close ──

    /**
     * Select an area, or no more if it is selected: what is shown beside it stays.
     * @param {Level} level @param {string} code
     * @param {HTMLElement} element @param {boolean} [isKey] by keyboard: the focus follows
     */
    function selectArea(level, code, element, isKey = false) {
      opener = element;
      app.tooltip.hide();
      const { state } = app.view;
      const picked = level.id + "=" + code;
      app.set({ picked: state.picked === picked ? null : picked, site: null });
      if (isKey) showCard();
    }

    /** Select an area of a list and show it. @param {Level} level @param {string} code @param {HTMLElement} element */
    function openArea(level, code, element) {
      opener = element;
      app.set({ picked: level.id + "=" + code, site: null });
      fit();
      showCard();
    }

    /** Filter by an area of the first level alone, or by none. @param {string} code */
    function onlyHere(code) {
      const { state } = app.view;
      app.set({ area: String(state.area) === code ? [] : [code], picked: first.id + "=" + code });
      fit();
    }

    /**
     * @param {string} id @param {HTMLElement} element
     * @param {boolean} [isTap] on the map, where the strip answers if there is one
     */
    function openSite(id, element, isTap = false) {
      opener = element;
      app.tooltip.hide();
      app.set({ site: id });
      if (!isTap || !byId("answer").offsetHeight) showCard();
    }

    function showCard() {
      app.cardSheet.show("half");
      const title = byId("card-title");
      if (title) title.focus();
    }

    /** Close the card and return to what opened it, or to its like where the views were drawn anew. */
    function closeCard() {
      const { state } = app.view;
      if (state.site) app.set({ site: null });
      else if (state.picked) app.set({ picked: null });
      else return;
      const { site, entry } = opener ? opener.dataset : /** @type {DOMStringMap} */ ({});
      const name = site ? `[data-site="${site}"]` : `[data-entry="${entry}"]`;
      const like = /** @type {HTMLElement|null} */ (document.querySelector(name));
      (like || (opener && opener.isConnected ? opener : byId("places"))).focus({ preventScroll: Boolean(site) });
      opener = null;
    }

    /** Add to the comparison or take out; the first one makes room for a fifth. @param {string} id */
    function compare(id) {
      const { fmt, state } = app.view;
      const next = state.compare.includes(id)
        ? state.compare.filter((x) => x !== id)
        : [...state.compare, id].slice(-kcn.state.COMPARE_MAX);
      app.set({ compare: next });
      app.announce(fmt.t("page.compare_live", { sites: kcn.coverage.sites(app.view, next.length) }));
    }

    // ── take along ──

    /** @param {string} text @param {string} done what to say then */
    async function copy(text, done) {
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        const area = html("textarea", { class: "unseen" });
        area.value = text;
        document.body.append(area);
        area.select();
        document.execCommand("copy"); // pages opened from disk may have no clipboard of their own
        area.remove();
      }
      app.announce(done);
    }

    /** Hand the view on: by what the device shares with, else as a link that is copied. */
    async function send() {
      const text = kcn.sources.address(app.view), { title } = document;
      if (typeof navigator.share !== "function") return copy(text, app.view.fmt.t("page.copied"));
      // it fails where the reader has thought better of it
      await navigator.share(data.public_url ? { title, url: text } : { title, text }).catch(() => {});
    }

    /**
     * The filtered sites as csv or geojson, the areas of the level, both as a workbook, the map as a picture, or all
     * the data as json.
     * @param {"csv"|"geojson"|"json"|"areas"|"xlsx"|"svg"|"png"} type
     */
    async function download(type) {
      const sites = [...app.view.found.ids].map((id) => app.view.index.site.get(id));
      const files = {
        csv: () => ["text/csv;charset=utf-8", kcn.rows.csv(data, sites)],
        areas: () => ["text/csv;charset=utf-8", kcn.rows.areas(data, app.view.level)],
        geojson: () => [
          "application/geo+json",
          kcn.rows.geojson(sites, (key) => app.topology.polygons("sites", key)),
        ],
        json: () => ["application/json", JSON.stringify(data)],
      };
      if (type === "svg" || type === "png") return save(await kcn.picture(app, type), data.as_of + "." + type);
      if (type === "xlsx") return save(await kcn.workbook(kcn.sheets(app.view)), data.as_of + ".xlsx");
      const [mime, text] = files[type]();
      const name = type === "areas" ? app.view.level.id + "-" + data.as_of + ".csv" : data.as_of + "." + type;
      save(new Blob([text], { type: mime }), name);
    }

    /** @param {Blob} blob @param {string} name */
    function save(blob, name) {
      const url = URL.createObjectURL(blob);
      const link = html("a", { href: url, download: "kcn-map-" + name });
      document.body.append(link);
      link.click();
      link.remove();
      setTimeout(() => URL.revokeObjectURL(url), 1000);
    }

    const sizes = new ResizeObserver(resized);
    for (const one of document.querySelectorAll(".key, #map")) sizes.observe(one);

    Object.assign(app, {
      showHome,
      fit,
      flyTo,
      reveal,
      follow,
      selectArea,
      onlyHere,
      openArea,
      openSite,
      showCard,
      closeCard,
      compare,
      copy,
      send,
      download,
    });
  }

  kcn.actions = actions;
})(globalThis);
