"""Questions about what is commonly known: muscles, sports, effort, equipment, purpose."""

import re
from collections.abc import Callable
from typing import Final

from humocon.ask.exact.by_kind.lore import LORE, SPORTS, Lore

_TOPICS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (topic, re.compile(pattern))
    for topic, pattern in (
        (
            "effort",
            r"^(?!.*\bmuscle).*(?:\bcardio\w*|\bstrength\b|\baerobic\w*|\banaerobic\w*|\bendurance\b"
            r"|\bresistance (?:training|exercise)\b|\bstamina\b|\bstretching exercise\b|\bmobility\b"
            r"|\bgood for (?:the |your |my )?(?:heart|legs?|back|arms?|health|balance|flexibility|losing weight"
            r"|weight loss)\b"
            r"|\bflexibility\b)",
        ),
        (
            "muscles",
            r"\bmuscles?\b|\bsore\b|\bmuscle groups?\b|\bquads?\b|\bquadriceps\b|\bglut\w+|\bhamstrings?\b|\bbiceps\b"
            r"|\btriceps\b|\bcal(?:f|ves)\b|\babs\b|\bdeltoids?\b|\bwhat (?:does|do|would) (?:this|that|it"
            r"|they|the exercise) (?:train|work(?:out)?|strengthen|target)\b"
            r"|\b(?:which|what) (?:body )?parts? (?:of the body )?(?:does|do|are|is)\b.*\b(?:train\w*|work\w*"
            r"|strengthen\w*|target\w*)\b"
            r"|\bwhich (?:body )?parts? (?:of the body )?(?:does|do) (?:this|that|it|the)(?: exercise"
            r"| movement)? (?:train|work|strengthen|target|use)|\bwhat is (?:being )?trained\b|\b(?:does|do"
            r"|will|would) (?:this|that|it|the exercise) (?:train|work(?: out)?|strengthen|tone|target)\b"
            r"|\b(?:which|what) (?:joints?|areas?|regions?|tendons?|tissues?)\b.*\b(?:mobili\w+|train\w*|work\w*"
            r"|target\w*|load\w*"
            r"|stretch\w*|strengthen\w*|stress\w*|exercise\w*)\b"
            r"|\bgets? (?:a |the )?(?:good )?(?:workout|work|exercise|training|trained|worked|exercised)\b"
            r"|\bwhat part of the body does (?:this|that|it)\b"
            r"|\bwhat (?:do|does|would|will)\b.*\b(?:train|work(?: out| on)?|strengthen|target|tone|exercise)\W*$"
            r"|\bwhat (?:do|does) (?:you|one|people) train\b",
        ),
        (
            "sport",
            r"\bsports?\b|\bdisciplines?\b(?! of)|\bmartial arts?\b|\bgame (?:is|are|does|do) (?:this|that|it"
            r"|he|she|they)\b|\b(?:what|which) (?:ball )?game\b|\bathletics?\b|\b(?:gymnastics?|karate|judo|taekwondo"
            r"|kung fu|aikido|wrestling|volleyball|handball|ballet|parkour|track and field|calisthenics"
            r"|aerobics)\b|\bolympic\w*|\bis (?:this|that|it) (?:from |part of |used in |typical of "
            r"|typical for )?(?:a |some )?(?:kind of |form of )?(?:boxing|kick ?boxing|karate|soccer|football"
            r"|basketball|gymnastics|fencing|tennis|yoga|golf|archery|baseball|volleyball|handball|climbing"
            r"|dancing|ballet|judo|wrestling|swimming|taekwondo|kung fu|cricket|hockey|aerobics|fitness)\b",
        ),
        (
            "equipment",
            r"\bequipment\b|\bgear\b|\b(?<!time )(?:do|does|would|will) (?:you|one|i|he|she|we) need\b|\bis needed\b"
            r"|\bare needed\b|\bwhat (?:do|does) (?:you|one|i|we|it) need\b|\bneeded for (?:this|that|it)\b"
            r"|\brequired for\b|\btools? (?:is|are|do)\b|\bwhat (?:is|are) (?:usually |typically "
            r"|normally )(?:used|needed|worn|held)\b|\busually need\w*",
        ),
        ("warm-up", r"\bwarm(?:ing)?[ -]?up\b|\bcool[ -]?down\b"),
        (
            "region",
            r"\bupper(?: or lower)?[ -]body (?:exercise|workout|movement|training|or lower)"
            r"|\blower[ -]body (?:exercise|workout|movement|training|or upper)|\bupper or lower body\b"
            r"|\bleg (?:exercise|day|workout|training)\b|\barm (?:exercise|day|workout|training)\b"
            r"|\bcore (?:exercise|workout|training)\b|\bfull[- ]body (?:exercise|workout)\b"
            r"|\bwhole[- ]body (?:exercise|workout)\b",
        ),
        (
            "purpose",
            r"\bwhat (?:is|are) (?:this|that|it|the \w+|such a \w+|an? \w+) (?:exercise |movement |gesture "
            r"|usually |normally |typically |generally )*(?:good|used|done|meant|performed) for\b|\b(?:good"
            r"|useful|beneficial) for\b|\bbenefits?\b|\bpurpose of (?:this|the|such|an?)\b(?!.*\bvisit\b)"
            r"|\bwhat (?:does|would|do) (?:this|that|such a|the|a|an) ?(?:gesture|wave|bow|sign"
            r"|movement)? ?(?:like (?:this|that) )?(?:usually |normally |typically |commonly )?(?:mean|signify"
            r"|express|stand for)\b|\bmeaning of (?:\w+ing|an? \w+)\b|\bmeaning of (?:this|the|that) (?:gesture"
            r"|movement|wave|bow|sign)\b"
            r"|\bwhat (?:is|are) \w+ing (?:good|used) for\b"
            r"|\bin (?:what|which) (?:kind of |sort of )?(?:situation|circumstance|context|occasion|setting)s?\b"
            r"|\bwhen (?:do"
            r"|would) (?:people|you|one) (?:usually |normally |typically )?(?:do|make|use)\b|(?<!how many )\b"
            r"occasions?\b"
            r"|\bwhy (?:do|does|would|should) (?:people|one|you|we|anyone|humans|athletes|folks|somebody|someone)\b"
            r"|\bwhat (?:do|does|would) (?:people|one|you|we|somebody|someone)\b.*\bfor\W*$"
            r"|\bwhat (?:do|does|would) (?:people|one|you|we|somebody|someone)\b.*\b(?:mean|express|signal|say)\b"
            r"|\bwhat (?:do|does|would|can) (?:this|that|such|the|an?)\b.*\b(?:convey|communicate|signal|denote)\b"
            r"|\bwhat (?:do|does) (?:\w+ing|an? \w+) (?:usually |normally |generally )?(?:mean|signify|express)\b"
            r"|\b(?:in|of) (?:what|which) (?:cultures?|countr\w+|parts? of the world|traditions?)\b"
            r"|\bsign of what\b|\bwhen (?:do|does|would) (?:people|somebody|one) (?!see\b)"
            r"|\bon what occasion\b|\bwhere (?:do|would) (?:people|you|one) (?:usually |normally "
            r"|typically )?(?:do|see|use)\b",
        ),
        (
            "hard",
            r"\b(?:how )?(?:hard|difficult|easy|demanding|strenuous|intense) (?:is|for)\b|\bhow (?:hard"
            r"|difficult|easy|demanding|strenuous|intense) is\b|\bis (?:this|that|it) (?:an? )?(?:hard(?! (?:punch"
            r"|kick|throw|hit|landing|jump|blow))"
            r"|difficult|easy|demanding|strenuous|intense|beginner|advanced)\b|\bhigh[- ]impact\b"
            r"|\blow[- ]impact\b|\bfor beginners\b",
        ),
        (
            "use",
            r"\bis (?:this|that|it) (?:(?:more|rather)(?: of| like)? )?(?:an? |some (?:kind|sort) of )?(?:greeting"
            r"|gesture(?! .*\bor\b)|exercise|workout|work ?out|sport|sports|dance|game|fight|fighting technique"
            r"|martial art|everyday (?:movement"
            r"|activity)|daily activity|training|household (?:chore|task)|chore|physical exercise"
            r"|sign of respect|polite|form of (?:exercise|greeting))\b|\bsign of (?:respect|politeness"
            r"|greeting)\b|\bpart of a workout\b|\b(?:culture|country|countries) .*\b(?:common|usual"
            r"|typical)\b|\b(?:common|usual|typical) in .*\b(?:culture|japan|asia|countr\w+)\b|\bpolite\b",
        ),
        (
            "name",
            r"\bwhat (?:is|are) (?:this|that|these|the) (?:exercise|movement|move|technique|kick"
            r"|figure)s? called\b|\bname (?:of|for) (?:this|the|that) (?:exercise|movement|move|technique"
            r"|figure)\b|\b(?:what|how) (?:do|would) (?:you|one|people) call\b",
        ),
    )
)


