"""The words of what people ask about: actions, parts of the body, sides, ways and postures."""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Action:
    """Something that a person does, or may be asked to have done.

    Attributes:
        key: how the rest of this room calls it.
        pattern: the words that mean it, in English.
        third: "the person ..."
        gerund: "is the person ...?"
        noun: what is counted: "2 ...", in the singular.
        learned: the gerunds by which a model is asked for it; empty where training has no name for it.
    """

    key: str
    pattern: re.Pattern[str]
    third: str
    gerund: str
    noun: str
    learned: tuple[str, ...] = ()


def _action(key: str, words: str, third: str, gerund: str, noun: str, learned: str = "") -> Action:
    named = tuple(name for name in learned.split("|") if name)
    return Action(key, re.compile(rf"(?<![\w-])(?:{words})(?![\w-])"), third, gerund, noun, named)


_SOME = r"(?:(?:the|a|his|her|their|its|one|both|of|left|right|an|two|up|single) )*"
_ARM = r"(?:arm|hand|wrist)s?"
_LEG = r"(?:knee|leg|thigh|foot|feet)s?"
_UP = (
    r"(?:up|raised|lifted|overhead|above (?:his|her|their|the) (?:head|shoulders?)|in the air|over (?:his|her"
    r"|their|the) head)"
)

