"""LightGCN and its floors, against dense matrices and formulas written out."""

import dataclasses
import math

import pytest
import torch
from sklearn.metrics.pairwise import cosine_similarity

from seqgraph.applications import (
    circle,
    factorisation,
    listening,
    recommendation,
    social,
)
from seqgraph.applications.factorisation import Factorisation, solved
from seqgraph.applications.ranking import LENGTH, measure_ranking
from seqgraph.applications.recommendation import Recommendation
from seqgraph.applications.recommendation_floors import (
    RecommendationFloor,
    by_friends,
    ease,
    likeness,
)
from seqgraph.graphs.sparse import csr
from seqgraph.runs.replay import replay_run
from seqgraph.runs.single import train

from .test_ranking import by_hand

USERS, ARTISTS = 12, 30
CPU = torch.device("cpu")


@pytest.fixture
def toy(monkeypatch):
    """Made-up plays: even users play even artists, odd users odd ones; friends are
    alike."""
    plays = made_up()
    monkeypatch.setattr(listening, "USERS", USERS)
    monkeypatch.setattr(listening, "ARTISTS", ARTISTS)
    monkeypatch.setattr(listening, "load", lambda part, left: plays)
    return plays


def made_up():
    draws = torch.Generator().manual_seed(0)
    u, a = torch.meshgrid(torch.arange(USERS), torch.arange(ARTISTS), indexing="ij")
    chance = torch.rand(USERS, ARTISTS, generator=draws)
    alike = (u % 2) == (a % 2)
    known, held = alike & (chance < 0.5), alike & (chance > 0.7)
    friends = torch.tensor([(i, (i + 2) % USERS) for i in range(USERS)]).T
    friends = torch.cat([friends, friends.flip(0)], dim=1)
    newcomers = torch.zeros(USERS, dtype=torch.bool)
    return listening.Listening(
        USERS, ARTISTS, known.nonzero().T, held.nonzero().T, friends, newcomers
    )


def dense_propagation(toy, friends):
    """D^(−1/2) A D^(−1/2), edge by edge."""
    adjacency = torch.zeros(USERS + ARTISTS, USERS + ARTISTS, dtype=torch.float64)
    for user, artist in toy.known.T.tolist():
        adjacency[user, USERS + artist] = adjacency[USERS + artist, user] = 1
    for i, j in friends.T.tolist():
        adjacency[i, j] = adjacency[j, i] = 1
    degree = adjacency.sum(1)
    scale = torch.where(degree > 0, degree.clamp(min=1) ** -0.5, 0)
    return scale[:, None] * adjacency * scale


@pytest.mark.parametrize("social", [False, True])
def test_propagation_is_that_of_the_dense_matrix(toy, social):
    friends = toy.friends if social else toy.friends[:, :0]
    dense = dense_propagation(toy, friends)
    way = recommendation.propagation(toy, friends)
    torch.testing.assert_close(way.to_dense().double(), dense, rtol=1e-6, atol=1e-7)

    model = Recommendation(layers=3, units=5).model()
    x = model.embedding.weight.double()
    expected = (x + dense @ x + dense @ dense @ x + dense @ dense @ dense @ x) / 4
    found = model.get_embedding(way).double()
    torch.testing.assert_close(found, expected, rtol=1e-5, atol=1e-6)


def test_without_layers_it_is_matrix_factorisation(toy):
    model = Recommendation(layers=0, units=5).model()
    way = recommendation.propagation(toy, toy.friends)
    user, artist = model.embedding.weight.split([USERS, ARTISTS])
    scores = recommendation.scores(model, way, USERS)
    torch.testing.assert_close(scores, user @ artist.T)


def test_the_loss_is_the_bpr_formula(toy):
    config = Recommendation(layers=0, units=5, decay=0.02, steps=1)
    model = config.model()
    x = model.embedding.weight.detach().clone().double()
    loss = next(iter(config.train(model, CPU)))["loss"]
    draws = recommendation.generator(config.seed, "negatives")
    other = recommendation.negatives(toy.known[0], toy.matrix.bool(), draws)
    total = 0.0
    for (user, liked), random in zip(toy.known.T.tolist(), other.tolist(), strict=True):
        h, i, j = x[user], x[USERS + liked], x[USERS + random]
        total += math.log(1 + math.exp(-float(h @ i - h @ j)))
        total += config.decay * float(h @ h + i @ i + j @ j)
    assert loss == pytest.approx(total / toy.known.shape[1], rel=1e-5)


