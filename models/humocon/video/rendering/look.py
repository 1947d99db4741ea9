"""How a rendered motion looks: colours of skin and clothes, build, light, camera and surroundings."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

SKIN, SHIRT, SLEEVE, FOREARM, TROUSERS, SHIN, SHOES, HAIR, EYE_WHITE, EYE, BROW, LIPS = range(12)
"""Materials: indices into the rows of `Look.palette`."""

CameraMode = Literal["still", "pan", "follow"]
_SKINS: Final = ((0.94, 0.78, 0.68), (0.88, 0.68, 0.55), (0.76, 0.55, 0.42), (0.58, 0.40, 0.29), (0.40, 0.27, 0.20))
_HAIRS: Final = ((0.08, 0.07, 0.06), (0.20, 0.13, 0.08), (0.36, 0.23, 0.12), (0.70, 0.55, 0.30), (0.55, 0.54, 0.53))


@dataclass(frozen=True, kw_only=True)
class Look:
    """Everything about a rendered clip but its motion.

    Attributes:
        palette: (12, 3) float RGB in [0, 1], one row for each material.
        grain: Share by which the brightness of neighbouring patches of cloth differs.
        girth: Factor on the thickness of the body.
        light: (3,) direction from the ground to the light, y up, in the frame of the camera's first heading.
        ambient: Light that comes from everywhere, 0 to 1; the rest comes from `light`.
        tint: (3,) colour of the light.
        azimuth: Degrees: 0 looks at the face of the first pose, 90 at its left side, 180 at its back.
        elevation: Degrees by which the camera looks down.
        focal: Focal length in widths of the picture; 1.0 sees 53 degrees.
        fill: Share of the picture that the person may fill, over the whole clip.
        shift: (2,) where in the picture the person is, -1 to 1 of the room that `fill` leaves.
        mode: "still", "pan" (turns after the person) or "follow" (walks along).
        shake: Sway of a hand-held camera, as a share of the picture.
        floor: Colours (2, 3) of the floor's pattern.
        wall: Colours (2, 3) of what is behind.
        pattern: Patterns of floor and wall, see `humocon.video.rendering.backdrop`.
        shadow: Darkness of the shadow on the ground, 0 to 1.
        seed: For the patterns and the sway.
    """

    palette: np.ndarray
    grain: float
    girth: float
    light: np.ndarray
    ambient: float
    tint: np.ndarray
    azimuth: float
    elevation: float
    focal: float
    fill: float
    shift: tuple[float, float]
    mode: CameraMode
    shake: float
    floor: np.ndarray
    wall: np.ndarray
    pattern: tuple[str, str]
    shadow: float
    seed: int


def plain_look(azimuth: float | None = None) -> Look:
    """A bright room, a camera at chest height and `azimuth`, 25 degrees if None, the same person every time."""
    palette = _palette(
        skin=np.array(_SKINS[1]), hair=np.array(_HAIRS[1]), shirt=np.array([0.80, 0.25, 0.20]),
        trousers=np.array([0.17, 0.24, 0.42]), shoes=np.array([0.16, 0.16, 0.18]), long_sleeves=False, shorts=False,
    )  # fmt: skip
    return Look(
        palette=palette, grain=0.03, girth=1.0, light=_direction(35.0, 45.0), ambient=0.55, tint=np.ones(3),
        azimuth=25.0 if azimuth is None else azimuth, elevation=6.0, focal=1.3, fill=0.86, shift=(0.0, 0.0),
        mode="follow", shake=0.0, floor=np.array([[0.62, 0.57, 0.51], [0.56, 0.51, 0.45]]),
        wall=np.array([[0.80, 0.83, 0.86], [0.70, 0.74, 0.78]]), pattern=("boards", "plaster"), shadow=0.45, seed=0,
    )  # fmt: skip


def random_look(seed: int, azimuth: float | None = None) -> Look:
    """Another person, camera, place and light for every seed; looked at from anywhere if `azimuth` is None."""
    rng = np.random.default_rng([seed, 0x100C])
    shade = rng.uniform(0.85, 1.1)
    palette = _palette(
        skin=np.clip(np.array(_SKINS[rng.integers(len(_SKINS))]) * shade, 0, 1),
        hair=np.array(_HAIRS[rng.integers(len(_HAIRS))]),
        shirt=_colour(rng), trousers=_colour(rng, brightness=(0.10, 0.65)), shoes=_colour(rng, brightness=(0.08, 0.9)),
        long_sleeves=bool(rng.random() < 0.5), shorts=bool(rng.random() < 0.3),
    )  # fmt: skip
    around = float(rng.uniform(0, 360))
    floors, walls = ("boards", "tiles", "noise", "plain"), ("plaster", "noise", "shapes", "gradient", "stripes")
    return Look(
        palette=palette, grain=float(rng.uniform(0.02, 0.12)), girth=float(rng.uniform(0.88, 1.22)),
        light=_direction(float(rng.uniform(-110, 110)), float(rng.uniform(30, 75))),
        ambient=float(rng.uniform(0.35, 0.65)), tint=1 + rng.uniform(-0.08, 0.08, 3),
        azimuth=around if azimuth is None else azimuth, elevation=float(rng.uniform(-3, 22)),
        focal=float(np.exp(rng.uniform(np.log(0.8), np.log(2.2)))), fill=float(rng.uniform(0.60, 0.92)),
        shift=(float(rng.uniform(-0.8, 0.8)), float(rng.uniform(-0.8, 0.8))),
        mode=("still", "pan", "follow")[rng.choice(3, p=[0.5, 0.25, 0.25])],
        shake=float(rng.choice([0.0, 1.0]) * rng.uniform(0.002, 0.008)),
        floor=_pair(rng, (0.25, 0.75)), wall=_pair(rng, (0.25, 0.95)),
        pattern=(str(rng.choice(floors)), str(rng.choice(walls))), shadow=float(rng.uniform(0.2, 0.6)), seed=seed,
    )  # fmt: skip


def _palette(*, long_sleeves: bool, shorts: bool, **cloth: np.ndarray) -> np.ndarray:
    """One row for each material, of `skin`, `hair`, `shirt`, `trousers` and `shoes`."""
    skin, hair, shirt, trousers = cloth["skin"], cloth["hair"], cloth["shirt"], cloth["trousers"]
    sleeve, shin = shirt if long_sleeves else skin, skin if shorts else trousers
    eyes, lips = ((0.93, 0.93, 0.91), (0.10, 0.08, 0.07)), skin * (0.80, 0.50, 0.48)
    rows = (skin, shirt, sleeve, sleeve, trousers, shin, cloth["shoes"], hair, *eyes, 0.6 * hair, lips)
    return np.array(rows, dtype=np.float64)


def _direction(azimuth: float, elevation: float) -> np.ndarray:
    """Direction to the light: degrees to the left of the camera's own place, and above the ground."""
    side, high = np.radians(azimuth), np.radians(elevation)
    return np.array([np.sin(side) * np.cos(high), np.sin(high), np.cos(side) * np.cos(high)])


def _colour(rng: np.random.Generator, brightness: tuple[float, float] = (0.15, 0.95)) -> np.ndarray:
    """A colour of cloth: any hue, mostly muted."""
    grey = rng.uniform(*brightness)
    hue = rng.uniform(0, 2 * np.pi) + np.array([0, 2 * np.pi / 3, 4 * np.pi / 3])
    return np.clip(grey + 0.5 * rng.uniform(0, 1) ** 1.3 * np.cos(hue), 0.03, 0.97)


def _pair(rng: np.random.Generator, brightness: tuple[float, float]) -> np.ndarray:
    """Two colours that go together, muted."""
    first = 0.35 * _colour(rng, brightness) + 0.65 * rng.uniform(*brightness)
    return np.stack([first, np.clip(first * rng.uniform(0.6, 0.95), 0, 1)])
