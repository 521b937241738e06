"""Every statement of the original report, paraphrased, beside the check that its
verdict rests on. The page "The original, claim by claim" prints what the checks say."""

# In the order of the book, in which claims are numbered.
from . import vanilla, lstm, training, writing, graphs  # noqa: F401, I001
from . import applications, combined  # noqa: F401
