"""The one way from a question to an answer that is read from what is known."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from humocon.ask.exact.by_kind import (
    choices,
    counts,
    manners,
    order,
    quantities,
    sides,
    speeds,
    telling,
    times,
    verdicts,
)
from humocon.ask.exact.by_kind.form import asks_form
from humocon.ask.exact.by_kind.knowledge import asks_knowledge, tell
from humocon.ask.exact.by_kind.lore import LORE
from humocon.ask.exact.by_kind.refusal import asks_unknowable, refusal, strange_words
from humocon.ask.exact.by_kind.telling import bare_moves, bare_phrase, figure_shown, phrase
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, first_told
from humocon.ask.exact.known.figures import figures, upside_down
from humocon.ask.exact.known.own import about_own
from humocon.ask.exact.known.point_in_action import at_its_seconds
from humocon.ask.exact.known.presumption import as_nearest, as_shown, granted, misplaced, missing, mistaken
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.known.selection import stretch_of
from humocon.ask.exact.known.time_asked import outside_clip
from humocon.ask.exact.whole import frames
from humocon.ask.exact.whole.alike import alike_told
from humocon.ask.exact.whole.apart import apart_told
from humocon.ask.exact.whole.arms_up import arms_up_told
from humocon.ask.exact.whole.bends import bends_told
from humocon.ask.exact.whole.bent_limbs import bent_limb_told
from humocon.ask.exact.whole.body_parts import part_told
from humocon.ask.exact.whole.contacts import contacts_told
from humocon.ask.exact.whole.coordination import coordination_told
from humocon.ask.exact.whole.descents import descents_told
from humocon.ask.exact.whole.distances import distance_told
from humocon.ask.exact.whole.facing import facing_told
from humocon.ask.exact.whole.floor_contact import floor_told
from humocon.ask.exact.whole.gait import gait_told
from humocon.ask.exact.whole.gait_cycle import cycle_told
from humocon.ask.exact.whole.guard import guard_told
from humocon.ask.exact.whole.halves import halves_told
from humocon.ask.exact.whole.head import head_told
from humocon.ask.exact.whole.heights_between import height_between
from humocon.ask.exact.whole.joint_angles import joint_angle_told
from humocon.ask.exact.whole.joints_compared import joint_compared
from humocon.ask.exact.whole.judgements import judged, more_than_done, unmeasured
from humocon.ask.exact.whole.jump_kinds import jump_kind_told
from humocon.ask.exact.whole.landings import landings_told
from humocon.ask.exact.whole.leans import leans_told
from humocon.ask.exact.whole.limb_use import limb_use_told
from humocon.ask.exact.whole.limb_ways import limb_way_told
from humocon.ask.exact.whole.limbs_placed import limb_placed
from humocon.ask.exact.whole.lying import lying_told
from humocon.ask.exact.whole.meanwhile import meanwhile_told
from humocon.ask.exact.whole.observations import observed
from humocon.ask.exact.whole.one_leg import one_leg_told
from humocon.ask.exact.whole.over_time import over_time_told
from humocon.ask.exact.whole.pace import pace_told
from humocon.ask.exact.whole.pairs import pair_told
from humocon.ask.exact.whole.pauses import asks_wait, pauses_or_shares
from humocon.ask.exact.whole.places import place_told
from humocon.ask.exact.whole.reach import reach_told
from humocon.ask.exact.whole.route import route_told
from humocon.ask.exact.whole.smoothness import smoothness
from humocon.ask.exact.whole.sorts import sort_told
from humocon.ask.exact.whole.span_between import between_moments
from humocon.ask.exact.whole.stance import by_stance
from humocon.ask.exact.whole.swing import swing_told
from humocon.ask.exact.whole.take_quality import take_told
from humocon.ask.exact.whole.technique import technique_told
from humocon.ask.exact.whole.transitions import transition_told
from humocon.ask.exact.whole.trends import trend_told
from humocon.ask.exact.whole.turning import turns_told
from humocon.ask.exact.whole.up_and_down import up_and_down_told
from humocon.ask.exact.words.dialogue import about_an_answer
from humocon.ask.exact.words.languages import NOT_UNDERSTOOD
from humocon.ask.exact.words.outlines import Kind
from humocon.ask.exact.words.qualifiers import ORDINALS
from humocon.ask.exact.words.question import Question, Turn, understand, without_time
from humocon.ask.exact.words.spelling import plain
from humocon.ask.exact.words.unread import unread
from humocon.ask.exact.words.vocabulary import BY_KEY, actions_in, parts_in, sides_in, ways_in

_PROTOCOL: Final = re.compile(
    r"^What (?:action does the person do|direction does the person move"
    r"|body part does the person use)(?: (?:before|after|while|and) [a-z /]*they .*| before .*| after .*"
    r"| while .*)\?$"
)
"""The questions of BABEL-QA, which a model answers in a word: its own task, not to be touched."""
_FILM_TRUST: Final = 0.8
"""The highest probability of what is told of a film."""
_EACH: Final = re.compile(r"\b(?:in|at|of|for|on|with|during|per)? ?(?:each|every|per)(?: single)? \w+(?: \w+)?\W*$")
_MOST_EACH: Final = len(ORDINALS)
NOT_SURE: Final[float] = 0.2
"""Probability of what is told in place of an answer."""
_ASKS: Final = r"(?i)(?:and )?(?:how|when|which|what|where|with|at|in|does|do|did|is|are)\b"
_AND: Final = re.compile(
    r",? and (?=(?:(?:for )?how|when|which|what|where|with which|at what|in which|do|does|is|are)\b)"
    r"|, (?=(?:(?:for )?how"
    r"|when|which"
    r"|what|where)\b)"
)
_QUANTITY: Final = (
    r"(?:speed|pace|cadence|tempo|height|length|angle|distance|duration|time|width|rate|frequency|velocity|displacement"
    r"|radius|number of \w+)"
)
_TWO_QUANTITIES: Final = re.compile(
    rf"(?i)(?P<ask>what (?:is|are|was|were) )(?P<first>(?:\w+ ){{0,4}}{_QUANTITY}(?! of\b)) and "
    rf"(?P<second>(?:\w+ ){{0,4}}{_QUANTITY}\b.*)$"
)
"""Two quantities in one question: "what is the mean speed and the cadence?"."""
_IF_SO: Final = re.compile(
    r"(?i)[,;:]? (?:and )?if (?:so|yes)[,:]? |(?:[,;:]| and) (?:and )?if (?:it is|(?:he|she|they) (?:does|do|is"
    r"|are))[,:]? "
)
"""Between a question and one that is asked only where its answer is yes."""


def is_protocol(question: str) -> bool:
    """Whether a question is one of BABEL-QA's, word by word."""
    return _PROTOCOL.match(question.strip()) is not None


