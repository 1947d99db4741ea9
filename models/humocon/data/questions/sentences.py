"""Labels in words: what is answered where a word is not enough."""

from collections.abc import Sequence

from humocon.data.labels import VERBS, Label


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
