"""A clip that is asked about: its facts, its events, and what a model calls them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, pairwise
from typing import Final

import numpy as np

from humocon.ask.exact.known import film
from humocon.ask.exact.known.events import Event, events_of, joint_of, overlap
from humocon.ask.exact.known.names import OWN, Told, active_span, named_events, timed
from humocon.ask.exact.known.relations import DETAILS, ON_THE_FLOOR, SAME, hides, meet
from humocon.ask.exact.known.rises import risen
from humocon.ask.exact.words.vocabulary import BY_KEY
from humocon.motion.kinematics.changes import Change
from humocon.motion.kinematics.facts import Facts
from humocon.motion.kinematics.measures import Measures, Part
from humocon.motion.kinematics.signals import SIDES, Span, extremes, runs, smooth
from humocon.motion.kinematics.words import describe_flight

AskModel = Callable[[Sequence[str]], Sequence[Told]]
AskTaught = Callable[[], Mapping[str, Sequence[Event]]]
WHAT: Final = "What is the person doing?"
LEAST_TRUST: Final[float] = 0.3
THRUST: Final[float] = 35.0
"""Degrees by which an elbow is stretched and bent again where a fist is thrust."""
_THRUST_TO: Final[float] = 90.0
"""Degrees that it is bent at most when the fist is out: who spars lightly does not stretch the arm."""
DIP_DEGREES: Final[float] = 60.0
DIP_FEET_M: Final[float] = 0.06
"""Degrees by which both knees of who dips for a moment are bent, and metres up to which feet are on the floor then."""


_SMALL: Final = frozenset(
    ("raise", "swing", "clap", "lunge", "crouch", "bend", "reach down", "twist", "bow", "wave", "punch", "sit")
    + ("squat", "lift knee")
)
"""What is worth telling only where nothing is named."""
_PASSED: Final = frozenset({"squat", "crouch", "bow", "kick"})
_CHANGES: Final = frozenset({"sit", "get up", "lie", "kneel", "fall"})
"""What one passes through, and names of the ways on which it is."""
PASSED_S: Final[float] = 0.3
"""Seconds beside such a way in which a crouch still belongs to it."""
HOPPING: Final = frozenset({"run", "jack", "skip", "gallop", "dance", "dribble", "kick", "lie", "crawl", "elbow knee"})
"""Whose low flights are no jumps of their own."""
_LOW_HOP_M: Final[float] = 0.04
"""Metres from which feet or hips that go up make a low hop."""


@dataclass(frozen=True)
class Scene:
    """A clip, its facts, and whom to ask for names.

    Attributes:
        facts: of the joints, in seconds of the file.
        ask_model: answers questions in the words of its training, each with a probability.
        legs_seen: whether the legs were; else nothing is told by them.
        duration_s: of the file.
        is_film: whether the motion was lifted from a film, so that its joints are noisy and its names doubtful.
        ask_taught: gives the actions that a user has taught, each with when it is seen.
        fps: frames a second of the file, 0 where it has none.
    """

    facts: Facts
    ask_model: AskModel
    legs_seen: bool = True
    duration_s: float = 0.0
    is_film: bool = False
    ask_taught: AskTaught = dict
    fps: float = 0.0

    @property
    def measures(self) -> Measures:
        """The parts of the body over time, of the facts."""
        return self.facts.measures

    @property
    def falls(self) -> list[Change]:
        """When the joints show that the person falls."""
        return [change for change in self.facts.changes if change.kind == "falls"]

    @property
    def rises(self) -> list[Change]:
        """When the person sits, stands or gets up."""
        return [change for change in self.facts.changes if change.kind.endswith("up")]

    @property
    def descents(self) -> list[Change]:
        """When the person goes down to the floor or a seat."""
        return [change for change in self.facts.changes if not change.kind.endswith("up")]

    @property
    def turns(self) -> list[Event]:
        """The turns of the body that the joints tell."""
        return [event for event in self.known if event.key == "turn"]

    @property
    def largest_turn(self) -> Event | None:
        """The first of them that goes farthest."""
        return max(self.turns, key=lambda event: event.value, default=None)

    @cached_property
    def told(self) -> Told:
        """What the model says that happens, with its probability."""
        return self.ask_model([WHAT])[0]

    @cached_property
    def nameless(self) -> "Scene":
        """The same clip as one tells it who knows no name."""
        return replace(self, ask_model=lambda asked: [Told("", 0.0) for _ in asked], ask_taught=dict)

    @cached_property
    def known(self) -> list[Event]:
        """What the joints alone tell."""
        events = events_of(self.facts, self.measures)
        by_legs = ("jump", "kick", "squat", "crouch", "run", "walk", "sit", "kneel", "lift knee", "lie", "jack")
        if self.is_film:
            events = film.seen(events, self.facts.goings)
        return [event for event in events if self.legs_seen or event.key not in by_legs]

    @cached_property
    def by_label(self) -> Mapping[str, Sequence[Event]]:
        """The actions that a user has taught, each with when it is seen, if it is."""
        return self.ask_taught()

    @cached_property
    def taught(self) -> list[Event]:
        """What of it is seen, in the order of time."""
        return sorted(chain.from_iterable(self.by_label.values()), key=lambda event: event.span.begin_s)

    @cached_property
    def named(self) -> list[Event]:
        """What is named, with times: what a user has taught, and what the model says of the rest."""
        said, taught = self._said, self.taught
        said = [event for event in said if not any(meet(one, event, 0.3) and one.key != event.key for one in taught)]
        taught = [one for one in taught if not any(meet(one, event, 0.3) for event in said)]
        return sorted([*said, *taught], key=lambda event: event.span.begin_s) if taught else said

    @property
    def _said(self) -> list[Event]:
        """What the model names, with times; of a film with the falls that the joints show."""
        named = self._believed
        if not self.is_film:
            return timed(named, self.known, self.measures, self.duration_s)
        return film.with_falls(
            timed(film.as_seen(named, self.known), self.known, self.measures, self.duration_s), self.falls
        )

    @property
    def _believed(self) -> list[Event]:
        """What the model names; empty where it is not to be trusted."""
        named = named_events(self.told.text, self.told.spans(self.measures.times))
        least = film.least_trust(named, self.known, self.facts) if self.is_film else LEAST_TRUST
        if self.told.probability < least:
            return []
        events = [event for event in named if not self._refuted(event)]
        events = [replace(event, key="twist", words="") if self._only_twists(event) else event for event in events]
        if self.facts.count("twist") > 2 and not any(event.key == "punch" for event in self.known):
            # Arms that go along with a trunk that twists are no punches.
            events = [replace(event, key="twist") if event.key == "punch" else event for event in events]
        return events

    def _only_twists(self, event: Event) -> bool:
        """Whether what is called a swing of a sport is a trunk that twists to and fro."""
        to_and_fro = [one for one in self.known if one.key == "twist" and overlap(one.span, event.span) > 0]
        return event.key in ("tennis", "golf", "baseball") and len(to_and_fro) > 1 and not self.is_film

    def recognised(self, key: str) -> list[Event]:
        """What the recogniser names by a name of its own that means an action."""
        return [event for event in self.named if event.words and event.key == key]

    def _refuted(self, event: Event) -> bool:
        """Whether the joints leave no room for what the model names."""
        travel = self.facts.travel
        if event.words:
            return False
        if event.key in ("walk", "run", "sneak"):
            return travel.path_m < 0.5
        if event.key == "lie" or event.key == "handstand":
            return not any(
                posture.name in ("lying", "squatting", "seated", "upside down", "crouched")
                for posture in self.facts.postures
            )
        if self.is_film and event.key in ("dribble", "slash", "elbow knee", "climb", "dance", "throw", "take", "place"):
            return event.key != "climb" or self.hands_up_share < 0.2
        return False

    def during(self, where: Span, *, centred: bool = False) -> "Scene":
        """The scene of a stretch: what happens in it, by the facts and the names of the whole clip.

        Args:
            where: the stretch.
            centred: whether what has its middle elsewhere is left out, where anything has it here.
        """
        part = replace(self)
        for name, events in (("known", self.known), ("named", self.named), ("events", self.events)):
            among = [one for one in events if one.span.begin_s <= where.end_s and one.span.end_s >= where.begin_s]
            if centred:
                middles = {one: (one.span.begin_s + one.span.end_s) / 2 for one in among}
                among = [one for one in among if where.begin_s <= middles[one] <= where.end_s] or among
            part.__dict__[name] = among
        return part

    @cached_property
    def hands_up_share(self) -> float:
        """The share of time in which a hand is over the head."""
        head = self.measures.course("head", "height")
        hands = np.maximum(self.measures.course("left wrist", "height"), self.measures.course("right wrist", "height"))
        return float((hands > head).mean())

    @cached_property
    def events(self) -> list[Event]:
        """What happens, in the order of time: the names, and the facts that stand for themselves."""
        named = self.named
        kept = list(named)
        for event in self.known:
            doubles = any(
                one.span == event.span
                and one.key in (event.key, "jack", "sneak", "walk", "run", "wave", "raise", "place", "squat", "bow")
                for one in named
            )
            same = any(event.key in SAME.get(one.key, frozenset({one.key})) and meet(one, event, 0.5) for one in named)
            hidden = any(hides(one, event) and (self._of_the_whole(one) or meet(one, event, 0.3)) for one in named)
            repeated = any(one.key == event.key and not meet(one, event, 0.1) for one in named)
            repeated = repeated and not same and (event.key not in ("walk", "run") or event.value >= 1.5)
            small = bool(named) and event.key in ("walk", "run") and event.value < 1.5
            hidden = hidden or (event.key in ("turn", "twist", "swing") and self._on_the_way(event))
            if (repeated and not hidden) or not (doubles or same or hidden or small):
                kept.append(event)
        return sorted(kept, key=lambda event: (event.span.begin_s, -event.span.duration_s))

    def _on_the_way(self, event: Event) -> bool:
        """Whether something is but a part of going down to the floor or a seat, or of getting up."""
        ways = [Event("", change.span) for change in self.facts.changes]
        return any(meet(way, event, 0.7) and way.span.duration_s > event.span.duration_s for way in ways)

    def _of_the_whole(self, named: Event) -> bool:
        """Whether a name tells of all of a film of somebody on the floor, whatever is misread there at any time."""
        return self.is_film and len(self.named) == 1 and named.key in ON_THE_FLOOR - {"fall"}

    @cached_property
    def main(self) -> list[Event]:
        """What is worth telling: no small moves beside the large ones."""
        keep = [event for event in self.events if event in self.named or self._matters(event)]
        found: list[Event] = []
        for event in keep:
            if found and found[-1].key == event.key and (found[-1].side, found[-1].way) == (event.side, event.way):
                last = found[-1]
                where = Span(last.span.begin_s, max(last.span.end_s, event.span.end_s))
                value, count = max(last.value, event.value), last.count + event.count
                found[-1] = replace(last, span=where, value=value, count=count)
            else:
                found.append(event)
        return found

    def _matters(self, event: Event) -> bool:
        if event.key == "turn":
            return event.value >= 50.0
        if event.key in ("walk", "run"):
            return event.value >= 1.0
        if event.key in _SMALL:
            return not self.named and event.span.duration_s > 0.4
        return True

    def of(self, key: str, side: str = "", way: str = "") -> list[Event]:
        """The events that an action means, with a side or a way where one is named."""
        keys = SAME.get(key, frozenset({key}))
        found = [event for event in self.events if event.key in keys]
        detailed = key in DETAILS and any(event.words for event in self.named)
        detailed = detailed or any(event.key == OWN for event in self.named)
        if detailed or key in ("crouch", "bend", "raise", "reach down", "lift knee", "twist", "turn", "handstand"):
            found = found or [event for event in self.known if event.key in keys]
        if key == "crouch":
            found = found or self.dips
        if key == "punch" and found and not any(event.line for event in found):
            found = self.thrusts or found
        if key == "get down":
            downs = ("squat", "crouch", "reach down", "bend", "sit", "kneel", "lie")
            found = found or [one for low in downs for one in self.of(low)]
        if key in _PASSED:
            found = [event for event in found if event in self.named or not self._passes(event)]
        if key == "turn" and found:
            found = [event for event in self.known if event.key == key] or found
        if key == "air":
            # Who jumps is in the air for the jump; the strides of a run before it are not meant.
            flights = self.facts.jumps or self.facts.flights
            found = [Event("air", one.span, value=one.height_m, line=describe_flight(one)) for one in flights]
            found = found if self.legs_seen else []
        if key == "jump" and not found:
            found = self._low_hops
        if key == "get up" and not found and not self.rises:
            found = risen((*self.of("squat"), *self.of("crouch")), self.measures, self.duration_s)
        if side and key not in ("walk", "run", "move", "air"):
            found = [
                event for event in found if event.side in (side, "both") or (side == "both" and event.side == "both")
            ]
        if way:
            found = [event for event in found if event.way == way]
        return sorted(set(found), key=lambda event: event.span.begin_s)

    def _passes(self, event: Event) -> bool:
        """Whether something is but what one passes through on the way to a seat or the floor, or up from there."""
        ways = [change.span for change in self.facts.changes]
        ways += [one.span for one in self.named if one.key in _CHANGES]
        least = -PASSED_S if event.key == "crouch" else event.span.duration_s / 2
        return any(overlap(event.span, where) >= least for where in ways)

    @property
    def _low_hops(self) -> list[Event]:
        """Flights that are too low to be told as jumps, where somebody neither runs nor does what they belong to."""
        if self.is_film or not self.legs_seen:
            return []
        beside = [event for event in (*self.known, *self.named) if event.key in HOPPING]
        hops = [
            Event("jump", one.span, value=one.height_m, line=f"a low hop, {one.span.words}, {one.height_m:.2f} m")
            for one in self.facts.jumps
            if one.rise_m > _LOW_HOP_M or one.height_m > _LOW_HOP_M
        ]
        return [hop for hop in hops if not any(meet(one, hop, 0.1) for one in beside)]

    @cached_property
    def dips(self) -> list[Event]:
        """When both knees are bent while a foot is on the floor, as before a jump and after it."""
        knees = np.minimum(*(self.measures.course(joint_of(side, "knee"), "bend") for side in SIDES))
        down = (knees > DIP_DEGREES) & (self.measures.course("body", "height") < DIP_FEET_M)
        found = []
        for begin, end in runs(down, shortest_s=0.15, gap_s=0.1):
            where = self.measures.span(begin, end)
            line = f"both knees are bent by {knees[begin:end].max():.0f}° {where.words}"
            found.append(Event("crouch", where, line=line))
        return found if self.legs_seen else []

    @cached_property
    def thrusts(self) -> list[Event]:
        """When an elbow is stretched from bent to straight and bent again: what a name alone calls punches."""
        found = []
        for side in SIDES:
            bend = smooth(self.measures.course(joint_of(side, "elbow"), "bend"), 0.1)
            turns = extremes(bend, THRUST)
            # An arm that hangs before the first thrust and after the last one is straight without a thrust.
            for before, place in pairwise(turns[:-1]):
                if bend[place] < _THRUST_TO:
                    where = Span(float(self.measures.times[before]), float(self.measures.times[place]))
                    line = f"the {side} elbow is stretched, {where.words}"
                    found.append(Event("punch", where, side=side, line=line))
        return sorted(found, key=lambda event: event.span.begin_s)

    @cached_property
    def star(self) -> Event | None:
        """What the clip is mainly about: what lasts longest of what is named, else of what matters."""
        among = self.named or self.main
        return max(among, key=lambda event: event.span.duration_s, default=None)

    @cached_property
    def active(self) -> Span:
        """From when to when something is done."""
        return active_span(self.measures, self.duration_s)

    def asked(self, key: str) -> tuple[bool, float]:
        """Whether the model says that an action happens, by its own words for it; (False, 0) where it has none."""
        learned = BY_KEY[key].learned
        if not learned:
            return False, 0.0
        answers = self.ask_model([f"Is the person {gerund}?" for gerund in learned])
        yes = [answer.probability for answer in answers if answer.text.lower().startswith("yes")]
        if yes:
            return True, max(yes)
        return False, min((answer.probability for answer in answers), default=0.0)

    def side_of(self, event: Event) -> str:
        """Which hand or foot an event is done with, by how far each goes and how high or low."""
        limbs: tuple[Part, Part] = (
            ("left ankle", "right ankle")
            if event.key in ("kick", "lift knee", "step")
            else ("left wrist", "right wrist")
        )
        left, right = (self.measures.way(limb, event.span) for limb in limbs)
        if event.key in ("kick", "lift knee"):
            return event.side or ("left" if left > right else "right")
        if event.key == "punch":
            return event.side
        if max(left, right) > 2.2 * min(left, right):
            return "left" if left > right else "right"
        return "" if event.key not in ("wave", "circle arms", "clap", "raise") else event.side or "both"
