"""Questions and answers about a labelled sequence: BABEL-QA's protocol, and what people ask in their own words.

A question is only asked where the labels decide the answer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from humocon.data.labels import BODY_PARTS, DIRECTIONS, VERBS, Label

Turn = tuple[str, str]
T = TypeVar("T")

CANNOT_TELL = "That cannot be told from the motion."
_SUBJECTS = ("the person", "the person", "the person", "they", "he", "she", "this person", "someone", "the subject")
_POSSESSIVES = {"they": "their", "he": "his", "she": "her"}
_ATTRIBUTES = ("action", "direction", "body_part")
_QUERIES = {
    "action": "What action does the person do",
    "direction": "What direction does the person move",
    "body_part": "What body part does the person use",
}
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_OUTSIDE = (
    *("What color is {s}'s shirt?", "What is {s} wearing?", "How old is {s}?", "Is {s} a man or a woman?"),
    *("What is {s}'s name?", "Who is {s}?", "Where is {s}?", "Is {s} happy?", "What is {s} thinking about?"),
    *("What is the weather like?", "Is it raining?", "What time is it?", "How tall is {s}?", "Is {s} tired or angry?"),
    *("What is in the background?", "Is there a dog?", "How many people are there?", "What song is playing?"),
    *("What is the capital of France?", "What is two plus two?", "Write a poem about {s}.", "What does {s} say?"),
    *("Why does {s} do this?", "Which country is {s} from?", "What will happen next?", "Is {s} married?"),
    *("What kind of shoes does {s} wear?", "Does {s} have a beard?", "Tell me a joke.", "Translate this to German."),
    *("How much does {s} weigh?", "What is {s} holding?", "Is {s} talking on the phone?", "Is the room bright?"),
    *("Is {s} swimming?", "Is {s} eating?", "Is {s} driving a car?", "Is {s} sleeping?", "Is {s} reading a book?"),
)


@dataclass(frozen=True)
class Story:
    """What the questioner knows: labels in their order, without the transitions."""

    labels: tuple[Label, ...]

    @property
    def unclear(self) -> set[str]:
        """Actions that may or may not occur."""
        return {action for label in self.labels for action in label.unclear}

    @property
    def actions(self) -> list[str]:
        """Actions that occur, once each."""
        return list(dict.fromkeys(label.action for label in self.labels if label.action))


def ask(labels: Sequence[Label], num_turns: int, rng: np.random.Generator, *, protocol: float = 0.4) -> list[Turn]:
    """Make up a conversation about a sequence.

    Args:
        labels: of the sequence's clips, in order.
        num_turns: questions wanted; fewer where the labels decide no more.
        rng: draws everything.
        protocol: share of questions in BABEL-QA's own words.

    Returns:
        (question, answer) pairs, no question twice.
    """
    turns: dict[str, str] = {}
    fixed = protocol_questions(labels)
    for _ in range(4 * num_turns):
        if len(turns) >= num_turns:
            break
        if fixed and rng.random() < protocol:
            # A kind of relation first, so that the rarer ones are not drowned.
            kind = _draw({kind: _RELATION_CHANCES[kind] for kind, _ in fixed}, rng)
            turn = _pick([turn for other, turn in fixed if other == kind], rng)
        else:
            turn = _draw(_FREE, rng)(Story(tuple(labels)), rng)
        if turn is not None:
            turns.setdefault(*_reword(turn, rng))
    if not turns and num_turns > 0:
        return [_reword(_outside(Story(tuple(labels)), rng), rng)]
    return list(turns.items())


def protocol_questions(labels: Sequence[Label]) -> list[tuple[str, Turn]]:
    """Every question of BABEL-QA's protocol that the labels decide, with its kind of relation.

    A filter names what occurs in exactly one clip; "before" and "after" ask for the very next clip to either side,
    "in_between" for the clip between two filters, "no_relation" for another attribute of the same clip.
    """
    values = [{name: getattr(label, name) for name in _ATTRIBUTES} for label in labels]
    filters: list[list[str]] = []
    for row in values:
        unique = [
            _filter_words(name, row[name])
            for name in _ATTRIBUTES
            if row[name] and sum(other[name] == row[name] for other in values) == 1
        ]
        filters.append(unique)
    found: list[tuple[str, Turn]] = []
    for place, row in enumerate(values):
        for name in _ATTRIBUTES:
            if not row[name]:
                continue
            query, answer = _QUERIES[name], row[name]
            others = [words for words in filters[place] if words != _filter_words(name, answer)]
            found += [("no_relation", (f"{query} while {words}?", answer)) for words in others]
            before = filters[place + 1] if place + 1 < len(values) else []
            after = filters[place - 1] if place else []
            found += [("before", (f"{query} before {words}?", answer)) for words in before]
            found += [("after", (f"{query} after {words}?", answer)) for words in after]
            for left in after:
                for right in before:
                    found.append(("in_between", (f"{query} after {left} and before {right}?", answer)))
                    found.append(("in_between", (f"{query} before {right} and after {left}?", answer)))
    return found


def describe(labels: Sequence[Label]) -> str:
    """The whole sequence in one sentence: "The person walks forward, then jumps."."""
    said: list[str] = []
    for label in labels:
        phrase = _phrase(label)
        if not said or said[-1] != phrase:
            said.append(phrase)
    return "The person " + ", then ".join(said) + "."


def script(labels: Sequence[Label]) -> str:
    """The labels in order, bare: "walk forward, jump"; what `translate` reads out of a motion."""
    return ", ".join(label.words or "something" for label in labels)


def _filter_words(name: str, value: str) -> str:
    return {"action": f"they {value}", "direction": f"they move {value}", "body_part": f"they use their {value}"}[name]


def _phrase(label: Label) -> str:
    if label.action:
        phrase = VERBS[label.action].third
    elif label.body_part.startswith("both"):
        return f"raises {label.body_part}"
    else:
        return f"raises the {label.body_part}"
    if label.body_part and "both" not in label.body_part:
        phrase += f" with the {label.body_part}"
    if label.direction:
        phrase += f" to the {label.direction}" if label.direction in ("left", "right") else f" {label.direction}"
    return phrase


def _pick(values: Sequence[T], rng: np.random.Generator) -> T:
    return values[int(rng.integers(len(values)))]


def _draw(chances: Mapping[T, float], rng: np.random.Generator) -> T:
    """A key, with the chance of its value."""
    weights = np.array(list(chances.values()))
    return list(chances)[rng.choice(len(weights), p=weights / weights.sum())]


def _yes_no(sequence: Story, rng: np.random.Generator) -> Turn | None:
    """Is the person doing an action? As many no as yes, for each action."""
    present, yes = sequence.actions, rng.random() < 0.5
    if yes and not present:
        return None
    if yes:
        action = _pick(present, rng)
    else:
        hidden = {*present, *sequence.unclear, *(("run", "jog") if {"run", "jog"} & {*present} else ())}
        # What is rare is asked for where something else that is rare happens: a squat is more like a jump than a walk.
        unusual = any(_NO_CHANCES.get(name, 0.0) < _RARE for name in present) or not present
        factor = _RARE_BESIDE_RARE if unusual else _RARE_BESIDE_COMMON
        chances = {name: chance * (factor if chance < _RARE else 1) for name, chance in _NO_CHANCES.items()}
        action = _draw({name: chance for name, chance in chances.items() if name not in hidden}, rng)
    verb = VERBS[action]
    index = 0 if rng.random() < 0.6 else int(rng.integers(len(verb.gerund)))
    gerund, base = verb.gerund[index], verb.base[min(index, len(verb.base) - 1)]
    form = _pick(
        (
            f"Is {{s}} {gerund}?",
            f"Is {{s}} {gerund}?",
            f"Does {{s}} {base}?",
            f"Does {{s}} {base} at any point?",
            f"Is {{s}} {gerund} in this clip?",
            f"Is there any {gerund} here?",
            f"Do you see {{s}} {gerund}?",
            f"Did {{s}} {base}?",
        ),
        rng,
    )
    return form, "yes" if yes else "no"


def _yes_no_side(sequence: Story, rng: np.random.Generator) -> Turn | None:
    """Does the person use a side, go a way?"""
    label = _pick(sequence.labels, rng)
    yes = rng.random() < 0.5
    if label.body_part in BODY_PARTS[:6] and all(
        other.body_part or other.action != label.action for other in sequence.labels
    ):
        part = label.body_part if yes else label.mirrored().body_part
        if not yes and any(other.body_part in (part, "both hands", "both arms") for other in sequence.labels):
            return None
        act = f"{VERBS[label.action].base[0]} with" if label.action else "raise"
        going = f"{VERBS[label.action].gerund[0]} with" if label.action else "raising"
        return _pick((f"Does {{s}} {act} the {part}?", f"Is {{s}} {going} the {part}?"), rng), "yes" if yes else "no"
    if label.direction and all(other.direction or not _travels(other) for other in sequence.labels):
        present = {other.direction for other in sequence.labels}
        choices = sorted(present) if yes else [way for way in DIRECTIONS if way not in present]
        if not choices:
            return None
        way = _pick(choices, rng)
        if way in ("left", "right"):
            form = _pick((f"Does {{s}} turn {way}?", f"Is {{s}} turning {way}?", f"Does {{s}} turn to the {way}?"), rng)
        else:
            form = _pick((f"Does {{s}} move {way}?", f"Is {{s}} moving {way}?", f"Does {{s}} go {way}?"), rng)
        return form, "yes" if yes else "no"
    return None


def _what(sequence: Story, rng: np.random.Generator) -> Turn | None:
    """What happens? In a word where there is one action, in a sentence otherwise."""
    if len(sequence.labels) == 1 and rng.random() < 0.5 and sequence.labels[0].action:
        forms = (
            *(
                "What action does {s} do?",
                "Which action is this?",
                "Which action does {s} perform?",
                "Name the action.",
            ),
            *("What is the action?", "What action is {s} doing?", "What kind of movement is this?"),
            *("What action is being performed?", "Which action is shown?", "What movement does {s} make?"),
        )
        return _pick(forms, rng), sequence.labels[0].action
    forms = (
        *("What is {s} doing?", "What is {s} doing?", "What does {s} do?", "Describe the motion.", "What happens?"),
        *("What is happening here?", "Describe what {s} does.", "Tell me what {s} is doing.", "What did {s} do?"),
        *("What do you see?", "Can you describe this motion?", "What is going on?", "What is happening in this clip?"),
    )
    return _pick(forms, rng), describe(sequence.labels)


def _side(sequence: Story, rng: np.random.Generator) -> Turn | None:
    """Which hand, arm or leg?"""
    label = _pick(sequence.labels, rng)
    same = [other for other in sequence.labels if other.action == label.action]
    if not label.body_part:
        calm = label.action in ("squat", "bow") and len(sequence.labels) == 1
        return (_pick(_HAND_FORMS, rng), "The person does not wave.") if calm and rng.random() < 0.3 else None
    if len(same) > 1 or (label.body_part == "both arms" and label.action):
        return None
    part = label.body_part
    limb = part.split()[-1].removesuffix("s")
    if not label.action:
        if rng.random() < 0.5:
            limb, part = "hand", part.replace("arm", "hand")
        forms = (f"Which {limb} does {{s}} raise?", f"Which {limb} is raised?", f"Which {limb} goes up?")
        return _pick((*forms, f"Which {limb} does {{s}} lift?", f"What {limb} is {{s}} raising?"), rng), part
    verb = VERBS[label.action]
    if label.action == "wave":
        return _pick(_HAND_FORMS, rng), part
    forms = (
        f"Which {limb} does {{s}} use to {verb.base[0]}?",
        f"Which {limb} does {{s}} {verb.base[0]} with?",
        f"With which {limb} does {{s}} {verb.base[0]}?",
        f"Which {limb} is {{s}} {verb.gerund[0]} with?",
    )
    if len(sequence.labels) == 1:
        forms = (*forms, f"Which {limb} is used?", "Which body part does {s} use?")
    return _pick(forms, rng), part


def _way(sequence: Story, rng: np.random.Generator) -> Turn | None:
    """Which way does the person go or turn?"""
    if len(sequence.labels) != 1:
        return None
    label = sequence.labels[0]
    turning = ("Which way does {s} turn?", "Which way is {s} turning?", "To which side does {s} turn?")
    going = ("Which way does {s} go?", "Which way does {s} {v}?", "In which direction does {s} {v}?")
    going += ("What direction does {s} move?", "Where is {s} heading?", "Which direction is {s} moving in?")
    if not label.direction:
        still = label.turns is False and label.action in ("squat", "bow", "wave", "")
        return (_pick(turning, rng), "The person does not turn.") if still else None
    forms = going if not label.turns or rng.random() < 0.4 else (*turning, "Does {s} turn left or right?")
    return _pick(forms, rng).replace("{v}", VERBS[label.action].base[0]), label.direction


def _order(sequence: Story, rng: np.random.Generator) -> Turn | None:
    """What comes first, last, next?"""
    labels = sequence.labels
    if len(labels) < 2:
        return None
    kind = rng.integers(4)
    if kind == 0:
        place = int(rng.integers(len(labels)))
        last = place == len(labels) - 1
        word = "last" if last else _ORDINALS[place]
        forms = (f"What does {{s}} do {word}?", f"What is the {word} thing {{s}} does?", f"What is the {word} action?")
        ends = {"last": "How does the clip end?", "first": "How does the clip begin?"}
        return _pick((*forms, ends.get(word, forms[0])), rng), "The person " + _phrase(labels[place]) + "."
    unique = [place for place, label in enumerate(labels) if label.action and _once(labels, place)]
    if kind == 1 and len(unique) >= 2:
        one, two = sorted(rng.choice(unique, 2, replace=False))
        yes = rng.random() < 0.5
        early, late = (labels[one], labels[two]) if yes else (labels[two], labels[one])
        act, they = VERBS[early.action].base[0], VERBS[late.action].base[0]
        return f"Does {{s}} {act} before they {they}?", "yes" if yes else "no"
    if not unique:
        return None
    place = _pick(unique, rng)
    verb = VERBS[labels[place].action]
    after = kind == 2
    if not ((after and place + 1 < len(labels)) or (not after and place > 0)):
        return None
    other = labels[place + 1 if after else place - 1]
    word = "after" if after else "before"
    forms = (
        f"What does {{s}} do {word} they {verb.base[0]}?",
        f"What does {{s}} do {word} {verb.gerund[0]}?",
        f"What does {{s}} do right {word} {verb.gerund[0]}?",
        f"What happens {word} {{s}} {verb.third}?",
        f"What comes {word} the {verb.gerund[0]}?",
        f"What action does {{s}} do {word} {verb.gerund[0]}?",
    )
    return _pick(forms, rng), "The person " + _phrase(other) + "."


def _count(sequence: Story, rng: np.random.Generator) -> Turn | None:
    """How many times, how many different?"""
    if rng.random() < 0.3:
        number = len(sequence.labels)
        return _pick(("How many actions does {s} do?", "How many actions are there?"), rng), str(number)
    once = [name for name in ("jump", "squat", "bow", "kick", "throw", "punch", "wave") if name not in sequence.unclear]
    if not once:
        return None
    present = [name for name in once if name in sequence.actions]
    action = _pick(present if present and rng.random() < 0.8 else once, rng)
    number = sum(label.action == action for label in sequence.labels)
    form = _pick(("How many times does {s} {v}?", "How often does {s} {v}?"), rng)
    return form.replace("{v}", VERBS[action].base[0]), str(number)


def _outside(sequence: Story, rng: np.random.Generator) -> Turn:
    """What no motion tells."""
    return _pick(_OUTSIDE, rng), CANNOT_TELL


def _script(sequence: Story, rng: np.random.Generator) -> Turn | None:
    return _pick(("List the actions.", "List what {s} does.", "Which actions are there?"), rng), script(sequence.labels)


def _once(labels: Sequence[Label], place: int) -> bool:
    return sum(label.action == labels[place].action for label in labels) == 1


def _travels(label: Label) -> bool:
    return label.action in ("walk", "run", "jog", "dribble", "dance", "climb", "sneak", "slash")


def _reword(turn: Turn, rng: np.random.Generator) -> Turn:
    """Put a subject in, and now and then leave out the capital or the question mark, as people do."""
    question, answer = turn
    subject = _pick(_SUBJECTS, rng)
    question = question.replace("{s}'s", _POSSESSIVES.get(subject, subject + "'s")).replace("{s}", subject)
    if subject == "they":
        for one, many in (("Is", "Are"), ("Does", "Do"), ("is", "are"), ("does", "do")):
            question = question.replace(f"{one} they", f"{many} they")
    if rng.random() < 0.08:
        question = question.lower()
    if rng.random() < 0.05:
        question = question.rstrip("?.")
    return question, answer


_HAND_FORMS = (
    *("Which hand does {s} wave with?", "Which hand is waving?", "Which hand is {s} waving with?"),
    *("With which hand does {s} wave?", "Which hand waves?", "Is it the left or the right hand that waves?"),
    *("Which hand does {s} use?", "Which hand does {s} use to wave?"),
)
_NO_CHANCES = {
    **{"walk": 37.4, "run": 28.3, "wave": 11.9, "kick": 4.2, "jog": 3.4, "jump": 2.8, "bow": 1.7, "squat": 1.7},
    **{"punch": 1.5, "place something": 1.2, "take/pick something up": 1.2, "throw": 1.1, "dance": 0.5, "climb": 0.4},
    **{"rotate arms": 0.5, "lie down": 0.4, "sneak": 0.4, "touch elbow to knee": 0.4, "dribble": 0.3, "slash": 0.2},
    **{"show the way": 0.3, "wash windows": 0.1, "do jumping jacks": 0.1},
}
"""How often an absent action is asked for: chosen so that each action gets as many no as yes in scenes of the sets."""
_RARE, _RARE_BESIDE_RARE, _RARE_BESIDE_COMMON = 10.0, 2.0, 0.3
_RELATION_CHANCES = {"before": 3.0, "after": 3.0, "in_between": 2.0, "no_relation": 1.0}
"""What is next to something is harder to learn than what happens with it."""
_FREE: dict[Callable[[Story, np.random.Generator], Turn | None], float] = {
    _yes_no: 8,
    _yes_no_side: 2,
    _what: 2.5,
    _side: 2.5,
    _way: 2,
    _order: 2,
    _count: 1,
    _outside: 0.8,
    _script: 0.7,
}