_WARM_UPS: Final = frozenset(
    {"jack", "run", "walk", "skip", "lift knee", "elbow knee", "twist", "circle arms", "squat", "lunge", "stretch"}
)


def asks_knowledge(text: str) -> str:
    """Which knowledge about an action a question asks for; "" for none."""
    if re.search(
        r"\b(?:joints?|parts?|areas?|sides?|limbs?)\b.*\b(?:should|ought to|must|need to) (?:i|he|she|they|we)\b", text
    ):
        # What somebody should work on is advice, and no muscle that an exercise trains.
        return ""
    if re.search(r"\b(?:expensive|cost|costs|price|cheap|buy|bought|favou?rite)\b", text):
        return ""
    if re.search(r"\bhow (?:many|long|often|far)\b(?!.*\bshould\b)", text) and re.search(r"\bneeds?\b", text):
        # How many steps somebody needs is counted, and no equipment.
        return ""
    return next((topic for topic, pattern in _TOPICS if pattern.search(text)), "")


def tell(topic: str, text: str, key: str, gerund: str) -> str | None:
    """What is known, in a sentence that begins with what was asked; None where it is not known.

    Args:
        topic: see `asks_knowledge`.
        text: the question in plain English.
        key: of the action that the motion shows.
        gerund: how that action is said.
    """
    lore = LORE.get(key)
    if lore is None:
        return None
    name = gerund[0].upper() + gerund[1:]
    if topic in ("warm-up", "use") and " or " in text:
        return _use_chosen(text, key, lore, gerund)
    if topic == "warm-up":
        fit = key in _WARM_UPS
        return f"Yes, {gerund} is often done to warm up." if fit else f"No, {gerund} is not a usual warm-up."
    told: dict[str, Callable[[], str]] = {
        "muscles": lambda: _muscles(text, lore, gerund),
        "sport": lambda: _sport(text, key, lore, gerund),
        "effort": lambda: _effort(text, lore, gerund),
        "equipment": lambda: f"{lore.equipment[0].upper()}{lore.equipment[1:]}: that is what {gerund} takes.",
        "region": lambda: _region(text, lore, gerund),
        "purpose": lambda: f"{name} is done {lore.purpose}.",
        "name": lambda: f"It is called {gerund}.",
        "use": lambda: _use(text, key, lore, gerund),
    }
    return told[topic]() if topic in told else None