@pytest.mark.parametrize("graph", ["plays", "friends"])
def test_training_is_the_loop_written_out_on_dense_matrices(toy, double, graph):
    """Ten updates, each of all plays, with the same random artists."""
    config = Recommendation(graph=graph, units=5, decay=0.02, lr=0.03, steps=10)
    model = config.model()
    x = model.embedding.weight.detach().clone().requires_grad_()
    friends = toy.friends if graph == "friends" else toy.friends[:, :0]
    dense = dense_propagation(toy, friends)
    user, liked = toy.known[0], USERS + toy.known[1]
    adam = torch.optim.Adam([x], lr=0.03)
    draws, losses = recommendation.generator(config.seed, "negatives"), []
    for _ in range(10):
        other = USERS + recommendation.negatives(user, toy.matrix.bool(), draws)
        h = sum(torch.linalg.matrix_power(dense, layer) @ x for layer in range(4)) / 4
        ahead = (h[user] * (h[liked] - h[other])).sum(1)
        penalty = sum((x[of] ** 2).sum() for of in (user, liked, other)) / len(user)
        loss = torch.log1p(torch.exp(-ahead)).mean() + 0.02 * penalty
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    found = [row["loss"] for row in config.train(model, CPU)]
    assert found == pytest.approx(losses, rel=1e-9)
    torch.testing.assert_close(model.embedding.weight, x)

    # Evaluated, it recommends by these vectors, and none of the known plays.
    h = sum(torch.linalg.matrix_power(dense, layer) @ x for layer in range(4)) / 4
    expected = by_hand(h[:USERS] @ h[USERS:].T, toy, LENGTH).values()
    numbers = config.evaluate(model, CPU).numbers
    for place, name in enumerate(("recall", "ndcg")):
        mean = sum(pair[place] for pair in expected) / len(expected)
        assert numbers[name] == pytest.approx(mean)


@pytest.mark.parametrize("layers", [0, 1, 2])
def test_diffnet_is_the_sum_of_what_friends_of_friends_are(toy, double, layers):
    """p + S p + S S p + … + C q for users and q for artists, by dense matrices."""
    lonely = toy.friends[:, (toy.friends != 3).all(0)]  # one user without a friend
    config = Recommendation(network="diffnet", layers=layers, units=5)
    model = config.model()
    p, q = model.embedding.weight.split([USERS, ARTISTS])
    bonds = torch.zeros(USERS, USERS)
    for i, j in lonely.T.tolist():
        bonds[i, j] = 1
    influence = bonds / bonds.sum(1, keepdim=True).clamp(min=1)
    played = toy.matrix / toy.matrix.sum(1, keepdim=True)
    powers = [torch.linalg.matrix_power(influence, n) @ p for n in range(layers + 1)]
    users = sum(powers) + played @ q
    way = social.diffusion(toy, lonely)
    found = recommendation.scores(model, way, USERS)
    torch.testing.assert_close(found, users @ q.T)


