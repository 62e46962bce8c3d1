"""memplug gives a coding agent its memory back at the start of every session."""

__version__ = "0.1.0"
