"""Live figures: what the page computes is what the package computes, from disk, without
a network; and whatever a reader does, a sentence says what is wrong."""

import itertools
import shutil
import subprocess

import pytest
import torch
from axe_playwright_python.sync_playwright import Axe

from seqgraph import live_models
from seqgraph.page import packing
from seqgraph.text import corpus, units
from seqgraph.text.experiment import bits
from seqgraph.text.sampling import GREEDY, choose, generate, noise

from . import live_site
from .conftest import ROOT

pytestmark = pytest.mark.book

# Made up for the tests: no line of the tales.
PASSAGE = """\
A tinker came to the gate of a castle. ‘Who knocks so late?’ asked the
porter, and held up his lamp. The tinker bowed. ‘I mend kettles,’ said he,
‘and I don’t ask for gold; a bed will do.’ Then the porter laughed, for
the castle had not one kettle. ‘Come in,’ he said, ‘and mend the king.’
"""
STAGES = tuple(live_models.MODELS["writer"])
ERROR = {"int8": 1e-2, "float16": 1e-3}  # of the logits, relative to all of them


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return live_site.build(tmp_path_factory.mktemp("live"))


@pytest.fixture
def open_page(browser, site):
    """Opens a page of the small book from disk, with no network; it must not complain
    and ask for nothing but files."""
    contexts = []

    def opened(width=1280, scheme="light", page="probe", **options):
        context = browser.new_context(
            offline=True,
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            **options,
        )
        context.set_default_timeout(10_000)
        screen = context.new_page()
        screen.complaints = []
        screen.on("pageerror", lambda error: screen.complaints.append(str(error)))
        screen.on("requestfailed", lambda asked: screen.complaints.append(asked.url))
        screen.on(
            "request",
            lambda asked: (
                None
                if asked.url.startswith(("file:", "data:", "blob:"))
                else screen.complaints.append(asked.url)
            ),
        )
        screen.goto(f"file://{site}/html/notebooks/{page}.html")
        contexts.append((context, screen))
        return screen

    yield opened
    for context, screen in contexts:
        assert screen.complaints == []
        context.close()


@pytest.fixture
def screen(open_page):
    return open_page(reduced_motion="reduce")


@pytest.fixture(scope="module", params=STAGES)
def stage(request):
    """The script of a stage, the recorded model, and it as rounded for the page."""
    live = live_models.MODELS["writer"][request.param]
    recorded = live_models.trained(live.config)
    tensors = packing.rounded(live.contents()[0], live.kind)
    rounded = live_models.trained(live.config)
    with torch.no_grad():
        rounded.embedding.weight.copy_(tensors["embedding"])
        rounded.output.weight.copy_(tensors["weight_out"])
        rounded.output.bias.copy_(tensors["bias_out"])
        for layer in range(2):
            for name in ("weight_ih", "weight_hh"):
                getattr(rounded.lstm, f"{name}_l{layer}").copy_(
                    tensors[f"{name}{layer}"]
                )
            getattr(rounded.lstm, f"bias_ih_l{layer}").copy_(tensors[f"bias{layer}"])
            getattr(rounded.lstm, f"bias_hh_l{layer}").zero_()
    return request.param, live.kind, recorded, rounded


# Of a text: the logits after each character, tanh(c) of every unit, bits a character.
READ = """async ([name, text]) => {
  const model = await live.load(name);
  const codes = [...text].map(c => model.about.vocabulary.indexOf(c));
  const units = 2 * model.weight_hh0.columns;
  let [state, bits, logits, cells] = [null, 0, [], []];
  codes.forEach((code, t) => {
    if (t) bits -= Math.log2(live.softmax(state.logits)[code]) / (codes.length - 1);
    state = writer.read(model, state, code);
    logits.push([...state.logits]);
    cells.push(Array.from({length: units}, (_, unit) => writer.cell(state, unit)));
  });
  return {logits, cells, bits};
}"""


@torch.no_grad()
def test_the_page_reads_as_the_package_does(stage, screen):
    name, kind, recorded, rounded = stage
    codes = corpus.encode(PASSAGE, recorded.vocabulary)
    read = screen.evaluate(READ, [name, PASSAGE])
    logits, cells = torch.tensor(read["logits"]), torch.tensor(read["cells"])

    same = {"rtol": 0, "atol": 2e-4}  # single precision over 290 characters
    torch.testing.assert_close(logits, rounded(codes[None])[0][0], **same)
    torch.testing.assert_close(cells, units.cells(rounded, [PASSAGE])[0], **same)

    exact = recorded(codes[None])[0][0]
    assert (logits - exact).norm() < ERROR[kind] * exact.norm()
    assert read["bits"] == pytest.approx(bits(recorded, codes), abs=0.005)


WRITE = """async ([name, beginning, length, tau, seed]) => {
  const model = await live.load(name);
  const { vocabulary, streams } = model.about;
  const draw = writer.uniform(streams[seed]);
  let [state, text] = [null, beginning];
  for (const c of beginning) state = writer.read(model, state, vocabulary.indexOf(c));
  for (let t = 0; t < length; t++) {
    const k = writer.choose(state.logits, tau ?? Infinity, draw);
    text += vocabulary[k];
    state = writer.read(model, state, k);
  }
  return text;
}"""


