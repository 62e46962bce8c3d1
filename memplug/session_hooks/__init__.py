"""Hooks for one session: a file `hooks.{session_id}.json` that counts at once and for that session alone."""