def test_mhcn_is_its_equations_user_by_user(toy, double):
    """Two layers on dense matrices, and channels counted over pairs of users."""
    model = Recommendation(network="mhcn", layers=2, units=5).model()
    assert isinstance(model, social.MHCN)
    friends = {(i, j) for i, j in toy.friends.T.tolist()}
    friends |= {(i, (i + 4) % USERS) for i in range(USERS)}  # now with triangles
    friends |= {(j, i) for i, j in friends}
    artists_of = [set(row.nonzero().flatten().tolist()) for row in toy.matrix]
    ways = torch.zeros(3, USERS, USERS)
    for i in range(USERS):
        for j in range(USERS):
            common = len(artists_of[i] & artists_of[j])
            if (i, j) in friends:
                ways[0, i, j] = sum(
                    (i, k) in friends and (k, j) in friends for k in range(USERS)
                )
                ways[1, i, j] = common
            elif common > 1:
                ways[2, i, j] = common
    assert ways.sum((1, 2)).min() > 0
    ways /= ways.sum(2, keepdim=True).clamp(min=1)
    plays = toy.matrix / torch.outer(toy.matrix.sum(1), toy.matrix.sum(0)).sqrt()

    x, y = model.embedding.weight.split([USERS, ARTISTS])
    h = [x / (1 + torch.exp(-gate(x))) for gate in model.gates]

    def mixed(some):
        asked = [(model.ask * (each @ model.look)).sum(1).exp() for each in some]
        return sum(
            (a / sum(asked))[:, None] * each
            for a, each in zip(asked, some, strict=True)
        )

    sums = [*h, y]
    for _ in range(2):
        users = mixed(h[:3]) + h[3] / 2
        h = [*(way @ each for way, each in zip(ways, h[:3], strict=True)), plays @ y]
        y = plays.T @ users
        sums = [
            total + each / each.norm(dim=1, keepdim=True).clamp(min=1e-12)
            for total, each in zip(sums, (*h, y), strict=True)
        ]
    expected = (mixed(sums[:3]) + sums[3] / 2) @ sums[4].T
    way = social.channels(toy, torch.tensor(sorted(friends)).T)
    found = recommendation.scores(model, way, USERS)
    torch.testing.assert_close(found, expected)


@pytest.mark.parametrize(
    "config",
    [
        Recommendation(units=4, steps=5),
        Recommendation(network="diffnet", graph="friends", units=4, steps=5),
        Recommendation(network="mhcn", graph="friends", units=4, steps=5),
        RecommendationFloor(method="ease with friends"),
        Factorisation(units=4),
        RecommendationFloor(method="neighbours"),
        RecommendationFloor(method="friends"),
    ],
    ids=str,
)
def test_held_out_plays_have_no_part_in_training(toy, monkeypatch, config):
    """Other plays are held out: training makes the same model of the known ones."""

    def trained():
        model = config.model()
        losses = [row["loss"] for row in config.train(model, CPU)]
        if isinstance(model, factorisation.Factors):
            return losses, model.users
        return losses, getattr(model, "embedding", model).weight

    losses, weight = trained()
    other = dataclasses.replace(toy, held=(toy.matrix == 0).nonzero().T)
    monkeypatch.setattr(listening, "load", lambda part, left: other)
    again, same = trained()
    assert again == losses
    assert torch.equal(same, weight)


@pytest.mark.parametrize("method", ["popular", "neighbours"])
def test_the_floors_rank_what_is_not_known(toy, method):
    shrink = {"shrink": 2} if method == "neighbours" else {}
    _, record = train(RecommendationFloor(method=method, **shrink), "cpu")
    played = toy.matrix.double()
    norm = played.norm(dim=0)
    alike = played.T @ played / (torch.outer(norm, norm) + 2)
    scores = {
        "popular": played.sum(0).expand(USERS, -1),
        "neighbours": played @ (alike - alike.diagonal().diag()),
    }[method]
    expected = measure_ranking(scores.float(), toy).numbers
    assert record.metrics == pytest.approx(expected, abs=1e-6)


def test_ease_is_the_least_squares_solution_without_a_diagonal(toy):
    """Off the diagonal the gradient of ‖X − X B‖² + penalty ‖B‖² is zero: what is left
    of it on the diagonal are the Lagrange multipliers."""
    played, penalty = toy.matrix.double(), 3.0
    weight = ease(played, penalty)
    assert weight.diagonal().eq(0).all()
    gradient = played.T @ (played @ weight - played) + penalty * weight
    multipliers = gradient.diagonal().diag()
    torch.testing.assert_close(gradient, multipliers, rtol=0, atol=1e-10)
    assert multipliers.abs().max() > 0.1
    # A step away from it along any allowed direction makes it worse.
    aside = torch.randn(ARTISTS, ARTISTS, dtype=torch.float64).fill_diagonal_(0)

    def loss(some):
        return (played - played @ some).square().sum() + penalty * some.square().sum()

    assert loss(weight) < min(loss(weight + 1e-3 * aside), loss(weight - 1e-3 * aside))