def answer_from(question: str, earlier_turns: Sequence[Turn], scene: Scene) -> Exact | None:
    """Answer a question about a clip from its facts, with a model for the names of actions.

    Args:
        question: as it was typed.
        earlier_turns: questions and answers of before, oldest first.
        scene: the clip.

    Returns:
        The answer; None where the question is better handed to the model as it stands.
    """
    if scene.fps and frames.asks_frames(question):
        return _in_frames(question, earlier_turns, scene)
    if found := about_own(question, scene):
        return found
    if is_protocol(question):
        return None
    if found := about_an_answer(plain(question), earlier_turns, scene, answer_from):
        return found
    if telling.asks_timeline(question):
        found = telling.timeline(scene) or telling.summary(understand(question), scene)
        if found:
            return found
    if not asks_wait(question) and (found := telling.beside(question, scene)):
        return found
    parts = questions_in(question)
    if len(parts) == 1:
        return answer(understand(parts[0], earlier_turns), scene)
    turns, answers = list(earlier_turns), list[Exact]()
    for part in parts:
        one = answer(understand(part, turns), scene)
        if one is None:
            return answer(understand(question, earlier_turns), scene)
        answers.append(one)
        turns.append((part, one.text))
        if one.text.startswith("No") and _IF_SO.search(question):
            break
    lines = tuple(dict.fromkeys(line for one in answers for line in one.evidence))[:4]
    trust = min(one.probability for one in answers)
    return Exact(" ".join(one.text for one in answers), trust, lines, answers[0].source)


def _in_frames(question: str, earlier_turns: Sequence[Turn], scene: Scene) -> Exact | None:
    """The answer to the same question in seconds, with the numbers of the file's frames beside them."""
    found = answer_from(frames.in_seconds(question, scene.fps), earlier_turns, scene)
    if found is None or found.source == "refusal":
        return found
    counted = f"{scene.fps:g} frames a second, counted from 0"
    text = frames.in_frames(found.text, question, scene.fps, scene.duration_s)
    return replace(found, text=text, evidence=(*found.evidence[:3], counted))


