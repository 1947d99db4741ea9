"""Marker sets of optical motion capture: joint centres from markers on the skin, by the usual names.

Knows Vicon's Plug-in Gait, CMU's set, the sets of OpenSim and OpenCap, IOR's names, and joint centres that are named as
joints, as Pose2Sim and Sports2D write them. Legend: N poses; a marker is (N, 3) in any axes, right-handed, and unit.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from humocon.errors import DataError
from humocon.motion.joint_names import ESSENTIAL, match_joints
from humocon.motion.posture import describe_names
from humocon.motion.rotations import unit_vectors

SIDES: Final = (("left", "L", 1.0), ("right", "R", -1.0))
"""Of the body, the letter in a marker's name, and the way from the middle to that side."""
# What a place is called behind the letter of its side; of several that are there the first counts.
_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "asis": ("ASI", "ASIS", "FWT", "IAS", "WAISTFRONT"),
    "psis": ("PSI", "PSIS", "BWT", "IPS", "WAISTBACK"),
    "knee": ("KNE", "KNEE", "KNEELAT", "LKNE", "LKNEE", "FLE", "KNEEOUT"),
    "knee_inside": ("KNM", "KNEM", "KNEEMED", "MKNE", "MKNEE", "FME", "KNEEIN"),
    "ankle": ("ANK", "ANKLE", "ANKLELAT", "LANK", "LANKLE", "FAL", "ANKLEOUT"),
    "ankle_inside": ("MED", "ANM", "ANKM", "ANKLEMED", "MANK", "MANKLE", "TAM", "ANKLEIN"),
    "toe": ("TOE", "TOETIP", "MT2", "FM2", "MT1", "FM1", "BIGTOE", "MT5", "5META", "TOEOUT", "FOREFOOTOUT"),
    "shoulder": ("SHO", "SHOULDER", "ACROMIUM", "ACROMION", "ACR", "SAE", "SHOULDERTOP"),
    "elbow": ("ELB", "ELBOW", "ELBOWLAT", "LELB", "LELBOW", "HLE", "ELBOWOUT"),
    "elbow_inside": ("ELM", "ELBM", "ELBOWMED", "MEL", "MELB", "MELBOW", "HME", "ELBOWIN"),
    "wrist": ("WRA", "IWR", "WRISTRAD", "WRISTLAT", "LWRIST", "RSP", "WRT", "RAD", "WRI", "WRIST", "WRISTIN"),
    "wrist_outside": ("WRB", "OWR", "WRISTULN", "WRISTMED", "MWRIST", "USP", "WRP", "ULN", "WRISTOUT"),
    "head_front": ("FHD",),
    "head_back": ("BHD",),
}
_NEEDED: Final = ("asis", "knee", "ankle", "shoulder", "elbow", "wrist")
_FEW: Final = len(_NEEDED)
"""Of the places needed on two sides: where no more are missing, as arms are to a study of gait, the set is known."""
_SACRUM: Final = ("SACR", "SACRUM", "VSACRAL", "SACRAL")
_TOP_OF_HEAD: Final = ("TOPHEAD", "ARIEL", "HEAD", "HDTOP", "HEADTOP")
# Hip joints in widths between the front spines of the pelvis: outward, backward, down (Bell et al. 1990).
_HIP: Final = (0.36, 0.19, 0.30)
# From a marker on the outside to the joint's centre: shares of thigh, shin and trunk.
_KNEE_INWARD, _ANKLE_INWARD, _SHOULDER_DOWN = 0.12, 0.085, 0.10


def parts_of_markers(markers: Mapping[str, np.ndarray], path: str) -> dict[str, np.ndarray]:
    """Parts of the body, as `parts.joints_of_parts` takes them, from labelled markers.

    Args:
        markers: (N, 3) by label, NaN where not seen.
        path: Named in the error.

    Raises:
        DataError: The labels are of no set known here, or a marker that is needed is missing.
    """
    by_name = dict(zip(_bare(list(markers)), markers.values(), strict=True))
    if found := _anatomical(by_name):
        return found
    labels = list(markers)
    joints = {part: markers[labels[index]] for part, index in match_joints(labels).items()}
    if set(ESSENTIAL) <= joints.keys():
        return joints
    on_skin = _missing(by_name)
    missing = min(on_skin, {part.replace("_", " "): part for part in ESSENTIAL if part not in joints}, key=len)
    if len(missing) <= _FEW:
        called = f" ({' '.join(on_skin.values())})" if missing is on_skin else ""
        raise DataError(
            f"{path}: no marker for {', '.join(missing)}{called}; give a recording of the whole body, arms included"
        )
    raise DataError(
        f"{path}: its markers have no names known here; label them as Plug-in Gait does "
        f"({', '.join([*on_skin.values()][:6])} ...); the file has {describe_names(labels) or 'no labels'}"
    )


