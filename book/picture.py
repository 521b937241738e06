"""Take the README's picture from the built book: the front page's network, when it has
written."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "_build" / "html" / "book" / "index.html"
PICTURE = ROOT / "book" / "_static" / "writer.png"

chromium = shutil.which("chromium")
if chromium is None or not PAGE.exists():
    sys.exit("the picture needs Chromium and the built book: make debian, make book")
with sync_playwright() as playwright:
    arguments = ["--no-sandbox", "--disable-gpu"]
    browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
    page = browser.new_page(
        viewport={"width": 800, "height": 900}, color_scheme="light"
    )
    page.set_default_timeout(300_000)  # a busy machine is slow
    page.goto(PAGE.as_uri())
    box = page.locator(".live").first
    box.get_by_role("button", name="Write").click()
    # It has written when the text no longer grows.
    before = ""
    while (now := box.inner_text()) != before or "Press Write" in now:
        before = now
        page.wait_for_timeout(5_000)
    box.screenshot(path=PICTURE)
print(f"The picture is {PICTURE.relative_to(ROOT)}")
