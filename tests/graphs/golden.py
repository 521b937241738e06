"""One small configuration of every kind of experiment of Part 3, and of each path
through its code."""

import dataclasses
from typing import Any

from seqgraph.graphs.exhibits.choosing import Choosing
from seqgraph.graphs.exhibits.communities import Communities
from seqgraph.graphs.exhibits.deep import Deep
from seqgraph.graphs.exhibits.lookup import Lookup
from seqgraph.graphs.exhibits.neighbourhood import Neighbourhood
from seqgraph.graphs.exhibits.swap import Swap
from seqgraph.graphs.experiment import GAT, GCN
from seqgraph.graphs.label_propagation import LabelPropagation
from seqgraph.runs.experiment import Experiment

GOLDEN: list[Experiment[Any]] = [
    dataclasses.replace(GCN, steps=20),
    dataclasses.replace(GCN, depth=4, residual=1, decayed="all", steps=20, seed=1),
    dataclasses.replace(GCN, graph="citeseer", rule="second-loops", steps=10),
    dataclasses.replace(GCN, rule="weights-lost", steps=10),
    dataclasses.replace(GAT, patience=4, lr=0.05, steps=20),
    dataclasses.replace(GAT, graph="citeseer", attend=0, steps=10),
    dataclasses.replace(GAT, projected=1, steps=10),
    dataclasses.replace(GCN, graph="citeseer", split=1, steps=10),
    LabelPropagation(steps=20),
    Communities(nodes=1000),
    Communities(nodes=1000, parts=4),
    Communities(nodes=1000, parts=2, product="sparse"),
    Choosing(steps=20),
    Choosing(layer="gat", steps=20),
    Choosing(layer="gatv2", task="own colour", steps=20),
    Deep(depth=4, residual=1, steps=10),
    Deep(depth=4, edges=0, start="identity", steps=10),
    Deep(network="sgc", graph="citeseer", depth=3, steps=10),
    Deep(network="appnp", depth=3, steps=10),
    Deep(network="gcnii", depth=3, steps=10),
    Lookup(steps=40),
    Lookup(attention="gatv2", heads=2, steps=40),
    Neighbourhood(steps=10),
    Swap(steps=10),
    Swap(network="mlp", steps=10),
    Swap(network="gat", steps=10),
]

SMALLER = {"seqgraph.graphs.exhibits.swap.DRAWN": 20}
