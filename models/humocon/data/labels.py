"""What the labels of the motion-capture sets mean: action, direction, body part, and how to say them.

Actions, directions and body parts are answered in BABEL-QA's words, so that training and benchmark speak one language.
"""

import dataclasses
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from humocon.errors import DataError
from humocon.motion.kinematics.facts import facts


@dataclass(frozen=True)
class Verb:
    """How an action is said."""

    third: str
    """"the person ..." """
    gerund: tuple[str, ...]
    """"is the person ...?"; the first form is the plain one, others are synonyms."""
    base: tuple[str, ...]
    """"does the person ...?" """


@dataclass(frozen=True)
class Label:
    """What is known about a stretch of motion; None or "" where the label leaves it open."""

    action: str = ""
    direction: str = ""
    body_part: str = ""
    turns: bool | None = None
    """Whether the person changes heading; None where the label does not tell."""
    unclear: tuple[str, ...] = ()
    """Actions that may or may not be part of it: nobody is asked about them."""
    also: tuple[str, ...] = ()
    """Actions that are part of it, though another word names it."""
    weight: float = 1.0
    """How often it is drawn for sequences."""

    @property
    def words(self) -> str:
        """Action, direction and body part in one line, e.g. "walk left" or "wave right hand"."""
        return " ".join(part for part in (self.action, self.direction, self.body_part) if part)

    def mirrored(self) -> "Label":
        """The label of the mirrored motion."""
        return replace(self, direction=_swap(self.direction), body_part=_swap(self.body_part))