def _muscles(text: str, lore: Lore, gerund: str) -> str:
    asked = re.search(r"^(?:is|are|does|do|will|would)\b", text) and re.search(
        r"\b(quads?|quadriceps|glut\w+|hamstrings?|biceps|triceps|cal(?:f|ves)|abs|legs?|arms?|back|core"
        r"|chest|shoulders?|thighs?)\b",
        text,
    )
    if asked and re.search(r"\bor\b", text) is None:
        word = {
            "quads": "quadriceps",
            "quad": "quadriceps",
            "abs": "abdominal",
            "calves": "cal",
            "calf": "cal",
            "core": "trunk",
        }.get(asked[1], asked[1].rstrip("s"))
        known = word in lore.muscles or word == lore.region.rstrip("s")
        return f"{'Yes' if known else 'No'}, {gerund} mainly works {lore.muscles}."
    text = lore.muscles
    return f"{text[0].upper()}{text[1:]}: these do the work in {gerund}."


def _sport(text: str, key: str, lore: Lore, gerund: str) -> str:
    asked = [keys for sport, keys in SPORTS.items() if re.search(rf"\b(?:{sport})\b", text)]
    if asked and re.match(r"(?:is|are|does|do|would|could|can)\b", text) and not re.search(r"\bor\b", text):
        fits = any(key in keys.split("|") for keys in asked)
        return f"{'Yes' if fits else 'No'}, this is {gerund}" + (f": {lore.sports}." if lore.sports else ".")
    if re.match(r"(?:is|are|does)\b", text) and not re.search(r"\bor\b", text):
        if re.search(r"\bball\b", text):
            return f"{'Yes' if 'ball' in lore.equipment else 'No'}, {gerund} takes {lore.equipment}."
        if "team" in text:
            return f"{'Yes' if key in ('dribble', 'basketball', 'baseball', 'soccer') else 'No'}, this is {gerund}."
        return f"Yes, {gerund} belongs to {lore.sports}." if lore.sports else f"No, {gerund} is not a sport."
    return (
        f"{lore.sports[0].upper()}{lore.sports[1:]}." if lore.sports else f"No sport: {gerund} is an everyday movement."
    )


