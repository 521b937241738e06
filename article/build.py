"""Make the two articles: a PDF and ReScience C's metadata.yaml each, in _build/article.
Both take their numbers from the recorded runs."""

import datetime
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import yaml
from matplotlib.figure import Figure

from seqgraph import report
from seqgraph.graphs import citation_study as citations
from seqgraph.graphs import reproduction
from seqgraph.graphs.exhibits import citation_figures
from seqgraph.measure.statistics import interval
from seqgraph.page import plots
from seqgraph.page.notebook import plus_minus, with_interval
from seqgraph.recurrent import rate_study
from seqgraph.recurrent import study as peepholes
from seqgraph.recurrent.looks import LOOKS

HERE = Path(__file__).parent
ROOT = HERE.parent
PLACE = re.compile("<<([a-z0-9_]+)>>")

Values = Mapping[str, str]


def fill(text: str, values: Values) -> str:
    """A text with the value of each <<name>> put in; KeyError for an unknown one."""
    return PLACE.sub(lambda found: values[found[1]], text)


def citation_values() -> Values:
    """Numbers of question 3.3b."""
    values = {"seeds": str(citations.SEEDS["gcn"]), "few": str(citations.FEW)}
    for (layer, graph), (mean, allowed) in citations.PUBLISHED.items():
        ours = citations.accuracies(layer, graph)
        name = f"{layer}_{graph}"
        values[name] = plus_minus(ours, ".1f")
        values[f"{name}_published"] = f"{mean:.1f}"
        values[f"{name}_allowed"] = f"{allowed:.1f}"
        values[f"{name}_off"] = f"{np.mean(ours) - mean:+.2f}".replace("-", "−")
        within = reproduction.reproduced(layer, graph)
        values[f"{name}_verdict"] = "reproduced" if within else "not reproduced"
    done = [key for key in citations.PUBLISHED if reproduction.reproduced(*key)]
    missed = [key for key in citations.PUBLISHED if key not in done]
    values["reproduced"], values["missed"] = map(citations.named, (done, missed))
    details = {
        "loops": ("gcn", "citeseer", {"rule": "second-loops"}),
        "drop_citeseer": ("gat", "citeseer", {"projected": 1}),
        "drop_cora": ("gat", "cora", {"projected": 1}),
    }
    for name, (layer, graph, changed) in details.items():
        added, error = citations.effect(layer, graph, **changed)
        values[name] = f"{added:+.2f} ± {error:.2f}".replace("-", "−")
    for graph in citations.SHOWN:
        words = citations.accuracies("gcn", graph, rule="no-edges")
        values[f"mlp_{graph}"] = plus_minus(words, ".1f")
        values[f"edges_{graph}"] = f"{citations.from_edges(graph):.1f}"
    return values


def peephole_values() -> Values:
    """Numbers of question 1.4."""
    ten = peepholes.ten_pairs()
    late = peepholes.falls([peephole for _, peephole in ten])
    steady = peepholes.falls([lstm for lstm, _ in ten])
    assert steady.fallen == 0
    factor = np.exp(interval(np.log(peepholes.quotients(peepholes.until_95, ten))))
    reached = {
        cell: f"{np.mean([peepholes.until_95(run) for run in runs]):.0f}"
        for cell, runs in peepholes.variants().items()
    }
    first = {
        str(length): str(peepholes.lower(peepholes.until_95, "peephole", pairs))
        for length in peepholes.LENGTHS
        for pairs in [peepholes.pairs(length)]
    }
    return {
        "seeds": str(len(ten)),
        "seeds_own": str(len(rate_study.own_pairs())),
        "first_own": str(
            peepholes.lower(peepholes.until_95, "peephole", rate_study.own_pairs())
        ),
        "first": str(peepholes.lower(peepholes.until_95, "peephole", ten)),
        "factor": with_interval(tuple(factor), ".2f"),
        "lower": str(peepholes.lower(peepholes.final_loss, "lstm", ten)),
        "worst": f"{100 * min(peepholes.worst_batch(run) for _, run in ten):.0f}",
        "batches": f"{late.batches:,}",
        "fallen": str(late.fallen),
        "both": str(late.both),
        **{f"first_{length}": count for length, count in first.items()},
        **{
            f"until_{cell.removeprefix('peephole-').replace('-', '_')}": updates
            for cell, updates in reached.items()
        },
        **{
            f"until_{cell}": f"{np.mean(list(map(peepholes.until_95, runs))):.0f}"
            for cell in peepholes.BOTH
            for runs in [peepholes.runs_of(cell)]
        },
    }


