"""Layers in the data package of a map: as columns, and back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from map_edits import stream

from kcn_map import reading
from kcn_map.package import serialize
from kcn_map.page import embedded_package, layer_columns

HOSTILE = (
    '{"$columns":7}',
    '{"$columns":{"type":["Point"]}}',
    '{"$columns":{"type":[1],"coordinates":[2],"properties":[3]}}',
    '{"$columns":{"type":["Point",{"$more":9}],"coordinates":[null]}}',
    '{"$columns":{"type":[null,{"$more":900000000}]}}',
    '{"$columns":',
)


def test_a_layer_comes_back_out_of_its_columns(atlas_folder: Path) -> None:
    dataset = reading.read(atlas_folder)
    packed = {name: layer_columns.pack(layer, lambda geometry: False) for name, layer in dataset.layers.items()}
    back = {name: layer_columns.unpack(text) for name, text in packed.items()}
    assert back == {name: serialize.layer_text(layer) for name, layer in dataset.layers.items()}


def test_what_the_page_draws_is_not_in_them(atlas_folder: Path) -> None:
    layer = reading.read(atlas_folder).layers["district"]
    text = layer_columns.pack(layer, lambda geometry: True)
    assert json.loads(text)["$columns"]["coordinates"] == [None, {"$more": len(layer.features) - 1}]


@pytest.mark.parametrize("text", HOSTILE)
def test_columns_that_do_not_fit_are_a_broken_package(text: str) -> None:
    with pytest.raises(embedded_package.Broken, match="atlas-package"):
        embedded_package.texts(stream(json.dumps({"zones.geojson": text})), {})


def test_zero_has_no_sign_that_a_second_reading_would_lose(atlas_folder: Path) -> None:
    layer = reading.read(atlas_folder).layers["zones"]
    feature = replace(layer.features[0], geometry={"type": "Point", "coordinates": [-0.0, 51.5]})
    greenwich = replace(layer, features=(feature,))
    text = serialize.layer_text(greenwich)
    assert '"coordinates":[0,51.5]' in text
    assert layer_columns.unpack(layer_columns.pack(greenwich, lambda geometry: False)) == text
