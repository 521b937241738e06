"""The mistakes a user can make, each ending in one sentence. The command line prints
these without a traceback."""


class InputError(ValueError):
    """A value that cannot be used: the message names the thing, the value and the
    choices."""


class RecordError(RuntimeError):
    """A recorded run that cannot be trusted: truncated, edited, or made with another
    config."""


class MissingData(RuntimeError):
    """A data file that is neither on this machine nor can be downloaded."""


class MissingRun(RuntimeError):
    """A run that is not in the store while training is switched off
    (``SEQGRAPH_TRAIN=0``)."""
