"""What a reader does with the writer, and what it says to what cannot be."""

import pytest
import torch

from seqgraph import live_models
from seqgraph.text import corpus, units
from seqgraph.text.sampling import generate

from ..axe import violations
from .conftest import opening
from .site import write

pytestmark = pytest.mark.book


def field(screen, label):
    return screen.locator(".live-writer").get_by_label(label, exact=True)


def paper(screen):
    return screen.locator(".live-writer .live-paper").evaluate("p => p.textContent")


def notice(screen):
    return screen.locator(".live-writer [role=status]")


def test_a_press_writes_what_the_command_line_writes(screen):
    """With the recorded weights themselves: half precision does not show here."""
    write(screen)
    model = live_models.trained(live_models.MODELS["writer"]["writer-3"].config)
    (expected,) = generate(model, ["Sleeping beauty is"], 300, tau=2.0, seed=0)
    assert paper(screen) == expected
    heard = screen.locator("[role=log]").evaluate("log => log.textContent")
    assert heard == expected.removeprefix("Sleeping beauty is")

    states = units.cells(model, [expected])[0]
    about = live_models.MODELS["writer"]["writer-3"].contents()[1]
    unit = about["units"]["inside a quotation"]["unit"]
    shown = screen.locator(".live-writer .live-paper > *").evaluate_all(
        """spans => spans.map(span => (span.className.includes("live-low") ? -1 : 1)
             * span.style.getPropertyValue("--size"))"""
    )
    assert shown == pytest.approx(states[:, unit].tolist(), abs=0.01)


def test_the_bars_are_the_ten_likeliest_characters_of_the_place(screen):
    write(screen)
    field(screen, "Look at an earlier place").fill("18")
    model = live_models.trained(live_models.MODELS["writer"]["writer-3"].config)
    with torch.no_grad():
        logits = model(corpus.encode("Sleeping beauty is", model.vocabulary)[None])[0]
    for tau in ("2", "0.5"):
        field(screen, "τ").fill(tau)
        shares, order = (float(tau) * logits[0, -1]).softmax(0).sort(descending=True)
        rows = screen.locator(".live-writer .live-bars tr").all_inner_texts()
        for row, share, k in zip(rows, shares, order, strict=False):
            label, _, percent = row.partition("\t")
            sign = {" ": "␣", "\n": "↵"}.get(model.vocabulary[k], model.vocabulary[k])
            assert label.strip() == sign
            low = share < 0.0005
            assert percent.strip() == (
                "< 0.1 %" if low else f"{share:.1%}".replace("%", " %")
            )
        assert len(rows) == 10
    assert screen.locator(".live-writer .live-chosen th").inner_text() == paper(screen)[
        18
    ].replace(" ", "␣")


@pytest.fixture(scope="module")
def written(browser, book):
    """A page on which the writer has written: one for all bad input, since nothing
    breaks."""
    with opening(browser, book) as opened:
        screen = opened(reduced_motion="reduce")
        write(screen)
        yield screen


@pytest.mark.parametrize(
    ("label", "value", "said"),
    [
        ("Your beginning", "", "The beginning is empty"),
        ("Your beginning", "a" * 1000, "1,000 characters; the most it may have"),
        (
            "Your beginning",
            "Señor",
            "never met ñ in the tales. The nearest sign it knows is n",
        ),
        ("Your beginning", "漢", "never met 漢"),
        ("τ", "0", "τ must be a number from 0.1 to 10"),
        ("τ", "99", "τ must be a number from 0.1 to 10"),
        ("τ", "", "τ must be a number from 0.1 to 10"),
        ("Seed", "1.5", "The seed must be a whole number from 0 to 99"),
        ("Seed", "-1", "The seed must be a whole number from 0 to 99"),
    ],
)
@pytest.mark.parametrize("loaded", [False, True])
def test_bad_input_gets_a_sentence_and_nothing_breaks(
    loaded, label, value, said, request
):
    screen = request.getfixturevalue("written" if loaded else "screen")
    asked = field(screen, label)
    before = asked.input_value()
    asked.fill(value)
    asked.blur()
    screen.get_by_role("button", name="Write", exact=True).click()
    notice(screen).get_by_text(said).wait_for()
    assert asked.get_attribute("aria-invalid") == "true"

    asked.fill(before)
    asked.blur()
    write(screen)
    assert notice(screen).inner_text() == ""


def test_the_nearest_sign_is_taken_on_request(screen):
    write(screen)
    field(screen, "Your beginning").fill("It's “naïve”")
    screen.get_by_role("button", name="Take the nearest").click()
    assert field(screen, "Your beginning").input_value() == "It’s “naive”"
    assert paper(screen) == "It’s “naive”"


