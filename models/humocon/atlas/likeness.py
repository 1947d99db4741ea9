"""Which concepts are alike: an order in which neighbours resemble each other, nearest neighbours, and a flat map.

Legend: C codes, D width.
"""

from typing import Final

import numpy as np
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.spatial.distance import pdist

_BEST_UP_TO: Final = 1024


def order_by_likeness(vectors: np.ndarray, used: np.ndarray) -> list[int]:
    """Codes in an order that puts like ones side by side, those in use first.

    Args:
        vectors: (C, D) code vectors.
        used: (C,) bool.

    Returns:
        All codes: the leaves of Ward's tree over the used ones, turned so that neighbours are nearest; then the rest.
    """
    places = np.flatnonzero(used)
    rest = np.flatnonzero(~used).tolist()
    if len(places) < 3:
        return [*places.tolist(), *rest]
    distances = pdist(vectors[places].astype(np.float64))
    # The best order takes time that grows with the cube of the codes.
    tree = linkage(distances, method="ward", optimal_ordering=len(places) <= _BEST_UP_TO)
    return [*places[leaves_list(tree)].tolist(), *rest]


def nearest_codes(vectors: np.ndarray, code: int, count: int, used: np.ndarray) -> list[tuple[int, float]]:
    """The codes in use whose vectors lie nearest to one, with their L2 distances, the nearest first."""
    distances = np.linalg.norm(vectors - vectors[code], axis=1)
    candidates = [int(other) for other in np.argsort(distances, kind="stable") if other != code and used[other]]
    return [(other, float(distances[other])) for other in candidates[:count]]


def flat_map(vectors: np.ndarray) -> np.ndarray:
    """Code vectors (C, D) -> (C, 2): their two principal components, each with its largest value positive."""
    centred = vectors - vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(centred.astype(np.float64), full_matrices=False)
    places = centred @ directions[:2].T
    if places.shape[1] < 2:
        places = np.concatenate([places, np.zeros((len(places), 2 - places.shape[1]))], axis=1)
    largest = places[np.abs(places).argmax(axis=0), np.arange(2)]
    return places * np.where(largest < 0, -1, 1)
