"""Questions that a page asks, with answers to choose from.

    :::{question} What does a node without neighbours hear?
    - [ ] Nothing.
    - [x] Itself.
    ---
    Each node has a loop.
    :::

On the screen a native group of choices, and the answer folded below: neither needs a
script. Where there is one, `book/live/questions.js` says whether what was chosen is
right. In print the choices have letters, and the answer follows. A question without
choices is a dropdown, with the answer in it.
"""

import hashlib
import re
import shutil
from html import escape
from pathlib import Path

from docutils import nodes
from folding import folded
from sphinx.util.docutils import SphinxDirective

CHOICES = re.compile(r"^- \[([ x])\] +", re.MULTILINE)
RULE = "---"
SCRIPT = Path("live", "questions.js")  # below book, and in the output


class question_fields(nodes.container):
    """What is asked, and the list of choices; it has the question's key."""


class question_title(nodes.rubric):
    """What is asked."""


class question_answer(nodes.rubric):
    """The title of the answer, which print does without."""


class question_choice(nodes.inline):
    """A choice of the question with a key, and whether it is right."""


class Question(SphinxDirective):
    """The directive."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self):
        """The question as nodes that print as they are, or a dropdown."""
        title, lines = self.arguments[0], list(self.content)
        rule = lines.index(RULE) if RULE in lines else 0
        # What stands before the first choice, then by turns a mark and its choice.
        first, *parts = CHOICES.split("\n".join(lines[:rule] or lines))
        marks, choices = parts[::2], [" ".join(text.split()) for text in parts[1::2]]
        if not parts and not rule:
            heading = nodes.rubric("", "", *self.inline(title))
            return [self.folded(heading, self.content)]
        if first.strip() or not rule or len(marks) < 2 or marks.count("x") != 1:
            raise self.error(
                "a question has two choices or more, '- [ ] …', one of them right, "
                f"'- [x] …', then '{RULE}' and the answer, or no choices: {title}"
            )
        right = marks.index("x")
        key = hashlib.sha256("\n".join([title, *choices]).encode()).hexdigest()[:8]
        listed = nodes.enumerated_list("", enumtype="loweralpha", suffix=".")
        for place, text in enumerate(choices):
            choice = question_choice("", "", *self.inline(text))
            choice["key"], choice["right"] = key, place == right
            listed += nodes.list_item("", nodes.paragraph("", "", choice))
        fields = question_fields("", question_title("", "", *self.inline(title)))
        fields["key"] = key
        fields += listed
        heading = question_answer("", "Answer")
        answer = self.folded(heading, self.content[rule + 1 :])
        letter = nodes.strong("", f"{chr(ord('a') + right)}. ")
        next(answer.findall(nodes.paragraph)).insert(0, letter)
        self.env.metadata[self.env.docname]["questions"] = True
        return [nodes.container("", fields, answer, classes=["question"])]

    def inline(self, text):
        """The nodes of a text without paragraphs."""
        found, messages = self.state.inline_text(text, self.lineno)
        return [*found, *messages]

    def folded(self, heading, content):
        """A dropdown of sphinx-design."""
        dropdown = folded(heading, [], "question-answer")
        self.state.nested_parse(content, self.content_offset, dropdown)
        if not list(dropdown.findall(nodes.paragraph)):
            raise self.error(f"the answer is missing: {self.arguments[0]}")
        return dropdown


def visit_fields(self, node):
    """Its question is the legend of a group."""
    self.body.append(self.starttag(node, "fieldset", **{"data-question": node["key"]}))


def depart_fields(self, node):
    """Close the group."""
    self.body.append("</fieldset>\n")


def visit_title(self, node):
    """What a group of fields is called."""
    self.body.append(self.starttag(node, "legend", ""))


def depart_title(self, node):
    """Close it."""
    self.body.append("</legend>\n")


def visit_choice(self, node):
    """A field with its label."""
    told = {"type": "radio", "name": f"question-{node['key']}"}
    if node["right"]:
        told["data-right"] = ""
    self.body.append("<label>" + self.emptytag(node, "input", " ", **told))


def depart_choice(self, node):
    """Close the label."""
    self.body.append("</label>")


def visit_answer_latex(self, node):
    """The letters of choices and answer say what it is; it is set smaller."""
    self.body.append("\n\\small\n")
    raise nodes.SkipNode


def offer(app, pagename, templatename, context, doctree):
    """Add the script to a page that has such a question."""
    if (context.get("meta") or {}).get("questions") and app.builder.name == "html":
        address = context["pathto"](SCRIPT.as_posix(), resource=True)
        book = escape(app.config.html_title or app.config.project)
        context["metatags"] += (
            f'\n<script defer src="{address}" data-book="{book}"></script>'
        )


def write(app, exception):
    """Copy the script."""
    if exception is None and app.builder.name == "html":
        (app.outdir / SCRIPT).parent.mkdir(exist_ok=True)
        shutil.copy(Path(app.srcdir, "book", SCRIPT), app.outdir / SCRIPT)


def setup(app):
    """Register with Sphinx."""
    app.add_directive("question", Question)
    app.add_node(question_fields, html=(visit_fields, depart_fields))
    app.add_node(question_title, html=(visit_title, depart_title))
    app.add_node(question_answer, latex=(visit_answer_latex, None))
    app.add_node(question_choice, html=(visit_choice, depart_choice))
    app.connect("html-page-context", offer)
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