# In this order: the first that takes some words keeps them.
ACTIONS: Final[tuple[Action, ...]] = (
    _action(
        "jack",
        r"jumping[ -]?jacks?|star[ -]jumps?|(?:does|do|doing) jacks",
        "does jumping jacks",
        "doing jumping jacks",
        "jumping jack",
        "doing jumping jacks",
    ),
    _action(
        "archery",
        r"archery|(?:shoot\w*|draw\w*|fir\w+) (?:\w+ ){0,3}(?:arrows?|bow)|bow and arrows?|arrows?|archer",
        "shoots with a bow",
        "shooting with a bow",
        "shot",
    ),
    _action(
        "golf",
        r"(?:play\w* |swing\w* (?:\w+ ){0,2})?golf(?:[ -]?(?:club|swing|ball|stroke)s?|ing|er)?|tee\w* off",
        "swings a golf club",
        "swinging a golf club",
        "swing",
    ),
    _action(
        "baseball",
        r"baseball(?: (?:bat|swing|hit)\w*)?|softball|batting|(?:swing\w* |hit\w* )(?:\w+ ){0,5}bat|batter",
        "swings a bat",
        "swinging a bat",
        "swing",
    ),
    _action(
        "soccer",
        r"(?:play\w* )?(?:soccer|football)(?: player)?|(?:kick\w*|shoot\w*) (?:\w+ ){0,2}(?:ball|goal)",
        "plays football",
        "playing football",
        "kick",
    ),
    _action(
        "other game",
        r"play\w* (?:\w+ )?(?:volleyball|cricket|hockey|rugby|handball|ball|a game|games|cards|piano|guitar|drums)",
        "plays that",
        "playing that",
        "game",
    ),
    _action(
        "tennis", r"tennis|badminton|racke?t\w*|table tennis|ping[ -]pong", "plays tennis", "playing tennis", "stroke"
    ),
    _action("cartwheel", r"cartwheels?\w*|wheels?", "turns a cartwheel", "turning a cartwheel", "cartwheel"),
    _action(
        "handstand",
        r"hand ?stands?|head ?stands?|upside[ -]down|on (?:his|her|their) hands",
        "is upside down",
        "upside down",
        "handstand",
    ),
    _action(
        "flip",
        r"(?:back|front)?[ -]?flips?|somersaults?|flick ?flacks?",
        "turns a somersault",
        "turning a somersault",
        "flip",
    ),
    _action("pushup", r"push[ -]?ups?|press[ -]?ups?|planks?", "does push-ups", "doing push-ups", "push-up"),
    _action("situp", r"sit[ -]?ups?|crunch(?:es)?", "does sit-ups", "doing sit-ups", "sit-up"),
    _action("lunge", r"lung(?:e|es|ed|ing)", "lunges", "lunging", "lunge"),
    _action(
        "elbow knee",
        r"(?:touch\w* )?(?:\w+ ){0,3}elbows? (?:\w+ ){0,4}knees?|knees? (?:\w+ ){0,4}elbows?|touch\w* (?:a"
        r"|his|her|their|the) knees?",
        "touches a knee with an elbow",
        "touching a knee with an elbow",
        "touch of elbow and knee",
        "touching a knee with an elbow",
    ),
    _action(
        "circle arms",
        rf"(?:rotat\w*|circl\w*|windmill\w*|spin\w*|whirl\w*) {_SOME}{_ARM}|{_ARM} (?:\w+ )?(?:circl\w*"
        r"|rotat\w*|windmill\w*|in circles)|arm[ -]circles?",
        "circles the arms",
        "circling the arms",
        "arm circle",
        "rotating the arms",
    ),
    _action(
        "wash windows",
        r"(?:wash|wip|clean)\w*(?: (?:a |the )?(?:windows?|walls?|glass))?",
        "washes windows",
        "washing windows",
        "wipe",
        "washing windows",
    ),
    _action(
        "show the way",
        r"show\w* (?:\w+ )?(?:way|direction)|point(?:s|ed|ing)(?: the way)?|point (?:the way|at|to"
        r"|somewhere)|guid(?:e|es|ing)(?: someone)?"
        r"|direct(?:s|ing) (?:\w+ )?(?:someone|somebody|people)",
        "shows the way",
        "showing the way",
        "gesture",
        "showing the way",
    ),
    _action(
        "slash",
        r"slash\w*|fenc(?:e|es|ing)|fencer|(?:swing\w* |us\w+ |fight\w* with )?(?:a "
        r"|the )?swords?(?:play)?|stab\w*|sabre",
        "slashes with a sword",
        "slashing with a sword",
        "slash",
        "slashing|swinging a sword",
    ),
    _action(
        "dribble",
        r"dribbl\w*|(?:play\w* )?basketball|bounc\w* (?:a |the )?ball",
        "dribbles a ball",
        "dribbling a ball",
        "dribble",
        "dribbling",
    ),
    _action(
        "still",
        r"(?:stand|stay|keep|remain|hold|sit|stood)\w* (?:\w+ )?(?:still|motionless)|(?:completely "
        r"|perfectly )?(?:still|motionless)|not (?:really )?mov(?:e|ing)(?: (?:at all|around|much))?"
        r"|(?:stay|remain|stand|keep|stop)\w* (?:in (?:one |the same )?place|on the spot|where (?:he|she"
        r"|they) (?:is|are))",
        "stands still",
        "standing still",
        "pause",
        "standing still",
    ),
    _action(
        "reach down",
        rf"reach\w*(?: \w+){{0,3}} (?:down|(?:to|for|towards?) the (?:floor|ground))"
        rf"|touch\w* (?:the )?(?:floor|ground|toes)|{_ARM} (?:\w+ ){{0,3}}(?:to|on|near|at|close to"
        r"|closest to|nearest|touch\w*) the (?:floor|ground)",
        "reaches down to the floor",
        "reaching down to the floor",
        "reach to the floor",
        "placing something",
    ),
    _action(
        "place",
        r"(?:put|plac|set|lay|drop|deposit)\w* (?:\w+ ){0,3}?(?:down|on(?:to)? the (?:floor|ground))"
        r"|(?<!in )(?<!the )(?<!this )(?<!one )(?:plac|deposit|put)(?:s|es|e|ed|ing|ting)?"
        r"\b(?! (?:\w+ ){0,2}(?:hands?|arms?|legs?|knees?) up\b)(?: (?:something"
        r"|it|an object|things?|a thing"
        r"|an item|the object))?|drops? (?:something|it)",
        "puts something down",
        "putting something down",
        "object",
        "placing something",
    ),
    _action(
        "take",
        r"pick\w* (?:\w+ ){0,3}?up|pick\w* (?:something|it|an object)|grab\w*(?: something)?|grasp\w*"
        r"|reach\w*\b(?! (?:the|its|his|her|their|a) (?:(?:very|absolute) )?(?:low|high|deep|top|bottom|peak|max|min))"
        r"(?: up| for)?(?: something)?|tak(?:e|es|ing) (?:something|it|an object"
        r"|things?)(?: (?:down|from|off))?|fetch\w*",
        "reaches for something",
        "reaching for something",
        "reach",
        "taking something",
    ),
    _action(
        "lift knee",
        rf"(?:rais|lift)\w* {_SOME}{_LEG}|(?:rais|lift|pull|bring)\w* {_SOME}{_LEG} up|{_LEG} (?:goes |go "
        r"|is |are |gets |comes? )?(?:up|raised|lifted|high)|knee[ -]?(?:lift|raise)s?|high[ -]knees"
        rf"|{_LEG} rais\w+",
        "lifts a knee",
        "lifting a knee",
        "knee lift",
        "touching a knee with an elbow",
    ),
    _action(
        "raise",
        rf"(?:rais|lift|put|hold|stretch|stick|throw)\w* {_SOME}{_ARM}(?: {_UP})?|{_ARM} (?:(?:goes|go|is"
        rf"|are|gets?|was|were|being|comes?|stays?|held|put) )*{_UP}|(?:rais|lift)(?:e|es|ed|ing"
        rf"|s)?(?: it)?|{_ARM} rais\w+|hands[ -]up|{_ARM} (?:to )?go(?:es)? up",
        "raises an arm",
        "raising an arm",
        "raise of an arm",
        "raising the left arm|raising the right arm|raising both arms",
    ),
    _action(
        "lower",
        rf"lower\w*(?: {_SOME}{_ARM})?|(?:put|tak|let|bring)\w* {_SOME}{_ARM} (?:back )?down",
        "lowers an arm",
        "lowering an arm",
        "lowering of an arm",
    ),
    _action(
        "get up",
        r"(?:get|stand|ris|com|got|stood|rose)\w* (?:back |right )?up(?: again)?(?! straight| right)"
        r"|gets? (?:back )?(?:on(?:to)?|to) (?:his|her|their) feet|rises?|rising",
        "gets up",
        "getting up",
        "rise",
    ),
    _action(
        "fall",
        r"fall(?:s|en|ing)?(?: (?:over|down))?|fell|trip(?:s|ped|ping)?|stumbl\w*|collaps\w*|slip(?:s|ped"
        r"|ping)?|los\w+ (?:\w+ )?balance",
        "falls",
        "falling",
        "fall",
    ),
    _action(
        "stay on feet",
        r"(?:stay|remain|keep|stand)\w* on (?:his|her|their|both|the) feet|stay\w* (?:standing|upright|up)"
        r"|remain\w* (?:standing|upright)",
        "stays on the feet",
        "staying on the feet",
        "stay",
    ),
    _action(
        "air",
        r"(?:leav\w*|lift\w* off|left) the (?:ground|floor|earth)|off the (?:ground|floor|earth)"
        r"|in the air|airborne|mid-?air|tak(?:e|es|ing)[ -]?off|land(?:s|ed|ing)?|touch\w* down",
        "leaves the ground",
        "leaving the ground",
        "flight",
        "jumping",
    ),
    _action(
        "jump",
        r"jump\w*|hop(?:s|ped|ping)?|leap\w*|bounc(?:e|es|ing)|bound(?:s|ing)|spring(?:s|ing)?|vault\w*",
        "jumps",
        "jumping",
        "jump",
        "jumping",
    ),
    _action(
        "skip", r"skip(?:s|ped|ping)?(?:[ -]rope)?|rope skipping|jump rope", "skips", "skipping", "skip", "skipping"
    ),
    _action(
        "turn",
        r"turn\w*(?: (?:around|round))?|spin(?:s|ning)?|spun|pivot\w*|veer\w*|rotat\w*|twirl\w*|swivel\w*"
        r"|(?:round |around )?(?:the |a )?(?:curves?|bends?(?= (?:to the )?(?:left|right))|corners?)"
        r"|chang\w* (?:direction|heading)|circl(?:es|ing)|about[ -]face|u-turn",
        "turns",
        "turning",
        "turn",
    ),
    _action("twist", r"twist\w*", "twists the trunk", "twisting the trunk", "twist"),
    _action(
        "wave",
        r"wav(?:e|es|ed|ing)(?: (?:goodbye|hello|bye))?|bye[ -]?bye|greet\w*|(?:say|sai)\w* (?:hello|hi"
        r"|goodbye|bye)|farewell|beckon\w*",
        "waves",
        "waving",
        "wave",
        "waving",
    ),
    _action("kick", r"kick\w*", "kicks", "kicking", "kick", "kicking"),
    _action(
        "punch",
        r"punch\w*|box(?:es|ing|ed|er)?|jab\w*|uppercuts?|(?:left |right )?hooks?"
        r"|(?<!exercise )(?<!movement )(?<!workout )hit(?:s|ting)?|str(?:ike"
        r"|ikes|iking|uck)|shadow[ -]?box\w*|fight(?:s|ing)?",
        "punches",
        "punching",
        "punch",
        "punching",
    ),
    _action(
        "throw",
        r"thr(?:ow|ows|owing|ew|own)\b(?: (?:something|it|a ball|the ball|things?|an object))?|toss\w*"
        r"|hurl\w*|pitch(?:es|ing)?|shoot\w*(?: (?:a |the )?(?:ball|basket|hoop|hoops))?|shot",
        "throws something",
        "throwing something",
        "throw",
        "throwing something|throwing",
    ),
    _action("catch", r"catch\w*|caught", "catches something", "catching something", "catch"),
    _action("squat", r"squat\w*|(?:deep )?knee[ -]?bends?", "squats", "squatting", "squat", "squatting"),
    _action(
        "crouch",
        r"crouch\w*|duck(?:s|ed|ing)?|hunker\w*|cower\w*|(?:go|get|bend|drop)\w* (?:down )?low"
        r"|bend\w* (?:\w+ ){0,3}knees?(?: deeply)?|knees? (?:\w+ ){0,2}ben[dt]\w*",
        "crouches",
        "crouching",
        "crouch",
        "crouching|squatting",
    ),
    _action("bow", r"bow(?:s|ed|ing)?", "bows", "bowing", "bow", "bowing"),
    _action(
        "bend",
        r"b(?:end|ends|ending|ent)(?: (?:over|down|forwards?|ahead))*|lean\w*(?: (?:over|forwards?"
        r"|ahead))*|stoop\w*|incline[sd]?",
        "bends forward",
        "bending forward",
        "bend",
        "bending down|bowing",
    ),
    _action("clap", r"clap\w*|applaud\w*|applause", "claps", "clapping", "clap", "clapping"),
    _action(
        "climb",
        r"climb\w*|scal(?:e|es|ing)|boulder\w*|(?:go|goes|going) up (?:the |a )?(?:wall|ladder|stairs)",
        "climbs",
        "climbing",
        "climb",
        "climbing",
    ),
    _action("dance", r"danc(?:e|es|ed|ing|er)|ballet|waltz\w*|breakdanc\w*", "dances", "dancing", "dance", "dancing"),
    _action(
        "lie",
        r"l(?:ie|ies|ying|aid|ay|ays)(?: (?:back )?down)?|on (?:his|her|their|the) back|flat on the (?:floor|ground)",
        "lies down",
        "lying down",
        "lie-down",
        "lying down",
    ),
    _action(
        "sit",
        r"s(?:it|its|itting|at|eated|eat)(?: down)?|tak\w+ (?:a |his |her )?seat",
        "sits",
        "sitting",
        "sit",
        "sitting down",
    ),
    _action(
        "kneel",
        r"kn(?:eel|eels|eeling|elt)(?: down)?|on (?:his|her|their|one|both|the) knees?",
        "kneels",
        "kneeling",
        "kneel",
    ),
    _action("crawl", r"crawl\w*|on all fours", "crawls", "crawling", "crawl"),
    _action("roll", r"roll(?:s|ed|ing)?(?: over)?", "rolls", "rolling", "roll"),
    _action("sneak", r"sneak\w*|creep\w*|crept|tip[ -]?to\w*|prowl\w*", "sneaks", "sneaking", "sneak", "sneaking"),
    _action("swim", r"sw(?:im|ims|imming|am)", "swims", "swimming", "stroke"),
    _action("pour", r"pour\w*|(?:serv|mak|prepar)\w* tea|tea ceremony", "pours something", "pouring something", "pour"),
    _action("drink", r"drink\w*|sip(?:s|ping)?", "drinks", "drinking", "drink"),
    _action("eat", r"eat(?:s|ing)?", "eats", "eating", "bite"),
    _action("push", r"push(?:es|ed|ing)?|shov\w*", "pushes something", "pushing something", "push"),
    _action("pull", r"pull(?:s|ed|ing)?|drag(?:s|ged|ging)?", "pulls something", "pulling something", "pull"),
    _action(
        "lift weights",
        r"(?:lift\w* )?(?:weights?|barbells?|dumbbells?)|deadlift\w*",
        "lifts weights",
        "lifting weights",
        "lift",
    ),
    _action("stretch", r"stretch(?:es|ed|ing)?|yoga", "stretches", "stretching", "stretch"),
    _action("cycle", r"cycl(?:e|es|ing)|(?:rid\w+ (?:a )?)?bi(?:ke|kes|king|cycle)", "cycles", "cycling", "turn"),
    _action("skate", r"skat\w*|ski(?:s|ing|er)?|surf\w*", "skates", "skating", "push"),
    _action("limp", r"limp(?:s|ing|ed)?|hobbl\w*", "limps", "limping", "limp"),
    _action("step", r"step\w*|paces|footsteps?|strid(?:e|es|ing)", "takes steps", "taking steps", "step", "walking"),
    _action(
        "run",
        r"r(?:un|uns|unning|an|unner)|jog\w*|sprint\w*|dash\w*|rac(?:e|es|ing)|gallop\w*|trot(?:s|ting)?"
        r"|hurr(?:y|ies|ying)",
        "runs",
        "running",
        "run",
        "running|jogging",
    ),
    _action(
        "walk",
        r"walk\w*|stroll\w*|march(?:es|ing)?|saunter\w*|wander\w*|amble\w*|on foot",
        "walks",
        "walking",
        "walk",
        "walking",
    ),
    _action(
        "stand",
        r"st(?:and|ands|anding|ood)(?: (?:upright|up straight|straight))?|upright|on (?:his|her|their|both) feet",
        "stands",
        "standing",
        "stand",
    ),
    _action("swing", rf"sw(?:ing|ings|inging|ung)(?: {_SOME}{_ARM})?", "swings the arms", "swinging the arms", "swing"),
    _action(
        "move",
        r"mov(?:e|es|ed|ing)|go(?:es|ing)?|went|travel\w*|head(?:s|ing)|advanc\w*|retreat\w*|leav(?:e|es"
        r"|ing)|approach\w*|com(?:e|es|ing)",
        "moves",
        "moving",
        "movement",
    ),
)
BY_KEY: Final = {action.key: action for action in ACTIONS}

