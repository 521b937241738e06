"""Print the page that has the whole book, as a PDF with tags: _build/singlehtml."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PAGE = Path(__file__).parents[1] / "_build" / "singlehtml" / "index.html"
PDF = PAGE.with_name("report.pdf")

DRAWN = """() => [...document.querySelectorAll('.math')].every(
  e => e.querySelector('mjx-container'))"""

# What MathJax draws gets no tag, and only an image's tag may have a text: beside each
# formula stands an image, nearly clear, that has its TeX. What holds a figure and its
# caption is no figure without a text.
NAMED = """() => {
  const svg = "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'>"
    + "<rect width='1' height='1' fill='white' fill-opacity='0.01'/></svg>";
  const added = [...MathJax.startup.document.math].map(({math, typesetRoot}) => {
    const dot = new Image(4, 4);
    dot.alt = math.trim();
    dot.style.position = 'absolute';
    dot.src = 'data:image/svg+xml,' + encodeURIComponent(svg);
    typesetRoot.before(dot);
    return dot.decode();
  });
  document.querySelectorAll('figure').forEach(f => f.setAttribute('role', 'group'));
  return Promise.all(added).then(() => null);
}"""

# Chromium gives these lines no style but their own.
LINE = '<div style="font: 8px sans-serif; width: 100%; margin: 0 18mm; {}">{}</div>'
HEAD = LINE.format("", '<span class="title"></span>')
FOOT = LINE.format("text-align: right", '<span class="pageNumber"></span>')

chromium = shutil.which("chromium")
if chromium is None:
    sys.exit("the tagged PDF needs Chromium; on Debian: apt-get install chromium")
with sync_playwright() as playwright:
    arguments = ["--no-sandbox", "--disable-gpu"]
    browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
    page = browser.new_page(color_scheme="light")
    page.set_default_timeout(300_000)  # a busy machine is slow
    page.goto(PAGE.as_uri())
    page.wait_for_function(DRAWN)
    page.evaluate(NAMED)
    page.pdf(
        path=PDF,
        format="A4",
        margin={"top": "20mm", "bottom": "20mm", "left": "18mm", "right": "18mm"},
        tagged=True,
        outline=True,
        print_background=True,
        display_header_footer=True,
        header_template=HEAD,
        footer_template=FOOT,
    )
print(f"The tagged PDF is {PDF.relative_to(Path.cwd())}")
