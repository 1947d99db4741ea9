"""Open sets of depth cameras, known by the names of their files: UTD-MHAD, Northwestern-UCLA and NTU RGB+D.

`a27_s8_t3_skeleton.mat` (UTD-MHAD: action, subject, take), `a01_s09_e02_v03.json` (Northwestern-UCLA: action, subject,
take, view) and `S001C002P003R002A013.skeleton` (NTU RGB+D: setup, camera, performer, replication, action). Splits go by
people, as the sets' authors publish them where they do; the views of a set film one and the same performance.
"""

import re
from pathlib import Path
from typing import Any, Final

from humocon.data.labels import Label, label_row

_UTD: Final = re.compile(r"a(?P<action>\d{1,2})_s(?P<subject>\d)_t\d_skeleton")
_UTD_WORDS: Final = """swipe left|swipe right|wave the right hand|clap|throw with the right arm|cross the arms
shoot a basketball|draw an x|draw a circle clockwise|draw a circle counter clockwise|draw a triangle|bowl|box
swing a baseball bat|swing a tennis forehand|curl both arms|serve in tennis|push with both hands|knock on a door
catch an object|pick up and throw|jog in place|walk in place|stand up|sit down|lunge forward|squat""".replace("\n", "|")
_RIGHT, _BOTH = "right hand", "both hands"
_UTD_LABELS: Final = {
    1: Label("swipe", "left", _RIGHT),
    2: Label("swipe", "right", _RIGHT),
    3: Label("wave", body_part=_RIGHT),
    4: Label("clap"),
    5: Label("throw", body_part=_RIGHT),
    6: Label("cross the arms"),
    7: Label("shoot a basketball", also=("throw",)),
    8: Label("draw an x", body_part=_RIGHT),
    9: Label("draw a circle clockwise", body_part=_RIGHT),
    10: Label("draw a circle counterclockwise", body_part=_RIGHT),
    11: Label("draw a triangle", body_part=_RIGHT),
    12: Label("bowl", body_part=_RIGHT, unclear=("throw",)),
    13: Label("punch"),
    14: Label("swing a baseball bat"),
    15: Label("hit a tennis forehand", body_part=_RIGHT),
    16: Label("curl the arms"),
    17: Label("serve in tennis", unclear=("throw",)),
    18: Label("push"),
    19: Label("knock", body_part=_RIGHT),
    20: Label("catch", body_part=_RIGHT),
    21: Label("pick up and throw", body_part=_RIGHT, also=("throw", "pick something up", "bend down")),
    22: Label("jog", turns=False),
    23: Label("walk", turns=False),
    24: Label("stand up", turns=False),
    25: Label("sit", turns=False),
    26: Label("lunge", body_part="left leg"),
    27: Label("squat", turns=False),
}

_UCLA: Final = re.compile(r"a(?P<action>\d{2})_s(?P<subject>\d{2})_e\d{2}_v\d{2}")
_UCLA_WORDS: Final = """pick up with one hand|pick up with two hands|drop trash|walk around|sit down|stand up||put on
a jacket|take off a jacket||throw|carry""".replace("\n", " ")
_UCLA_LABELS: Final = {
    1: Label("pick something up", unclear=("bend down", "squat")),
    2: Label("pick something up", body_part=_BOTH, unclear=("bend down", "squat")),
    3: Label("throw something in a bin", also=("walk",), unclear=("throw",)),
    4: Label("walk"),
    5: Label("sit", turns=False),
    6: Label("stand up", turns=False),
    8: Label("put on a jacket"),
    9: Label("take off a jacket"),
    11: Label("throw"),
    12: Label("carry something", also=("walk",)),
}