PARTS: Final[dict[str, str]] = {
    "hand": r"(?:hand|wrist|palm|fist|finger|glove)s?",
    "arm": r"(?:(?:fore)?arm)s?",
    "elbow": r"elbows?",
    "shoulder": r"shoulders?",
    "foot": r"(?:foot|feet|toes?|heels?|soles?|ankles?)",
    "knee": r"knees?",
    "leg": r"(?:leg|thigh|shin)s?",
    "head": r"(?:head|face|chin|nose)",
    "pelvis": r"(?:hips?|pelvis|waist|(?<!at the )bottom|bum|butt|buttocks|backside|cent(?:er|re) of (?:mass|gravity))",
    "trunk": r"(?:trunk|torso|upper body|back|spine|chest)",
}
_PART: Final = {part: re.compile(rf"(?<![\w-])(?:{words})(?![\w-])") for part, words in PARTS.items()}
_SIDE: Final = re.compile(r"\b(left|right|both|two (?=hands|arms|legs|feet|knees))\b")
_WAY: Final[dict[str, re.Pattern[str]]] = {
    "backwards": re.compile(
        r"\bbackwards?\b|\bin reverse\b|\breverse\b|\brearwards?\b|\b(?:walk|step|mov|go|run"
        r"|jump)\w* back\b|\bretreat\w*"
    ),
    "forward": re.compile(
        r"\bforwards?\b|\bahead\b|\badvanc\w+|\bto the front\b|\b(?:walk|go|mov|run|head)\w* (?:in a )?straight\b"
    ),
    "sideways": re.compile(r"\bsideways?\b|\blateral\w*|\bto the sides?\b"),
    "up": re.compile(r"\bstraight up\b|\bupwards?\b|\bup in place\b|\bon the spot\b|\bin place\b|\bvertical\w*"),
}


