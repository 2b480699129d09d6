"""Geometry without files: areas and distances on the ellipsoid, coordinate arrays, shared arcs."""
