"""A digest made to fit: the least telling parts give way first, step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from memplug.digest.model import Digest

TOGETHER = 3
"""Files of one folder from which on they are told together, and characters of a folder's name that are not worth it."""


def shrink(digest: Digest, limit: int) -> Digest:
    """Return `digest` with about `limit` characters of text at the most, and nothing said twice."""
    told, answer = _once(digest), digest.answer
    for step in STEPS:
        if length(told) <= limit:
            break
        digest = step(digest)
        told = _once(digest)  # a wish whose prompt has given way is still among the decisions
    if told.answer != answer:  # cut again and again, it is now cut once, and gets what is left
        room = max(limit - length(told), 0) * 9 // 10  # its further lines are indented
        told = told._replace(answer=_condensed([answer], len(told.answer) + room)[0])
    return told


def length(digest: Digest) -> int:
    """Return about how many characters the digest takes on the page."""
    texts = (digest.goal, digest.title, digest.answer, digest.question, digest.summary, digest.away)
    lists = (
        *(digest.prompts, digest.earlier_answers, digest.decisions, digest.last_steps),
        *(digest.open_tasks, digest.done_tasks, digest.edited, digest.read),
    )
    found = sum(len(text) + 12 for text in texts if text) + sum(len(text) + 3 for texts in lists for text in texts)
    found += sum(len(failure.command) + len(failure.message) + 13 for failure in digest.failures)
    found += sum(len(commit.subject) + 12 for commit in digest.commits)
    # What the page puts around: an indent or a stroke for each line, a heading for each list, the run of the tests.
    found += 2 * sum(text.count("\n") for text in (*texts, *digest.earlier_answers)) + 14 * sum(map(bool, lists))
    if digest.branch_start != digest.branch_end:
        found += len(digest.branch_start) + len(digest.branch_end) + 17
    return found + (len(digest.tests.command) + len(digest.tests.summary) + 20 if digest.tests else 0)


def _once(digest: Digest) -> Digest:
    """Return `digest` without what it says twice: wishes among the prompts, a failure of the last tests, folders."""
    tests = digest.tests
    prompts = tuple(prompt for prompt in digest.prompts[:-1] if not _is_told(prompt, digest.decisions))
    prompts += digest.prompts[-1:]
    said = "\n".join((digest.goal, *prompts))
    return digest._replace(
        prompts=prompts,
        decisions=tuple(decision for decision in digest.decisions if decision.rstrip("…") not in said),
        failures=tuple(f for f in digest.failures if not tests or f.command != tests.command),
        edited=_by_folder(digest.edited),
    )


def _is_told(prompt: str, decisions: Sequence[str]) -> bool:
    """Return whether a prompt that was cut is told further by a decision."""
    return prompt.endswith("…") and any(len(told) > len(prompt) and told.startswith(prompt[:-1]) for told in decisions)


def _by_folder(paths: Sequence[str]) -> tuple[str, ...]:
    """Return paths, from three of one folder on as `src/menu/{json.py, tea.py, __init__.py}`."""
    folders: dict[str, list[str]] = {}
    for path in paths:
        folders.setdefault(_folder(path), []).append(path)
    shown: dict[str, None] = {}
    for path in paths:
        folder = _folder(path)
        names = [one.removeprefix(folder) for one in folders[folder]]
        together = len(names) >= TOGETHER and len(folder) > TOGETHER
        shown[f"{folder}{{{', '.join(names)}}}" if together else path] = None
    return tuple(shown)


def _folder(path: str) -> str:
    return path[: path.rfind("/") + 1]


def _lines(texts: Sequence[str], limit: int) -> tuple[str, ...]:
    from memplug.digest.text import shorter  # noqa: PLC0415  its expressions take time, and most digests fit

    return tuple(shorter(text, limit) for text in texts)


def _condensed(texts: Sequence[str], limit: int) -> tuple[str, ...]:
    from memplug.digest.text import condense  # noqa: PLC0415  the same

    return tuple(condense(text, limit) for text in texts)


def _before(digest: Digest, most: int, limit: int, last: int = 1000) -> tuple[str, ...]:
    """Return the last of the earlier answers; the very last has more room when no other followed it."""
    answers = digest.earlier_answers[-most:]
    if digest.answer:
        return _condensed(answers, limit)
    return (*_condensed(answers[:-1], limit), *_condensed(answers[-1:], last))


STEPS: tuple[Callable[[Digest], Digest], ...] = (
    lambda d: d._replace(summary="") if d.answer else d,
    lambda d: d._replace(answer=_condensed([d.answer], 1000)[0]),
    lambda d: d._replace(earlier_answers=_before(d, 2, 160)),
    lambda d: d._replace(prompts=_lines(d.prompts[:-1], 160) + d.prompts[-1:]),
    lambda d: d._replace(done_tasks=d.done_tasks[-4:], read=d.read[:4]),
    lambda d: d._replace(earlier_answers=_before(d, 1, 160)),
    lambda d: d._replace(goal=_lines([d.goal], 280)[0], prompts=_lines(d.prompts[:-1], 120) + d.prompts[-1:]),
    lambda d: d._replace(decisions=_lines(d.decisions, 160), commits=d.commits[:4]),
    lambda d: d._replace(answer=_condensed([d.answer], 800)[0]),
    lambda d: d._replace(earlier_answers=() if d.answer else _before(d, 1, 160, 700), done_tasks=()),
    lambda d: d._replace(failures=tuple(failure for failure in d.failures if not failure.passed_later)[-2:]),
    lambda d: d._replace(prompts=_lines(d.prompts[-6:-1], 90) + _lines(d.prompts[-1:], 250), edited=d.edited[:10]),
    lambda d: d._replace(answer=_condensed([d.answer], 650)[0], goal=_lines([d.goal], 200)[0]),
    lambda d: d._replace(prompts=d.prompts[-4:]),
    lambda d: d._replace(answer=_condensed([d.answer], 500)[0]),
    lambda d: d._replace(open_tasks=_lines(d.open_tasks, 90), decisions=d.decisions[-4:]),
    lambda d: d._replace(read=(), prompts=_lines(d.prompts[-3:], 160)),
    lambda d: d._replace(earlier_answers=() if d.answer else _before(d, 1, 160, 500), open_tasks=d.open_tasks[:8]),
    lambda d: d._replace(prompts=d.prompts[-2:], decisions=d.decisions[-2:], edited=d.edited[:6]),
    lambda d: d._replace(commits=d.commits[:2], failures=d.failures[-1:], open_tasks=_lines(d.open_tasks[:6], 70)),
    lambda d: d._replace(away="", title="", decisions=_lines(d.decisions, 100)),
    lambda d: d._replace(last_steps=d.last_steps[-1:], edited=d.edited[:4], prompts=_lines(d.prompts[-1:], 160)),
    lambda d: d._replace(answer=_condensed([d.answer], 400)[0], commits=(), failures=(), open_tasks=d.open_tasks[:4]),
    lambda d: d._replace(earlier_answers=() if d.answer else _before(d, 1, 160, 300), summary="", last_steps=()),
)
"""What gives way, in this order."""
