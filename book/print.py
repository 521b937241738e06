"""Print the page that has the whole book, as a PDF with tags: _build/singlehtml."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PAGE = Path(__file__).parents[1] / "_build" / "singlehtml" / "index.html"
PDF = PAGE.with_name("report.pdf")

DRAWN = """() => [...document.querySelectorAll('.math')].every(
  e => e.querySelector('mjx-container'))"""

# Of all tags only a figure's may have alternative text. Each formula becomes one, with
# its TeX; and what holds a figure and its caption is no figure without text.
NAMED = """() => {
  for (const {math, typesetRoot} of MathJax.startup.document.math) {
    typesetRoot.setAttribute('role', 'img');
    typesetRoot.setAttribute('aria-label', math.trim());
  }
  document.querySelectorAll('figure').forEach(f => f.setAttribute('role', 'group'));
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
    page.goto(PAGE.as_uri())
    # A busy machine draws slowly.
    page.wait_for_function(DRAWN, timeout=300_000)
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