def _bare(labels: Sequence[str]) -> list[str]:
    """Labels without the subject before them, separators and the ending of OpenCap's set, in capitals."""
    bare = [label.rsplit(":", 1)[-1].strip() for label in labels]
    starts = {label.split("_", 1)[0] for label in bare if "_" in label}
    if len(starts) == 1 and sum("_" in label for label in bare) > len(bare) / 2 and not starts & set("LRlr"):
        bare = [label.split("_", 1)[-1] for label in bare]
    bare = [re.sub(r"[^A-Z0-9]", "", label.upper().removesuffix("_STUDY")) for label in bare]
    return [re.sub(r"^WAIST([LR])", r"\1WAIST", label) for label in bare]  # of Qualisys and OptiTrack


def _missing(by_name: Mapping[str, np.ndarray]) -> dict[str, str]:
    """Places without a marker, in words, and how Plug-in Gait labels that."""
    missing = {
        f"{side} {'front of the pelvis' if place == 'asis' else place}": letter + _NAMES[place][0]
        for place in _NEEDED
        for side, letter, _ in SIDES
        if not any(letter + name in by_name for name in _NAMES[place])
    }
    return missing or {"back of the pelvis": "LPSI RPSI"}


def _anatomical(by_name: Mapping[str, np.ndarray]) -> dict[str, np.ndarray] | None:
    """Parts from markers on the skin; None where one that is needed is not there."""
    places: dict[str, np.ndarray] = {}
    for side, letter, _ in SIDES:
        for place, names in _NAMES.items():
            name = next((letter + name for name in names if letter + name in by_name), None)
            if name is not None:
                places[f"{side}_{place}"] = by_name[name]
    sacrum = next((by_name[name] for name in _SACRUM if name in by_name), None)
    if "left_psis" in places and "right_psis" in places:
        sacrum = (places["left_psis"] + places["right_psis"]) / 2
    if sacrum is None or not {f"{side}_{place}" for side, _, _ in SIDES for place in _NEEDED} <= places.keys():
        return None
    parts = _hips(places["left_asis"], places["right_asis"], sacrum)
    across = unit_vectors(places["left_asis"] - places["right_asis"])
    down = (parts["left_hip"] + parts["right_hip"] - places["left_shoulder"] - places["right_shoulder"]) / 2
    for side, _, sign in SIDES:
        inward = -sign * across
        knee = _inside(places, f"{side}_knee", parts[f"{side}_hip"], inward, _KNEE_INWARD)
        parts[f"{side}_knee"] = knee
        parts[f"{side}_ankle"] = _inside(places, f"{side}_ankle", knee, inward, _ANKLE_INWARD)
        parts[f"{side}_shoulder"] = places[f"{side}_shoulder"] + _SHOULDER_DOWN * down
        parts[f"{side}_elbow"] = _mean(places, f"{side}_elbow", f"{side}_elbow_inside")
        parts[f"{side}_wrist"] = _mean(places, f"{side}_wrist", f"{side}_wrist_outside")
        if f"{side}_toe" in places:
            parts[f"{side}_toe"] = places[f"{side}_toe"]
    if head := [
        places[f"{side}_head_{end}"]
        for side, _, _ in SIDES
        for end in ("front", "back")
        if f"{side}_head_{end}" in places
    ]:
        parts["head"] = np.mean(head, axis=0)
    elif (top := next((by_name[name] for name in _TOP_OF_HEAD if name in by_name), None)) is not None:
        parts["head_top"] = top
    return parts


def _hips(left: np.ndarray, right: np.ndarray, sacrum: np.ndarray) -> dict[str, np.ndarray]:
    """Hip joints from the front spines of the pelvis and the sacrum, (N, 3) each."""
    middle, across = (left + right) / 2, unit_vectors(left - right)
    ahead = middle - sacrum
    ahead = unit_vectors(ahead - (ahead * across).sum(axis=-1, keepdims=True) * across)
    up = np.cross(ahead, across)
    width = _usual_length(left - right)
    outward, backward, below = (share * width for share in _HIP)
    centre = middle - backward * ahead - below * up
    return {f"{side}_hip": centre + sign * outward * across for side, _, sign in SIDES}


def _inside(
    places: Mapping[str, np.ndarray], name: str, above: np.ndarray, inward: np.ndarray, share: float
) -> np.ndarray:
    """The centre between two markers, or inward of the one outside, at right angles to the bone from `above`."""
    outside = places[name]
    if f"{name}_inside" in places:
        return (outside + places[f"{name}_inside"]) / 2
    bone = unit_vectors(outside - above)
    inward = unit_vectors(inward - (inward * bone).sum(axis=-1, keepdims=True) * bone)
    return outside + share * _usual_length(outside - above) * inward


def _mean(places: Mapping[str, np.ndarray], first: str, second: str) -> np.ndarray:
    return (places[first] + places.get(second, places[first])) / 2


def _usual_length(vectors: np.ndarray) -> float:
    lengths = np.linalg.norm(vectors, axis=-1)
    lengths = lengths[np.isfinite(lengths)]
    return float(np.median(lengths)) if len(lengths) else 0.0
