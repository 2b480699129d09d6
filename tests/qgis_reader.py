"""What QGIS makes of layers, as JSON: run by a Python that has PyQGIS, which need not have anything else.

`python qgis_reader.py SOURCE...`, each a source as QGIS's own dialogues make it: `atlas.gpkg|layername=zones`.
"""

from __future__ import annotations

import json
import sys

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsVectorLayer,
)


def looked_at(source: str) -> dict[str, object]:
    layer = QgsVectorLayer(source, source, "ogr")
    if not layer.isValid():
        return {"valid": False}
    layer.loadDefaultStyle()
    labels = layer.labeling().settings() if layer.labelsEnabled() else None
    return {
        "valid": True,
        "crs": layer.crs().authid(),
        "aliases": {field.name(): field.alias() for field in layer.fields() if field.alias()},
        "rows": [[value(one) for one in feature.attributes()] for feature in layer.getFeatures()],
        "fields": [field.name() for field in layer.fields()],
        "places": [feature.geometry().asWkt(7) for feature in layer.getFeatures()],
        "label": None if labels is None else labels.fieldName,
        "drawn": drawn(layer),
    }


def value(found: object) -> object:
    return found if isinstance(found, str | int | float | bool) else None


def drawn(layer: QgsVectorLayer) -> list[list[list[str]]]:
    """How each feature is drawn: the label of each rule that takes it, with its colour; an error in place of that."""
    renderer = layer.renderer()
    if renderer is None or renderer.type() != "RuleRenderer":
        return []
    rules = renderer.rootRule().children()
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    context.setFields(layer.fields())
    found = []
    for feature in layer.getFeatures():
        context.setFeature(feature)
        taken = []
        for rule in rules:
            test = QgsExpression(rule.filterExpression())
            holds = test.evaluate(context)
            if test.hasParserError() or test.hasEvalError():
                taken.append([test.parserErrorString() + test.evalErrorString(), ""])
            elif holds:
                taken.append([rule.label(), rule.symbol().color().name()])
        found.append(taken)
    return found


application = QgsApplication([], False)
application.initQgis()
json.dump({"version": Qgis.QGIS_VERSION, "layers": {one: looked_at(one) for one in sys.argv[1:]}}, sys.stdout)
