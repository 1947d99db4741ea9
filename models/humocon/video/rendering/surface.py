"""Surfaces of quads that move with a body: sweeps of elliptical rings, and small flat marks."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_LIFT_M = 0.02
"""By how much marks count as nearer than what they lie on."""


@dataclass(frozen=True)
class Surface:
    """Quads over K poses.

    Attributes:
        vertices: (K, V, 3) float32, metres, y up.
        quads: (F, 4) indices of vertices, counter-clockwise seen from outside.
        materials: (F,) what each quad is made of, see `humocon.video.rendering.look`.
        lift: (F,) metres by which a quad counts as nearer to the eye than it is: marks on a surface.
    """

    vertices: np.ndarray
    quads: np.ndarray
    materials: np.ndarray
    lift: np.ndarray


def unit(vectors: np.ndarray) -> np.ndarray:
    """(..., 3) -> the same directions with length 1; zero stays zero."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-8)


def across(direction: np.ndarray, hint: np.ndarray) -> np.ndarray:
    """The part of `hint` that is perpendicular to the unit vectors `direction`, (..., 3) with length 1."""
    return unit(hint - (hint * direction).sum(-1, keepdims=True) * direction)


def join(surfaces: Sequence[Surface]) -> Surface:
    """Put surfaces of the same poses together."""
    begin = np.cumsum([0, *(surface.vertices.shape[1] for surface in surfaces)])
    return Surface(
        np.concatenate([surface.vertices for surface in surfaces], axis=1),
        np.concatenate([surface.quads + start for surface, start in zip(surfaces, begin, strict=False)]),
        np.concatenate([surface.materials for surface in surfaces]),
        np.concatenate([surface.lift for surface in surfaces]),
    )


def sweep(
    centres: np.ndarray, first: np.ndarray, second: np.ndarray, materials: np.ndarray, *, segments: int
) -> Surface:
    """Connect elliptical rings.

    Args:
        centres: (K, R, 3) middle of each ring.
        first: (K, R, 3) one half axis of each ring.
        second: (K, R, 3) the other; first x second points along the sweep, so that quads face outwards.
        materials: (R - 1,) or (R - 1, segments) what the quads between two rings are made of; segment s begins at the
            angle 2 pi s / segments from `first`.
        segments: Quads around.
    """
    angles = np.arange(segments) * (2 * np.pi / segments)
    cos, sin = np.cos(angles)[:, None], np.sin(angles)[:, None]
    rings = centres[:, :, None] + cos * first[:, :, None] + sin * second[:, :, None]
    count = centres.shape[1]
    ring, around = np.meshgrid(np.arange(count - 1), np.arange(segments), indexing="ij")
    turned = (around + 1) % segments
    corners = [ring * segments + around, ring * segments + turned]
    corners += [corner + segments for corner in (corners[1], corners[0])]
    stuff = np.broadcast_to(materials if materials.ndim == 2 else materials[:, None], ring.shape)
    quads = np.stack(corners, axis=-1).reshape(-1, 4)
    return Surface(
        rings.reshape(len(centres), -1, 3).astype(np.float32), quads, stuff.ravel(), np.zeros(len(quads), np.float32)
    )


def limb(
    begin: np.ndarray,
    end: np.ndarray,
    profile: Sequence[tuple[float, float]],
    hint: np.ndarray,
    material: Sequence[int],
    *,
    segments: int,
    scale: float,
) -> Surface:
    """A round limb with half spheres at both ends.

    Args:
        begin: (K, 3) first end.
        end: (K, 3) second end.
        profile: (share of the length, radius in metres) from the first end to the second.
        hint: (K, 3) where the first quad around looks, roughly.
        material: One for each piece of the profile, `len(profile) - 1`; the caps take the first and the last.
        segments: Quads around.
        scale: Factor on all radii.
    """
    length = np.linalg.norm(end - begin, axis=-1, keepdims=True)
    direction = unit(end - begin)
    places = np.array([place for place, _ in profile])
    radii = np.array([radius for _, radius in profile]) * scale
    # Caps: rings at 45 and nearly 90 degrees of a sphere that is flattened a little.
    angles = np.radians([89.0, 45.0])
    before, after = -0.8 * radii[0] * np.sin(angles), 0.8 * radii[-1] * np.sin(angles[::-1])
    radii = np.concatenate([radii[0] * np.cos(angles), radii, radii[-1] * np.cos(angles[::-1])])
    along = np.concatenate(
        [np.tile(before, (len(begin), 1)), length * places, length + after], axis=1
    )  # metres from the first end, (K, R)
    centres = begin[:, None] + along[..., None] * direction[:, None]
    first = across(direction, hint)
    second = np.cross(direction, first)
    stuff = np.array([material[0], material[0], *material, material[-1], material[-1]])
    rings = radii[None, :, None]
    return sweep(centres, rings * first[:, None], rings * second[:, None], stuff, segments=segments)


def marks(origin: np.ndarray, axes: np.ndarray, corners: np.ndarray, materials: np.ndarray) -> Surface:
    """Flat quads that are fixed to a moving frame.

    Args:
        origin: (K, 3) origin of the frame.
        axes: (K, 3, 3) its axes as rows: left, up, forward.
        corners: (F, 4, 3) corners in the frame, counter-clockwise seen from outside, metres.
        materials: (F,) what they are made of.
    """
    vertices = origin[:, None] + corners.reshape(-1, 3) @ axes
    quads = np.arange(len(corners) * 4).reshape(-1, 4)
    return Surface(vertices.astype(np.float32), quads, materials, np.full(len(corners), _LIFT_M, np.float32))
