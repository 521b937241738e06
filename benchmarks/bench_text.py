"""Question 2.1: an update of the training loop, and sampling many texts at once.

The rivals: the shortest loop around ``torch.nn.LSTM``, its batches cut beforehand; a
loop that calls the model once for each character, one sentence after the other.
"""

import itertools

import torch
from torch import nn
from torch.nn import functional as F

from seqgraph.measure.benchmarks import Report
from seqgraph.measure.timing import interleave
from seqgraph.text import corpus
from seqgraph.text.experiment import CharLM
from seqgraph.text.language_model import LanguageModel
from seqgraph.text.sampling import generate

# A text of our own, as long as the tales and with as many characters: the clock does
# not mind what it says.
ALPHABET = "".join(map(chr, range(33, 120)))
UPDATES, TEXTS, LENGTH = 20, 64, 100


def network() -> LanguageModel:
    c = CharLM()
    return LanguageModel(ALPHABET, [], c.embedding, c.hidden, c.layers, dropout=0.0)


def training_bench(report: Report) -> None:
    c = CharLM()
    codes = torch.randint(len(ALPHABET), (540_241,))
    text = "".join(ALPHABET[k] for k in codes)
    object.__setattr__(c, "corpus", lambda: (text, text, text))
    ours = c.train(network(), torch.device("cpu"))
    next(ours)  # encodes the text, once in a training

    bare = network()
    optimizer = torch.optim.Adam(bare.parameters(), lr=c.lr)
    batches = [
        corpus.windows(codes, c.length, c.batch, torch.default_generator)
        for _ in range(UPDATES)
    ]

    def bare_loop() -> None:
        for x, y in batches:
            h, _ = bare.lstm(bare.embedding(x))
            loss = F.cross_entropy(bare.output(h).flatten(0, 1), y.flatten())
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(bare.parameters(), c.clip)
            optimizer.step()

    seconds = interleave(
        {
            "a bare nn.LSTM loop": bare_loop,
            "our loop": lambda: list(itertools.islice(ours, UPDATES)),
        },
        rounds=11,
    )
    report.claim("training", seconds, "a bare nn.LSTM loop", "our loop")


@torch.no_grad()
def one_at_a_time(model: LanguageModel, prompts: list[str]) -> list[str]:
    """Each sentence by itself, drawn with ``torch.multinomial``."""
    written = []
    for prompt in prompts:
        codes, state = corpus.encode(prompt, model.vocabulary).tolist(), None
        for code in codes[:-1]:
            _, state = model(torch.tensor([[code]]), state)
        for _ in range(LENGTH):
            logits, state = model(torch.tensor([[codes[-1]]]), state)
            codes.append(torch.multinomial(logits[0, -1].softmax(0), 1).item())
        written.append("".join(model.vocabulary[code] for code in codes))
    return written


def sampling_bench(report: Report) -> None:
    model, prompts = network().eval(), ["Once"] * TEXTS
    seconds = interleave(
        {
            "one character of one sentence at a time": lambda: one_at_a_time(
                model, prompts
            ),
            "a batch": lambda: generate(model, prompts, LENGTH, tau=1.0),
        },
        rounds=3,
    )
    report.claim(
        f"sampling {TEXTS} texts",
        seconds,
        "one character of one sentence at a time",
        "a batch",
    )


if __name__ == "__main__":
    torch.set_num_threads(1)
    report = Report("text")
    training_bench(report)
    sampling_bench(report)
    report.save()
