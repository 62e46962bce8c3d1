"""Layered TOML to typed preferences; each value knows its file, and a mistake costs only itself."""

from __future__ import annotations

from memplug.preferences.layers import load, read_layer, read_layers
from memplug.preferences.model import SECTIONS, Facts, Kind, Layer, Origin, Preferences, Problem, StateOptions

__all__ = [
    "SECTIONS",
    "Facts",
    "Kind",
    "Layer",
    "Origin",
    "Preferences",
    "Problem",
    "StateOptions",
    "load",
    "read_layer",
    "read_layers",
]
