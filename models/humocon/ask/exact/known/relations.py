"""Which kinds of events are the same thing, and which are but a part of another that is named."""

from typing import Final

from humocon.ask.exact.known.events import Event, overlap
from humocon.ask.exact.known.names import OWN

# What a model calls something that another name covers as well.
SAME: Final[dict[str, frozenset[str]]] = {
    "bend": frozenset({"bow", "bend", "reach down", "place"}),
    "bow": frozenset({"bow"}),
    "crouch": frozenset({"crouch", "squat"}),
    "squat": frozenset({"squat"}),
    "jump": frozenset({"jump", "jack", "skip"}),
    "air": frozenset({"jump", "jack", "skip", "run"}),
    "walk": frozenset({"walk", "sneak", "march", "limp", "side step"}),
    "march": frozenset({"march", "walk"}),
    "run": frozenset({"run", "gallop"}),
    "gallop": frozenset({"gallop", "run"}),
    "move": frozenset({"walk", "run", "sneak", "march", "limp", "side step", "gallop"}),
    "step": frozenset({"walk", "run", "sneak", "march", "limp", "side step"}),
    "climb": frozenset({"climb", "climb stairs"}),
    "raise": frozenset({"raise", "wave", "take", "jack", "show the way"}),
    "reach down": frozenset({"reach down", "place"}),
    "place": frozenset({"place"}),
    "throw": frozenset({"throw"}),
    "kneel": frozenset({"kneel"}),
    "soccer": frozenset({"kick"}),
    "swing": frozenset({"circle arms", "wave", "swing", "golf", "baseball"}),
}
_BUSY: Final = frozenset(
    ("circle arms", "climb", "dance", "dribble", "elbow knee", "jack", "jump", "kick", "punch", "run")
    + ("slash", "squat", "take", "throw", "walk", "wash windows")
)
"""Whoever does one of these moves the arms along."""
_STOOPING: Final = frozenset(
    ("climb", "dance", "elbow knee", "jack", "jump", "kick", "lie", "place", "punch", "run", "sit", "skip")
    + ("slash", "squat", "throw", "walk")
)
"""Whoever does one of these bends the trunk along."""
DETAILS: Final = frozenset(
    ("raise", "wave", "bow", "bend", "squat", "crouch", "kick", "twist", "reach down", "lift knee", "punch", "sit")
    + ("swing", "clap", "circle arms", "walk", "run", "lunge", "kneel", "place", "take", "still")
)
"""What is a part of most actions that the recogniser names, and told only where somebody asks for it."""
ON_THE_FLOOR: Final = frozenset({"fall", "pushup", "situp"})
"""Who does one of these crawls, kicks or jumps only by the noise of who is followed on the floor."""
_HIDDEN_BY: Final[dict[str, frozenset[str]]] = {
    # A fact of this kind is no event of its own beside a name of those kinds at the same time.
    "bow": _STOOPING | {"dribble", "take", "sneak"},
    "bend": _STOOPING | {"bow"},
    "squat": frozenset({"jump", "place", "lie", "sit", "take", "throw", "dance", "climb", "slash"}),
    "crouch": frozenset({"squat", "jump", "lie", "sit", "place"}),
    "jump": frozenset({"run", "kick", "squat", "dribble", "gallop", "jack", "skip"}) | ON_THE_FLOOR,
    "kick": frozenset({"run", "walk", "elbow knee", "lie", "jack"}) | ON_THE_FLOOR,
    "wave": _BUSY | {"raise"},
    "raise": _BUSY | {"bow", "clap", "lie", "place", "show the way", "sneak", "wave"},
    "twist": frozenset({"punch", "lie", "walk", "run", "throw", "slash", "dance", "kick"}),
    "turn": frozenset(
        ("punch", "lie", "throw", "slash", "kick", "jack", "elbow knee", "squat", "dance", "jump", "skip")
        + ("climb", "baseball", "bowling", "catch", "crawl", "fall", "get up", "golf", "pushup", "sit", "situp")
        + ("take", "tennis")
    ),
    "lie": frozenset({"crawl", "pushup", "situp"}),
    "crawl": frozenset({"take"}) | ON_THE_FLOOR,
    "walk": frozenset(
        {"jump", "lie", "throw", "kick", "place", "punch", "climb", "dance", "slash", "sneak", "dribble"}
    ),
    "run": frozenset({"jump", "jack", "skip", "dribble", "dance"}),
    "reach down": frozenset({"place", "lie", "squat", "sit", "jump"}),
    "lift knee": frozenset({"elbow knee", "kick", "walk", "run", "jump", "climb", "dance"}),
    "punch": frozenset(
        {"throw", "wave", "run", "walk", "jump", "dribble", "slash", "dance", "wash windows", "jack", "take"}
    ),
    "sit": frozenset({"lie", "squat"}),
}


def hides(named: Event, event: Event) -> bool:
    """Whether a fact is but a part of what is named."""
    return (
        named.key == OWN
        or bool(named.words and event.key in DETAILS)
        or named.key in _HIDDEN_BY.get(event.key, frozenset())
    )


def meet(first: Event, second: Event, share: float) -> bool:
    """Whether two events overlap by a share of the shorter one."""
    shorter = min(first.span.duration_s, second.span.duration_s)
    return overlap(first.span, second.span) >= share * max(shorter, 1e-6)
