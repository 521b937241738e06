"""What a reader does with the other live figures."""

import itertools
import math

import pytest
import torch

from seqgraph import live_models
from seqgraph.combined import live_scene, questions
from seqgraph.combined.scenes import ATTRIBUTES
from seqgraph.text import corpus
from seqgraph.text.experiment import bits

pytestmark = pytest.mark.book


def test_held_gates_change_the_answer(screen):
    box = screen.locator(".live-gates")
    box.get_by_role("button", name="Read it").click()
    said = box.locator(".live-answer")
    said.get_by_text("It tells them apart").wait_for()
    hold = box.get_by_role("combobox", name="input gate i")
    hold.select_option("held at 0")
    assert "whatever came first" in said.inner_text()
    hold.select_option("free")

    field = box.get_by_label("First half of a palindrome")
    for value, sentence in (
        ("", "must have 5 to 20 digits"),
        ("1" * 1000, "this one has 1,000"),
        ("10a01", "it has a"),
    ):
        field.fill(value)
        assert sentence in box.locator(".live-notice").inner_text()
    field.fill("01100")
    assert "It tells them apart" in said.inner_text()
    label = box.locator(".live-chart").last.get_attribute("aria-label")
    assert label.startswith("content c of unit 27")


def test_a_sentence_gets_its_bill(screen):
    """The prices are the package's, and a place shows what was expected there."""
    box = screen.locator(".live-bill")
    box.get_by_role("button", name="Let it read").click()
    said = box.locator("[role=status]").last
    said.get_by_text("bits a character").wait_for()
    model = live_models.trained(live_models.MODELS["bill"]["writer-3"].config)
    text = "and the wolf ate"
    exact = bits(model, corpus.encode(text, model.vocabulary))
    assert f"{exact:.2f} bits a character" in said.inner_text()
    paid = box.locator("small").all_inner_texts()
    assert paid[0] == "·"
    for k in range(1, len(text)):
        with torch.no_grad():
            logits, _ = model(corpus.encode(text[:k], model.vocabulary)[None])
        chance = logits[0, -1].softmax(0)[model.vocabulary.index(text[k])].item()
        assert abs(int(paid[k]) - min(9, -math.log2(chance))) < 0.51

    place = box.get_by_label("Look at a character")
    place.fill("8")
    place.press("ArrowRight")
    assert "After “and the w” came o, on which it had put" in box.inner_text()
    assert box.locator(".live-chosen th").all_inner_texts() == ["o"]

    sentence, notice = box.get_by_label("Your sentence"), box.locator(".live-notice")
    for value, told in (
        ("", "The sentence is empty"),
        ("w", "One more character, please"),
        (
            "a" * 500,
            "The sentence has 500 characters; the most it may have here is 400",
        ),
        ("漢字", "never met 漢"),
        ("it's", "The nearest sign it knows is ’."),
    ):
        sentence.fill(value)
        assert told in notice.inner_text()
    box.get_by_role("button", name="Take the nearest").click()
    assert sentence.input_value() == "it’s"
    assert notice.inner_text() == ""
    box.get_by_role("button", name="and the bear ate").click()
    assert sentence.input_value() == "and the bear ate"
    assert len(box.locator("small").all()) == len("and the bear ate")


def test_who_is_waited_for_follows_batch_units_and_machine(screen):
    box = screen.locator(".live-kitchen")
    said = box.locator("[role=status]")
    for batch, hidden, machine, told in (
        (0, 0, "one", "the waiter. With twice the batch the product would take 1.0"),
        (0, 8, "one", "the stairs. With twice the batch the product would take 1.0"),
        (12, 12, "one", "the cook. With twice the batch the product would take 2.0"),
        (8, 0, "one", "the stairs. With twice the batch the product would take 1.6"),
        (8, 8, "another", "the waiter"),
    ):
        box.get_by_label("Sequences in the batch").fill(str(batch))
        box.get_by_label("Units of the LSTM").fill(str(hidden))
        box.get_by_role("radio", name=machine).check()
        assert told in said.inner_text()
        lit = box.locator(".live-chosen th").all_inner_texts()
        assert lit == [told.split(".")[0].split()[-1]]


def test_an_evening_sets_batch_and_units_and_lights_who_is_waited_for(screen):
    box = screen.locator(".live-kitchen")
    drawing, said = box.locator(".live-house"), box.locator("[role=status]")
    box.get_by_role("radio", name="another").check()
    for evening, batch, hidden, who in (
        ("Wednesday", "10", "10", "cook"),
        ("Tuesday", "0", "12", "stairs"),
        ("Monday", "0", "4", "waiter"),
    ):
        button = box.get_by_role("button", name=evening)
        button.focus()
        screen.keyboard.press("Enter")
        sliders = box.get_by_role("slider")
        assert [each.input_value() for each in sliders.all()] == [batch, hidden]
        assert drawing.get_attribute("data-who") == who
        assert f"You wait most for the {who}." in said.inner_text()
        pressed = box.locator("[aria-pressed=true]").all_inner_texts()
        assert pressed == [evening]
    box.get_by_label("Units of the LSTM").fill("5")
    assert not box.locator("[aria-pressed=true]").all()


