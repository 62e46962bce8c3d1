"""The GitHub Copilot SDK, as seen in 1.0.27 (Python) and 1.0.14 (Node): its runtime is that of Copilot CLI."""

from __future__ import annotations

from memplug.hosts import copilot_cli
from memplug.hosts.record import Host, Settings, Shape

HOST = Host(
    name="copilot-sdk",
    title="GitHub Copilot SDK",
    version="1.0.27",
    # A program passes the callbacks; there is no file to write to.
    settings=Settings(scopes={}, folder_variable="COPILOT_HOME"),
    data_folder=copilot_cli.HOST.data_folder,
    # Also of the runtime in the Node package: it runs the hooks of `~/.copilot/hooks`, and then the callbacks.
    runtime=copilot_cli.HOST.name,
    answer="top",
    system_message=False,
    sdk=True,
    # 60,000 characters arrived whole; no limit was met.
    cap=60_000,
    unit="characters",
    shapes=(Shape(present=("sessionId", "workingDirectory")),),
    transcript="copilot",
    transcript_file=copilot_cli.HOST.transcript_file,
)