TRANSITION = Label(action="transition")
VERBS: dict[str, Verb] = {
    "walk": Verb("walks", ("walking", "strolling", "taking steps"), ("walk", "stroll", "take steps")),
    "run": Verb("runs", ("running", "sprinting", "dashing"), ("run", "sprint", "dash")),
    "jog": Verb("jogs", ("jogging",), ("jog",)),
    "jump": Verb("jumps", ("jumping", "hopping", "leaping"), ("jump", "hop", "leap")),
    "skip": Verb("skips", ("skipping",), ("skip",)),
    "wave": Verb("waves", ("waving", "waving goodbye"), ("wave", "wave goodbye")),
    "kick": Verb("kicks", ("kicking",), ("kick",)),
    "punch": Verb("punches", ("punching", "boxing", "throwing a punch"), ("punch", "box", "throw a punch")),
    "throw": Verb("throws", ("throwing", "throwing something", "throwing a ball"), ("throw", "throw something")),
    "squat": Verb("squats", ("squatting", "crouching", "doing a squat"), ("squat", "crouch", "do a squat")),
    "bow": Verb("bows", ("bowing", "taking a bow"), ("bow", "take a bow")),
    "bend down": Verb("bends down", ("bending down", "bending over", "bending"), ("bend down", "bend over", "bend")),
    "clap": Verb("claps", ("clapping", "clapping the hands"), ("clap", "clap the hands")),
    "place something": Verb(
        "places something on the floor",
        ("placing something", "putting something down", "setting something down"),
        ("place something", "put something down", "set something down"),
    ),
    "take/pick something up": Verb(
        "takes something from a high place",
        ("taking something", "grabbing something", "reaching for something"),
        ("take something", "grab something", "reach for something"),
    ),
    "climb": Verb("climbs", ("climbing",), ("climb",)),
    "dance": Verb("dances", ("dancing",), ("dance",)),
    "dribble": Verb("dribbles a ball", ("dribbling", "playing basketball"), ("dribble", "play basketball")),
    "slash": Verb("slashes with a sword", ("slashing", "fencing", "swinging a sword"), ("slash", "swing a sword")),
    "lie down": Verb("lies down on the floor", ("lying down",), ("lie down",)),
    "sneak": Verb("sneaks", ("sneaking", "creeping"), ("sneak", "creep")),
    "rotate arms": Verb("rotates both arms", ("rotating the arms", "circling the arms"), ("rotate the arms",)),
    "touch elbow to knee": Verb("touches a knee with an elbow", ("touching a knee with an elbow",), ("touch a knee",)),
    "do jumping jacks": Verb("does jumping jacks", ("doing jumping jacks",), ("do jumping jacks",)),
    "wash windows": Verb("washes windows", ("washing windows", "wiping a window"), ("wash windows", "wipe a window")),
    "stand": Verb("stands still", ("standing still",), ("stand still",)),
    "sit": Verb("sits down", ("sitting down",), ("sit down",)),
    "show the way": Verb("shows the way", ("showing the way", "pointing the way"), ("show the way", "point the way")),
    "side step": Verb("steps sideways", ("stepping sideways", "side stepping"), ("step sideways", "side step")),
    "gallop": Verb("gallops", ("galloping", "galloping sideways"), ("gallop", "gallop sideways")),
    "skip rope": Verb(
        "skips with a rope", ("skipping with a rope", "skipping rope"), ("skip with a rope", "skip rope")
    ),
    "march": Verb("marches", ("marching", "lifting the knees high"), ("march", "lift the knees high")),
    "limp": Verb("limps", ("limping", "hobbling"), ("limp", "hobble")),
    "climb stairs": Verb("climbs stairs", ("climbing stairs", "going upstairs"), ("climb stairs", "go upstairs")),
    "fall": Verb("falls down", ("falling down", "falling", "collapsing"), ("fall down", "fall", "collapse")),
    "get up": Verb(
        "gets up from the floor",
        ("getting up from the floor", "getting up", "rising from the floor"),
        ("get up from the floor", "get up", "rise from the floor"),
    ),
    "lie": Verb("lies on the floor", ("lying on the floor", "lying still"), ("lie on the floor", "lie still")),
    "crawl": Verb("crawls", ("crawling", "moving on hands and knees"), ("crawl", "move on hands and knees")),
    "sit still": Verb("sits still", ("sitting still", "sitting"), ("sit still", "sit")),
    "stand up": Verb("stands up", ("standing up", "getting up from a chair"), ("stand up", "get up from a chair")),
    "kneel": Verb("kneels", ("kneeling", "going down on a knee"), ("kneel", "go down on a knee")),
    "do push-ups": Verb("does push-ups", ("doing push-ups", "doing press-ups"), ("do push-ups", "do press-ups")),
    "do sit-ups": Verb("does sit-ups", ("doing sit-ups", "doing crunches"), ("do sit-ups", "do crunches")),
    "hold a plank": Verb("holds a plank", ("holding a plank", "planking"), ("hold a plank", "plank")),
    "lunge": Verb("lunges", ("lunging", "doing a lunge"), ("lunge", "do a lunge")),
    "swing a golf club": Verb(
        "swings a golf club",
        ("swinging a golf club", "playing golf", "hitting a golf ball"),
        ("swing a golf club", "play golf", "hit a golf ball"),
    ),
    "shoot an arrow": Verb(
        "shoots an arrow",
        ("shooting an arrow", "doing archery", "practising archery"),
        ("shoot an arrow", "do archery", "practise archery"),
    ),
    "swing a baseball bat": Verb(
        "swings a baseball bat",
        ("swinging a baseball bat", "swinging a bat", "playing baseball"),
        ("swing a baseball bat", "swing a bat", "play baseball"),
    ),
    "hit a tennis forehand": Verb(
        "plays a tennis forehand",
        ("playing a tennis forehand", "swinging a tennis racket", "hitting a forehand"),
        ("play a tennis forehand", "swing a tennis racket", "hit a forehand"),
    ),
    "serve in tennis": Verb("serves in tennis", ("serving in tennis", "serving"), ("serve in tennis", "serve")),
    "shoot a basketball": Verb(
        "shoots a basketball",
        ("shooting a basketball", "shooting at a basket"),
        ("shoot a basketball", "shoot at a basket"),
    ),
    "swim": Verb("swims", ("swimming", "doing the front crawl"), ("swim", "do the front crawl")),
    "bowl": Verb("bowls", ("bowling", "rolling a ball"), ("bowl", "roll a ball")),
    "catch": Verb("catches something", ("catching something", "catching a ball"), ("catch something", "catch a ball")),
    "carry something": Verb(
        "carries something", ("carrying something", "carrying a box"), ("carry something", "carry a box")
    ),
    "push a cart": Verb("pushes a cart", ("pushing a cart", "pushing a trolley"), ("push a cart", "push a trolley")),
    "push": Verb("pushes something", ("pushing something", "pushing", "shoving"), ("push something", "push", "shove")),
    "drink": Verb("drinks", ("drinking", "drinking something"), ("drink", "drink something")),
    "phone": Verb(
        "talks on the phone",
        ("talking on the phone", "making a phone call"),
        ("talk on the phone", "make a phone call"),
    ),
    "type": Verb("types on a keyboard", ("typing on a keyboard", "typing"), ("type on a keyboard", "type")),
    "sweep": Verb("sweeps the floor", ("sweeping the floor", "sweeping"), ("sweep the floor", "sweep")),
    "knock": Verb("knocks on a door", ("knocking on a door", "knocking"), ("knock on a door", "knock")),
    "pick something up": Verb(
        "picks something up from the floor",
        ("picking something up from the floor", "picking something up", "lifting something off the floor"),
        ("pick something up from the floor", "pick something up", "lift something off the floor"),
    ),
    "put on a jacket": Verb(
        "puts on a jacket", ("putting on a jacket", "putting a coat on"), ("put on a jacket", "put a coat on")
    ),
    "take off a jacket": Verb(
        "takes off a jacket", ("taking off a jacket", "taking a coat off"), ("take off a jacket", "take a coat off")
    ),
    "cross the arms": Verb(
        "crosses the arms", ("crossing the arms", "folding the arms"), ("cross the arms", "fold the arms")
    ),
    "curl the arms": Verb(
        "curls both arms", ("curling the arms", "doing biceps curls"), ("curl the arms", "do biceps curls")
    ),
    "draw a circle": Verb("draws a circle in the air", ("drawing a circle",), ("draw a circle",)),
    "draw a circle clockwise": Verb(
        "draws a circle clockwise in the air", ("drawing a circle clockwise",), ("draw a circle clockwise",)
    ),
    "draw a circle counterclockwise": Verb(
        "draws a circle counterclockwise in the air",
        ("drawing a circle counterclockwise",),
        ("draw a circle counterclockwise",),
    ),
    "pick up and throw": Verb(
        "picks something up and throws it",
        ("picking something up and throwing it",),
        ("pick something up and throw it",),
    ),
    "throw something in a bin": Verb(
        "throws something in a bin",
        ("throwing something in a bin", "dropping trash in a bin"),
        ("throw something in a bin", "drop trash in a bin"),
    ),
    "draw an x": Verb("draws an x in the air", ("drawing an x",), ("draw an x",)),
    "draw a triangle": Verb("draws a triangle in the air", ("drawing a triangle",), ("draw a triangle",)),
    "swipe": Verb("swipes", ("swiping",), ("swipe",)),
    "point": Verb("points", ("pointing", "pointing at something"), ("point", "point at something")),
    "salute": Verb("salutes", ("saluting",), ("salute",)),
}
RAISE_ARM: Final = "raise an arm"
"""The action of a label that names a part of the body alone."""
BODY_PARTS = ("left hand", "right hand", "left arm", "right arm", "left leg", "right leg", "both hands", "both arms")
DIRECTIONS = ("forward", "backwards", "left", "right")
_ANYTHING = ("jump", "kick", "walk", "run", "squat", "bow", "bend down", "wave", "clap", "rotate arms")
_DANCE = Label("dance", unclear=_ANYTHING, weight=0.3)
_CLIMB = Label("climb", unclear=("jump", "walk", "squat", "take/pick something up", "kick"), weight=0.3)
_BALL = Label("dribble", unclear=("walk", "run", "jump", "throw", "jog"), weight=0.3)
LABELS: dict[str, Label] = {
    "bow": Label("bow", turns=False, unclear=("bend down",)),
    "bye": Label("wave", turns=False),
    "byebye": Label("wave", turns=False),
    "guide": Label("show the way", unclear=("wave",), weight=0.3),
    "dash": Label("run", "forward", turns=False),
    "run": Label("run", "forward", turns=False),
    "kick": Label("kick"),
    "punch": Label("punch"),
    "slash": Label("slash", weight=0.3),
    "dance-short": _DANCE,
    "walk": Label("walk", "forward", turns=False),
    "walk-back": Label("walk", "backwards", turns=False),
    "walk-left": Label("walk", weight=0.5),
    "walk-right": Label("walk", weight=0.5),
    "raise-up-left-hand": Label(body_part="left arm", turns=False, unclear=("wave",)),
    "raise-up-right-hand": Label(body_part="right arm", turns=False, unclear=("wave",)),
    "raise-up-both-hands": Label(body_part="both arms", turns=False, unclear=("wave",), weight=0.5),
    "walk-turn-left": Label("walk", "left", turns=True),
    "walk-turn-right": Label("walk", "right", turns=True),
    "wave-left-hand": Label("wave", body_part="left hand", turns=False),
    "wave-right-hand": Label("wave", body_part="right hand", turns=False),
    "wave-both-hands": Label("wave", turns=False),
    "deposit an object on the floor": Label(
        "place something", body_part="right hand", unclear=("squat", "bow", "bend down")
    ),
    "grab an object from a high shelf": Label("take/pick something up", body_part="right hand"),
    "throw a basketball": Label("throw", unclear=("jump",)),
    "squat": Label("squat", turns=False, unclear=("bend down",)),
    "hop": Label("jump", turns=False),
    "kick to the front": Label("kick", body_part="left leg"),
    "jog in a left circle": Label("jog", "left", turns=True, unclear=("run", "walk")),
    "lie down on the floor": Label("lie down", unclear=("squat", "bow", "bend down"), weight=0.4),
    "rotate arms backward": Label("rotate arms", body_part="both arms", turns=False, weight=0.4, unclear=("wave",)),
    "elbow to knee": Label("touch elbow to knee", turns=False, weight=0.4, unclear=("squat", "kick", "bend down")),
    "sneak": Label("sneak", "forward", weight=0.4, unclear=("walk",)),
    "soccer - kick ball": Label("kick", unclear=("walk", "run")),
    "forward jump": Label("jump", "forward", weight=0.4, turns=False),
    "jump": Label("jump"),
    "slow walk": Label("walk", "forward", weight=0.3),
    "wash windows": Label("wash windows", weight=0.2, unclear=("wave",)),
    "jumping jack": Label("do jumping jacks", weight=0.3, also=("jump",), unclear=("wave", "clap")),
    "swordplay": Label("slash", weight=0.3, unclear=("walk", "jump")),
    "boxing": Label("punch"),
    "high jump": Label("jump", unclear=("walk", "run")),
    "walk, 90-degree left turn": Label("walk", "left", turns=True),
    "walk, 90-degree right turn": Label("walk", "right", turns=True),
    "run, 90-degree left turn": Label("run", "left", turns=True),
    "run, 90-degree right turn": Label("run", "right", turns=True),
}