_NTU: Final = re.compile(r"S\d{3}C\d{3}P(?P<subject>\d{3})R\d{3}A(?P<action>\d{3})")
_NTU_WORDS: Final = """drink water|eat|brush teeth|brush hair|drop something|pick something up|throw|sit down|stand up
clap|read|write|tear up paper|put on a jacket|take off a jacket|put on a shoe|take off a shoe|put on glasses
take off glasses|put on a hat|take off a hat|cheer|wave|kick something|reach into a pocket|hop|jump up|phone
play with a phone|type on a keyboard|point to something|take a selfie|look at a watch|rub two hands|nod or bow
shake the head|wipe the face|salute|put the palms together|cross the hands|sneeze or cough|stagger|fall down
touch the head in pain|touch the chest in pain|touch the back in pain|touch the neck in pain|vomit|fan oneself
punch somebody|kick somebody|push somebody|pat a back|point a finger at somebody|hug|give an object|touch a pocket
shake hands|walk towards each other|walk apart|put on headphones|take off headphones|shoot at a basket|bounce a ball
swing a tennis racket|juggle a table tennis ball|hush|flick the hair|thumb up|thumb down|make an OK sign
make a victory sign|staple a book|count money|cut nails|cut paper|snap fingers|open a bottle|sniff|squat|toss a coin
fold paper|ball up paper|play with a magic cube|put cream on the face|put cream on a hand|put on a bag|take off a bag
put something into a bag|take something out of a bag|open a box|move heavy objects|shake a fist|throw up a hat
raise both hands|cross the arms|circle the arms|swing the arms|run on the spot|kick the buttocks
touch the toes crosswise|kick to the side|yawn|stretch|blow the nose|hit somebody with an object|wield a knife
knock somebody over|grab somebody's things|shoot with a gun|step on a foot|high-five|cheers and drink|carry an object
take a photo|follow somebody|whisper|exchange things|support somebody|rock-paper-scissors""".replace("\n", "|")
_NTU_LABELS: Final = {
    **{1: Label("drink"), 6: Label("pick something up"), 7: Label("throw"), 8: Label("sit"), 9: Label("stand up")},
    **{10: Label("clap"), 14: Label("put on a jacket"), 15: Label("take off a jacket"), 23: Label("wave")},
    **{24: Label("kick"), 26: Label("jump"), 27: Label("jump"), 28: Label("phone"), 30: Label("type")},
    **{31: Label("point"), 38: Label("salute"), 40: Label("cross the arms"), 43: Label("fall"), 50: Label("punch")},
    **{52: Label("push"), 63: Label("shoot a basketball"), 64: Label("dribble"), 65: Label("hit a tennis forehand")},
    80: Label("squat"),
    **{95: Label(body_part="both arms"), 96: Label("cross the arms"), 97: Label("rotate arms"), 99: Label("run")},
    **{102: Label("kick"), 114: Label("carry something")},
}
_NTU_TRAIN: Final = frozenset(
    (1, 2, 4, 5, 8, 9, 13, 14, 15, 16, 17, 18, 19, 25, 27, 28, 31, 34, 35, 38, 45, 46, 47, 49, 50, 52, 53, 54, 55, 56)
    + (57, 58, 59, 70, 74, 78, 80, 81, 82, 83, 84, 85, 86, 89, 91, 92, 93, 94, 95, 97, 98, 100, 103)
)
"""Performers of the published cross-subject split; two of them are kept for validation."""
_SPLITS: Final[dict[str, dict[int, str]]] = {
    "utd_mhad": {1: "train", 3: "train", 5: "train", 7: "val"},
    "nw_ucla": {8: "test", 9: "test", 10: "val"},
    "ntu": {**dict.fromkeys(_NTU_TRAIN, "train"), 19: "val", 38: "val"},
}
DEPTH_CAMERA_SETS: Final = frozenset(_SPLITS)
"""Names of the sets that depth cameras recorded."""
_OTHERS: Final = {"utd_mhad": "test", "nw_ucla": "train", "ntu": "test"}
_SETS: Final = (
    ("utd_mhad", _UTD, _UTD_WORDS, _UTD_LABELS),
    ("nw_ucla", _UCLA, _UCLA_WORDS, _UCLA_LABELS),
    ("ntu", _NTU, _NTU_WORDS, _NTU_LABELS),
)


def describe_kinect(path: Path) -> dict[str, Any] | None:
    """The row of a file of one of these sets, as `open_sets.describe` gives it; None for any other file.

    Args:
        path: of a motion file; it need not be there.
    """
    for name, pattern, words, labels in _SETS:
        if match := pattern.fullmatch(path.stem):
            action, subject = int(match["action"]), int(match["subject"])
            known = words.split("|")
            row = {"id": path.stem, "split": _SPLITS[name].get(subject, _OTHERS[name]), "set": name}
            row |= {"content": known[action - 1] if 0 < action <= len(known) else "", "subject": f"{name}_{subject}"}
            return row | ({"label": label_row(labels[action])} if action in labels else {})
    return None
