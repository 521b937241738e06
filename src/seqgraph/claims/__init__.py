"""Every statement of the original report, paraphrased, beside the check that its
verdict rests on. The page "The original, claim by claim" prints what the checks say."""

from . import applications, graphs, lstm, training, vanilla, writing  # noqa: F401
