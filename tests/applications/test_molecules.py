"""Molecules as graphs: lines that cannot be used, folds that share nothing, and atoms
whose order does not matter."""

import dataclasses
import itertools
import math

import networkx
import numpy as np
import pandas
import pytest
import torch
from rdkit import Chem
from sklearn.ensemble import RandomForestRegressor

from seqgraph.applications import (
    conformers,
    folds,
    molecules,
    shift_errors,
    shift_floors,
    shifts,
)
from seqgraph.applications.shift_floors import ShiftFloor
from seqgraph.applications.shifts import Shifts, assemble
from seqgraph.errors import InputError
from seqgraph.runs.experiment import Measured
from seqgraph.runs.randomness import generator
from seqgraph.runs.replay import replay_run
from seqgraph.runs.single import train

SMILES = (
    *("c1ccccc1", "Cc1ccccc1", "c1ccncc1", "Cc1ccncc1", "c1ccoc1", "Cc1ccoc1"),
    *("c1ccsc1", "c1cc[nH]c1", "c1cnc[nH]1", "c1ccc2ccccc2c1", "Clc1ccccc1"),
    *("COc1ccccc1", "c1cncnc1", "c1cnccn1", "c1ccc2[nH]ccc2c1"),
)
AGAIN = "c1cc2ccccc2[nH]1"  # the last of these, spelled otherwise
CPU = torch.device("cpu")
HEADER = "smiles,atom_index,DFT NMR,ML NMR\n"