def test_what_friends_play_is_added_to_what_a_user_plays(toy):
    config = RecommendationFloor(method="ease with friends", weight=0.5, penalty=2)
    _, record = train(config, "cpu")
    beside = torch.zeros(USERS, ARTISTS)
    for user in range(USERS):
        friends = [j for i, j in toy.friends.T.tolist() if i == user]
        beside[user] = toy.matrix[friends].mean(0)
    torch.testing.assert_close(by_friends(toy), beside)
    scores = (toy.matrix + 0.5 * beside) @ ease(toy.matrix, 2.0)
    expected = measure_ranking(scores, toy).numbers
    assert record.metrics == pytest.approx(expected, abs=1e-6)


def test_a_half_step_of_als_is_the_ridge_regression_of_each_row(toy):
    """Normal equations written out for one user at a time, over all artists."""
    draws = torch.Generator().manual_seed(1)
    others = torch.randn(ARTISTS, 4, dtype=torch.float64, generator=draws)
    unobserved, penalty = 0.3, 0.05
    user, artist = toy.known
    ones = torch.ones(len(user), dtype=torch.float64)
    way = csr(user, artist, ones, (USERS, ARTISTS))
    found = solved(way, others, unobserved, penalty)
    for row in range(USERS):
        liked = toy.matrix[row].double()
        # Known plays count in both sums: (1 − s)² and, weighted, s².
        weight = (liked + unobserved).diag()
        ridge = penalty * (liked.sum() + unobserved * ARTISTS) * torch.eye(4)
        expected = torch.linalg.solve(
            others.T @ weight @ others + ridge, others.T @ liked
        )
        torch.testing.assert_close(found[row], expected)


def test_als_lowers_its_loss_with_every_half_step(toy, double):
    config = Factorisation(units=4, unobserved=0.2, penalty=0.01, steps=6)
    model = config.model()
    weights = config.unobserved, config.penalty
    user, artist = toy.known
    scores = model.users @ model.artists.T
    expected = (1 - scores[user, artist]).square().sum() + 0.2 * scores.square().sum()
    for vectors, plays, other in (
        (model.users, toy.matrix.sum(1), ARTISTS),
        (model.artists, toy.matrix.sum(0), USERS),
    ):
        expected += 0.01 * ((plays + 0.2 * other) * vectors.square().sum(1)).sum()
    torch.testing.assert_close(factorisation.loss(model, toy, *weights), expected)

    ones = torch.ones(len(user))
    ways = (
        csr(user, artist, ones, (USERS, ARTISTS)),
        csr(artist, user, ones, (ARTISTS, USERS)),
    )
    reached = [expected.item()]
    for _ in range(6):
        model.users.copy_(solved(ways[0], model.artists, *weights))
        reached.append(factorisation.loss(model, toy, *weights).item())
        model.artists.copy_(solved(ways[1], model.users, *weights))
        reached.append(factorisation.loss(model, toy, *weights).item())
    assert reached == sorted(reached, reverse=True)
    _, record = train(config, "cpu")
    assert record.curves["loss"] == pytest.approx(
        [each / len(user) for each in reached[2::2]]
    )


def test_another_seed_draws_other_weights_and_other_negatives(toy):
    config = Recommendation(units=8)
    first, second = (dataclasses.replace(config, seed=seed).model() for seed in (0, 1))
    assert not torch.equal(first.embedding.weight, second.embedding.weight)
    losses = [
        next(dataclasses.replace(config, seed=s).train(config.model(), CPU))["loss"]
        for s in (0, 1)
    ]
    assert losses[0] != losses[1]


def test_negatives_are_never_known_plays_and_reach_all_others(toy):
    taken = toy.matrix.bool()
    user = torch.arange(USERS).repeat(500)
    draws = torch.Generator().manual_seed(0)
    other = recommendation.negatives(user, taken, draws)
    assert not taken[user, other].any()
    reached = torch.zeros_like(taken)
    reached[user, other] = True
    assert torch.equal(reached, ~taken)