@pytest.mark.parametrize(("tau", "seed"), [(0.5, 3), (1.0, 0), (2.0, 99), (GREEDY, 0)])
def test_the_page_writes_as_the_package_does(tau, seed, stage, screen):
    name, _, _, rounded = stage
    wanted = [name, "‘Who has eaten my", 200, None if tau == GREEDY else tau, seed]
    (expected,) = generate(rounded, [wanted[1]], 200, tau, seed)
    assert screen.evaluate(WRITE, wanted) == expected


def test_with_the_same_noise_the_same_character_is_chosen(screen):
    gumbel = torch.stack(list(itertools.islice(noise([7], 87), 50)))[:, 0]
    logits = 3 * torch.randn(50, 87, generator=torch.Generator().manual_seed(0))
    uniform = torch.exp(-torch.exp(-gumbel))
    for tau in (0.3, 1.0, 4.0):
        chosen = screen.evaluate(
            """([logits, uniform, tau]) => logits.map((row, i) => {
                 const draws = [...uniform[i]];
                 return writer.choose(row, tau, () => draws.shift());
               })""",
            [logits.tolist(), uniform.tolist(), tau],
        )
        assert chosen == choose(logits, tau, gumbel).tolist()


# ---- what a reader does


def write(screen):
    screen.get_by_role("button", name="Write", exact=True).click()
    screen.wait_for_selector(".live-paper > :nth-child(318)")
    screen.get_by_role("button", name="Write", exact=True).wait_for()


def paper(screen):
    return screen.locator(".live-paper").evaluate("p => p.textContent")


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
    shown = screen.locator(".live-paper > *").evaluate_all(
        """spans => spans.map(span => (span.className.includes("live-low") ? -1 : 1)
             * span.style.getPropertyValue("--size"))"""
    )
    assert shown == pytest.approx(states[:, unit].tolist(), abs=0.01)


def test_the_bars_are_the_ten_likeliest_characters_of_the_place(screen):
    write(screen)
    screen.get_by_label("Look at an earlier place").fill("18")
    model = live_models.trained(live_models.MODELS["writer"]["writer-3"].config)
    with torch.no_grad():
        logits = model(corpus.encode("Sleeping beauty is", model.vocabulary)[None])[0]
    for tau in ("2", "0.5"):
        screen.get_by_label("τ", exact=True).fill(tau)
        shares, order = (float(tau) * logits[0, -1]).softmax(0).sort(descending=True)
        rows = screen.locator(".live-bars tr").all_inner_texts()
        for row, share, k in zip(rows, shares, order, strict=False):
            label, _, percent = row.partition("\t")
            sign = {" ": "␣", "\n": "↵"}.get(model.vocabulary[k], model.vocabulary[k])
            assert label.strip() == sign
            low = share < 0.0005
            assert percent.strip() == (
                "< 0.1 %" if low else f"{share:.1%}".replace("%", " %")
            )
        assert len(rows) == 10
    assert screen.locator(".live-chosen th").inner_text() == paper(screen)[18].replace(
        " ", "␣"
    )


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
    loaded, label, value, said, screen
):
    if loaded:
        write(screen)
    field = screen.get_by_label(label, exact=True)
    before = field.input_value()
    field.fill(value)
    field.blur()
    screen.get_by_role("button", name="Write", exact=True).click()
    screen.wait_for_function(
        "said => document.querySelector('.live-notice').textContent.includes(said)",
        arg=said,
    )
    assert field.get_attribute("aria-invalid") == "true"

    field.fill(before)
    field.blur()
    write(screen)
    assert notice(screen).inner_text() == ""


def test_the_nearest_sign_is_taken_on_request(screen):
    write(screen)
    screen.get_by_label("Your beginning").fill("It's “naïve”")
    screen.get_by_role("button", name="Take the nearest").click()
    assert screen.get_by_label("Your beginning").input_value() == "It’s “naive”"
    assert paper(screen) == "It’s “naive”"


def test_typing_reads_on_and_changes_read_anew(screen):
    write(screen)
    model = live_models.trained(live_models.MODELS["writer"]["writer-3"].config)
    field = screen.get_by_label("Your beginning")
    field.fill("The wolf")
    field.press_sequentially(" ate")
    assert paper(screen) == "The wolf ate"
    with torch.no_grad():
        logits = model(corpus.encode("The wolf ate", model.vocabulary)[None])[0][0, -1]
    first = screen.locator(".live-bars tr").first.inner_text()
    sign = model.vocabulary[int(logits.argmax())]
    assert first.startswith("␣" if sign == " " else sign)


def test_a_unit_out_of_range_is_named(screen):
    write(screen)
    screen.get_by_label("Colour").select_option("other")
    screen.get_by_label("unit, 0 to 255").fill("256")
    assert "whole number from 0 to 255" in notice(screen).inner_text()
    screen.get_by_label("unit, 0 to 255").fill("255")
    assert notice(screen).inner_text() == ""