def questions_in(question: str) -> list[str]:
    """The questions in one: "when does he jump, and how high?" are two, "he is tired. Does he jump?" is one."""
    sentences = [one for one in re.split(r"(?<=[a-z]{3}[.?!]) +", question.strip()) if "?" in one]
    if len(sentences) > 1 and all(re.match(_ASKS, one) for one in sentences):
        return sentences
    asked = question.strip().rstrip("?")
    if _IF_SO.search(asked):
        first, rest = _IF_SO.split(asked, maxsplit=1)
        return [first, *_AND.split(rest)]
    if (both := _TWO_QUANTITIES.match(asked)) is not None:
        return [f"{both['ask']}{both[one]}" for one in ("first", "second")]
    if re.match(r"(?i)(?:when|while|as|once) (?:it|he|she|they|the \w+) (?!.*\b(?:does|do|did)\b.*,)[^,]*, ", asked):
        return [question]
    parts = _AND.split(asked)
    return (
        parts
        if all(re.match(r"(?i)(?:(?:with|at|in|to) )?(?:how|when|which|what|where)\b", one) for one in parts[:1])
        else [question]
    )


def not_understood(question: str, scene: Scene) -> Exact:
    """What is said where neither rules nor model know what is asked: which words are strange, and what happens."""
    strange = strange_words(understand(question).text)
    words = f" ({', '.join(dict.fromkeys(strange))})" if strange else ""
    told = telling.tell_events(scene.main[:3])
    return exact(f"That question was not understood{words}{told and f': {told}'}.", NOT_SURE, source="refusal")


@dataclass(frozen=True)
class Stretch:
    """What the person does for a while, in words: "waves with the left hand"."""

    begin_s: float
    end_s: float
    words: str


def stretches_of(scene: Scene) -> list[Stretch]:
    """What happens when, in the order of time: what the joints tell, by the model's names where they agree."""
    figure = figure_shown(scene)
    if figure is not None:
        span = upside_down(scene) if figure in ("cartwheel", "handstand") else scene.active
        return [] if span is None else [Stretch(span.begin_s, span.end_s, BY_KEY[figure].third)]
    bare = scene.is_film and not scene.named
    events = bare_moves(scene) if bare else scene.main
    # Who walks a curve to the left is named to walk to the left, and goes forward.
    events = [replace(event, way="forward") if " m forward " in event.line else event for event in events]
    found = [
        Stretch(event.span.begin_s, event.span.end_s, bare_phrase(event, scene) if bare else phrase(event))
        for event in events
    ]
    return [one for place, one in enumerate(found) if one not in found[:place]]


_ON_THE_WHOLE: Final = (
    joint_angle_told,
    joint_compared,
    height_between,
    arms_up_told,
    pair_told,
    bent_limb_told,
    lying_told,
    limb_way_told,
    one_leg_told,
    up_and_down_told,
    jump_kind_told,
    limb_placed,
    alike_told,
    pace_told,
    trend_told,
    transition_told,
    between_moments,
    coordination_told,
    meanwhile_told,
    floor_told,
    over_time_told,
    reach_told,
    guard_told,
    technique_told,
    swing_told,
    sort_told,
    place_told,
    route_told,
    facing_told,
    leans_told,
    turns_told,
    head_told,
    landings_told,
    descents_told,
    contacts_told,
    cycle_told,
    halves_told,
    take_told,
    smoothness,
    pauses_or_shares,
    gait_told,
    observed,
    distance_told,
    apart_told,
    bends_told,
    limb_use_told,
    part_told,
    judged,
)
"""What answers questions about a motion as a whole, whichever kind their words belong to."""


