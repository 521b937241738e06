"""The software behind the book *Recurrent and graph neural networks, re-run*.

``recurrent``, ``text`` and ``graphs`` are the book's three parts, ``applications`` and
``combined`` use them; ``runs``, ``measure``, ``page`` and ``machine`` are what they
share, and know none of them; ``report`` lists every run the book needs. Importing the
package prints nothing, reads no file and seeds nothing.
"""

__version__ = "0.1.0"
