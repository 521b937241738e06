"""The page on what goes wrong quotes messages as they are still printed."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "book" / "troubleshooting.md").read_text()


def printed(file: Path) -> list[str]:
    """The texts of a file; … where one has a value put in. Of Python the string
    literals, of other files everything."""
    text = file.read_text()
    if file.suffix != ".py":
        return [text.replace("\\\n", " ")]
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.JoinedStr):
            parts = (
                part.value if isinstance(part, ast.Constant) else "…"
                for part in node.values
            )
            found.append("".join(parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            # A text that is itself a program, the notebooks' first cell for one, may
            # cut a message in two.
            found.append(re.sub(r'"\s+f?"', "", node.value.replace("%s", "…")))
    return found


def normal(text: str) -> str:
    return " ".join(text.split())


def test_every_quoted_message_is_still_printed():
    files = [
        *(ROOT / "src").rglob("*.py"),
        *(ROOT / "book").rglob("*.py"),
        *(ROOT / "book").rglob("*.mjs"),
        *(ROOT / "tests" / "book").glob("*.py"),
        ROOT / "Makefile",
    ]
    sources = "\n".join(normal(text) for file in files for text in printed(file))
    blocks = re.findall(r"^```text\n(.*?)\n```$", PAGE, re.MULTILINE | re.DOTALL)
    (first, *quoted) = blocks
    assert first == ".venv/bin/seqgraph doctor"
    assert len(quoted) > 10
    for block in quoted:
        # Its fixed parts: the page breaks a message where another text is put in, and
        # where a second message begins.
        for part in re.split(r"…|\n", block):
            fixed = normal(part).strip(" .;:(),")
            assert fixed in sources, fixed


def test_every_variable_and_command_that_the_page_names_exists():
    from seqgraph.__main__ import main

    for command in re.findall(r"`(?:\.venv/bin/)?seqgraph (\w+)`", PAGE):
        assert command in main.commands
    targets = set(re.findall(r"^(\w+):.*## ", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"`make (\w+)`", PAGE)) <= targets