def answer(question: Question, scene: Scene) -> Exact | None:
    """The answer to a question that was understood."""
    timed = at_its_seconds(question, scene)
    if isinstance(timed, Exact):
        return timed
    question = by_stance(timed, scene)
    if found := outside_clip(question, scene):
        return found
    if question.language == "English" and (found := granted(as_shown(question, scene), scene)):
        return found
    if question.language != "unknown" and (found := first_told(_ON_THE_WHOLE, question, scene)):
        return _as_of_film(found) if scene.is_film else found
    if _is_foreign(question):
        return Exact(NOT_UNDERSTOOD, 0.97, (), "refusal")
    if question.kind == "unanswerable" and _is_recognised(question, scene):
        question = replace(question, kind="yesno")
    if question.kind == "unanswerable":
        return _refused(question, scene)
    if question.kind == "knowledge":
        return _known(as_shown(question, scene), scene)
    if _is_strange(question):
        strange = ", ".join(dict.fromkeys(strange_words(question.text)))
        return Exact(f"{refusal('').removesuffix('.')} (not understood: {strange}).", LIKELY, (), "refusal")
    question = as_shown(question, scene)
    if question.stretch and question.kind in ("yesno", "summary", "what", "order", "other", "posture"):
        where = stretch_of(question.stretch, scene)
        scene = scene.during(where, centred=question.portion is not None and question.kind != "yesno")
        question = replace(question, kind="summary") if question.kind == "order" else question
        if question.kind in ("summary", "what", "other") and (calm := telling.calm_in(where, scene)):
            return calm
        if question.kind == "yesno" and (stirs := telling.stirs_in(question, where, scene)):
            return stirs
        if question.kind == "yesno" and (down := verdicts.posture_in(question, where, scene)):
            return down
    found = _by_kind(question, scene)
    if found is None and question.kind == "yesno":
        return unmeasured(question, scene) or Exact(refusal(""), DOUBTFUL, (), "refusal")
    if found is not None and question.kind == "yesno" and found.text.startswith("Yes, the person"):
        found = more_than_done(question, scene, found)
    return _as_of_film(found) if found is not None and scene.is_film and found.source != "refusal" else found


def _as_of_film(found: Exact) -> Exact:
    """An answer with no higher a probability than what is told of a film can have."""
    return replace(found, probability=min(found.probability, _FILM_TRUST))


def _refused(question: Question, scene: Scene) -> Exact:
    """What joints do not show; who waves at somebody waves all the same."""
    topic = asks_unknowable(question.text)
    told, shown = refusal(topic), [event for key in question.keys for event in scene.of(key)[:1]]
    if topic == "who or what else is there" and shown:
        return exact(f"{told.removesuffix('.')}; {telling.tell_events(shown)}.", 0.97, source="refusal")
    return Exact(told, 0.97, (), "refusal")


def _is_recognised(question: Question, scene: Scene) -> bool:
    """Whether it is asked for just what the recogniser names, such as carrying something."""
    asks = re.match(
        r"(?:is|are|was|were|does|do|did)\b(?!.*\b(?:heavy|light|big|large|small|full"
        r"|empty)\b)",
        question.text,
    )
    thing = asks_unknowable(question.text) in ("what the thing is", "what comes of it")
    return bool(asks) and thing and any(scene.recognised(mention.action.key) for mention in question.mentions)


def _is_foreign(question: Question) -> bool:
    """Whether a question is in another language than those that are known here, or too little of it was understood."""
    strange = len(strange_words(question.text)) if question.language != "English" else 0
    known_by = {"yesno": 0, "other": 0, "what": 0, "knowledge": 3, "style": 3, "summary": 3}
    return question.language == "unknown" or strange > known_by.get(question.kind, 1)


def _is_strange(question: Question) -> bool:
    """Whether a question names nothing that a body does, and something else instead."""
    if question.relation == "while" and question.kind == "yesno" and _is_strange_beside(question):
        return True
    about = question.mentions or question.parts or question.ways or question.sides or question.threshold
    about = about or asks_form(question.text)
    return question.kind in ("yesno", "what", "other") and not about and bool(strange_words(question.text))


def _is_strange_beside(question: Question) -> bool:
    """Whether a question names an action for its time alone, and asks about something strange then."""
    rest = without_time(question.text)
    known = actions_in(rest) or parts_in(rest) or ways_in(rest) or sides_in(rest) or asks_form(rest)
    return rest != question.text and not known and bool(strange_words(rest))


_BY_KIND: Final[dict[Kind, Callable[[Question, Scene], Exact | None]]] = {
    "yesno": verdicts.yes_no,
    "when": times.when,
    "how long": times.how_long,
    "how many": counts.how_many,
    "how fast": speeds.how_fast,
    "how far": quantities.how_far,
    "how high": quantities.how_high,
    "angle": quantities.angle,
    "side": sides.side,
    "way": sides.way,
    "comparison": choices.comparison,
    "order": order.order,
    "posture": manners.posture,
    "style": manners.style,
    "summary": telling.summary,
    "what": telling.summary,
}


