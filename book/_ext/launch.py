"""Buttons that open a page's notebook on Colab and on Binder, as soon as the book has
an address: `repository.url` in `_config.yml`. Until then there are none.

The theme links to the .ipynb beside a page's .md. Without an address it would fail.
"""


def wait_for_an_address(app, config):
    """Switch the buttons off while nobody knows where the book's repository is."""
    if not config.html_theme_options["repository_url"]:
        config.html_theme_options["launch_buttons"] = {}


def setup(app):
    """Register with Sphinx."""
    app.connect("config-inited", wait_for_an_address)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
