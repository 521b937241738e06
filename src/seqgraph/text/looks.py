"""The look of Part 2's model, an LSTM: that of Part 1's."""

from ..page.plots import looks

LOOKS = looks(
    lstm=("#0173b2", "-"),
)