def _by_kind(question: Question, scene: Scene) -> Exact | None:
    """The answer of a question's kind; one of no kind that names an action asks whether it happens."""
    if found := first_told((misplaced, mistaken, missing, _of_each), question, scene):
        return found
    asks = re.search(r"\b(?:what|which|who|where|when|why|how)\b", question.text)
    find = _BY_KIND.get(question.kind, verdicts.yes_no if question.mentions and not asks else None)
    found = find(question, scene) if find else None
    return _doubted(question, as_nearest(question, scene, found)) if found else None


_DENIED: Final = re.compile(r"(?:No|Neither|Nowhere|None|Nothing|There is no)\b|0 ")


def _doubted(question: Question, found: Exact) -> Exact:
    """An answer, doubtful where the question says more than was read of it and the answer denies nothing."""
    if found.probability <= DOUBTFUL or found.source == "refusal" or _DENIED.match(found.text):
        return found
    return replace(found, probability=DOUBTFUL) if unread(question) else found


def _of_each(question: Question, scene: Scene) -> Exact | None:
    """What is asked of each of several times of something, one after the other."""
    asked = _EACH.search(question.text) if question.kind in ("angle", "how high", "how fast", "how long") else None
    key = next((key for key in reversed(question.keys) if asked and BY_KEY[key].noun.rstrip("s") in asked[0]), "")
    number = len(scene.of(key)) if key else 0
    if asked is None or question.place or not 1 < number <= _MOST_EACH:
        return None
    told = []
    for place in range(number):
        # "In each squat" becomes "during the second squat", "the bottom of each" that of the second.
        within = "of" if asked[0].strip().startswith("of") else "during"
        text = f"{question.text[: asked.start()].rstrip()} {within} the {ORDINALS[place]} {BY_KEY[key].noun}"
        one = _by_kind(replace(question, text=text, place=place + 1), scene)
        if one is None:
            return None
        told.append((ORDINALS[place], one))
    words = "; ".join(f"{place}: {one.text.rstrip('.')}" for place, one in told)
    trust = min(one.probability for _, one in told)
    return exact(f"{words}.", trust, *(line for _, one in told for line in one.evidence[:1]))


def _known(question: Question, scene: Scene) -> Exact | None:
    """What is commonly known about what the clip shows."""
    topic = asks_knowledge(question.text)
    shapes = figures(scene)
    # Which muscles an exercise hits is no punch.
    keys = [mention.action.key for mention in question.mentions if mention.words not in ("hit", "hits", "hitting")]
    keys = [key for key in keys if key in LORE and key not in ("air", "move", "step")]
    if topic in ("sport", "use"):
        # "Which sport has such throws?" asks about the throw; "is this golf?" about what is seen.
        keys = [key for key in keys if re.search(r"\b(?:what|which) (?:\w+ )?sport\b", question.text) and scene.of(key)]
    if topic in ("warm-up", "use") and " or " in question.text:
        keys = []  # what is offered is not what is seen
    if "air" in question.keys:
        keys.append("jump")
    shown = [
        event.key
        for event in sorted(scene.named or scene.main, key=lambda event: -event.span.duration_s)
        if event.key in LORE
    ]
    if topic in ("muscles", "effort", "region", "warm-up"):
        # An exercise is meant, and no gesture beside it.
        shown.sort(key=lambda key: LORE[key].effort == "neither")
    figure = [key for key in telling.FIGURES if key in shapes]
    sporty = [key for key in shown if LORE[key].sports]
    if topic == "sport":
        sporty.sort(key=lambda key: key in ("walk", "run"))
    # What is thrown while jumping, from before the chest, is a ball to a basket.
    if "throw" in shown and any(event.key == "jump" for event in scene.events):
        sporty = ["basketball", *sporty]
    among = keys or figure or (sporty if topic in ("sport", "effort", "equipment", "use") and sporty else shown)
    if not among:
        return Exact(refusal("what is done here well enough to say more"), DOUBTFUL, (), "refusal")
    if topic == "sport" and scene.is_film and not figure and not scene.named:
        return Exact(refusal("which sport this is"), DOUBTFUL, (), "refusal")
    key = among[0]
    gerund = BY_KEY[key].gerund if key in BY_KEY else f"playing {key}"
    text = tell(topic, question.text, key, gerund)
    if text is None:
        return Exact(refusal("how hard this is for somebody"), DOUBTFUL, (), "refusal")
    trust = LIKELY if not scene.is_film and (scene.named or keys) else DOUBTFUL
    return exact(text, trust, *(event.line for event in scene.main[:2]), source="knowledge")