def test_typing_reads_on_and_changes_read_anew(screen):
    write(screen)
    model = live_models.trained(live_models.MODELS["writer"]["writer-3"].config)
    beginning = field(screen, "Your beginning")
    beginning.fill("The wolf")
    beginning.press_sequentially(" ate")
    assert paper(screen) == "The wolf ate"
    with torch.no_grad():
        logits = model(corpus.encode("The wolf ate", model.vocabulary)[None])[0][0, -1]
    first = screen.locator(".live-writer .live-bars tr").first.inner_text()
    sign = model.vocabulary[int(logits.argmax())]
    assert first.startswith("␣" if sign == " " else sign)


def test_a_beginning_is_offered(screen):
    write(screen)
    screen.get_by_role("button", name="The wolf ate").click()
    assert field(screen, "Your beginning").input_value() == paper(screen)
    assert paper(screen) == "The wolf ate"


def test_a_unit_out_of_range_is_named(screen):
    write(screen)
    screen.locator(".live-writer select").select_option("other")
    field(screen, "unit, 0 to 255").fill("256")
    assert "whole number from 0 to 255" in notice(screen).inner_text()
    field(screen, "unit, 0 to 255").fill("255")
    assert notice(screen).inner_text() == ""


def test_stages_differ_and_their_text_starts_again(screen):
    write(screen)
    texts = {paper(screen)}
    for stage in ("1/3", "2/3"):
        field(screen, stage).check()
        screen.wait_for_function(
            "document.querySelector('.live-writer .live-paper').textContent"
            " == 'Sleeping beauty is'"
        )
        write(screen)
        texts.add(paper(screen))
    assert len(texts) == 3


def test_one_can_stop_it_and_go_on(open_page):
    screen = open_page()
    screen.get_by_role("button", name="Write", exact=True).click()
    screen.wait_for_selector(".live-writer .live-paper > :nth-child(40)")
    screen.get_by_role("button", name="Stop").click()
    first = paper(screen)
    screen.wait_for_timeout(200)
    assert paper(screen) == first
    assert len(first) < 318
    screen.get_by_role("button", name="Write", exact=True).click()
    screen.wait_for_selector(f".live-writer .live-paper > :nth-child({len(first) + 5})")
    assert paper(screen).startswith(first)


def test_the_keyboard_is_enough(screen):
    screen.locator(".live-writer textarea").focus()
    reached = []
    for _ in range(12):
        reached.append(
            screen.evaluate(
                "document.activeElement.type || document.activeElement.tagName"
            )
        )
        if screen.evaluate("document.activeElement.textContent") == "Write":
            break
        screen.keyboard.press("Tab")
    assert reached == [
        "textarea",
        "button",  # an offered beginning
        "number",
        "range",
        "checkbox",
        "radio",
        "number",
        "button",
    ]
    screen.keyboard.press("Enter")
    screen.wait_for_selector(".live-writer .live-paper > :nth-child(318)")
    field(screen, "Look at an earlier place").focus()
    before = screen.locator(".live-where").inner_text()
    screen.keyboard.press("ArrowLeft")
    assert screen.locator(".live-where").inner_text() != before


def test_a_finger_is_enough(open_page):
    screen = open_page(360, has_touch=True, is_mobile=True, reduced_motion="reduce")
    screen.get_by_role("button", name="Write", exact=True).tap()
    screen.wait_for_selector(".live-writer .live-paper > :nth-child(318)")
    screen.locator(".live-writer .live-paper > :nth-child(20)").tap()
    assert field(screen, "Look at an earlier place").input_value() == "20"
    assert screen.evaluate("document.documentElement.scrollWidth") == 360


def test_a_small_one_has_a_beginning_and_what_is_written(open_page):
    screen = open_page(360, page="small", reduced_motion="reduce")
    write(screen)
    model = live_models.trained(live_models.MODELS["writer"]["writer-3"].config)
    (expected,) = generate(model, ["Sleeping beauty is"], 300, tau=2.0, seed=0)
    assert paper(screen) == expected
    seen = [
        each.evaluate("each => each.type ?? each.localName")
        for each in screen.locator(
            ".live-writer :is(input, textarea, select, button)"
        ).all()
        if each.is_visible()
    ]
    assert seen == ["textarea", "number", "range", "button"]
    assert not screen.locator(".live-bars").is_visible()
    screen.get_by_label("Your beginning").fill("")
    assert "The beginning is empty" in notice(screen).inner_text()
    assert violations(screen, ".live") == []
    assert screen.evaluate("document.documentElement.scrollWidth") <= 360
    screen.complaints.clear()  # axe reads style sheets again, and may not
