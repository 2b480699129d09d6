"""The drawn map: colours of names, the outline of the whole, borders that fade, finer areas, how deep one can zoom."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import OpenMap
from playwright.sync_api import Page, expect

#: The names of areas: their colour, that of their halo, and of the class below, all as r, g, b.
NAMES = """() => [...document.querySelectorAll(".label-area")].map((label) => {
  const { view } = kcn.app, text = label.textContent;
  const area = view.level.areas.find((one) => text.replace("\\n", " ").startsWith(view.fmt.short(one.name)));
  const path = document.querySelector(`[data-district="${area.code}"]`);
  const rgb = (style) => (/\\(([^)]*)/.exec(style) || [0, "0"])[1].split(",").map(Number);
  const { color, textShadow } = getComputedStyle(label.firstChild), { fill } = getComputedStyle(path);
  return { ground: path.dataset.class, text: rgb(color), glow: rgb(textShadow), fill: rgb(fill) };
})"""


def luminance(rgb: list[float]) -> float:
    linear = [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in rgb[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: list[float], other: list[float]) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def zoom_in(page: Page, times: int) -> None:
    for _ in range(times):
        page.locator("#tools button").first.click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_names_are_read_on_every_class_without_halo_at_the_end(open_map: OpenMap, built_map: Path, scheme: str) -> None:
    page = open_map(built_map)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    names = [name for name in page.evaluate(NAMES) if name["ground"].isdigit()]
    for name in names:
        is_inverse = name["glow"][3:] == [0]
        assert contrast(name["text"], name["fill"]) >= (4.4 if is_inverse else 3.7), name
    assert any(name["glow"][3:] == [0] for name in names) and any(name["glow"][3:] != [0] for name in names)


def test_a_dimmed_area_has_its_name_as_on_the_land(open_map: OpenMap, built_map: Path) -> None:
    page = open_map(built_map, fragment="district=148")
    page.evaluate("kcn.app.showHome()")
    grounds = dict(
        page.locator(".label-area").evaluate_all("(all) => all.map((one) => [one.textContent, one.className])")
    )
    assert len(grounds) > 3
    assert ["TP. Hòa" in text for text, classes in grounds.items() if "inverse" in classes] == [True]
    page.evaluate("kcn.app.set({ area: [] })")
    expect(page.locator(".inverse-light", has_text="Lương Sơn")).to_have_count(1)


def test_parts_of_an_area_have_their_names_for_its_colour(open_map: OpenMap, built_map: Path) -> None:
    """Those of the darkest class without halo, those of a dimmed one as on the land."""
    page = open_map(built_map, fragment="district=148")
    expect(page.locator(".label-part.inverse-light", has_text="Thịnh Minh")).to_have_count(1)
    expect(page.locator(".label-part:not(.inverse-light)", has_text="Liên Sơn")).to_have_count(1)


def test_a_town_has_its_name_for_the_colour_of_its_area_and_a_halo_beyond_it(
    open_map: OpenMap, built_map: Path
) -> None:
    page = open_map(built_map)
    page.evaluate("kcn.app.board.map.setView([20.85, 105.4], 11.5, { animate: false })")
    town = page.locator(".label-town.inverse-light", has_text="Hòa Bình")
    expect(town).to_have_count(1)
    ink, halo = town.evaluate("one => [getComputedStyle(one).color, getComputedStyle(one).textShadow.split(') ')[0]]")
    assert ink != halo + ")" and "rgba" not in halo


def test_the_whole_has_an_outline_that_no_inner_border_is_part_of(open_map: OpenMap, built_map: Path) -> None:
    page = open_map(built_map)
    inner = page.evaluate(
        """() => {
          const { topology, data } = kcn.app, [{ id, areas }] = data.levels;
          const points = (flat) => [...flat].flatMap((x, i) => (i % 2 ? [] : [x + " " + flat[i + 1]]));
          const uses = new Map();
          for (const { code } of areas)
            for (const point of new Set(topology.worldRings(id, code).flat().flatMap(points)))
              uses.set(point, (uses.get(point) || 0) + 1);
          return topology.lines(id, true).flatMap((line) => points(line).slice(1, -1)).filter((p) => uses.get(p) > 1);
        }"""
    )
    assert inner == []
    expect(page.locator("path.outline")).to_have_count(1)
    page.select_option("#level", index=1)
    expect(page.locator("path.outline")).to_have_count(1)
    expect(page.locator("path.first-line")).to_have_count(1)


def test_borders_outside_fade_towards_the_edge_of_what_is_known(open_map: OpenMap, built_map: Path) -> None:
    page = open_map(built_map)
    opacities = {path.get_attribute("stroke-opacity") for path in page.locator("path.land").all()}
    assert opacities == {"0.2", "0.4", "0.6", "0.8", "1"}


def test_nothing_is_written_below_what_lies_over_the_map(open_map: OpenMap, built_map: Path) -> None:
    page = open_map(built_map)
    for width in (390, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function("() => kcn.app.board.map.getSize().x === document.getElementById('map').clientWidth")
        page.evaluate("kcn.app.showHome(), kcn.app.labels.place()")
        hidden = page.evaluate(
            """() => [...document.querySelectorAll(".label span")].filter((span) => {
              const a = span.getBoundingClientRect();
              return [...document.querySelectorAll(".key, #tools, #credit, .leaflet-control-scale")].some((over) => {
                const b = over.getBoundingClientRect();
                return a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
              });
            }).map((span) => span.textContent)"""
        )
        assert hidden == [], width


def test_a_closer_look_shows_the_finer_areas_with_their_names(open_map: OpenMap, built_map: Path) -> None:
    page = open_map(built_map, fragment="site=kcn-luong-son")
    expect(page.locator("path.part")).to_have_count(0)
    page.evaluate("kcn.app.board.map.setView([20.87, 105.5], 12, { animate: false })")
    expect(page.locator("path.part")).to_have_count(1)
    expect(page.locator(".label-part span").first).to_be_visible()
    page.select_option("#level", index=1)
    expect(page.locator("path.part")).to_have_count(0)


def test_zooming_ends_where_the_places_are_no_longer_known(open_map: OpenMap, built_map: Path) -> None:
    """The most certain place, to 800 m, is then a circle of half the map at most."""
    page = open_map(built_map)
    least, deepest, across = page.evaluate(
        """() => {
          const { data, board: { map } } = kcn.app, zoom = map.getMaxZoom();
          const metres = Math.min(...data.sites.map((s) => s.location_uncertainty_m).filter((m) => m !== null));
          return [metres, zoom, metres / kcn.geo.metresPerPixel(20.8, zoom)];
        }"""
    )
    assert least == 800 and deepest < 16 and 90 < across <= 190
