"""A digest on its page: what is told together, what only once, and what gives way."""

from __future__ import annotations

from memplug.digest.model import Digest
from memplug.digest.shrink import length, shrink

LONG = "It is done, and told here at some length. " * 60


def test_files_of_one_folder_are_told_together():
    files = ("src/menu/a.py", "README.md", "src/menu/b.py", "src/c.py", "src/menu/d.py", "e.py", "f.py")
    assert shrink(Digest(edited=files), 2000).edited == (
        *("src/menu/{a.py, b.py, d.py}", "README.md", "src/c.py", "e.py", "f.py"),
    )
    assert shrink(Digest(edited=files[:3]), 2000).edited == files[:3]


def test_a_prompt_that_a_decision_tells_further_is_told_there():
    digest = Digest(
        goal="build it",
        prompts=("never sort the entries…", "and now the menu"),
        decisions=("never sort the entries in the client",),
    )
    told = shrink(digest, 2000)
    assert (told.prompts, told.decisions) == (("and now the menu",), digest.decisions)
    last = digest._replace(prompts=digest.prompts[:1])
    assert shrink(last, 2000).prompts == last.prompts


def test_the_answer_gets_the_room_that_is_left():
    digest = Digest(goal="build it", answer=LONG, read=tuple(f"file-{n}.py" for n in range(6)))
    for limit in (700, 1100, 1500):
        told = shrink(digest, limit)
        assert limit * 0.8 < length(told) <= limit
    assert shrink(digest, 9000).answer == LONG


def test_the_answer_is_cut_once():
    parts = "\n".join(f"Part {n} is done. {'It took long. ' * 9}" for n in range(12))
    told = shrink(Digest(goal="build it", answer=f"All is done.\n{parts}\nNothing is committed."), 500)
    assert told.answer.startswith("All is done.\n")
    assert told.answer.endswith("\nNothing is committed.")
    assert "…\n…" not in told.answer
