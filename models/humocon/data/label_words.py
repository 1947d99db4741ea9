"""Labels in people's own words: which action of `humocon.data.labels` they mean, or that they name a new one."""

import re
import unicodedata
from dataclasses import replace
from typing import Final

from humocon.data.labels import BODY_PARTS, LABELS, RAISE_ARM, VERBS, Label
from humocon.data.performing import PERFORMED

_SYNONYMS: Final = {
    **{"idle": "stand", "stand": "stand", "standing": "stand", "seated": "sit", "goodbye": "wave", "greet": "wave"},
    **{"pick up": "take/pick something up", "reach": "take/pick something up", "grab": "take/pick something up"},
    **{"put down": "place something", "deposit": "place something", "star jump": "do jumping jacks"},
    **{"jumping jack": "do jumping jacks", "lie": "lie down", "arm circle": "rotate arms", "basketball": "dribble"},
    **{"fight": "punch", "sword": "slash", "tiptoe": "sneak", "point": "show the way", "bend": "bend down"},
}
_RAISING: Final = frozenset("rais arm hand left right both up".split())
_FILLERS: Final = frozenset(
    "a an the his her their its of with to and on in is are person human man woman someone something somebody".split()
)
"""Words that say nothing: "wave with the left hand" is "wave left hand"."""
_MANNERS: Final = frozenset(
    """fast faster slow slower slowly quick quickly hard soft normal normally big small high low long short spot place
    forward forwards backward backwards back ahead front left right both side sideways straight once twice times
    repeatedly happy happily sad sadly angry angrily neutral tired old young proud hand hands arm arms leg legs foot
    feet widely around""".split()
)
"""Words of how and with what: an action that is known without them is known with them."""
_ANOTHER: Final = "side "
"""What makes another action of a known one where it comes first: a side kick, a side lunge."""
_NAMELESS: Final = frozenset(
    """img vid mvi dsc pxl video videos vids clip clips take takes file files untitled recording recordings record rec
    motion motions mocap data dataset sample samples seq sequence trial trials session sessions subject subjects subj
    actor actors person performer cam camera view final copy new edit edited raw clean part segment train test val
    validation action actions label labels class bvh npz amass mp4 smpl fbx frames pose poses joints
    skeleton keypoints stageii out output own my the no rep reps
    """.split()
)
"""What names of files and folders hold beside a label."""
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NO_WORD: Final = re.compile(r"[\W_]+")
_SHORTEST_STEM: Final = 3


def label_of_words(words: str) -> Label:
    """The label that words mean: a known action with the side and the way they name, else a new action called so.

    "jumping", "Walk", "run_fast" and "waving left hand" are known; how a known action is done (fast, left, forward)
    needs no action of its own, while words that are not known do: "limping walk" is a new action.

    Args:
        words: as a person writes them; not empty.
    """
    plain = plain_words(words)
    if found := _NAMED.get(plain):
        return found
    stems = stems_of(plain)
    if "rais" in stems and stems & {"arm", "hand"} and stems <= _RAISING:
        side = next((side for side in ("left", "right", "both") if side in stems), "")
        return Label(body_part=f"{side} arm{'s' * (side == 'both')}") if side else Label(RAISE_ARM)
    action = _known_action(plain.split())
    if action is None:
        kept = [word for word in plain.split() if word not in _MANNERS and word not in _FILLERS]
        action = _known_action(kept) if kept and not plain.startswith(_ANOTHER) else None
    if action is None:
        return Label(plain)
    part = next((part for part in BODY_PARTS if part in plain), "")
    way = "backwards" if {"backward", "backwards"} & {*plain.split()} else "forward" if "forward" in plain else ""
    return replace(Label(action), body_part=part, direction=way)


def action_of(label: Label) -> str:
    """What a label calls the action: that of its `action`, or the raising of an arm."""
    return label.action or RAISE_ARM


def is_known(label: Label) -> bool:
    """Whether the action of a label is one that the models that ship were taught."""
    return label.action in VERBS or action_of(label) == RAISE_ARM


def plain_words(words: str) -> str:
    """Lower case, with one space between words."""
    return " ".join(_NO_WORD.sub(" ", unicodedata.normalize("NFKC", words).lower()).split())


def words_of_name(name: str) -> str:
    """The words in the name of a file or folder that may be a label: "kick-left 3" is "kick left"; "" where none are.

    Numbers, letters that stand alone, and words that say nothing of a motion (clip, take, subject ...) are no label.
    """
    spaced = _NO_WORD.sub(" ", _CAMEL.sub(" ", unicodedata.normalize("NFKC", name)))
    letters = (word.rstrip("0123456789") for word in spaced.lower().split())
    whole = " ".join(word for word in letters if word.isalpha())
    if whole and is_known(label_of_words(whole)):
        return whole  # "take off a jacket", "draw an x": words that else say nothing
    words = []
    for word in spaced.lower().split():
        letters = word.rstrip("0123456789")
        is_word = letters == word or len(letters) >= _SHORTEST_STEM
        if is_word and letters.isalpha() and len(letters) > 1 and letters not in _NAMELESS:
            words.append(letters)
    return " ".join(words)


def stems_of(words: str) -> frozenset[str]:
    """The words that say something, without their endings: "is jumping", "jumped" and "jumps" are all "jump"."""
    return frozenset(_stem(word) for word in plain_words(words).split() if word not in _FILLERS)


def _known_action(words: list[str]) -> str | None:
    """The known action that is meant by exactly these words, in any form."""
    return _FORMS.get(stems_of(" ".join(words)))


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word[: -len(ending)]
            break
    doubled = len(word) > _SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "aeiouls"
    return word[:-1] if doubled else word


def _forms() -> dict[frozenset[str], str]:
    found: dict[frozenset[str], str] = {}
    for action, verb in VERBS.items():
        for form in (action, verb.third, *verb.gerund, *verb.base):
            found.setdefault(stems_of(form), action)
    for words, action in _SYNONYMS.items():
        found.setdefault(stems_of(words), action)
    return found


_FORMS: Final = _forms()
_NAMED: Final = {
    plain_words(name): label
    for named in (LABELS, {name: label for name, label in PERFORMED.items() if not label.turns})
    for name, label in named.items()
}
"""What the names of the sets and of `humocon synth` mean; who turns there walks, but others turn where they stand."""