def label_of(row: dict[str, object]) -> Label | None:
    """The label of one row of a set's manifest; None where its words say too little to ask about.

    A row may spell it out, as `label_row` does; else its content is looked up.

    Raises:
        DataError: it is spelled out in words that are not known.
    """
    spelled = row.get("label")
    if isinstance(spelled, dict):
        return spelled_label(spelled, str(row.get("id", "")))
    content, source = str(row.get("content", "")), str(row.get("set", ""))
    if source == "cmu" and content in ("walk", "run"):
        return Label(content)  # paths of many shapes
    if source == "sie":
        direction = str(row.get("direction", ""))
        return Label("punch") if content == "punch" else Label("run", direction, turns=direction != "forward")
    for start, label in (("playground", _CLIMB), ("dance -", _DANCE), ("basketball", _BALL)):
        if content.startswith(start) and "signals" not in content:
            return label
    return LABELS.get(content)


def label_row(label: Label) -> dict[str, object]:
    """A label spelled out for a row of a set's manifest: what is not the default."""
    fields = {field.name: (getattr(label, field.name), field.default) for field in dataclasses.fields(label)}
    return {name: value for name, (value, default) in fields.items() if value != default}


def spelled_label(fields: dict[str, Any], clip: str) -> Label:
    """The label that a row spells out."""
    known = {field.name for field in dataclasses.fields(Label)}
    strange = [name for name in fields if name not in known]
    if strange:
        raise DataError(f"clip {clip!r}: a label has no {strange[0]!r}; it has {', '.join(sorted(known))}")
    lists = {name: fields.get(name, ()) for name in ("unclear", "also")}
    for name, actions in lists.items():
        if not isinstance(actions, (list, tuple)) or not all(action in VERBS for action in actions):
            raise DataError(f"clip {clip!r}: {name} {actions!r} is not a list of actions")
    label = Label(**{**fields, **{name: tuple(actions) for name, actions in lists.items()}})
    for name, words in (("action", ("", *VERBS)), ("direction", ("", *DIRECTIONS)), ("body_part", ("", *BODY_PARTS))):
        if getattr(label, name) not in words:
            raise DataError(f"clip {clip!r}: {name} {getattr(label, name)!r} is not one of {', '.join(words[1:])}")
    if not label.words:
        raise DataError(f"clip {clip!r}: a label needs an action, a direction or a body_part")
    if label.turns not in (None, True, False):
        raise DataError(f"clip {clip!r}: turns {label.turns!r} is neither true nor false")
    if not isinstance(label.weight, (int, float)) or not 0 < label.weight < 1e6:
        raise DataError(f"clip {clip!r}: weight {label.weight!r} is not a number above 0")
    return label


def _swap(words: str) -> str:
    if "left" in words:
        return words.replace("left", "right")
    return words.replace("right", "left")


_COUNTED: Final[dict[str, str]] = {
    "jump": "jump",
    "do jumping jacks": "jumping jack",
    "squat": "squat",
    "bow": "bow",
    "kick": "kick",
    "punch": "punch",
}
"""Actions, and what `humocon.motion.kinematics` calls their repetitions."""
_ONCE: Final = ("throw", "wave")
"""Actions of which a clip shows one: a wave is one, however often the hand goes to and fro."""
COUNTABLE: Final = (*_COUNTED, *_ONCE)
"""Actions that somebody can be asked to count."""


def times_done(label: Label, joints: np.ndarray) -> int | None:
    """How often the action of a label is done, by what the joints say; None where they say nothing of it.

    Args:
        label: of the motion.
        joints: (K, 22, 3) metres, y up, 20 Hz.
    """
    if label.action in _ONCE:
        return 1
    if label.action not in _COUNTED:
        return None
    return facts(joints).count(_COUNTED[label.action]) or None
