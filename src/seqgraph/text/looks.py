"""The look of Part 2's model, an LSTM: that of Part 1's; and of its state's parts."""

from ..page.plots import looks

LOOKS = looks(
    lstm=("#0173b2", "-"),
    **{"h": ("#0173b2", "-"), "tanh(c)": ("#d55e00", "--"), "c": ("#029e73", ":")},
)
