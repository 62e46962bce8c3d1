"""Layered TOML to typed preferences; each value knows its file, and a mistake costs only itself."""

from __future__ import annotations

from memplug.preferences.layers import load, read_layer, read_layers
from memplug.preferences.model import (
    SECTIONS,
    ContextOptions,
    Facts,
    GitOptions,
    Kind,
    Layer,
    Origin,
    Preferences,
    Problem,
    SdkOptions,
    SessionHookOptions,
    StateOptions,
    When,
)

__all__ = [
    "SECTIONS",
    "ContextOptions",
    "Facts",
    "GitOptions",
    "Kind",
    "Layer",
    "Origin",
    "Preferences",
    "Problem",
    "SdkOptions",
    "SessionHookOptions",
    "StateOptions",
    "When",
    "load",
    "read_layer",
    "read_layers",
]
