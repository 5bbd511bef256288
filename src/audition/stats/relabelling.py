"""Random relabellings of one scenario's trials: which of them would have been the candidate's."""

from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

_Float = TypeVar("_Float", np.float32, np.float64)

_LABELLINGS: Final = 1111
_SHUFFLES: Final = 9
RELABELLINGS: Final = _LABELLINGS * _SHUFFLES


def relabelled_sums(rng: np.random.Generator, pooled: NDArray[_Float], drawn: int) -> NDArray[_Float]:
    """Sums over `drawn` trials taken at random without replacement, for each of `RELABELLINGS` random relabellings.

    `pooled` has shape (trials, measures): all measures of a trial move together. The answer has shape (RELABELLINGS,
    measures), in `pooled`'s precision.

    Every labelling is applied to every shuffle of the trials. Each product is uniform over all labellings and any two
    of them are independent, so the share of relabellings beyond a value has the variance of independent draws at a
    ninth of their cost.
    """
    trials, measures = pooled.shape
    labels = np.zeros((_LABELLINGS, trials), dtype=np.uint8)
    labels[:, :drawn] = 1
    labels = rng.permuted(labels, axis=1)
    shuffles = rng.permuted(np.broadcast_to(np.arange(trials), (_SHUFFLES, trials)), axis=1)
    columns = pooled[shuffles].transpose(1, 0, 2).reshape(trials, _SHUFFLES * measures)
    sums: NDArray[_Float] = labels.astype(pooled.dtype) @ columns
    return sums.reshape(RELABELLINGS, measures)
