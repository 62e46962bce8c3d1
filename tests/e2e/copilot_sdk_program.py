"""A program that uses the GitHub Copilot SDK for Python: one session, one prompt. `copilot_sdk.py` runs it."""

from __future__ import annotations

import argparse
import asyncio
import os
from pathlib import Path
from typing import Any

from copilot import CopilotClient, RuntimeConnection  # type: ignore[import-not-found]  # installed when a test needs it
from copilot.session import PermissionHandler  # type: ignore[import-not-found]  # the same

from memplug.copilot_sdk import combined

summaries: list[str] = []
own = {"on_session_end": lambda given, _: summaries.append(given["reason"])}


async def main(runtime: str, prompt: str, resume: str | None, *, leave: bool) -> None:
    """Have one conversation; `leave` ends the program in the middle of its session."""
    connection = RuntimeConnection.for_stdio(path=runtime)
    here = str(Path.cwd())
    client = CopilotClient(connection=connection, use_logged_in_user=False, working_directory=here)
    await client.start()
    options: dict[str, Any] = {
        "hooks": combined(own),
        "on_permission_request": PermissionHandler.approve_all,
        "model": os.environ["COPILOT_MODEL"],
        "working_directory": here,
        "streaming": True,
        "provider": {
            "type": "openai",
            "base_url": os.environ["COPILOT_PROVIDER_BASE_URL"],
            "api_key": "made-up",
            "wire_api": "completions",
        },
    }
    opened = client.resume_session(resume, **options) if resume else client.create_session(**options)
    session = await opened
    await session.send_and_wait(prompt)
    if not leave:
        await session.disconnect()
    await client.stop()
    assert leave or summaries, "the program's own callback was not run"
    print(session.session_id)  # noqa: T201  for the test


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("runtime")
    parser.add_argument("prompt")
    parser.add_argument("--resume")
    parser.add_argument("--leave", action="store_true")
    given = parser.parse_args()
    asyncio.run(main(given.runtime, given.prompt, given.resume, leave=given.leave))