def test_the_gradient_moves_with_its_settings(screen):
    box = screen.locator(".live-gradient")
    said = box.locator(".live-answer")
    box.get_by_label("spread of the input", exact=True).fill("0")
    assert "the gradient is 1 of what it was (median); the bound allows 1." in (
        said.inner_text()
    )
    box.get_by_label("ρ, the norm of W_hh", exact=True).fill("0.5")
    box.get_by_label("steps back", exact=True).fill("10")
    assert "9.8 · 10⁻⁴ of what it was (median); the bound allows 9.8 · 10⁻⁴" in (
        said.inner_text()
    )
    for name, value, sentence in (
        (
            "ρ, the norm of W_hh",
            "3",
            "ρ, the norm of W_hh must be a number from 0.1 to 2",
        ),
        ("spread of the input", "", "must be a number from 0 to 1"),
        ("steps back", "7.5", "must be a whole number from 5 to 100"),
    ):
        field = box.get_by_label(name, exact=True)
        before = field.input_value()
        field.fill(value)
        assert sentence in box.locator(".live-notice").inner_text()
        field.fill(before)
        assert box.locator(".live-notice").inner_text() == ""


def test_three_logits_are_sharpened(screen):
    box = screen.locator(".live-sharpening")
    for letter, value in zip("abc", ("0.5", "-1", "2"), strict=True):
        box.get_by_label(f"x̃ of {letter}").fill(value)
    box.get_by_label("τ", exact=True).fill("1.5")
    shares = torch.softmax(1.5 * torch.tensor([0.5, -1.0, 2.0]), 0)
    rows = box.locator(".live-bars tr").all_inner_texts()
    assert [row.split("\t")[-1] for row in rows] == [
        f"{share:.1%}".replace("%", " %") for share in shares.tolist()
    ]
    entropy = torch.special.entr(shares).sum().item() / math.log(2)
    assert f"The choice has {entropy:.2f} bits" in box.inner_text()
    box.get_by_label("x̃ of a").fill("99")
    assert "x̃ of a must be a number from -20 to 20" in box.inner_text()


def test_names_are_guessed_one_by_one_and_counted(screen):
    box = screen.locator(".live-signs")
    name, said = box.locator(".live-sign"), box.get_by_role("status")
    real = box.get_by_role("button", name="It exists")
    assert name.inner_text() == "hot beverage"
    assert said.inner_text() == "Name 1 of 3."
    real.focus()
    for right, now, after in (
        ("✓ Right. It is U+2615: ☕ (1 of 1 so far.)", "hot beverage", "hot sheep"),
        (
            "✗ Not so. The network invented it. (1 of 2 so far.)",
            "hot sheep",
            "umbrella",
        ),
        ("✓ Right. It is U+2602: ☂ (2 of 3 so far.)", "umbrella", "hot beverage"),
    ):
        assert name.inner_text() == now
        screen.keyboard.press("Enter")
        assert said.inner_text() == right
        assert real.is_disabled()
        screen.keyboard.press("Enter")  # the focus has moved to what comes next
        assert name.inner_text() == after
    assert said.inner_text() == "Name 1 of 3."
    box.get_by_role("button", name="invented").click()
    assert "(0 of 1 so far.)" in said.inner_text()


def test_a_graph_is_changed_by_hand(screen):
    box = screen.locator(".live-six_nodes")
    said, notice = box.locator(".live-answer"), box.locator(".live-notice")
    assert "News from C reaches E after 4 updates" in said.inner_text()
    for _ in range(2):
        box.get_by_role("button", name="One update").click()
    assert "After 2 updates B, C, D, F know it" in said.inner_text()

    box.locator("[data-name=C]").focus()
    screen.keyboard.press("Enter")
    box.locator("[data-name=E]").focus()
    screen.keyboard.press("Enter")
    assert "News from C reaches E after 1 update." in said.inner_text()
    assert "The edge C–E is drawn" in notice.inner_text()

    box.get_by_role("button", name="Remove all edges").click()
    assert "News from C never reaches E" in said.inner_text()
    add = box.get_by_role("button", name="Add a node")
    add.click()
    add.evaluate("button => { for (let n = 1; n < 100; n++) button.click(); }")
    assert "room for 12 nodes" in notice.inner_text()
    for name in "ABCDEFGHIJKL":
        box.locator(f"[data-name={name}]").click()
        box.get_by_role("button", name="Remove a node").click()
    assert "at least one node" in notice.inner_text()
    box.get_by_role("button", name="As in the question").click()
    assert "News from C reaches E after 4 updates" in said.inner_text()
    box.get_by_label("Matrix").first.select_option(label="D̃, the sums of its rows")
    degrees = [row.split("\t")[1:] for row in box.locator("tr").all_inner_texts()[1:]]
    assert [int(degrees[i][i]) for i in range(6)] == [4, 3, 2, 4, 2, 3]