def ways_in(text: str) -> tuple[str, ...]:
    """The ways that a text names, in its order: "forward", "backwards", "sideways", "up", "left", "right"."""
    found = [(match.start(), way) for way, pattern in _WAY.items() for match in pattern.finditer(text)]
    return tuple(dict.fromkeys(way for _, way in sorted(found)))


def sides_in(text: str) -> tuple[str, ...]:
    """The sides that a text names, in its order: "left", "right", "both"."""
    return tuple(dict.fromkeys("both" if match[1].startswith("two") else match[1] for match in _SIDE.finditer(text)))


def parts_in(text: str) -> tuple[str, ...]:
    """The parts of the body that a text names, in its order."""
    found = [(match.start(), part) for part, pattern in _PART.items() for match in pattern.finditer(text)]
    return tuple(dict.fromkeys(part for _, part in sorted(found)))


def actions_in(text: str) -> list[tuple[int, int, Action]]:
    """The actions that a text names: where the words begin and end, and which; in the text's order."""
    taken = [False] * len(text)
    found = []
    for action in ACTIONS:
        for match in action.pattern.finditer(text):
            if not any(taken[match.start() : match.end()]):
                found.append((match.start(), match.end(), action))
                taken[match.start() : match.end()] = [True] * (match.end() - match.start())
    return sorted(found, key=lambda item: item[0])
