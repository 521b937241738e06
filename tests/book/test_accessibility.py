"""What a reader meets who cannot see the page, or uses no mouse."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .axe import violations
from .test_pages import ALL_DRAWN, PAGES

pytestmark = pytest.mark.book

# axe-core looks at what is shown: show what is folded away, too, and wait until it has
# faded in.
UNFOLD = """() => {
  document.querySelectorAll('details').forEach(d => d.open = true);
  return Promise.all(document.getAnimations().map(a => a.finished)).then(() => null);
}"""

# What a mouse can use: links, buttons, fields, folded code, whatever scrolls sideways.
# Of a group of choices the keyboard comes to one, and the arrows lead to the others.
# What the theme shows on a narrow screen only is not there at 1280 px.
USABLE = """() => {
  const scrolls = e => e.scrollWidth > e.clientWidth + 1
    && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX);
  const first = e => e == document.querySelector(`input[name="${e.name}"]`);
  const all = [...document.querySelectorAll('body *')].filter(e =>
    e.matches('a[href], button, summary, input:not([type=radio])') || scrolls(e)
    || e.matches('input[type=radio]') && first(e));
  const seen = all.filter(e => e.checkVisibility({visibilityProperty: true})
    && e.getClientRects().length && !e.closest('[aria-hidden="true"]'));
  seen.forEach((e, i) => e.dataset.usable = i);
  return seen.map(e => e.outerHTML.slice(0, 120));
}"""

# Where the focus is, and whether one can see it.
FOCUS = """() => {
  const e = document.activeElement;
  const style = getComputedStyle(e);
  const ring = style.outlineStyle != 'none' && parseFloat(style.outlineWidth) > 0;
  return {
    usable: e.dataset.usable,
    shown: ring || style.boxShadow != 'none',
    what: e.outerHTML.slice(0, 120),
    end: e == document.body,
  };
}"""


@pytest.fixture
def open_page(context, html):
    """Opens a page of the book, with everything drawn."""
    screens = []

    def opened(page, width=1280):
        # Nothing moves, and nothing has to be waited for.
        screen = context(width, reduced_motion="reduce").new_page()
        screens.append(screen)
        screen.goto(f"file://{html}/{page}.html")
        screen.wait_for_function(ALL_DRAWN)
        return screen

    yield opened
    for screen in screens:
        screen.close()


@pytest.mark.parametrize("page", [*PAGES, "search", "genindex"])
def test_axe_finds_nothing_serious_by_day_and_by_night(page, open_page):
    screen = open_page(page)
    for scheme in ("light", "dark"):
        screen.emulate_media(color_scheme=scheme)  # the page follows without a reload
        screen.wait_for_function(
            "scheme => document.documentElement.dataset.theme == scheme", arg=scheme
        )
        screen.evaluate(UNFOLD)
        assert [
            (scheme, finding["id"], node["html"])
            for finding in violations(screen)
            if finding["impact"] in {"serious", "critical"}
            for node in finding["nodes"]
        ] == []


def test_what_is_planted_is_found_as_by_axe_itself(open_page):
    screen = open_page("book/index")
    screen.evaluate("""() => document.querySelector('article').insertAdjacentHTML(
      'beforeend', `<p style="color: #888; background: #999">Pale, <i>too</i>.</p>
      <p style="opacity: 0.4">Paler.</p><img src="x.png"><input><ul><p>No item.</p></ul>
      <div role="button" aria-checked="perhaps"></div>`)""")
    for theme in ("light", "dark"):
        screen.emulate_media(color_scheme=theme)
        screen.evaluate(UNFOLD)
        found = violations(screen)
        assert len([each for each in found if each["impact"] != "moderate"]) > 4
        assert found == Axe().run(screen).response["violations"]


@pytest.mark.parametrize(
    ("page", "width"),
    [
        ("book/index", 1280),
        ("notebooks/1_3_lstm_palindromes", 1280),
        ("notebooks/1_3_lstm_palindromes", 360),
        ("notebooks/3_1_gcn_layer", 360),
    ],
)
def test_the_keyboard_reaches_everything_and_one_sees_where_it_is(
    page, width, open_page
):
    screen = open_page(page, width)
    screen.evaluate(UNFOLD)
    screen.wait_for_timeout(500)  # the theme notices after 300 ms what scrolls now
    usable = screen.evaluate(USABLE)
    assert any("theme-switch" in what for what in usable)
    assert any("search-button" in what for what in usable)
    if width == 360:
        assert any("<figure" in what for what in usable)

    reached, unseen = set(), []
    for _ in range(3 * len(usable) + 20):
        screen.keyboard.press("Tab")
        focus = screen.evaluate(FOCUS)
        if focus["end"]:
            break
        if focus["usable"] is not None:
            reached.add(int(focus["usable"]))
        if not focus["shown"]:
            unseen.append(focus["what"])
    assert focus["end"]
    assert [what for i, what in enumerate(usable) if i not in reached] == []
    assert unseen == []


def test_the_first_link_skips_to_the_page_itself(open_page):
    screen = open_page("notebooks/1_1_vanilla_rnn")
    screen.keyboard.press("Tab")
    assert screen.locator(":focus").inner_text() == "Skip to main content"
    screen.keyboard.press("Enter")
    screen.keyboard.press("Tab")
    assert screen.evaluate(
        "document.querySelector('main').contains(document.activeElement)"
    )


def test_folded_code_opens_with_the_keyboard(open_page):
    screen = open_page("notebooks/1_3_lstm_palindromes")
    folded = screen.locator("details:has(pre)").first
    folded.locator("summary").focus()
    screen.keyboard.press("Enter")
    assert folded.evaluate("d => d.open")
    assert folded.locator("pre").first.is_visible()
