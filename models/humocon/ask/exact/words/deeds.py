"""What is done with the hands, and with things."""

from typing import Final

from humocon.ask.exact.words.action import ARM, SOME, Action, action

_CLOTHES: Final = r"(?:jackets?|coats?|shirts?|sweaters?|hats?|shoes?|gloves?|clothes|trousers|pants)"
_HIS: Final = r"(?:(?:a|an|the|his|her|their|its) )?"
# In this order: the first that takes some words keeps them.
DEEDS: Final[tuple[Action, ...]] = (
    action(
        "carry",
        r"carr(?:y|ies|ied|ying)\b(?! out| on| (?:him|her|it|them)sel)"
        r"(?: (?:something|things?|it|(?:a|an|the) \w+))?|lug(?:s|ging)",
        "carries something",
        "carrying something",
        "load",
    ),
    action(
        "phone",
        r"(?:(?:talk|speak|call|chat|answer|text|us)\w* )?(?:on |with |into )?(?:the |a |his |her |their )?"
        r"(?:cell |mobile |smart)?(?:tele)?phones?(?: call)?|phoning|(?:make|mak)\w* a call",
        "uses a phone",
        "using a phone",
        "call",
    ),
    action(
        "type",
        r"typ(?:es|ed|ing)\b(?! of)(?: (?:something|on (?:a |the )?(?:keyboard|computer|laptop)))?|keyboards?",
        "types",
        "typing",
        "keystroke",
    ),
    action(
        "sweep",
        r"sweep(?:s|ing)?(?: (?:the |a )?(?:floor|leaves|room))?|swept|mop(?:s|ped|ping)?|vacuum\w*|hoover\w*"
        r"|rak(?:es|ed|ing)|brooms?",
        "sweeps the floor",
        "sweeping the floor",
        "sweep",
    ),
    action("knock", r"knock(?:s|ed|ing)?(?: (?:on|at) (?:a |the )?door)?", "knocks", "knocking", "knock"),
    action(
        "put on",
        rf"(?:put|pull|slip)\w* on {_HIS}{_CLOTHES}|(?:put|pull|slip)\w* {_HIS}{_CLOTHES} on|donning"
        r"|dress(?:es|ing)(?: up)?|get\w* dressed",
        "puts on a jacket",
        "putting on a jacket",
        "jacket",
    ),
    action(
        "take off",
        rf"(?:tak|pull|strip|slip)\w* off {_HIS}{_CLOTHES}|(?:tak|pull|slip)\w* {_HIS}{_CLOTHES} off|doffing"
        r"|undress\w*",
        "takes off a jacket",
        "taking off a jacket",
        "jacket",
    ),
    action("swipe", r"swip(?:e|es|ed|ing)", "swipes", "swiping", "swipe"),
    action(
        "draw",
        r"(?:draw(?:s|ing)?|trac(?:es|ing)|sketch\w*)"
        r"(?: (?:\w+ ){0,4}(?:in the air|circles?|triangles?|x|cross|shapes?))?"
        r"|drew|writ(?:es|ing) in the air",
        "draws in the air",
        "drawing in the air",
        "figure",
    ),
    action("write", r"writ(?:es|ing)\b|wrote", "writes", "writing", "word"),
    action("salute", r"salut\w*", "salutes", "saluting", "salute"),
    action("hug", r"hug(?:s|ged|ging)?|embrac\w*", "hugs somebody", "hugging somebody", "hug"),
    action(
        "shake hands",
        r"(?:shak\w*|shook) (?:\w+ )?hands?|handshak\w*",
        "shakes hands",
        "shaking hands",
        "handshake",
    ),
    action(
        "cross arms",
        r"(?:cross|fold)\w* (?:the |his |her |their |both )?arms|arms? (?:cross|fold)\w*",
        "crosses the arms",
        "crossing the arms",
        "crossing of the arms",
    ),
    action(
        "curl arms",
        r"curl\w* (?:the |his |her |their |both |one )*arms?|(?:biceps?|arm) curls?|dumb ?bells?",
        "curls the arms",
        "curling the arms",
        "curl",
    ),
    action("scratch", r"scratch\w*", "scratches", "scratching", "scratch"),
    action(
        "groom",
        r"(?:brush|comb|do)\w* (?:(?:his|her|their|the) )?(?:teeth|hair)|shav(?:es|ing)",
        "grooms",
        "grooming",
        "stroke",
    ),
    action("cook", r"cook(?:s|ed|ing)?|stir(?:s|red|ring)?", "cooks", "cooking", "stir"),
    action(
        "use a tool",
        r"hammer(?:s|ed|ing)|sawing|chop(?:s|ped|ping)|dig(?:s|ging)|shovel\w*|paint(?:s|ing)(?: (?:a |the )?wall)?",
        "works with a tool",
        "working with a tool",
        "stroke",
    ),
    action(
        "look around", r"look(?:s|ed|ing)? (?:all )?around|glanc\w* around", "looks around", "looking around", "look"
    ),
    action(
        "wash windows",
        r"(?:wash|wip|clean)\w*(?: (?:a |the )?(?:windows?|walls?|glass))?",
        "washes windows",
        "washing windows",
        "wipe",
        "washing windows",
    ),
    action(
        "show the way",
        r"show\w* (?:\w+ )?(?:way|direction)|point(?:s|ed|ing)(?: the way)?|point (?:the way|at|to"
        r"|somewhere)|guid(?:e|es|ing)(?: someone)?"
        r"|direct(?:s|ing) (?:\w+ )?(?:someone|somebody|people)",
        "shows the way",
        "showing the way",
        "gesture",
        "showing the way",
    ),
    action(
        "reach down",
        rf"b(?:end|ends|ending|ent) (?:\w+ ){{0,2}}to(?:wards)? the (?:floor|ground)"
        rf"|reach\w* the (?:floor|ground)|reach\w*(?: \w+){{0,3}} (?:down|(?:to|for|towards?) the (?:floor|ground))"
        rf"|touch\w* (?:(?:the|his|her|their) )?(?:floor|ground|toes)|{ARM} (?:\w+ ){{0,3}}(?:to|on|near|at|close to"
        r"|closest to|nearest|touch\w*) the (?:floor|ground)",
        "reaches down to the floor",
        "reaching down to the floor",
        "reach to the floor",
        "placing something",
    ),
    action(
        "place",
        rf"(?!(?:lay|lays|laid|laying) down\b)(?!\w+ {SOME}{ARM} (?:back )?down\b(?! on))"
        r"(?:put|plac|set|lay|drop|deposit)\w* (?:\w+ ){0,3}?(?:down"
        r"|on(?:to)? the (?:floor|ground))"
        r"|(?<!in )(?<!the )(?<!this )(?<!one )(?<!her )(?<!his )(?<!their )(?<!same )(?:plac|deposit|put)(?:s"
        r"|es|e|ed|ing|ting)?"
        r"\b(?! (?:\w+ ){0,2}(?:hands?|arms?|legs?|knees?) (?:back )?(?:up|down(?! on))\b)(?: (?:something"
        r"|it|an object|things?|a thing"
        r"|an item|the object))?|drops? (?:something|it|trash|litter)",
        "puts something down",
        "putting something down",
        "object",
        "placing something",
    ),
    action(
        "take",
        r"pick\w* (?:\w+ ){0,3}?up|pick\w* (?:something|it|an object)|grab\w*(?: something)?|grasp\w*"
        r"|reach\w*\b(?! by\b)(?! (?:the|its|his|her|their|a) (?:(?:very|absolute) )?(?:low|high|deep|top"
        r"|bottom|peak|max|min))"
        r"(?: up| for)?(?: something)?|tak(?:e|es|ing) (?:something|it|an object"
        r"|things?)(?: (?:down|from|off))?|fetch\w*",
        "reaches for something",
        "reaching for something",
        "reach",
        "taking something",
    ),
    action("pour", r"pour\w*|(?:serv|mak|prepar)\w* tea|tea ceremony", "pours something", "pouring something", "pour"),
    action("drink", r"drink\w*|sip(?:s|ping)?", "drinks", "drinking", "drink"),
    action("eat", r"eat(?:s|ing)?", "eats", "eating", "bite"),
)
