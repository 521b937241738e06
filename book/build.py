"""`jupyter-book build .`, begun a second and a half sooner: options are handed on.

Jupyter Book imports jsonschema, which imports a grammar of web addresses, compiled each
time, if it is installed (JupyterLab needs it). Jupyter Book checks no address.
"""

import importlib
import sys

sys.modules["rfc3987_syntax"] = None  # so that its import fails, as where it is not
book = importlib.import_module("jupyter_book.cli.main")
book.main(["build", ".", *sys.argv[1:]], prog_name="jupyter-book")
