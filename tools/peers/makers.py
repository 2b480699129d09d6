"""The same map by another tool: districts coloured by one number, sites as points, in one HTML file.

    python makers.py TOOL DISTRICTS.geojson SITES.geojson OUT.html

Each in the plain way of its documentation, with the option that puts everything into the file where there is one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

VALUE = "area_planned_ha"


def text(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


def tree(path: str) -> Any:
    return json.loads(text(path))


def folium(districts: str, sites: str, out: str) -> None:
    import folium
    import pandas as pd

    areas = tree(districts)
    rows = [(item["properties"]["code"], item["properties"][VALUE]) for item in areas["features"]]
    made = folium.Map(location=[20.6, 105.3], zoom_start=9, tiles=None)
    folium.Choropleth(areas, pd.DataFrame(rows, columns=["code", VALUE]), ["code", VALUE], "feature.properties.code",
                      fill_color="YlGn", name="districts").add_to(made)  # fmt: skip
    folium.GeoJson(tree(sites), name="sites").add_to(made)
    folium.LayerControl().add_to(made)
    made.save(out)


def explore(districts: str, sites: str, out: str) -> None:
    import geopandas

    made = geopandas.read_file(districts).explore(VALUE, cmap="YlGn", tiles=None)
    geopandas.read_file(sites).explore(m=made).save(out)


def plotly(districts: str, sites: str, out: str) -> None:
    import plotly.graph_objects as go

    areas, points = (tree(path) for path in (districts, sites))
    values = [item["properties"] for item in areas["features"]]
    places = [item["geometry"]["coordinates"] for item in points["features"]]
    made = go.Figure([
        go.Choropleth(geojson=areas, featureidkey="properties.code", locations=[v["code"] for v in values],
                      z=[v[VALUE] for v in values], colorscale="YlGn"),
        go.Scattergeo(lon=[x for x, _ in places], lat=[y for _, y in places]),
    ])  # fmt: skip
    made.update_geos(fitbounds="locations", visible=False)
    made.write_html(out, include_plotlyjs=True)


def bokeh(districts: str, sites: str, out: str) -> None:
    from bokeh.models import GeoJSONDataSource
    from bokeh.plotting import figure, output_file, save
    from bokeh.resources import INLINE
    from bokeh.transform import linear_cmap

    made = figure(match_aspect=True, sizing_mode="stretch_both")
    areas, points = (GeoJSONDataSource(geojson=text(path)) for path in (districts, sites))
    made.patches("xs", "ys", source=areas, fill_color=linear_cmap(VALUE, "Greens256", 0, 600), line_color="white")
    made.scatter("x", "y", source=points, size=6)
    output_file(out, mode="inline")
    save(made, resources=INLINE, title="map")


def altair(districts: str, sites: str, out: str) -> None:
    import altair as alt

    alt.data_transformers.disable_max_rows()
    areas, points = (tree(path)["features"] for path in (districts, sites))
    shapes = alt.Chart(alt.Data(values=areas)).mark_geoshape().encode(color=f"properties.{VALUE}:Q")
    marks = alt.Chart(alt.Data(values=points)).mark_geoshape(color="black")
    (shapes + marks).project(type="identity", reflectY=True).properties(width=900, height=700).save(out, inline=True)


def pydeck(districts: str, sites: str, out: str) -> None:
    import pydeck

    areas, points = (tree(path) for path in (districts, sites))
    layers = [
        pydeck.Layer("GeoJsonLayer", areas, get_fill_color=f"[40, properties.{VALUE} / 3, 80]", pickable=True),
        pydeck.Layer("GeoJsonLayer", points, get_point_radius=900, get_fill_color=[20, 20, 60]),
    ]
    view = pydeck.ViewState(latitude=20.6, longitude=105.3, zoom=8)
    pydeck.Deck(layers, initial_view_state=view, map_provider=None).to_html(out, offline=True, notebook_display=False)


def lonboard(districts: str, sites: str, out: str) -> None:
    import geopandas
    from lonboard import Map, PolygonLayer, ScatterplotLayer

    layers = [
        PolygonLayer.from_geopandas(geopandas.read_file(districts), get_fill_color=[40, 160, 80]),
        ScatterplotLayer.from_geopandas(geopandas.read_file(sites), get_radius=900),
    ]
    Map(layers).to_html(out)


def keplergl(districts: str, sites: str, out: str) -> None:
    from keplergl import KeplerGl

    areas, points = (tree(path) for path in (districts, sites))
    KeplerGl(data={"districts": areas, "sites": points}).save_to_html(file_name=out)


MAKERS: dict[str, Callable[[str, str, str], None]] = {
    maker.__name__: maker for maker in (folium, explore, plotly, bokeh, altair, pydeck, lonboard, keplergl)
}

if __name__ == "__main__":
    MAKERS[sys.argv[1]](*sys.argv[2:])
