"""The colours of the book's drawings, and which letters can be read on them."""

from matplotlib.colors import to_rgb

PAPER = "white"
DARK = "#1f3a5f"  # what is lit
NEUTRAL = "#5f6368"  # words that are greyed out, annotations
PALE = "#c4c8ce"  # lines that are greyed out
LIGHT = "#e8eaed"  # grounds that are greyed out
HIGHLIGHT = "#b8430b"  # what to look at
TINT = "#fbe6d9"  # its ground
GROUND = "#f4f6f9"  # behind parts that belong together
WASH = "#dce6f2"  # the ground of what is lit
WARM = "#f2a065"  # the strongest ground that dark letters can be read on
# For kinds of things; each also has a number or a name.
SERIES = ("#0173b2", "#f0b95a", "#117733", "#e3a6d8", "#8c4a1b", "#9ad0f5", "#5f6368")


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.2): letters need 4.5."""
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def ink_on(ground: str) -> str:
    """White or dark letters, whichever stand out more from their ground."""
    return max(("white", DARK), key=lambda ink: contrast(ink, ground))


def _luminance(colour: str) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in to_rgb(colour)
    ]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
