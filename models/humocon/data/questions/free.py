"""Questions in people's own words: yes or no, what, which side or way, in which order, how often; the unanswerable."""

from collections.abc import Sequence

import numpy as np

from humocon.data.labels import BODY_PARTS, COUNTABLE, DIRECTIONS, VERBS, Label
from humocon.data.questions.story import Story, Turn, draw, pick, travels, weigh_absent

CANNOT_TELL = "That cannot be told from the motion."
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_HAND_FORMS = (
    *("Which hand does {s} wave with?", "Which hand is waving?", "Which hand is {s} waving with?"),
    *("With which hand does {s} wave?", "Which hand waves?", "Is it the left or the right hand that waves?"),
    *("Which hand does {s} use?", "Which hand does {s} use to wave?"),
)
_OUTSIDE = (
    *("What color is {s}'s shirt?", "What is {s} wearing?", "How old is {s}?", "Is {s} a man or a woman?"),
    *("What is {s}'s name?", "Who is {s}?", "Where is {s}?", "Is {s} happy?", "What is {s} thinking about?"),
    *("What is the weather like?", "Is it raining?", "What time is it?", "How tall is {s}?", "Is {s} tired or angry?"),
    *("What is in the background?", "Is there a dog?", "How many people are there?", "What song is playing?"),
    *("What is the capital of France?", "What is two plus two?", "Write a poem about {s}.", "What does {s} say?"),
    *("Why does {s} do this?", "Which country is {s} from?", "What will happen next?", "Is {s} married?"),
    *("What kind of shoes does {s} wear?", "Does {s} have a beard?", "Tell me a joke.", "Translate this to German."),
    *("How much does {s} weigh?", "What is {s} holding?", "Is {s} singing a song?", "Is the room bright?"),
    *("Is {s} in love?", "Is {s} eating?", "Is {s} driving a car?", "Is {s} sleeping?", "Is {s} reading a book?"),
)


