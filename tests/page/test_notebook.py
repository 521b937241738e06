"""What a page shows besides figures."""

import pytest
from markdown_it import MarkdownIt

from seqgraph.page.notebook import quoted

TEXTS = [
    "The queen one tes.\n\n‘Oh,’\nsaid *the* green",
    "1. a_b_c\n- {x} $y$ [z](w) `v`\n# <b> & 2) \\ ^~|\n: d\n--- === +",
    "a   b",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_quotation_is_the_text_whatever_signs_it_has(text):
    quotation, *others = MarkdownIt().parse(quoted(text))[:-1]
    assert quotation.type == "blockquote_open"
    assert {token.type for token in others} == {
        "paragraph_open",
        "inline",
        "paragraph_close",
    }
    lines = [
        "".join(
            "\n" if each.type == "hardbreak" else each.content
            for each in token.children or ()
        )
        for token in others
        if token.type == "inline"
    ]
    assert "\n\n".join(lines).replace("\N{NO-BREAK SPACE}", " ") == text