def falls() -> Figure:
    """The worst late batch of each pair of runs, a line for each seed."""
    figure = Figure(figsize=(plots.WIDTH, 2.6))
    measures = {
        "updates until 95 %": peepholes.until_95,
        "worst batch after update 1,000": peepholes.worst_batch,
    }
    panels = figure.subplots(1, 2)
    for axes, (title, measure) in zip(panels, measures.items(), strict=True):
        for pair in peepholes.ten_pairs():
            ends = [measure(run) for run in pair]
            axes.plot([0, 1], ends, color=plots.NEUTRAL, linewidth=0.8)
            for place, cell in enumerate(peepholes.BOTH):
                axes.plot(place, ends[place], "o", color=LOOKS[cell].colour)
        axes.set(title=title, xlim=(-0.3, 1.3))
        axes.set_xticks([0, 1], ["LSTM", "peephole"])
    return figure


ARTICLES: Mapping[str, tuple[Callable[[], Values], Callable[[], Figure], str]] = {
    "citation_graphs": (citation_values, citation_figures.clouds, "3.3b"),
    "peepholes": (peephole_values, falls, "1.4"),
}


def sources(name: str, values: Values) -> tuple[str, str]:
    """The metadata and the LaTeX of an article, with these values.

    Raises:
        KeyError: a name that has no value.
        ValueError: a value that no text has.
    """
    texts = [(HERE / f"{name}.{kind}").read_text("utf-8") for kind in ("yaml", "tex")]
    used = {found for text in texts for found in PLACE.findall(text)}
    if unused := values.keys() - used:
        raise ValueError(f"{name}: no text has {', '.join(sorted(unused))}")
    metadata, body = (fill(text, values) for text in texts)
    return metadata, body


def latex(metadata: dict, body: str) -> str:
    """The document: style, title and abstract from the metadata, text."""
    authors = ", ".join(author["name"] for author in metadata["authors"])
    (original,) = [each["cite"] for each in metadata["replication"] if "cite" in each]
    return "\n".join(
        [
            r"\input{style}",
            *(
                rf"\newcommand{{\the{name}}}{{{text.replace('%', chr(92) + '%')}}}"
                for name, text in {
                    "title": metadata["title"],
                    "authors": authors,
                    "abstract": " ".join(metadata["abstract"].split()),
                    "original": original,
                    "kind": metadata["type"],
                    "domain": metadata["domain"],
                }.items()
            ),
            r"\begin{document}\head",
            body,
            r"\bibliographystyle{plainnat}\bibliography{references}\end{document}",
        ]
    )


def build(name: str) -> Path:
    """The folder of an article, with article.pdf and metadata.yaml."""
    numbers, figure, section = ARTICLES[name]
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    (study,) = report.sections((section,))
    common = {
        "address": config["repository"]["url"],
        "runs": f"{len(set(study.runs)):,}",
        "section": section,
        "year": str(datetime.date.today().year),
    }
    metadata, body = sources(name, {**numbers(), **common})
    out = ROOT / "_build" / "article" / name
    out.mkdir(parents=True, exist_ok=True)
    (out / "metadata.yaml").write_text(metadata, "utf-8")
    (out / "article.tex").write_text(latex(yaml.safe_load(metadata), body), "utf-8")
    figure().savefig(out / "figure.pdf", bbox_inches="tight")
    shutil.copy(HERE / "style.tex", out)
    shutil.copy(ROOT / "book" / "references.bib", out)
    command = ["latexmk", "-xelatex", "-interaction=nonstopmode", "-halt-on-error"]
    done = subprocess.run(
        [*command, "article.tex"],
        cwd=out,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(f"{done.stdout[-3000:]}\n{out}: LaTeX failed")
    return out


if __name__ == "__main__":
    plots.use_style()
    for name in ARTICLES:
        print(f"The article and its metadata are in {build(name).relative_to(ROOT)}")