def test_strangers_have_as_many_friends_and_are_others(toy):
    ways = {
        graph: Recommendation(graph=graph)._propagation(toy).to_dense()
        for graph in ("friends", "strangers")
    }
    bonds = {graph: way[:USERS, :USERS] > 0 for graph, way in ways.items()}
    counts = {graph: bond.sum(1).sort().values for graph, bond in bonds.items()}
    assert torch.equal(counts["friends"], counts["strangers"])
    assert not torch.equal(bonds["friends"], bonds["strangers"])


@pytest.mark.parametrize("network", recommendation.NETWORKS)
@pytest.mark.parametrize("graph", recommendation.LINKS)
def test_it_learns_what_users_alike_play_and_replays(toy, graph, network):
    config = Recommendation(network=network, graph=graph, units=8, steps=60, decay=1e-2)
    _, record = train(config, "cpu")
    assert record.curves["loss"][-1] < 0.8 * record.curves["loss"][0]
    assert (
        record.metrics["ndcg"]
        > train(RecommendationFloor(method="popular"), "cpu")[1].metrics["ndcg"]
    )
    assert replay_run(record, "cpu").difference == 0


def test_only_tuning_looks_at_held_out_plays_on_the_way(toy):
    for part, names in (("test", {"loss"}), ("tuning", {"loss", "recall", "ndcg"})):
        _, record = train(Recommendation(part=part, units=4, steps=25), "cpu")
        assert set(record.curves) == names


def test_likeness_is_the_cosine_of_scikit_learn(toy):
    expected = torch.from_numpy(cosine_similarity(toy.matrix.T.numpy()))
    expected.fill_diagonal_(0)
    torch.testing.assert_close(likeness(toy.matrix, ARTISTS, 0), expected)


def test_likeness_keeps_the_nearest_and_shrinks_what_few_share(toy):
    full, near = likeness(toy.matrix, ARTISTS, 0), likeness(toy.matrix, 3, 0)
    for artist in range(ARTISTS):
        kept = near[artist].nonzero().flatten()
        assert len(kept) <= 3
        assert near[artist, kept].min() >= full[artist].topk(3).values[-1]
    together = toy.matrix.T @ toy.matrix
    norm = toy.matrix.norm(dim=0)
    shrunk = likeness(toy.matrix, ARTISTS, 4)
    assert shrunk[0, 2] == pytest.approx(
        (together[0, 2] / (norm[0] * norm[2] + 4)).item()
    )


def test_friends_recommend_what_most_friends_play(toy):
    _, record = train(RecommendationFloor(method="friends"), "cpu")
    scores = torch.zeros(USERS, ARTISTS)
    for i, j in toy.friends.T.tolist():
        scores[i] += toy.matrix[j]
    scores += toy.matrix.sum(0) / (2 * toy.matrix.sum(0).max())
    expected = measure_ranking(scores, toy)
    assert record.metrics == expected.numbers
    assert record.tables == expected.tables  # no user of these has a circle to draw


def test_the_drawn_circle_has_the_edges_of_one_user_and_no_number_of_the_data():
    """User 41 has the friends 50 to 53; 50 knows 51, and plays one known and one
    held-out artist of the user's."""
    bonds = torch.tensor([[41, 50], [41, 51], [41, 52], [41, 53], [50, 51]]).T
    plays = listening.Listening(
        users=60,
        artists=90,
        known=torch.tensor([[41] * 4 + [50, 50, 52], [70, 71, 72, 73, 71, 80, 89]]),
        held=torch.tensor([[41, 41, 51], [80, 81, 70]]),
        friends=torch.cat([bonds, bonds.flip(0)], dim=1),
        newcomers=torch.zeros(60, dtype=torch.bool),
    )
    friendships = [("A", "B"), *((friend, "you") for friend in "ABCD")]
    found = circle.edges(plays)
    assert len(found) == len(set(found))
    assert set(found) == {
        *(("you", artist, "known") for artist in "1234"),
        *(("A", artist, "known") for artist in "25"),
        *(("you", artist, "held") for artist in "56"),
        *((*bond, "known") for bond in friendships),
    }
    assert circle.edges(dataclasses.replace(plays, friends=bonds[:, :2])) == []
