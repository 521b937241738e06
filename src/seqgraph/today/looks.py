"""The looks of page 1.4b's networks: the LSTM's is that of Parts 1 and 2."""

from ..page.plots import looks

LOOKS = looks(
    lstm=("#0173b2", "-"),
    rnn=("#949494", (0, (3, 1, 1, 1))),
    gru=("#029e73", "--"),
    mingru=("#cc78bc", ":"),
    mingru_two=("#8c4a1b", "-."),
    transformer=("#d55e00", (0, (6, 2))),
)
NAMES = {
    "lstm": "LSTM",
    "rnn": "vanilla RNN",
    "gru": "GRU",
    "mingru": "minGRU",
    "mingru-two": "two layers of minGRU",
    "transformer": "transformer",
}
