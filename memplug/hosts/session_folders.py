"""Where each host's session hook files lie.

Nothing is imported here: a hook that is run at every tool call looks these up and is done. A test holds the folders
and their variables equal to the hosts' records.
"""

from __future__ import annotations

FOLDERS: dict[str, tuple[str, str, str]] = {
    "claude-code": (".claude", "CLAUDE_CONFIG_DIR", "hooks"),
    "codex": (".codex", "CODEX_HOME", "hooks"),
    "gemini-cli": (".gemini", "", "hooks"),
    # Copilot CLI runs every hook that stands in a file of `~/.copilot/hooks`, in every session.
    "copilot-cli": (".copilot", "COPILOT_HOME", "session-hooks"),
    "hawa-code": (".hcode", "", "hooks"),
}
"""Host to its own folder (below the project and below the home folder), the variable that names another place for the
one below home, and the folder in it that holds the files."""
