"""Joint names of the common skeletons, matched to parts of the body.

Knows Mixamo, MotionBuilder and Lafan, Bandai Namco, CMU and Daz, HDM05 and ASF, Blender and Rokoko, Xsens, 3ds Max
Biped, SMPL, Kinect, OptiTrack, VRM, Unreal and Character Creator, and names built in the same way.
"""

import re
from collections.abc import Sequence
from typing import Final

ESSENTIAL: Final[tuple[str, ...]] = tuple(
    f"{side}_{part}" for part in ("hip", "knee", "ankle", "shoulder", "elbow", "wrist") for side in ("left", "right")
)

_PREFIX = re.compile(
    r"^(?:.*[:|]|mixamorig\d*_?|bip0*\d*[ _]|valvebiped[._]bip0*1[_ ]|character\d+_|cc_base_|j_bip_(?:c_)?|def-|org-"
    r"|joint_|b_|[mf]_avg_|skel_|robot_|actor\d*_)",
    re.IGNORECASE,
)
_SIDE_WORD = re.compile(r"(left|right)", re.IGNORECASE)
_SIDE_LETTER = re.compile(r"(?:^|[ ._\-])([lr])(?=$|[ ._\-])", re.IGNORECASE)

# Best first. A name is compared after its prefix, its side, digits at the end and all separators are gone.
_PARTS: Final[dict[str, tuple[str, ...]]] = {
    "hip": ("upleg", "upperleg", "thigh", "femur", "legupper", "thighbone", "hip", "buttock", "hipjoint"),
    "knee": ("lowleg", "lowerleg", "leglower", "shin", "calf", "tibia", "knee", "leg"),
    "ankle": ("ankle", "foot"),
    "toe": ("toebase", "toes", "toe", "ball", "balltoe", "football", "forefoot", "foottoe", "toe11", "toe21", "bigtoe"),
    "collar": ("collar", "clavicle", "clav", "collarbone", "shoulderblade"),
    "shoulder": ("upperarm", "uparm", "uarm", "humerus", "armupper", "shldr", "arm", "shoulder"),
    "elbow": ("forearm", "lowerarm", "farm", "lowarm", "armlower", "radius", "foarm", "elbow"),
    "wrist": ("wrist", "hand"),
}
_MIDDLE: Final[dict[str, tuple[str, ...]]] = {
    "pelvis": ("hips", "pelvis", "hipcenter", "spinebase", "hip", "cog", "waist", "root"),
    "neck": ("neck", "lowerneck", "neckbase", "neck1", "spineshoulder", "shouldercenter", "necklower", "necktwist1"),
    "head": ("head", "skull"),
}
_BASES: Final[tuple[str, ...]] = tuple(base for bases in _PARTS.values() for base in bases)


def split_name(name: str) -> tuple[str | None, str]:
    """Take a joint's name apart.

    Returns:
        "left", "right" or None, and the rest in small letters without prefix and separators.
    """
    bare = name.strip()
    while (shorter := _PREFIX.sub("", bare)) != bare and shorter:
        bare = shorter
    side = None
    if found := _SIDE_WORD.search(bare):
        side = found.group(1).lower()
        bare = bare[: found.start()] + bare[found.end() :]
    elif found := _SIDE_LETTER.search(bare):
        side = "left" if found.group(1).lower() == "l" else "right"
        bare = bare[: found.start()] + bare[found.end() :]
    base = re.sub(r"[^a-z0-9]", "", bare.lower())
    if side is None and base[:1] in ("l", "r") and re.sub(r"\d+$", "", base[1:]) in _BASES:
        side = "left" if base[0] == "l" else "right"
        base = base[1:]
    elif side is None and re.fullmatch(r"[a-z]+[a-z][LR]", bare) and base[:-1] in _BASES:
        side = "left" if bare[-1] == "L" else "right"
        base = base[:-1]
    return side, base


def match_joints(names: Sequence[str]) -> dict[str, int]:
    """Find body parts among joint names.

    Args:
        names: Joint names; the order of the file breaks ties.

    Returns:
        Index into `names` of each part found: "pelvis", "neck", "head" and "left_..." / "right_..." of hip, knee,
        ankle, toe, collar, shoulder, elbow, wrist.
    """
    middle: dict[str, int] = {}
    sided: dict[str, dict[str, int]] = {"left": {}, "right": {}}
    for index, name in enumerate(names):
        side, base = split_name(name)
        table = sided[side] if side else middle
        table.setdefault(base, index)
        # "thigh001", "Hand0": the plain name wins over a numbered one.
        table.setdefault(re.sub(r"\d+$", "", base), index)
    found = {part: index for part, bases in _MIDDLE.items() if (index := _first(middle, bases)) is not None}
    for side, table in sided.items():
        found |= {f"{side}_{part}": index for part, index in _match_side(table).items()}
    return found


def _match_side(table: dict[str, int]) -> dict[str, int]:
    has = table.keys()
    parts = dict(_PARTS)
    if "leg" in has and not has & set(_PARTS["hip"]) and has & set(_PARTS["knee"][:-1]):
        parts["hip"], parts["knee"] = ("leg",), _PARTS["knee"][:-1]
    if "ankle" in has:
        parts["toe"] = (*_PARTS["toe"], "foot")
    if has & set(_PARTS["shoulder"][:-1]) and not has & set(_PARTS["collar"]):
        parts["collar"] = (*_PARTS["collar"], "shoulder")
    if "radius" in has:
        parts["wrist"] = ("hand", "wrist")
    if "arm" in has and not has & set(_PARTS["elbow"]) and "upperarm" in has:
        parts["elbow"] = ("arm",)
    found = {part: index for part, bases in parts.items() if (index := _first(table, bases)) is not None}
    if "collar" in found and found["collar"] == found.get("shoulder"):
        del found["collar"]
    return found


def _first(table: dict[str, int], bases: Sequence[str]) -> int | None:
    return next((table[base] for base in bases if base in table), None)
