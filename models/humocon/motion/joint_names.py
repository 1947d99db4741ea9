"""Joint names of the common skeletons, matched to parts of the body.

Knows Mixamo, MotionBuilder and Lafan, Bandai Namco, CMU and Daz, HDM05 and ASF, Blender and Rokoko, Xsens, 3ds Max
Biped, SMPL, Kinect, OptiTrack, VRM, Unreal and Character Creator, and names built in the same way; also with an actor's
name or another affix that most joints of a file share, such as `Anna_LeftUpLeg`, `l_upleg_JNT` or `mHipLeft`. Words
of other languages are taken for the English ones, see `joint_words`, where those alone do not tell.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import Final

from humocon.motion.joint_words import in_english

ESSENTIAL: Final[tuple[str, ...]] = tuple(
    f"{side}_{part}" for part in ("hip", "knee", "ankle", "shoulder", "elbow", "wrist") for side in ("left", "right")
)

_PREFIX = re.compile(
    r"^(?:.*[:|]|mixamorig\d*_?|bip0*\d*[ _]|valvebiped[._]bip0*1[_ ]|character\d+_|cc_base_|j_bip_(?:c_)?|def-|org-"
    r"|joint_|b_|[mf]_avg_|skel_|robot_|actor\d*_|\d+[ ._\-]+|c_(?=hips|pelvis|spine|chest|neck|head|root))",
    re.IGNORECASE,
)
_MIDDLE_MARK = re.compile(r"(?:\.x|_m)$", re.IGNORECASE)  # Auto-Rig Pro, Advanced Skeleton
_SIDE_WORD = re.compile(r"(left|right)", re.IGNORECASE)
_SIDE_LETTER = re.compile(r"(?:^|[ ._\-(\[])(l|r)(?:f?t|f|gt)?(?=$|[ ._\-)\]])", re.IGNORECASE)
_SIDE_MARKS: Final[tuple[str, ...]] = ("l", "r", "lf", "rt", "lft", "rgt")
# The upper of two bones that share a limb (Daz), the bone that is stretched to its length (Auto-Rig Pro), and the one
# that is turned by hand (Rigify).
_HALF = re.compile(r"(?:bend|stretch|fk)$")
_COMMON: Final[float] = 0.6
"""Share of the joints that have an affix in common: more than the fingers of one hand or the joints of one side."""

# Best first. A name is compared after its prefix, its side, digits at the end and all separators are gone.
_PARTS: Final[dict[str, tuple[str, ...]]] = {
    "hip": ("upleg", "upperleg", "thigh", "femur", "legupper", "thighbone", "hip", "buttock", "hipjoint"),
    "knee": ("lowleg", "loleg", "lowerleg", "leglower", "shin", "calf", "tibia", "shank", "knee", "leg"),
    "ankle": ("ankle", "foot"),
    "toe": (
        *("toebase", "toes", "toe", "ball", "balltoe", "football", "forefoot", "foottoe", "toe11", "toe21", "bigtoe"),
        "footindex",
    ),
    "collar": ("collar", "clavicle", "clav", "collarbone", "shoulderblade", "scapula"),
    "shoulder": ("upperarm", "uparm", "uarm", "humerus", "armupper", "shldr", "arm", "shoulder"),
    "elbow": ("forearm", "lowerarm", "farm", "lowarm", "loarm", "armlower", "radius", "foarm", "larm", "elbow"),
    "wrist": ("wrist", "hand"),
}
_MIDDLE: Final[dict[str, tuple[str, ...]]] = {
    "pelvis": ("hips", "pelvis", "hipcenter", "spinebase", "hip", "cog", "waist", "root", "lowerbody", "center"),
    "neck": ("neck", "lowerneck", "neckbase", "neck1", "spineshoulder", "shouldercenter", "necklower", "necktwist1"),
    "head": ("head", "skull"),
}
_BASES: Final[tuple[str, ...]] = tuple(base for bases in _PARTS.values() for base in bases)


def split_name(name: str) -> tuple[str | None, str]:
    """Take a joint's name apart.

    Returns:
        "left", "right" or None, and the rest in small letters without prefix and separators.
    """
    bare = _MIDDLE_MARK.sub("", name.strip())
    while (shorter := _PREFIX.sub("", bare)) != bare and shorter:
        bare = shorter
    side = None
    if found := _SIDE_WORD.search(bare):
        side = found.group(1).lower()
        bare = bare[: found.start()] + bare[found.end() :]
    elif found := _SIDE_LETTER.search(bare):
        side = "left" if found.group(1).lower() == "l" else "right"
        bare = bare[: found.start()] + bare[found.end() :]
    base = re.sub(r"[\W_]", "", bare.lower())
    mark = next((mark for mark in _SIDE_MARKS if base.startswith(mark) and _plain(base[len(mark) :]) in _BASES), None)
    if side is None and mark:
        side = "left" if mark[0] == "l" else "right"
        base = base[len(mark) :]
    elif side is None and re.fullmatch(r"[A-Za-z]+[a-z][LR]", bare) and _plain(base[:-1]) in _BASES:
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
    found, bare = _match(names), _without_affixes(names)
    for words in chain([bare], in_english(names), in_english(bare)):
        if set(ESSENTIAL) <= found.keys():
            break
        found = max(found, _match(words), key=lambda parts: len(set(ESSENTIAL) & parts.keys()))
    return found


def _match(names: Sequence[str]) -> dict[str, int]:
    middle: dict[str, int] = {}
    sided: dict[str, dict[str, int]] = {"left": {}, "right": {}}
    split = [split_name(name) for name in names]
    for index, (side, base) in enumerate(split):
        table = sided[side] if side else middle
        table.setdefault(base, index)
        # "thigh001", "Hand0": the plain name wins over a numbered one.
        table.setdefault(re.sub(r"\d+$", "", base), index)
    for index, (side, base) in enumerate(split):
        (sided[side] if side else middle).setdefault(_plain(base), index)
    found = {part: index for part, bases in _MIDDLE.items() if (index := _first(middle, bases)) is not None}
    for side, table in sided.items():
        found |= {f"{side}_{part}": index for part, index in _match_side(table).items()}
    return found


def _plain(base: str) -> str:
    return _HALF.sub("", re.sub(r"\d+$", "", base))


def _without_affixes(names: Sequence[str]) -> list[str]:
    """The names without the longest beginning and the longest end that most of them share."""
    prefix = _shared_prefix(names)
    suffix = _shared_prefix([name[::-1] for name in names])[::-1]
    return [name.removeprefix(prefix).removesuffix(suffix) for name in names]


def _shared_prefix(names: Sequence[str]) -> str:
    """One letter is an affix only before a capital: `mHead` has one, while HipLeft and HipRight end alike by chance."""
    shared = ""
    for length in range(1, max(map(len, names), default=0)):
        counts = Counter(name[:length] for name in names if len(name) > length)
        prefix, count = counts.most_common(1)[0] if counts else ("", 0)
        if count < _COMMON * len(names):
            break
        begun = [name for name in names if name.startswith(prefix)]
        if length > 1 or sum(name[1:2].isupper() for name in begun) >= _COMMON * len(names):
            shared = prefix
    return shared


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
