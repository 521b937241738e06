"""The transformer against torch's own block, and what may look where."""

import pytest
import torch
from torch import nn

from seqgraph.today.transformer import Block, Transformer, attend, edges_before


def theirs_with_weights_of(block: Block) -> nn.TransformerEncoderLayer:
    width, inner = block.received.in_features, block.layer[0].out_features
    theirs = nn.TransformerEncoderLayer(
        width, block.heads, inner, dropout=0.0, batch_first=True, norm_first=True
    ).double()
    pairs = {
        "norm1": block.before_attention,
        "norm2": block.before_layer,
        "self_attn.out_proj": block.received,
        "linear1": block.layer[0],
        "linear2": block.layer[2],
    }
    state = {
        f"{name}.{part}": weight
        for name, module in pairs.items()
        for part, weight in module.state_dict().items()
    }
    state["self_attn.in_proj_weight"] = block.projected.weight
    state["self_attn.in_proj_bias"] = block.projected.bias
    theirs.load_state_dict(state)
    return theirs


def test_a_block_is_torchs_with_outputs_and_gradients():
    block = Block(width=8, inner=12, heads=2).double()
    for weight in block.parameters():
        nn.init.normal_(weight)
    theirs = theirs_with_weights_of(block)
    x = torch.randn(3, 6, 8, dtype=torch.double, requires_grad=True)
    upstream = torch.randn(3, 6, 8, dtype=torch.double)
    edges = edges_before(6)
    ours, expected = block(x, edges), theirs(x, src_mask=~edges)
    torch.testing.assert_close(ours, expected, rtol=0, atol=1e-11)
    torch.testing.assert_close(
        *(torch.autograd.grad(y, x, upstream) for y in (ours, expected)),
        rtol=0,
        atol=1e-10,
    )


def test_attention_receives_nothing_along_edges_that_are_not_there():
    query, key, value = torch.randn(3, 5, 4, dtype=torch.double)
    edges = torch.rand(5, 5) < 0.5
    edges.fill_diagonal_(True)
    found = attend(query, key, value, edges)
    for k in range(5):
        scores = torch.stack([query[k] @ key[j] / 2 for j in range(5) if edges[k, j]])
        weights = scores.exp() / scores.exp().sum()
        expected = weights @ value[edges[k]]
        torch.testing.assert_close(found[k], expected, rtol=0, atol=1e-12)


def test_a_position_sees_itself_and_what_came_before_it():
    model = Transformer(9, 7, 8, 16, heads=2, layers=2, classes=4).double()
    x = torch.randint(9, (5, 7))
    y = model(x)
    for t in range(7):
        changed = x.clone()
        changed[:, t] = (x[:, t] + 1) % 9
        moved = (model(changed) - y).abs().amax(-1) > 1e-9
        assert not moved[:, :t].any()
        assert moved[:, t:].all()


@pytest.mark.parametrize("layers", [1, 3])
def test_the_last_position_alone_is_the_last_of_all(layers):
    model = Transformer(9, 7, 8, 16, heads=2, layers=layers, classes=4).double()
    x = torch.randint(9, (5, 6))
    torch.testing.assert_close(model(x, last=True), model(x)[:, -1], rtol=0, atol=1e-13)
