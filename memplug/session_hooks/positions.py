"""Where in a file's text a mistake is; looked for only once there is one."""

from __future__ import annotations

from memplug.install.jsontext import Element, JsonText, JsonTextError
from memplug.session_hooks.content import Spot


def line_of(data: bytes, spot: Spot) -> int:
    """Return the line, from 1, of the value that the keys and indexes of `spot` lead to, as far as they lead.

    Of a text that is not JSON it is the line at which that shows.
    """
    text = data.decode("utf-8-sig", "replace")
    try:
        document = JsonText.parse(text)
    except JsonTextError as error:
        return error.line
    place = document.root
    for step in spot:
        found = _inside(document, place, step)
        if found is None:
            break
        place = found
    return text.count("\n", 0, place.start) + 1


def _inside(document: JsonText, place: Element, step: str | int) -> Element | None:
    if isinstance(step, str):
        # Of a key that is there twice the last one counts, as for whoever read it.
        named = [child for child in document.children(place) if child.key == step]
        return named[-1] if named else None
    items = document.children(place)
    return items[step] if step < len(items) else None