def table_of(folder, lines, header=HEADER):
    file = folder / "shifts.csv"
    file.write_text(header + "".join(f"{line}\n" for line in lines))
    return molecules.read(file)


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """Made-up shifts of every aromatic carbon: 100, and 15 for each heteroatom next to
    it."""
    lines = []
    for smiles in (*SMILES, AGAIN):
        for atom in Chem.MolFromSmiles(smiles).GetAtoms():
            if atom.GetSymbol() == "C" and atom.GetIsAromatic():
                near = sum(n.GetSymbol() != "C" for n in atom.GetNeighbors())
                shift = 100 + 15 * near
                lines.append(f"{smiles},{atom.GetIdx()},{shift},{shift + 1}")
    table = table_of(tmp_path, lines)
    monkeypatch.setattr(molecules, "load", lambda: table)
    caches = (
        shift_floors._features,
        shift_floors._spheres,
        conformers.arranged_graphs,
    )
    for cached in caches:
        cached.cache_clear()
    yield table
    for cached in caches:
        cached.cache_clear()


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("c1ccccc,0,1,1", "line 3: unreadable SMILES 'c1ccccc'"),
        (",0,1,1", "line 3: unreadable SMILES ''"),
        ("c1ccccc1,6,1,1", r"atom_index must be a whole number from 0 to 5.*got '6'"),
        ("c1ccccc1,-1,1,1", "got '-1'"),
        ("c1ccccc1,,1,1", "got ''"),
        ("c1ccncc1,3,1,1", "atom 3 of c1ccncc1 is N, not carbon"),
        ("c1ccccc1,0,none,1", "DFT NMR must be a finite number of ppm; got 'none'"),
        ("c1ccccc1,0,1,nan", "ML NMR must be a finite number of ppm; got 'nan'"),
        ("c1ccccc1,0,1", "ML NMR must be a finite number of ppm; got None"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_and_counted(tmp_path, capfd, line, named):
    table = table_of(tmp_path, ["c1ccccc1,0,128.5,128.9", line, "Cc1ccccc1,2,129,129"])
    assert len(table.left_out) == 1
    assert table.left_out[0].startswith("line 3: ")
    with pytest.raises(InputError, match=named):
        raise InputError(table.left_out[0])
    assert table.shift.tolist() == [128.5, 129.0]
    assert capfd.readouterr() == ("", "")


def test_a_missing_column_is_named(tmp_path):
    with pytest.raises(InputError, match="the columns 'DFT NMR' are missing; it needs"):
        table_of(tmp_path, ["c1ccccc1,0,1"], header="smiles,atom_index,ML NMR\n")


def test_a_table_without_a_usable_line_is_refused(tmp_path):
    with pytest.raises(InputError, match="none of its 1 lines can be used"):
        table_of(tmp_path, ["c1ccccc,0,1,1"])


def test_a_missing_package_is_one_sentence():
    with pytest.raises(InputError, match=r"'nowhere' is missing.*pip install rdkit"):
        molecules.chemistry("nowhere.at_all")


@pytest.mark.parametrize("kind", ["canonical", "scaffold"])
def test_folds_share_no_group_and_hold_every_atom_once(toy, kind):
    groups = getattr(toy, kind)
    masks = list(folds.deal(groups, 5))
    assert np.array_equal(sum(mask.astype(int) for mask in masks), np.ones(len(groups)))
    for mask in masks:
        assert mask.any()
        assert not set(groups[mask]) & set(groups[~mask])


def test_two_spellings_of_a_molecule_are_in_one_fold(toy):
    names = [toy.smiles[molecule] for molecule in toy.molecule]
    spelled = np.isin(names, [AGAIN, SMILES[-1]])
    assert len(set(toy.canonical[spelled])) == 1
    for mask in folds.deal(toy.canonical):
        assert mask[spelled].all() or not mask[spelled].any()


@pytest.mark.parametrize("fold", range(3))
def test_tuning_never_sees_fold_0(toy, fold):
    rest, held = folds.parts(toy, "molecule", "test", 0)
    inside, tuned = folds.parts(toy, "molecule", "tuning", fold)
    assert not (rest & held).any()
    assert (rest | held).all()
    assert np.array_equal(inside | tuned, rest)
    assert not (inside & tuned).any()
    assert not set(toy.canonical[inside]) & set(toy.canonical[tuned])


def test_the_folds_of_tuning_share_no_atom(toy):
    tuned = [folds.parts(toy, "molecule", "tuning", fold)[1] for fold in range(10)]
    assert np.array_equal(np.sum(tuned, 0), folds.parts(toy, "molecule", "test", 0)[0])


def test_a_fold_that_is_not_there_is_refused():
    for kind in (Shifts, ShiftFloor):
        with pytest.raises(InputError, match="fold must be below 10; got 10"):
            kind(fold=10)


def test_the_order_of_a_molecules_atoms_changes_nothing(tmp_path):
    """Each carbon of a molecule, spelled in random orders, gets the same shift."""
    molecule = Chem.MolFromSmiles("CC(=O)c1cc2ccccc2[nH]1")
    model = Shifts(units=16).model().double().eval()
    carbons = [a.GetIdx() for a in molecule.GetAtoms() if a.GetSymbol() == "C"]
    draws, found, names = np.random.default_rng(0), [], []
    for _ in range(4):
        order = draws.permutation(molecule.GetNumAtoms()).tolist()
        shuffled = Chem.RenumberAtoms(molecule, order)
        smiles = Chem.MolToSmiles(shuffled, canonical=False)
        written = list(shuffled.GetPropsAsDict(True, True)["_smilesAtomOutputOrder"])
        place = {order[old]: new for new, old in enumerate(written)}
        lines = [f"{smiles},{place[carbon]},0,0" for carbon in carbons]
        table = table_of(tmp_path, lines)
        assert not table.left_out
        everything = np.ones(len(table.shift), dtype=bool)
        graph, _, atoms = assemble(table, np.array([0]), everything)
        found.append(model(graph.x, graph.edge_index, graph.edge_attr)[atoms])
        names.append((table.symmetry.tolist(), table.surroundings.tolist()))
    assert all(name == names[0] for name in names)
    for other in found[1:]:
        torch.testing.assert_close(other, found[0], rtol=1e-10, atol=1e-10)


def test_atoms_that_symmetry_makes_alike_get_one_shift(toy):
    model = Shifts(units=16).model().double().eval()
    everything = np.ones(len(toy.shift), dtype=bool)
    graph, rows, atoms = assemble(toy, np.arange(len(toy.smiles)), everything)
    shifts = model(graph.x, graph.edge_index, graph.edge_attr)[atoms].detach().numpy()
    assert np.array_equal(rows, np.arange(len(toy.shift)))
    for alike in np.unique(toy.symmetry):
        assert np.ptp(shifts[toy.symmetry == alike]) < 1e-10
    assert np.array_equal(shift_errors.symmetric(toy), toy.shift)


def test_an_assembled_atom_is_the_atom_of_its_row(toy):
    chosen = np.array([3, 8, 1])
    graph, rows, atoms = assemble(toy, chosen, np.ones(len(toy.shift), dtype=bool))
    assert set(toy.molecule[rows]) == set(chosen)
    assert (graph.x[atoms, 0] == 6).all()
    for row, node in zip(rows, atoms.tolist(), strict=True):
        here = list(chosen).index(toy.molecule[row])
        assert node - int(graph.ptr[here]) == toy.atom[row]


def test_counts_by_distance_are_those_of_a_walk():
    """Radius 0 counts atoms: pyridine's nitrogen from each carbon."""
    smiles = "c1ccncc1"
    for atom, hops in ((0, 3), (1, 2), (2, 1)):
        sizes = molecules.by_distance(smiles, atom, 3, 0, 64).sum(1)
        assert sizes.tolist() == [1, 2, 2, 1]
        alone = molecules.by_distance(smiles, 3, 0, 0, 64)[0]
        near = molecules.by_distance(smiles, atom, 3, 0, 64)
        assert [int(row @ alone > 0) for row in near].index(1) == hops


def test_errors_by_group_add_up_to_the_whole(toy):
    learn, held = folds.parts(toy, "molecule", "test", 0)
    predicted = toy.shift + np.arange(len(toy.shift))
    measured = shift_errors.measure_shifts(toy, predicted, learn, held)
    numbers = measured.numbers
    assert numbers["mae"] == pytest.approx(np.flatnonzero(held).mean())
    assert numbers["cascade"] == 1
    assert numbers["cascade bias"] == 1
    assert numbers["cascade without bias"] == 0
    assert numbers["symmetry"] == 0
    assert numbers["molecules"] == len(set(toy.canonical[held]))
    assert numbers["scaffolds"] == len(set(toy.scaffold[held]))
    everybody = toy.symmetry.tolist()
    assert numbers["twins"] == sum(
        everybody.count(alike) > 1 for alike in toy.symmetry[held]
    )
    groups = pandas.DataFrame(measured.tables["groups"])
    assert set(groups["what"]) == {"hybridisation", "ring", "heteroatoms", "seen"}
    for _, rows in groups.groupby("what"):
        assert rows["atoms"].sum() == numbers["atoms"]
        total = (rows["atoms"] * rows["mae"]).sum()
        assert total / numbers["atoms"] == pytest.approx(numbers["mae"])


def test_the_errors_are_those_of_the_held_out_atoms_in_their_order(toy):
    learn, held = folds.parts(toy, "molecule", "test", 0)
    predicted = np.where(held, toy.shift + np.arange(len(toy.shift)), np.nan)
    tables = shift_errors.measure_shifts(toy, predicted, learn, held).tables
    rows = [row for row, here in enumerate(held) if here]
    molecules_ = dict(zip(rows, tables["errors"].pop("molecule"), strict=True))
    assert tables["errors"] == {"row": rows, "error": [float(row) for row in rows]}
    for (row, one), (other, two) in itertools.product(molecules_.items(), repeat=2):
        assert (one == two) == (toy.canonical[row] == toy.canonical[other])
    last = rows[::-1][: shift_errors.WORST]
    assert tables["worst"] == {
        "row": last,
        "smiles": [toy.smiles[toy.molecule[row]] for row in last],
        "atom": [toy.atom[row] for row in last],
        "error": [float(row) for row in last],
    }
    assert tables["above"]["share"] == [
        sum(row > ppm for row in rows) / len(rows) for ppm in tables["above"]["ppm"]
    ]


def test_an_error_as_large_as_a_limit_is_not_above_it(toy):
    learn, held = folds.parts(toy, "molecule", "test", 0)
    tables = shift_errors.measure_shifts(toy, toy.shift - 5, learn, held).tables
    assert tables["above"] == {"ppm": [1, 2, 5, 10], "share": [1, 1, 0, 0]}


def test_cascade_is_measured_on_the_held_out_atoms_and_shifted_by_all(toy):
    rows = np.arange(len(toy.shift))
    table = dataclasses.replace(toy, cascade=toy.shift + rows)
    learn, held = folds.parts(table, "molecule", "test", 0)
    numbers = shift_errors.measure_shifts(table, toy.shift, learn, held).numbers
    mine = [row for row, here in enumerate(held) if here]
    assert numbers["cascade"] == pytest.approx(sum(mine) / len(mine))
    assert numbers["cascade bias"] == pytest.approx(sum(mine) / len(mine))
    without = [abs(row - (len(rows) - 1) / 2) for row in mine]
    assert numbers["cascade without bias"] == pytest.approx(sum(without) / len(mine))
    assert sum(mine) / len(mine) != (len(rows) - 1) / 2


@pytest.mark.parametrize("split", folds.SPLITS)
def test_seen_counts_the_atoms_that_are_learned_from_and_no_others(toy, split):
    """For each held-out atom, its likes are counted one by one."""
    learn, held = folds.parts(toy, split, "test", 0)
    counts = [
        sum(toy.surroundings[learn] == toy.surroundings[row])
        for row in np.flatnonzero(held)
    ]
    measured = shift_errors.measure_shifts(toy, toy.shift, learn, held)
    groups = pandas.DataFrame(measured.tables["groups"])
    seen = groups[groups["what"] == "seen"].set_index("group")["atoms"]
    bins = {"0": (0, 0), "1 to 4": (1, 4), "5 to 19": (5, 19), "20 or more": (20, 999)}
    assert seen.to_dict() == {
        name: number
        for name, (least, most) in bins.items()
        if (number := sum(least <= count <= most for count in counts))
    }
    assert 0 in counts  # so that an atom which saw itself would be noticed


def other_held_out(table, split="molecule"):
    """The table with shifts of the held-out atoms that are 1000 ppm higher."""
    _, held = folds.parts(table, split, "test", 0)
    return dataclasses.replace(table, shift=table.shift + 1000 * held)


@pytest.mark.parametrize(
    "config",
    [
        Shifts(units=8, depth=1, batch=4, steps=3),
        Shifts(units=8, depth=1, batch=4, steps=3, split="scaffold"),
        ShiftFloor(method="mean"),
        ShiftFloor(reach=0, radius=0),
        ShiftFloor(reach=0, radius=0, error="absolute"),
        ShiftFloor(method="lookup", least=2),
    ],
    ids=str,
)
def test_held_out_shifts_have_no_part_in_training(toy, monkeypatch, config):
    losses = [row["loss"] for row in config.train(config.model(), CPU)]
    changed = other_held_out(toy, config.split)
    monkeypatch.setattr(molecules, "load", lambda: changed)
    assert [row["loss"] for row in config.train(config.model(), CPU)] == losses


def test_centre_and_spread_are_those_of_the_atoms_that_are_learned_from(toy):
    learn, _ = folds.parts(toy, "molecule", "test", 0)
    mean = sum(toy.shift[learn]) / sum(learn)
    deviation = (sum((toy.shift[learn] - mean) ** 2) / sum(learn)) ** 0.5
    config = Shifts(units=8, depth=1, batch=4, steps=1)
    model = config.model()
    list(config.train(model, CPU))
    assert model.centre.item() == pytest.approx(mean, rel=1e-6)
    assert model.spread.item() == pytest.approx(deviation, rel=1e-6)
    # Those of all atoms would be others.
    assert abs(mean - toy.shift.mean()) > 1e-3
    assert abs(deviation - toy.shift.std()) > 1e-3


@pytest.mark.parametrize("kind", [Shifts, ShiftFloor])
@pytest.mark.parametrize(
    ("split", "part"),
    [("molecule", "test"), ("molecule", "tuning"), ("scaffold", "test")],
)
def test_an_experiment_learns_and_measures_as_its_settings_say(toy, kind, split, part):
    _, *masks = kind(split=split, part=part, fold=1).atoms()
    assert np.array_equal(masks, folds.parts(toy, split, part, 1))


def test_training_is_the_loop_written_out(toy, double):
    """Six updates with Adam, whose rate and first moment go through one cosine cycle:
    up for three tenths of the updates, then down."""
    config = Shifts(units=6, depth=2, batch=4, steps=6, lr=0.02, dropout=1e-12)
    model = config.model().train()
    table, learn, _ = config.atoms()
    model.centre.fill_(table.shift[learn].mean())
    model.spread.fill_(table.shift[learn].std())
    chosen = np.unique(table.molecule[learn])
    draws, queue = generator(config.seed, "order"), []
    adam, losses = torch.optim.Adam(model.parameters()), []
    for update in range(6):
        if len(queue) < 4:
            queue = chosen[torch.randperm(len(chosen), generator=draws).numpy()]
        now, queue = queue[:4], queue[4:]
        turn = 0.3 * 6 - 1
        up = update / turn if update <= turn else 1
        down = 0 if update <= turn else (update - turn) / (5 - turn)
        low = 0.02 / 25 if down == 0 else 0.02 / 25e4
        share = (1 - math.cos(math.pi * up)) / 2 - (1 - math.cos(math.pi * down)) / 2
        for group in adam.param_groups:
            group["lr"] = low + (0.02 - low) * share
            group["betas"] = (0.95 - 0.1 * share, 0.999)
        total, count = 0.0, 0
        graph, rows, nodes = assemble(table, now, learn)
        shifts = model(graph.x, graph.edge_index, graph.edge_attr)[nodes]
        for shift, row in zip(shifts, rows, strict=True):
            total, count = total + abs(shift - table.shift[row]), count + 1
        loss = total / count / table.shift[learn].std()
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    again = config.model()
    found = [row["loss"] for row in config.train(again, CPU)]
    assert found == pytest.approx(losses, rel=1e-9)
    for new, old in zip(again.parameters(), model.parameters(), strict=True):
        torch.testing.assert_close(new, old)


def test_another_seed_draws_other_weights_and_another_order(toy):
    config = Shifts(units=8, depth=1, batch=4)
    first, second = (dataclasses.replace(config, seed=seed).model() for seed in (0, 1))
    assert not torch.equal(first.read[0].weight, second.read[0].weight)
    losses = [
        next(iter(dataclasses.replace(config, seed=seed).train(config.model(), CPU)))
        for seed in (0, 1)
    ]
    assert losses[0] != losses[1]


def test_each_molecule_comes_once_before_any_comes_again(toy):
    batches = shifts._batches(np.arange(7), 2, generator(0, "test"))
    for _ in range(3):
        seen = np.concatenate([next(batches) for _ in range(3)])
        assert len(set(seen)) == 6


@pytest.mark.parametrize("method", ["mean", "forest"])
def test_the_floors_do_what_they_say(toy, method):
    trees = {"leaf": 1, "reach": 1, "radius": 0} if method == "forest" else {}
    config = ShiftFloor(method=method, **trees)
    _, record = train(config, "cpu")
    learn, held = folds.parts(toy, "molecule", "test", 0)
    mean = np.abs(toy.shift[held] - toy.shift[learn].mean()).mean()
    if method == "mean":
        assert record.metrics["mae"] == pytest.approx(mean)
    else:
        assert record.metrics["mae"] < 0.3 * mean
    assert replay_run(record, "cpu").difference == 0


def test_a_forest_that_splits_on_absolute_errors_is_that_of_scikit_learn(toy):
    config = ShiftFloor(reach=1, radius=0, error="absolute")
    model = config.model()
    list(config.train(model, CPU))
    features = shift_floors._features(1, 0)
    learn, _ = folds.parts(toy, "molecule", "test", 0)
    expected = RandomForestRegressor(
        300, criterion="absolute_error", max_features=1 / 3, random_state=0
    ).fit(features[learn], toy.shift[learn])
    assert np.array_equal(config._predict(model, toy), expected.predict(features))


def around(smiles, atom, bonds):
    """What lies so many bonds around an atom, as a graph that knows its centre."""
    graph = networkx.Graph()
    for each in Chem.MolFromSmiles(smiles).GetAtoms():
        what = (each.GetSymbol(), each.GetTotalNumHs(), each.GetIdx() == atom)
        graph.add_node(each.GetIdx(), what=what)
    for each in Chem.MolFromSmiles(smiles).GetBonds():
        ends = each.GetBeginAtomIdx(), each.GetEndAtomIdx()
        graph.add_edge(*ends, order=each.GetBondTypeAsDouble())
    near = networkx.single_source_shortest_path_length(graph, atom, cutoff=bonds)
    return graph.subgraph(near)


@pytest.mark.parametrize("bonds", [1, 2, 3])
def test_two_atoms_have_one_code_where_their_surroundings_are_isomorphic(toy, bonds):
    atoms = [
        (toy.smiles[molecule], atom)
        for molecule, atom in zip(toy.molecule, toy.atom, strict=True)
    ]
    codes = [molecules.sphere(*each, bonds) for each in atoms]
    graphs = [around(*each, bonds) for each in atoms]
    pairs = [*itertools.combinations(range(len(atoms)), 2)]
    alike = [codes[i] == codes[j] for i, j in pairs]
    assert alike == [
        networkx.is_isomorphic(
            graphs[i],
            graphs[j],
            node_match=lambda a, b: a["what"] == b["what"],
            edge_match=lambda a, b: a["order"] == b["order"],
        )
        for i, j in pairs
    ]
    assert 0 < sum(alike) < len(alike)


@pytest.mark.parametrize("least", [1, 3])
def test_a_lookup_takes_the_median_of_those_that_are_alike_the_furthest(toy, least):
    config = ShiftFloor(method="lookup", spheres=3, least=least)
    _, record = train(config, "cpu")
    learn, held = folds.parts(toy, "molecule", "test", 0)
    for row, error in zip(
        record.tables["errors"]["row"], record.tables["errors"]["error"], strict=True
    ):
        for bonds in (3, 2, 1, 0):
            mine = molecules.sphere(toy.smiles[toy.molecule[row]], toy.atom[row], bonds)
            alike = [
                toy.shift[other]
                for other in np.flatnonzero(learn)
                if molecules.sphere(
                    toy.smiles[toy.molecule[other]], toy.atom[other], bonds
                )
                == mine
            ]
            if len(alike) >= least:
                break
        assert error == pytest.approx(np.median(alike) - toy.shift[row])
    assert len(record.tables["errors"]["row"]) == held.sum()


def test_a_forest_of_one_leaf_a_tree_sees_no_difference(toy):
    config = ShiftFloor(leaf=len(toy.shift), reach=0, radius=0)
    model, record = train(config, "cpu")
    assert np.ptp(config._predict(model, toy)) < 1e-9
    mean = train(ShiftFloor(method="mean"), "cpu")[1].metrics["mae"]
    assert record.metrics["mae"] == pytest.approx(mean, rel=0.05)


@pytest.mark.parametrize("space", [False, True])
def test_the_network_learns_a_rule_of_the_neighbours_and_replays(toy, space):
    config = Shifts(units=32, depth=2, batch=8, steps=150, lr=1e-2, space=space)
    model, record = train(config, "cpu")
    floor = train(ShiftFloor(method="mean"), "cpu")[1].metrics["mae"]
    assert record.metrics["mae"] < 0.4 * floor
    assert replay_run(record, "cpu").difference == 0
    restored = config.restore(model.state_dict()).eval()
    again = config.evaluate(restored, torch.device("cpu"))
    assert again == Measured(record.metrics, record.tables)


def test_the_file_is_the_known_one(shift_table):
    assert shift_table.left_out == []
    assert (len(shift_table.shift), len(shift_table.smiles)) == (2458, 504)
    assert len(set(shift_table.canonical)) == 501
    mean = np.abs(shift_table.shift - shift_table.shift.mean()).mean()
    away = shift_table.cascade - shift_table.shift
    assert mean == pytest.approx(10.3, abs=0.05)
    assert np.abs(away).mean() == pytest.approx(2.64, abs=0.005)
    assert away.mean() == pytest.approx(0.79, abs=0.006)
    assert np.abs(away - away.mean()).mean() == pytest.approx(2.47, abs=0.006)
    for molecule, atom in zip(shift_table.molecule, shift_table.atom, strict=True):
        assert shift_table.graphs[molecule].x[atom, 0] == 6
        # Page 3.4b says that all of them are aromatic CH.
        labelled = Chem.MolFromSmiles(shift_table.smiles[molecule]).GetAtomWithIdx(
            int(atom)
        )
        assert labelled.GetIsAromatic()
        assert labelled.GetTotalNumHs() == 1


def test_distances_are_those_of_the_places_pair_by_pair():
    graph = molecules.chemistry("torch_geometric.utils").from_smiles("CCO")
    places = np.array([[0, 0, 0], [1.5, 0, 0], [1.5, 1.4, 4.9]])
    seen = conformers.arranged(graph, places)
    pairs = {
        (i, j): math.dist(places[i], places[j])
        for i in range(3)
        for j in range(3)
        if i != j
    }
    for (i, j), length in zip(seen.edge_index.T.tolist(), seen.length, strict=True):
        assert float(length) == pytest.approx(pairs[i, j])
    near = dict(zip(map(tuple, seen.near_index.T.tolist()), seen.distance, strict=True))
    assert near.keys() == {pair for pair, apart in pairs.items() if apart < 5}
    assert all(float(near[pair]) == pytest.approx(pairs[pair]) for pair in near)


def test_an_arrangement_is_drawn_the_same_again_and_its_draws_differ(monkeypatch):
    chains = [f"c1ccccc1{'C' * length}O" for length in (4, 6, 8, 10)]
    first, again = (list(map(conformers.arrangement, chains)) for _ in range(2))
    assert all(map(np.array_equal, first, again))
    monkeypatch.setattr(conformers, "DRAWN", 1)
    alone = map(conformers.arrangement, chains)
    assert not all(map(np.allclose, first, alone))


def test_the_network_in_space_is_its_equations_written_out(double):
    """One layer and the last sum, atom by atom and pair by pair."""
    graph = molecules.chemistry("torch_geometric.utils").from_smiles("CCO")
    places = np.array([[0, 0, 0], [1.5, 0, 0], [2.0, 1.3, 0.1]])
    seen = conformers.arranged(graph, places)
    model = shifts.SpatialNetwork(units=6, depth=1, dropout=0.5).eval()
    (layer,), (bond,), (norm,) = model.layers, model.bonds, model.norms

    def heights(apart, longest):
        centres = [1 + k * (longest - 1) / 15 for k in range(16)]
        return torch.tensor(
            [math.exp(-(((apart - c) * 15 / (longest - 1)) ** 2) / 2) for c in centres]
        )

    start = model.atoms(seen.x)
    sums = [start[i].clone() for i in range(3)]
    for k, (i, j) in enumerate(seen.edge_index.T.tolist()):
        apart = math.dist(places[i], places[j])
        edge = bond(seen.edge_attr[k]) + model.lengths[0].weight @ heights(apart, 2.0)
        sums[j] += torch.relu(start[i] + edge)
    h = start + torch.relu(norm(layer.nn(torch.stack(sums))))
    heard = torch.zeros_like(h)
    for i in range(3):
        for j in range(3):
            if i != j:
                apart = math.dist(places[i], places[j])
                fade = (1 + math.cos(math.pi * apart / 5)) / 2
                heard[j] += model.filter(heights(apart, 5.0)) * fade * model.heard(h[i])
    h = h + model.last(heard)
    found = model(*(seen[name] for name in model.READS))
    torch.testing.assert_close(found, model.read(h).squeeze(-1))
