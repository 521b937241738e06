"""A small book with this one's configuration, a page that has every live figure, and
one of questions."""

import shutil

from seqgraph.combined import live_scene
from seqgraph.graphs.exhibits import example

from ..conftest import NOTEBOOK, ROOT, build_book

PAGE = (
    NOTEBOOK
    + """
# Live figures

"""
)
CELL = """## {name}

```{{code-cell}} ipython3
{metadata}
from seqgraph.page import live
{code}
```

"""
WITH_CAPTION = """---
mystnb:
  figure:
    caption: Does the gradient vanish?
  image:
    alt: A line that falls.
---
from matplotlib import pyplot as plt
drawn, axes = plt.subplots()
axes.plot([1, 0])"""
# Figures that show less, as the front page and 3.1 have them.
SMALL = (
    NOTEBOOK
    + """
# Small figures

```{code-cell} ipython3
from seqgraph.page import live
live.figure("writer", fallback="On paper.", small=True, tau=2.0)
```

```{code-cell} ipython3
live.figure("six_nodes", fallback="On paper.", matrix=2, about="Ready?")
```
"""
)
# Questions as a page asks them, one with computed numbers.
QUESTIONS = (
    NOTEBOOK
    + '''
# Questions

:::{question} What does $h$ do?
- [ ] It stays,
      and does not move.
- [x] It moves by $1 - h^2$.
- [ ] Nothing is known.
---
It moves, *of course*.

And how.
:::

```{code-cell} ipython3
:tags: [remove-input]
from seqgraph.page.notebook import say
say(f"""
:::{{question}} What is {2 + 2} less one?
- [x] {2 + 1}
- [ ] {2 * 2}
---
It is {2 + 1}.
:::
""")
```

:::{question} What is left?
Only the answer.
:::
'''
)
FEATURES = {"A": 4, "B": 3, "C": 5, "D": 2, "E": -2, "F": 1}  # of the six nodes
MACHINES = {
    "one": {"computed": 1e11, "moved": 1e9, "asked": 1e-6, "ahead": False},
    "another": {"computed": 1e14, "moved": 1e12, "asked": 1e-6, "ahead": True},
}
NAMES = [
    {"name": "hot beverage", "sign": "☕"},
    {"name": "hot sheep", "sign": ""},
    {"name": "umbrella", "sign": "☂"},
]
# What a page says to have each, and what stands in its place on paper.
FIGURES = {
    "writer": 'fallback="On paper.", tau=2.0, tries=["The wolf ate"]',
    "bill": 'fallback="On paper.", sentence="and the wolf ate", '
    'tries=["and the bear ate"]',
    "kitchen": f'fallback="On paper.", units=256, machines={MACHINES}',
    "gates": 'fallback="On paper.", half="1011000", units={"keeps": 27}',
    "gradient": "fallback=drawn",
    "sharpening": 'fallback="On paper."',
    "signs": f'fallback="On paper.", names={NAMES}',
    "six_nodes": 'fallback="On paper."',
    "attention": 'fallback="On paper.", node="A", weight=2.0, a=(-0.05, 0.2), '
    f"places={example.PLACES}, edges={example.EDGES}, features={FEATURES}",
    "scene": f'fallback="On paper.", **{live_scene.told()}',
}


def build(folder, *builder):
    """Build it below a folder; that of the built book."""
    for name in ("src", "book"):
        ignored = shutil.ignore_patterns("__pycache__", "*.md")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored, dirs_exist_ok=True)
    for name in ("_config.yml", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, folder)
    page = folder / "notebooks" / "probe.md"
    page.parent.mkdir(exist_ok=True)
    page.write_text(
        PAGE
        + "".join(
            CELL.format(
                name=name,
                metadata=WITH_CAPTION if "drawn" in arguments else "",
                code=f'live.figure("{name}", {arguments})',
            )
            for name, arguments in FIGURES.items()
        )
    )
    page.with_name("questions.md").write_text(QUESTIONS)
    page.with_name("small.md").write_text(SMALL)
    plain = page.with_name("plain.md")
    plain.write_text("# A page without\n\nNothing here is live.\n")
    (folder / "_toc.yml").write_text(
        "format: jb-book\nroot: notebooks/probe\nchapters:\n"
        "  - file: notebooks/plain\n  - file: notebooks/questions\n"
        "  - file: notebooks/small\n"
    )
    environment = {
        "PYTHONPATH": str(folder / "src"),
        "SEQGRAPH_RUNS": str(ROOT / "runs"),
    }
    built = build_book(*builder, cwd=folder, **environment)
    assert built.returncode == 0, built.stdout
    return folder / "_build"


def write(screen):
    """Let the writer write, to the end."""
    screen.get_by_role("button", name="Write", exact=True).click()
    screen.wait_for_selector(".live-writer .live-paper > :nth-child(318)")
    screen.get_by_role("button", name="Write", exact=True).wait_for()