_EFFORT_WORDS: Final = {
    "cardio": r"cardio\w*|aerobic|endurance|stamina|heart",
    "strength": r"strength|resistance|anaerobic|muscle building",
    "mobility": r"mobility|flexibility|stretching",
}


def _effort(text: str, lore: Lore, gerund: str) -> str:
    said = {
        "cardio": "cardio (endurance) training",
        "strength": "strength training",
        "mobility": "mobility training",
        "skill": "a matter of skill and speed rather than of cardio or strength",
        "neither": "neither cardio nor strength training",
    }[lore.effort]
    body_part = re.search(r"\bgood for (?:the |your |my )?(legs?|back|arms?)", text)
    if body_part:
        fits = (
            body_part[1].rstrip("s") in (lore.region.rstrip("s"), *re.findall(r"[a-z]+", lore.muscles))
            or lore.region == "whole body"
        )
        return f"{'Yes' if fits else 'No'}, {gerund} mainly works {lore.muscles}."
    named = sorted(
        (match.start(), effort) for effort, words in _EFFORT_WORDS.items() if (match := re.search(words, text))
    )
    if (
        named
        and re.match(r"(?:is|are|does|do|would|will|can)\b", text)
        and (len(named) == 1 or "rather than" in text or "more than" in text or " not " in text)
    ):
        return f"{'Yes' if named[0][1] == lore.effort else 'No'}, {gerund} is {said}."
    return f"{said[0].upper()}{said[1:]}: that is {gerund}."


def _region(text: str, lore: Lore, gerund: str) -> str:
    if re.search(r"\bor\b", text):
        said = {"legs": "Lower body", "arms": "Upper body", "trunk": "The trunk"}.get(lore.region, "The whole body")
        return f"{said}: {gerund} mainly works {lore.muscles}."
    wanted = {
        "legs": r"\blower|\bleg ",
        "arms": r"\bupper|\barm ",
        "trunk": r"\bcore\b",
        "whole body": r"\bfull|\bwhole",
    }[lore.region]
    return f"{'Yes' if re.search(wanted, text) else 'No'}, {gerund} mainly works {lore.muscles}."


def _kinds(key: str, lore: Lore) -> tuple[tuple[str, bool], ...]:
    """Words for what a movement may be, and whether it is that."""
    exercise = lore.effort in ("cardio", "strength", "mobility") or bool(lore.sports)
    return (
        (r"greeting|sign of|polite|respect|gesture", key in ("wave", "bow", "raise", "show the way", "clap")),
        (r"everyday|daily|household|chore", lore.effort == "neither" or key in ("walk", "wash windows")),
        (r"danc\w*", key == "dance"),
        (r"fight\w*|martial(?: arts?)?", key in ("punch", "kick", "slash")),
        (r"warm(?:ing)?[ -]?up|cool[ -]?down", key in _WARM_UPS),
        (r"exercise|work ?out|training|sport|game", exercise),
    )


def _use_chosen(text: str, key: str, lore: Lore, gerund: str) -> str:
    """Which of two things a movement is."""
    found = [(found.start(), found[0], fits) for words, fits in _kinds(key, lore) if (found := re.search(words, text))]
    said = next((word for _, word, fits in sorted(found) if fits), "neither of both")
    return f"{said[0].upper()}{said[1:]}: {gerund} is done {lore.purpose}."


def _use(text: str, key: str, lore: Lore, gerund: str) -> str:
    kinds = _kinds(key, lore)
    fits = next((fits for pattern, fits in kinds if re.search(pattern, text)), kinds[-1][1])
    told = f"this is {gerund}, which is done {lore.purpose}."
    asks = re.match(r"(?:which|what|where|who|how|when|in)\b", text)
    return f"{told[0].upper()}{told[1:]}" if asks else f"{'Yes' if fits else 'No'}, {told}"