def test_stages_differ_and_their_text_starts_again(screen):
    write(screen)
    texts = {paper(screen)}
    for stage in ("1/3", "2/3"):
        screen.get_by_label(stage).check()
        screen.wait_for_function(
            "document.querySelector('.live-paper').textContent == 'Sleeping beauty is'"
        )
        write(screen)
        texts.add(paper(screen))
    assert len(texts) == 3


def test_one_can_stop_it_and_go_on(open_page):
    screen = open_page()
    screen.get_by_role("button", name="Write", exact=True).click()
    screen.wait_for_selector(".live-paper > :nth-child(40)")
    screen.get_by_role("button", name="Stop").click()
    first = paper(screen)
    screen.wait_for_timeout(200)
    assert paper(screen) == first
    assert len(first) < 318
    screen.get_by_role("button", name="Write", exact=True).click()
    screen.wait_for_selector(f".live-paper > :nth-child({len(first) + 5})")
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
        "number",
        "range",
        "checkbox",
        "radio",
        "number",
        "button",
    ]
    screen.keyboard.press("Enter")
    screen.wait_for_selector(".live-paper > :nth-child(318)")
    screen.get_by_label("Look at an earlier place").focus()
    before = screen.locator(".live-where").inner_text()
    screen.keyboard.press("ArrowLeft")
    assert screen.locator(".live-where").inner_text() != before


def test_a_finger_is_enough(open_page):
    screen = open_page(360, has_touch=True, is_mobile=True, reduced_motion="reduce")
    screen.get_by_role("button", name="Write", exact=True).tap()
    screen.wait_for_selector(".live-paper > :nth-child(318)")
    screen.locator(".live-paper > :nth-child(20)").tap()
    assert screen.get_by_label("Look at an earlier place").input_value() == "20"
    assert screen.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(width, scheme, open_page):
    screen = open_page(width, scheme, reduced_motion="reduce")
    write(screen)
    screen.get_by_label("Your beginning").fill("It's")
    screen.get_by_role("button", name="Take the nearest").wait_for()
    found = Axe().run(screen, ".live").response["violations"]
    assert [(each["id"], each["nodes"]) for each in found] == []
    screen.complaints.clear()  # axe reads style sheets again, and may not


# ---- what stands beside the pages


def test_without_javascript_there_is_what_stands_on_paper(open_page):
    screen = open_page(java_script_enabled=False)
    assert screen.get_by_text("On paper: writer.", exact=True).is_visible()
    assert not screen.locator(".live").first.is_visible()


def test_the_figure_takes_the_place_of_what_stands_on_paper(open_page):
    screen = open_page()
    assert not screen.get_by_text("On paper: writer.", exact=True).is_visible()
    screen.emulate_media(media="print")
    assert screen.get_by_text("On paper: writer.", exact=True).is_visible()
    assert not screen.locator(".live").first.is_visible()


def test_a_missing_file_is_named(open_page, site):
    script = site / "html" / "live" / "writer-3.js"
    away = script.rename(script.with_suffix(".away"))
    try:
        screen = open_page()
        screen.get_by_role("button", name="Write", exact=True).click()
        screen.get_by_text(
            "The file live/writer-3.js of this book is missing"
        ).wait_for()
        screen.complaints.clear()
    finally:
        away.rename(script)
    write(screen)


def test_pages_stay_light(open_page, site):
    """40 kB before a reader asks for a model, 2 MB in all; nothing on other pages."""
    size = {
        file.name: file.stat().st_size for file in (site / "html" / "live").iterdir()
    }
    weights = {
        f"{name}.js"
        for figure in live_site.FIGURES
        for name in live_models.MODELS.get(figure, ())
    }
    for figure in live_site.FIGURES:
        assert (
            sum(size[name] for name in ("common.js", "live.css", f"{figure}.js")) < 40e3
        )
    assert sum(size.values()) < 2e6
    assert weights <= set(size)

    plain = (site / "html" / "notebooks" / "plain.html").read_text()
    assert "live/" not in plain
    probe = (site / "html" / "notebooks" / "probe.html").read_text()
    assert not [name for name in weights if f"live/{name}" in probe]


def test_nothing_of_it_reaches_print(site):
    tex = live_site.build(site.parent, "--builder", "latex") / "latex" / "report.tex"
    text = tex.read_text()
    assert "On paper: writer." in text
    assert "data-live" not in text


SCRIPTS = sorted((ROOT / "book" / "live").glob("*.js"))
UNITS = sorted((ROOT / "tests" / "live").glob("*.test.js"))


@pytest.fixture(scope="module")
def node():
    found = shutil.which("node")
    if found is None:
        pytest.skip("needs Node; on Debian: apt-get install nodejs")
    return found


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.name)
def test_a_script_is_well_formed(script, node):
    checked = subprocess.run([node, "--check", script], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


def test_the_scripts_pass_their_own_tests(node):
    run = subprocess.run([node, "--test", *UNITS], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout
