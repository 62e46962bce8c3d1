"""The rules of project detection as data. To teach it something new, add a row; see docs/detection.md.

Every condition is in the small language of `memplug.project.conditions`.
"""
