"""Questions about actions that a user has taught, asked for by the words of their labels."""

from humocon.actions.naming import third_person
from humocon.ask.exact.by_kind.telling import tell_events
from humocon.ask.exact.exact import DOUBTFUL, LIKELY, Exact, exact, yes_or_no
from humocon.ask.exact.known.names import OWN_PHRASE
from humocon.ask.exact.known.scene import Scene
from humocon.ask.exact.words.question import understand
from humocon.data.label_words import stems_of


def about_own(text: str, scene: Scene) -> Exact | None:
    """Whether, when and how long what a user has taught is done; None where a question asks for nothing of it."""
    said = stems_of(text)
    names = [name for name in scene.by_label if OWN_PHRASE.match(third_person(name)) and _is_said(name, said)]
    if not names:
        return None
    name = max(names, key=lambda name: len(stems_of(name)))
    question, events = understand(text), scene.by_label[name]
    trust, lines = DOUBTFUL if scene.is_film else LIKELY, [event.line for event in events]
    if question.kind in ("yesno", "other") or (question.kind in ("when", "how long") and not events):
        instead = tell_events(scene.main[:3])
        does = tell_events(events[:3], timed=True) or f"the person does not do “{name}”{instead and f': {instead}'}"
        return exact(f"{yes_or_no(bool(events), negated=question.negated)}, {does}.", trust, *lines, source="model")
    if question.kind == "when":
        return exact(f"“{name}”: {', '.join(event.span.words for event in events[:4])}.", trust, *lines, source="model")
    if question.kind == "how long":
        seconds = sum(event.span.duration_s for event in events)
        return exact(f"“{name}” takes {seconds:.1f} s.", trust, *lines, source="model")
    return None


def _is_said(name: str, said: frozenset[str]) -> bool:
    """Whether a question has all words of a label, in any form."""
    return all(any(word.startswith(stem) for word in said) for stem in stems_of(name))
