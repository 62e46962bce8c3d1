"""Turns → `Digest`: what a session leaves for the next one. Values in, values out.

`model` is the digest itself, `build` makes one; nothing is imported here, as a start needs only the first.
"""