def yes_no(sequence: Story, rng: np.random.Generator) -> Turn | None:
    """Is the person doing an action? As many no as yes, for each action."""
    yes = rng.random() < 0.5
    chances = dict.fromkeys(sequence.occurring, 1.0) if yes else weigh_absent(sequence, sequence.absent)
    if not chances:
        return None
    action = draw(chances, rng)
    verb = VERBS[action]
    index = 0 if rng.random() < 0.6 else int(rng.integers(len(verb.gerund)))
    gerund, base = verb.gerund[index], verb.base[min(index, len(verb.base) - 1)]
    form = pick(
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


def yes_no_side(sequence: Story, rng: np.random.Generator) -> Turn | None:
    """Does the person use a side, go a way?"""
    label = pick(sequence.labels, rng)
    yes = rng.random() < 0.5
    if label.body_part in BODY_PARTS[:6] and all(
        other.body_part or other.action != label.action for other in sequence.labels
    ):
        part = label.body_part if yes else label.mirrored().body_part
        if not yes and any(other.body_part in (part, "both hands", "both arms") for other in sequence.labels):
            return None
        act = f"{VERBS[label.action].base[0]} with" if label.action else "raise"
        going = f"{VERBS[label.action].gerund[0]} with" if label.action else "raising"
        return pick((f"Does {{s}} {act} the {part}?", f"Is {{s}} {going} the {part}?"), rng), "yes" if yes else "no"
    if label.direction and all(other.direction or not travels(other) for other in sequence.labels):
        present = {other.direction for other in sequence.labels}
        choices = sorted(present) if yes else [way for way in DIRECTIONS if way not in present]
        if not choices:
            return None
        way = pick(choices, rng)
        aside = yes and any(other.turns is False for other in sequence.labels if other.direction == way)
        if way in ("left", "right") and not aside:
            form = pick((f"Does {{s}} turn {way}?", f"Is {{s}} turning {way}?", f"Does {{s}} turn to the {way}?"), rng)
        else:
            form = pick((f"Does {{s}} move {way}?", f"Is {{s}} moving {way}?", f"Does {{s}} go {way}?"), rng)
        return form, "yes" if yes else "no"
    return None


def what(sequence: Story, rng: np.random.Generator) -> Turn | None:
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
        return pick(forms, rng), sequence.labels[0].action
    forms = (
        *("What is {s} doing?", "What is {s} doing?", "What does {s} do?", "Describe the motion.", "What happens?"),
        *("What is happening here?", "Describe what {s} does.", "Tell me what {s} is doing.", "What did {s} do?"),
        *("What do you see?", "Can you describe this motion?", "What is going on?", "What is happening in this clip?"),
    )
    return pick(forms, rng), describe(sequence.labels)


def side(sequence: Story, rng: np.random.Generator) -> Turn | None:
    """Which hand, arm or leg?"""
    label = pick(sequence.labels, rng)
    same = [other for other in sequence.labels if other.action == label.action]
    if not label.body_part:
        calm = label.action in ("squat", "bow") and len(sequence.labels) == 1
        return (pick(_HAND_FORMS, rng), "The person does not wave.") if calm and rng.random() < 0.3 else None
    if len(same) > 1 or (label.body_part == "both arms" and label.action):
        return None
    part = label.body_part
    limb = part.split()[-1].removesuffix("s")
    if not label.action:
        if rng.random() < 0.5:
            limb, part = "hand", part.replace("arm", "hand")
        forms = (f"Which {limb} does {{s}} raise?", f"Which {limb} is raised?", f"Which {limb} goes up?")
        return pick((*forms, f"Which {limb} does {{s}} lift?", f"What {limb} is {{s}} raising?"), rng), part
    verb = VERBS[label.action]
    if label.action == "wave":
        return pick(_HAND_FORMS, rng), part
    forms = (
        f"Which {limb} does {{s}} use to {verb.base[0]}?",
        f"Which {limb} does {{s}} {verb.base[0]} with?",
        f"With which {limb} does {{s}} {verb.base[0]}?",
        f"Which {limb} is {{s}} {verb.gerund[0]} with?",
    )
    if len(sequence.labels) == 1:
        forms = (*forms, f"Which {limb} is used?", "Which body part does {s} use?")
    return pick(forms, rng), part


def way(sequence: Story, rng: np.random.Generator) -> Turn | None:
    """Which way does the person go or turn?"""
    if len(sequence.labels) != 1:
        return None
    label = sequence.labels[0]
    turning = ("Which way does {s} turn?", "Which way is {s} turning?", "To which side does {s} turn?")
    going = ("Which way does {s} go?", "Which way does {s} {v}?", "In which direction does {s} {v}?")
    going += ("What direction does {s} move?", "Where is {s} heading?", "Which direction is {s} moving in?")
    if not label.direction:
        still = label.turns is False and label.action in ("squat", "bow", "wave", "")
        return (pick(turning, rng), "The person does not turn.") if still else None
    if label.turns is False and label.direction in ("forward", "backwards") and rng.random() < 0.3:
        return pick(turning, rng), "The person does not turn."
    forms = going if not label.turns or rng.random() < 0.4 else (*turning, "Does {s} turn left or right?")
    return pick(forms, rng).replace("{v}", VERBS[label.action].base[0]), label.direction


def order(sequence: Story, rng: np.random.Generator) -> Turn | None:
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
        return pick((*forms, ends.get(word, forms[0])), rng), "The person " + say(labels[place]) + "."
    unique = [place for place, label in enumerate(labels) if label.action and _once(labels, place)]
    if kind == 1 and len(unique) >= 2:
        one, two = sorted(rng.choice(unique, 2, replace=False))
        yes = rng.random() < 0.5
        early, late = (labels[one], labels[two]) if yes else (labels[two], labels[one])
        act, they = VERBS[early.action].base[0], VERBS[late.action].base[0]
        return f"Does {{s}} {act} before they {they}?", "yes" if yes else "no"
    if not unique:
        return None
    return _beside(labels, pick(unique, rng), kind == 2, rng)


def _beside(labels: Sequence[Label], place: int, after: bool, rng: np.random.Generator) -> Turn | None:
    """What comes right after, or before, the one clip of an action?"""
    verb = VERBS[labels[place].action]
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
    return pick(forms, rng), "The person " + say(other) + "."


_COUNT_CHANCES = (0.02, 0.8, 3.0)
"""How often what is never done, once, or more than once is counted, against no question: few things are repeated."""


def count(sequence: Story, rng: np.random.Generator) -> Turn | None:
    """How many times, how many different?"""
    if rng.random() < 0.3:
        number = len(sequence.labels)
        return pick(("How many actions does {s} do?", "How many actions are there?"), rng), str(number)
    doubtful = sequence.unclear | sequence.also
    times = {name: sequence.times_of(name) for name in COUNTABLE if name not in doubtful}
    chances: dict[str | None, float] = {name: _COUNT_CHANCES[min(n, 2)] for name, n in times.items() if n is not None}
    action = draw({None: 1.0, **chances}, rng)
    number = None if action is None else times[action]
    if action is None or number is None:
        return None
    form = pick(("How many times does {s} {v}?", "How often does {s} {v}?"), rng)
    return form.replace("{v}", VERBS[action].base[0]), str(number)


def outside(sequence: Story, rng: np.random.Generator) -> Turn:
    """What no motion tells."""
    return pick(_OUTSIDE, rng), CANNOT_TELL


def list_actions(sequence: Story, rng: np.random.Generator) -> Turn | None:
    """What happens, as bare labels in their order."""
    return pick(("List the actions.", "List what {s} does.", "Which actions are there?"), rng), script(sequence.labels)


def _once(labels: Sequence[Label], place: int) -> bool:
    return sum(label.action == labels[place].action for label in labels) == 1


def describe(labels: Sequence[Label]) -> str:
    """The whole sequence in one sentence: "The person walks forward, then jumps."."""
    said: list[str] = []
    for label in labels:
        phrase = say(label)
        if not said or said[-1] != phrase:
            said.append(phrase)
    return "The person " + ", then ".join(said) + "."


def script(labels: Sequence[Label]) -> str:
    """The labels in order, bare: "walk forward, jump"; what `translate` reads out of a motion."""
    return ", ".join(label.words or "something" for label in labels)


def say(label: Label) -> str:
    """One label as a person would say it: "walks to the left"."""
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