def test_a_node_listens_by_attention_or_not(screen):
    box = screen.locator(".live-attention")
    said, notice = box.locator(".live-answer"), box.locator(".live-notice")
    assert said.inner_text() == (
        "A hears A, B, E, F and takes most of A. "
        "Its sum is 5.29; with equal weights 3.00, with a GCN’s 2.90."
    )
    rows = [row.split("\t") for row in box.locator("tr").all_inner_texts()]
    assert [row[-2] for row in rows[1:5]] == ["0.45", "0.30", "0.11", "0.14"]  # 3.3's
    assert rows[-1] == ["sum", "1.00", "5.29"]

    box.get_by_label("a₂, for the sender", exact=True).fill("-2")
    assert "takes most of E" in said.inner_text()
    box.get_by_role("slider", name="a₂").fill("0")
    assert "takes as much of each. Its sum is 3.00" in said.inner_text()
    box.get_by_label("a₁, for the receiver", exact=True).fill("3")
    assert "a₁, for the receiver must be a number from -2 to 2" in notice.inner_text()
    box.get_by_label("a₁, for the receiver", exact=True).fill("1")
    assert notice.inner_text() == ""

    box.locator("[data-name=C]").focus()
    screen.keyboard.press("Enter")
    assert said.inner_text().startswith("C hears C, D and takes as much of each.")
    assert screen.locator(":focus").get_attribute("data-name") == "C"
    box.get_by_role("radio", name="a GCN’s weights").check()
    heard = [row.split("\t") for row in box.locator("tr").all_inner_texts()][1:3]
    assert [row[:3] for row in heard] == [["C", "10", "2"], ["D", "4", "4"]]
    assert box.get_by_role("slider", name="a₂").is_disabled()


def test_a_scene_answers(screen):
    box = screen.locator(".live-scenes")
    said, notice = box.locator(".live-answer"), box.locator(".live-notice")
    assert "Press Ask it" in notice.inner_text()
    told = live_scene.told()
    asked = questions.Question(**told["question"])
    assert box.locator(".live-read").inner_text().lower() == f"{' '.join(asked.words)}?"
    box.get_by_role("button", name="Ask it").focus()
    screen.keyboard.press("Enter")
    said.get_by_text("That is right.").wait_for()
    looks = told["scenes"][0]["looks"]
    assert len(box.locator(".live-numbers tr").all()) == 1 + len(looks)

    box.get_by_label("Objects meant after round").fill("0")
    assert "At the start it looks most at" in box.inner_text()
    box.get_by_label("Objects meant after round").fill("2")
    assert "Round 2 looks most at the word" in box.inner_text()

    box.get_by_label("size, start from").select_option("any size")
    assert "In training no question had this form." in notice.inner_text()
    box.get_by_role("combobox", name="Question").select_option(
        "are there more … than …"
    )
    box.get_by_role("combobox", name="steps from there").select_option("0")
    for name, value in (("looked for", "red"), ("than", "red")):
        for attribute in ("size", "colour", "shape"):
            chosen = value if attribute == "colour" else ""
            box.get_by_label(f"{attribute}, {name}").select_option(chosen)
    assert box.locator(".live-read").inner_text() == (
        "Are there more red objects than red objects?"
    )
    assert "Right is no" in said.inner_text() or "It says no" in said.inner_text()
    box.get_by_role("combobox", name="Question").select_option("what does … look like")
    box.get_by_role("combobox", name="what is asked").select_option("shape")
    missing = next(
        (size, colour, shape)
        for size, colour, shape in itertools.product(*map(range, (2, 4, 3)))
        if [size, colour, shape] not in looks
    )
    for (name, values), value in zip(ATTRIBUTES.items(), missing, strict=True):
        box.get_by_label(f"{name}, start from").select_option(values[value])
    assert "The question has no answer here. No object is a" in notice.inner_text()

    for _ in range(20):
        box.get_by_role("button", name="Draw a question").click()
        assert notice.inner_text() == ""
        assert "right" in said.inner_text().lower()
        box.get_by_role("button", name="Another scene").click()
    assert box.locator("svg .live-object").count() == len(
        told["scenes"][int(box.get_by_role("combobox", name="Scene").input_value())][
            "looks"
        ]
    )


def test_a_graph_with_a_matrix_alone(open_page):
    screen = open_page(page="small")
    box = screen.get_by_role("group", name="Ready?")
    rows = [row.split("\t") for row in box.locator("tr").all_inner_texts()]
    assert rows[1] == ["A", ".25", ".29", "0", "0", ".35", ".29"]
    for name in "EC":
        box.get_by_role("button", name=name, exact=True).click()
    rows = [row.split("\t") for row in box.locator("tr").all_inner_texts()]
    assert rows[3] == ["C", "0", "0", ".33", ".29", ".33", "0"]
    assert not box.get_by_role("button", name="One update").is_visible()
    assert "news" not in box.inner_text()
