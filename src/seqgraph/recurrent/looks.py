"""The looks of Part 1's cells: seaborn's colour-blind palette."""

from ..page.plots import looks

LOOKS = looks(
    lstm=("#0173b2", "-"),
    peephole=("#d55e00", "--"),
    peephole_tanh=("#cc78bc", "-."),
    peephole_candidate_h=("#029e73", ":"),
    peephole_gates_h=("#949494", (0, (3, 1, 1, 1, 1, 1))),
    peephole_gers=("#56b4e9", (0, (6, 2))),
)
