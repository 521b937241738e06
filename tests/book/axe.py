"""axe-core, which looks for what keeps readers out, in half the time: it lists nothing
that it finds in order, and its colours lie in their own objects.

Each colour that axe-core 4.12 makes is put into six of its WeakMaps, and it makes some
for every word: their thousands of entries are what takes longest. What looks like one
to axe, and keeps an entry with its key, has the same in it.
"""

from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe

SCRIPT = f"""(() => {{
  const Keeps = class {{
    #name = Symbol();
    add(key) {{ return this.set(key, true); }}
    set(key, value) {{ key[this.#name] = value; return this; }}
    get(key) {{ return key[this.#name]; }}
    has(key) {{ return this.#name in key; }}
    delete(key) {{ return delete key[this.#name]; }}
  }};
  const WeakMap = Keeps, WeakSet = Keeps;
  {AXE_SCRIPT}
}})()"""


def violations(screen, *places):
    """What is wrong on a page, or in some of its places: rules with their nodes."""
    options = {"resultTypes": ["violations"]}
    context = {"include": list(places)} if places else None
    return Axe(SCRIPT).run(screen, context, options).response["violations"]
