"""Text that is made to take long, or to break out of its place: it costs little and stays where it is put."""

from __future__ import annotations

import time

import pytest

from memplug.digest import asked, commands, outputs, text, touched

PIECES = [
    "[Image: ", "<private", "<task-id", "<invoke ", "<reminder ", "`", "~", "```\n", "**a ", "__a ", "[", "[a", "([", "[a](", "# ",
    "- - ", "| ", "\x1b[", "\x1b]8;;", "? ", "</private>", "<pri<private></private>vate>",
]  # fmt: skip
SHELL = [
    "cd a && ",
    "cd a;",
    " | tail",
    "2>&1 ",
    "|| true ",
    "; echo a ",
    "make ",
    "mvn a ",
    "a/",
    "./",
    "cat > x << y ",
    "rm -f a ",
    "gh a ",
    "npm a ",
    "a='b' ",
    '"a',
    "\\",
    "x <<'A'\n",
    "open('a' ",
    "Path('a') .write_text( ",
    "perl -i -a ",
    "Set-Content ",
]


def seconds(function, *arguments):
    began = time.process_time()
    function(*arguments)
    return time.process_time() - began


@pytest.mark.parametrize("piece", PIECES)
def test_hostile_text_is_cleaned_in_time(piece):
    long = piece * (200_000 // len(piece))
    assert seconds(text.condense, long, 900) < 1
    assert seconds(text.one_line, long, 400) < 1
    assert seconds(text.typed, long, 400) < 1
    assert seconds(asked.question, long) < 1


@pytest.mark.parametrize("piece", SHELL)
def test_hostile_commands_are_read_in_time(piece):
    long = piece * (200_000 // len(piece))
    for function in (
        commands.short,
        commands.is_test,
        commands.is_looking,
        touched.written,
        touched.removed,
        touched.looked_at,
    ):
        assert seconds(function, long) < 0.5, function


def test_a_private_part_is_gone_from_a_long_text_wherever_it_stands():
    filler = "word " * 8_000
    for told in (f"<private>key</private>{filler}", f"{filler}<private>key</private>", f"a{filler}<private>{filler}key</private> end",
                 f"<private>{filler}key", f"{filler}<private>{filler}key"):  # fmt: skip
        assert "key" not in text.condense(told, 900)
        assert "key" not in text.one_line(told, 100_000)


def test_elements_of_a_program_are_not_taken_for_markup():
    for told in (
        "Make <Reminder /> accessible and write tests",
        "I renamed the <private-route> element. Next: the menu",
        "<reminder-list> is done",
    ):
        assert text.clean(told) == told


@pytest.mark.parametrize("mark", ["|", ":", "x", "- ", "```"])
def test_a_run_of_spaces_is_cleaned_in_time(mark):
    assert seconds(text.condense, f"x\n{mark}{' ' * 60_000}x\ny", 900) < 0.3  # what is quadratic takes 0.5


def test_every_invisible_sign_is_known_without_the_expression():
    """`harmless` asks an expression only for a text that Python calls unprintable, or that holds one of these."""
    found = {chr(n) for n in range(0x110000) if text.INVISIBLE.match(chr(n))}
    assert {sign for sign in found if sign.isprintable()} == text.BLANKS


POLYNOMIAL = [
    "<system-reminder>", "<system-reminder></reminder>", "perl -" + "i" * 5000, "sed " + "-i " * 1500, "cat <<", "tee/", "echo ",
    'echo \\"', "echo '", "ok\t", "1 ", " ", "\\", "<", "<<A ", "[", "'", '"', "x <<E\n", "1", "exit code ", "no tests ran",
]  # fmt: skip


def test_no_text_takes_long():
    def all_of_them():
        for piece in POLYNOMIAL:
            long = (piece * (20_000 // len(piece) + 1))[:20_000]
            for function in (touched.written, touched.removed, touched.looked_at, outputs.passed, outputs.result_line):
                function(long)
            text.clean(long)
            asked.question(long)

    assert seconds(all_of_them) < 2
