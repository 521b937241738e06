"""Writing with a language model.

τ multiplies the logits x̃: the next character is drawn from softmax(τ x̃). It is the
inverse of what is usually called temperature, τ = 1/temperature, and τ = ∞ is greedy.

Shapes: N texts written at once, K characters in the vocabulary.
"""

import itertools
import math
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from ..errors import InputError
from ..runs.randomness import generator
from .corpus import encode
from .language_model import LanguageModel, State

GREEDY = math.inf  # as τ
_BLOCK = 32  # steps for which a text's random numbers are drawn at once


@torch.no_grad()
def read(model: LanguageModel, prompts: Sequence[str]) -> tuple[Tensor, State]:
    """Logits (N, K) of the character after each prompt, and the state there; each
    prompt is read by itself, so that none needs padding.

    Raises:
        InputError: an empty prompt, or a character that the model does not know.

    Example:
        >>> from seqgraph.text.sampling import read
        >>> model = LanguageModel("abc", [], 4, 6, 2, dropout=0.0)
        >>> logits, (h, c) = read(model, ["ab", "cab"])
        >>> logits.shape, h.shape
        (torch.Size([2, 3]), torch.Size([2, 2, 6]))
    """
    ends = []
    for prompt in prompts:
        if not prompt:
            raise InputError("the prompt is empty; give at least one character")
        logits, state = model(encode(prompt, model.vocabulary)[None])
        ends.append((logits[:, -1], *state))
    logits, h, c = zip(*ends, strict=True)
    return torch.cat(logits), (torch.cat(h, dim=1), torch.cat(c, dim=1))


def choose(logits: Tensor, tau: float, gumbel: Tensor) -> Tensor:
    """A character (N,) for each row of logits (N, K), drawn from softmax(τ x̃).

    The maximum of τ x̃ plus independent Gumbel noise lies at k with just that
    probability. Divided by τ, the noise fades as τ grows: at ∞ the choice is greedy.

    Example:
        >>> from seqgraph.text.sampling import GREEDY, choose
        >>> logits, gumbel = torch.tensor([[1.0, 2.0]]), torch.tensor([[3.0, 0.0]])
        >>> choose(logits, 1.0, gumbel), choose(logits, GREEDY, gumbel)
        (tensor([0]), tensor([1]))
    """
    return (logits + gumbel / tau).argmax(dim=-1)


def noise(seeds: Sequence[int], characters: int) -> Iterator[Tensor]:
    """Standard Gumbel noise (N, K), step after step, from a stream for each seed: a
    text does not depend on those that are written beside it.

    Example:
        >>> from seqgraph.text.sampling import noise
        >>> together, alone = next(noise([0, 1], 3)), next(noise([1], 3))
        >>> torch.equal(together[1], alone[0])
        True
    """
    streams = [generator(seed, "text") for seed in seeds]
    while True:
        uniform = torch.stack(
            [
                torch.rand(_BLOCK, characters, generator=stream, dtype=torch.double)
                for stream in streams
            ],
            dim=1,
        )
        yield from -torch.log(-torch.log(uniform.clamp_min(1e-300)))


@torch.no_grad()
def write(
    model: LanguageModel, prompts: Sequence[str], tau: float, seeds: Sequence[int]
) -> Iterator[Tensor]:
    """Go on writing after each prompt without end: the next character (N,) of each, the
    state carried along.

    Raises:
        InputError: τ is not above 0, or what :func:`read` refuses.

    Example:
        >>> from seqgraph.text.sampling import write
        >>> model = LanguageModel("abc", [], 4, 6, 2, dropout=0.0)
        >>> next(write(model, ["ab", "cab"], tau=1.0, seeds=[0, 1])).shape
        torch.Size([2])
    """
    if not tau > 0:
        raise InputError(f"tau must be a number greater than 0; got {tau:g}")
    logits, state = read(model, prompts)
    for gumbel in noise(seeds, logits.shape[1]):
        chosen = choose(logits, tau, gumbel)
        yield chosen
        logits, state = model(chosen[:, None], state)
        logits = logits[:, -1]


def generate(
    model: LanguageModel,
    prompts: Sequence[str],
    length: int,
    tau: float = 1.0,
    seed: int = 0,
) -> list[str]:
    """Each prompt with ``length`` more characters.

    Args:
        model: a trained model.
        prompts: beginnings, of any lengths; the same one may occur many times.
        length: characters to write after each.
        tau: the logits are multiplied by it; ``GREEDY`` takes the likeliest character.
        seed: of the first prompt; the next one's is one higher, and so on.

    Raises:
        InputError: no length, or what :func:`write` refuses.

    Example:
        >>> from seqgraph.text.sampling import generate
        >>> model = LanguageModel("abc", [], 4, 6, 2, dropout=0.0)
        >>> (text,) = generate(model, ["cab"], length=5, tau=2.0, seed=1)
        >>> text[:3], len(text)
        ('cab', 8)
    """
    if length < 1:
        raise InputError(f"length must be a whole number, at least 1; got {length}")
    seeds = range(seed, seed + len(prompts))
    steps = itertools.islice(write(model, prompts, tau, seeds), length)
    written = torch.stack(list(steps), dim=1).tolist()
    vocabulary = model.vocabulary
    return [
        prompt + "".join(vocabulary[k] for k in row)
        for prompt, row in zip(prompts, written, strict=True)
    ]
