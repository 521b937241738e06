"""A card for each set of weights and each data set of the book: what it is, where it is
from, what may be done with it. Facts are read from registry, records and files."""

import dataclasses
import hashlib
import inspect

from IPython.display import Markdown

from . import report
from .page.notebook import table
from .runs import records, store, weights


@dataclasses.dataclass(frozen=True)
class Card:
    """What no registry knows of some weights or data."""

    title: str
    origin: str
    """Where it comes from, and what is in it."""
    use: str
    """What it is for, and what it should not be used for."""


# By the folder of the registered files.
DATA = {
    "grimm": Card(
        "Grimms' fairy tales",
        "An old English translation of the tales, as Project Gutenberg has it, in the "
        "copy that the course handed out. One text file.",
        "Anything. The tales are cruel, and of their time in whom they make wicked; "
        "so is what a network that learnt from them writes.",
    ),
    "lastfm": Card(
        "LastFM, artists that people listened to and friends",
        "From the HetRec 2011 workshop, in the form that LightGCN's authors prepared: "
        "numbers of users and artists, no names, split into training and test, and "
        "who is whose friend.",
        "Research, not business, as those who published it ask. No attempt to find the "
        "people behind the numbers.",
    ),
    "nmr": Card(
        "Carbon shifts of molecules",
        "Shifts measured, computed by DFT and predicted, beside the structure, from "
        "the supporting information in CASCADE's repository. One table.",
        "Research and teaching. Too few kinds of molecules to train what a laboratory "
        "would rely on.",
    ),
    "planetoid": Card(
        "Cora, CiteSeer and PubMed",
        "Papers as the words they have, the citations between them, their fields, and "
        "the split of Planetoid's authors.",
        "Comparing with published results. The split is one of many, and far too many "
        "networks have been chosen by its test papers to rank two of them by a point.",
    ),
    "texts": Card(
        "Darwin in Dutch, and a book on calculus in TeX",
        "Two more of the texts that the course handed out: a translation of The Voyage "
        "of the Beagle, and Calculus Made Easy in TeX. Two text files.",
        "Anything. Darwin's book is of its time in what it says of the people whom he "
        "met.",
    ),
}
# By the kind of experiment.
MODELS = {
    "CharLM": Card(
        "Networks that write fairy tales, and one book in TeX",
        "An LSTM that reads one character at a time, after several numbers of updates.",
        "Showing what such a network learns, and when. Not for text that anyone should "
        "believe, and not for children unread.",
    ),
    "OwnText": Card(
        "Networks that have learnt from two texts, as from a reader's own",
        "An LSTM that reads one character at a time, as `seqgraph learn` trains it.",
        "Showing what becomes of a text. Not for text that anyone should believe.",
    ),
    "StreamLM": Card(
        "The networks that write Python and names of signs",
        "Two LSTMs that read one character at a time: the algorithms of networkx "
        "3.6.1, which is under the 3-clause BSD licence; and the names of Unicode's "
        "symbols, which are under the Unicode licence.",
        "Seeing how much of a form such a network learns. Not for programs that "
        "anyone should run.",
    ),
    "Palindromes": Card(
        "The LSTM that remembers a bit",
        "An LSTM from primitives, trained to name the last digit of a palindrome.",
        "Looking at its gates. It knows nothing but palindromes of the length that it "
        "was trained on.",
    ),
    "SceneQuestions": Card(
        "The network that answers questions about a scene",
        "An LSTM reads a question and guides the messages between a scene's objects.",
        "Looking at how it answers. It knows the made-up scenes and the kinds of "
        "questions of its page.",
    ),
    "Lookup": Card(
        "Attention that looks something up",
        "A layer of graph attention, as in the GAT and as in GATv2, on a made-up task.",
        "Seeing which of the two can let each node attend to another neighbour.",
    ),
}


def data_cards() -> Markdown:
    """A fold for each data set: a card, and its files with address and licence; their
    hashes are in the table of ``accounts.data_table``."""
    folds = []
    for place, card in DATA.items():
        files = {
            name.removeprefix(f"{place}/"): file
            for name, file in sorted(report.data_files().items())
            if name.startswith(f"{place}/")
        }
        licences = ", ".join(sorted({file.licence for file in files.values()}))
        named = ", ".join(f"[{name}](<{file.address}>)" for name, file in files.items())
        facts = {"licence": licences, "files": named}
        folds.append(_fold(card, facts))
    return Markdown("\n\n".join(folds))


def model_cards() -> Markdown:
    """A fold for each kind of network whose weights are kept: a card, and what each set
    of weights is, has learnt from and gets right."""
    configs = {
        config: None for section in report.sections() for config in section.weights
    }
    folds = []
    for kind, card in MODELS.items():
        some = [config for config in configs if type(config).__name__ == kind]
        read = sorted({name for config in some for name in config.data})
        first, *_ = str(inspect.getdoc(type(some[0]))).split("\n\n")
        facts = {
            "experiment": f"`{kind}`: {' '.join(first.split())}",
            "learnt from": ", ".join(read) or "what is drawn from its seed",
            "licence": "MIT",
        }
        rows = []
        for config in some:
            file = store.path(config, ".safetensors")
            _, tensors = weights.read(file)
            record = records.load(config)
            measured = (record.metrics if record else {}).items()
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            rows.append(
                (
                    f"`{config}`",
                    f"{sum(tensor.numel() for tensor in tensors.values()):,}",
                    ", ".join(f"{name} {value:.4g}" for name, value in measured),
                    " ".join(digest[k : k + 16] for k in range(0, 64, 16)),
                )
            )
        header = ("weights of", "numbers", "measured", "SHA-256 of the file")
        folds.append(_fold(card, facts, str(table(header, rows).data)))
    return Markdown("\n\n".join(folds))


def _fold(card: Card, facts: dict[str, str], more: str = "") -> str:
    """A card as a fold."""
    lines = [f"- *{name}*: {fact}" for name, fact in facts.items()]
    text = [card.origin, f"**What it is for.** {card.use}", "\n".join(lines), more]
    return f":::{{dropdown}} {card.title}\n" + "\n\n".join(filter(None, text)) + "\n:::"
