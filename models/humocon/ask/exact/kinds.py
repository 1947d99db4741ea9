"""Which kind of answer a question wants, told from its words."""

import re
from collections.abc import Sequence
from typing import Final

from humocon.ask.exact.body_words import asks_held
from humocon.ask.exact.knowledge import asks_knowledge
from humocon.ask.exact.outlines import BODY_PART, LIMB, MOST, Kind, kind_at_a_glance
from humocon.ask.exact.refusal import CLIP_NAME, asks_unknowable

_HOW_MANY: Final = (
    r"\bhow (?:many|often|frequently)\b|\bnumber of\b|\bcount\b|\bhow much (?:times|reps|steps)\b"
    r"|\b(?:foot ?falls|foot ?steps)\b|^(?:reps?|repetitions?|steps?)\W*$|^(?:reps?|repetitions?) (?:of|for)\b"
    r"|\bamount of (?:times|steps|reps)\b|\brep(?:etition)? count\b|\btimes\W*$|(?:^|[,:] ?)(?:the )?(?:number"
    r"|count)\W*$|\bcadence\b|\b(?:step|stride) (?:rate|frequency)\b|\bsteps? ?/|^(?:how many )?(?:steps"
    r"|strides) (?:per|an?|each|every) (?:second|minute)|^(?!.*\b(?:far"
    r"|met\w+)\b)\w+s (?:in total|total|altogether|overall)\W*$|^(?:the )?total (?:number of )?\w+s\W*$"
    r"|\bonce or (?:twice"
    r"|more)\b"
)
_HOW_LONG: Final = (
    r"\bhow long\b|\bhow much time\b|\bduration\b|\blength of (?:time"
    r"|(?:the|this|that)(?: whole| entire| full)? (?:clip|video|recording|footage|film|file|take))\b"
    r"|\bfor what time\b|\bhow many (?:seconds|minutes)\b"
    r"|\bhow (?:lengthy|short)\b|\btime (?:spent|taken)\b|\b(?:clip|video|recording|total) length\b"
    r"|\btime of (?:flight|contact)\b|\bhow brief\b|\b(?:total|overall|recording|clip) (?:seconds|time)\b"
    r"|\bhow much of the (?:time|clip"
    r"|video)\b|\brun ?time\b|\b(?:air|hang|flight)[ -]?time\b"
    r"|^(?:average |mean )?(?:step|stride) (?:time|duration)\b|^(?:the )?(?:rest|break) between\b|^time (?:in|on"
    r"|spent|for)\b|\b(?:time|seconds|interval|gap|pause) (?:\w+ )?between\b|\b(?:clip|video|file) len\b"
    r"|^len(?:gth)?\W*$"
)
_WHEN: Final = (
    r"^(?:at |from |since |until )?when\b(?!.*, (?:is|are|does|do|did|which|how|what)\b)|\b(?:moment"
    r"|instant) of\b|\bat (?:what|which) (?:time|second|moment|point|instant)\b"
    r"|\b(?:what|which) (?:time|second|moment|point in time)\b"
    r"|\btime ?(?:stamp|code|range|span|interval|window)s?\b|\b(?:between|at|from) (?:what|which) times?\b"
    r"|\bwhen (?:does|do|did|is|are|was|exactly)\b|\bwhat point\b"
    r"|\bwhereabouts in the (?:clip|video)\b|\bwhich part of the (?:clip|video)\b"
    r"|\b(?:start|end|begin|finish)(?:ing)? time\b|\bwhere in the (?:clip|video|recording|file)\b"
    r"|\bafter how (?:many seconds|long)\b|\btime of\b(?! (?:flight|contact|the (?:step|stride))\b)|[ ,-] ?when\W*$"
    r"|\b(?:between|at|in|on|from) (?:what|which) (?:seconds?|moments?|points?)\b|\bonset\b"
    r"|\btransition (?:time|point)\b"
    r"|\bsince when\b|\buntil when\b"
)
_HOW_FAST: Final = (
    r"\bhow (?:fast|quick|quickly|slow|slowly|rapid\w*|speedy)\b|\bspeed\b|\bvelocity\b|\bpace\b|\btempo\b"
    r"|^(?:fast|quick|slow)\W*$"
)
_HOW_FAR: Final = (
    r"\bhow far\b|\bdistance\b|\bhow many body (?:lengths?|heights?)\b|^(?:met(?:re|er)s|feet|yards) \w+(?:ed|run)\b"
    r"|\b(?:path|travel\w*|total) length\b|\blength travel\w*|^(?:met(?:re|er)s|feet|yards) (?:run|gone)\b"
    r"|(?<!vertical )\bdisplacement\b|\bhow (?:many"
    r"|much) (?:met(?:re|er)s|feet|yards|inches"
    r"|centimet\w+|cm|ft"
    r"|m)\b|\bhow wide\b|\bhow much (?:ground|space|way)\b"
    r"|\bhow long (?:is|was) (?:the|his|her|their) (?:path|route|way|distance|track|trajectory)\b"
    r"|\b(?:step|stride|jump|leap|hop) length\b|\blength of (?:the|his|her|a|each)? ?(?:jump|steps?|strides?|leap|hop"
    r"|path|way|walk)\b|\bhow long (?:is|are|was|were) (?:the|his|her|each|a|its|one"
    r"|their) (?:single )?(?:steps?|strides?)\b"
)
_HOW_HIGH: Final = (
    r"\bhow much (?:air|height|elevation)\b|\bvertical (?:displacement|rise|lift|travel|distance|excursion)\b|\bclearance\b|\bhow (?:high|low|deep"
    r"|deeply)\b|\bheight\b|\bhow (?:close|near) (?:to|is|does|do|are)\b|\baltitude\b"
    r"|\bhow tall (?:is|are) the (?:jump|hop)"
)
_ANGLE: Final = (
    r"\bhow (?:upright|far (?:round|around))\b|\bthe (?:most|furthest|farthest) (?:he|she|they|the person) (?:lean"
    r"|bend|tilt|turn)s?\b|"
    r"\bdegrees?\b|\bangle\b|\bmagnitude\b|\bhow (?:much|far|strongly|sharply?|sharp|big|large)\b.*\b(?:turn|rotat|lean"
    r"|bend|bent|tilt|twist|spin|bow|flex|inclin)\w*"
    r"|\bhow bent\b|\b(?:change of|change in|net) heading\b|\bheading change\b|\byaw\b|^(?:and )?(?:by )?how much\W*$"
    r"|\bhow (?:bent|straight|tilted|inclined|sharp|deep)\b(?! .*\b(?:go|squat)\b)|\bradians?\b"
    r"|\bhow big (?:is|was|a) (?:the )?(?:turn|rotation)"
    r"|\b(?:knee|elbow|trunk|torso|back|body|hip)s? (?:bend|flexion|inclination|lean|tilt)\b"
    r"|\bflexion\b|\binclination\b"
    r"|\b(?:max\w*\.?|peak|largest|greatest|biggest) (?:\w+ )?(?:bend|lean|tilt|rotation|turn)\b"
)
_SIDE: Final = (
    rf"\b(?:which|what) (?:of (?:the|his|her|their) )?(?:\w+ )?{LIMB}\b|\b(?:left|right) or (?:the "
    rf"|with (?:the|his|her) |his |her )?(?:left|right)\b|\bone {LIMB} or (?:both|two)\b"
    rf"|\bone or (?:both|two) {LIMB}\b|\b(?:left|right|both)(?: \w+)? or (?:with )?(?:the |his "
    rf"|her )?(?:both|left|right)\b|\bboth {LIMB} or\b|\bleft[- /]right\b|\bwhich side\b|\bbody ?part\b"
    r"|\bpart of (?:the|his|her|their) body\b|\b(?:which|what) joints?\b"
    rf"|\b{LIMB}\b.*\bwhich\W*$|\bwith one or both\b|\bsingle .* or both\b|\bboth or\b"
)
_WAY: Final = (
    r"\b(?:which|what) (?:way|direction)\b|\bin which direction\b|\bdirection of\b|^direction\b|\bway\W*$"
    r"|\bwhere (?:is|does|do|are) (?:he|she|they|the person|it|someone) "
    r"(?:head\w*|go\w*|turn\w*|mov\w*|walk\w*|run\w*|fac\w*|facing)\b(?! to\b)|\bto which side\b"
    r"|\bclockwise\b|\bwhich (?:side|direction) .*\b(?:turn|go|move|run|walk)"
)
_ORDER: Final = (
    r"\b(?:does|do|did) what\W*$|"
    r"\b(?:first|last|second|third|fourth|next|finally|final|initial|initially|lastly)\b.*\b(?:do|does|doing|did"
    r"|done|action|activity|exercise|thing|move|movement|happen\w*|event|come|comes|came)\b"
    r"|\b(?:action|activity|exercise|thing|move|movement|event)\b.*\b(?:first|last|second|third|next)\b"
    r"|^(?:(?:and|right|just|immediately|straight) )*(?:after|before|between|following|once) "
    r"(?!(?:(?!\b(?:what|which)\b).)*[, ](?:is|are|does|do|did|has)\b(?! over\b| done\b))"
    r"|\bone after (?:the other|another)\b|\bfirst to last\b|\b(?:start|beginning) to (?:finish|end)\b"
    r"|\bwhat (?:is|was) (?:in )?between\b|^(?:something|anything|what) (?:in )?between\b"
    r"|\bwith what\b.*\b(?:start|begin|end|finish)"
    r"|\b(?:do|does|doing|did|done|happen\w*|comes?|came|going on)\b.*\b(?:first|last|second|third|next"
    r"|finally|before|prior to|after|once|afterwards|then|in between|between)\b"
    r"|\border\b|\bsequence\b|\bbefore or after\b|\bafter or before\b|\b(?:what|which) (?:\w+ )?(?:comes?"
    r"|came|is|was|happens?|happened) (?:first|last|next|before|after)\b|\bfirst\b.*\bor\b"
    r"|\bor\b.*\bfirst\b"
    r"|\b(?:start|begin|end|finish)\w* (?:with|by|off|up)\b|\bhow does (?:it|the (?:clip|video|motion"
    r"|recording|sequence)|this) (?:start|begin|end|finish)\b|\bwhich (?:one )?(?:is|was|comes|came"
    r"|happens) (?:first|earlier|last|later)\b"
    r"|\b(?:what|which)\b.*\b(?:before|after|preced\w*|follow\w*)\b|\bstep[- ]by[- ]step\b|\bchronolog\w*"
    r"|\bfirst what\b"
    r"|\bwhat (?:else )?(?:is|was) (?:he|she|the person|they) doing (?:at|in) the (?:end|beginning|start)"
    r"|\b(?:at|in) the (?:beginning|end|start)\b.*\bwhat\b|\bwhat\b.*\b(?:at"
    r"|in) the (?:very )?(?:beginning|end|start)\b|\bhow does (?:he|she|the person) (?:start|begin|end"
    r"|finish)\b"
)
_SUMMARY: Final = (
    rf"{CLIP_NAME}|\b(?:headline|caption|synopsis)\b|^(?:the )?(?:action|activity|exercise|movement|motion)s?\W*$"
    rf"|\bbreak\w* (?:\w+ )*down\b"
    rf"|\bplay[- ]by[- ]play\b|\bblow[- ]by[- ]blow\b"
    r"|\b(?:what|which) (?:\w+ ){1,2}(?:is|are|was) (?:he|she|they|it|the \w+) (?:being )?(?:doing|performing"
    r"|perform\w*|carrying out|executing|busy with)\b|"
    r"\bin \w+ words(?: or (?:fewer|less))?\b|\bin a word\b|"
    r"\bsummar\w*|\bsum (?:(?:it|this|that|everything|things) )?up\b|\bin (?:short|brief|a nutshell)\b|\bnarrat\w+"
    r"|\btell me about (?:the|this)\b|\bdescri\w+|\bcontents? of\b|\b(?:in|with) (?:one|a|a few|two"
    r"|few)(?: or two)? (?:sentence|word|line)s?\b"
    r"|\bone (?:sentence|liner?)\b|\bwhat (?:is|was) (?:happening|going on|this|that|shown|seen"
    r"|the person doing|he doing|she doing)\b"
    r"|\bwhat (?:happens|happened|goes on|do you see|can (?:you|i|we|one) see|does one see"
    r"|am i (?:looking at|seeing))\b|\blist\b|\boverview\b|\bcaption\b|\btl;?dr\b|\bwhat is it about\b"
    r"|\bexplain (?:the|this|what)\b|\bwalk me through\b|\bgive me (?:a|the) (?:short |brief "
    r"|quick )?(?:gist|rundown|recap)\b|\brecap\b|\bgist\b"
    r"|\btell (?:me )?what (?:happens|he does|she does|the person does|they do)\b|\bwhat (?:does|do"
    r"|did) (?:he|she|they|it|someone|(?:the|this|that|our|my|your) \w+) (?:do"
    r"|perform|show)\b(?! (?:first|last|next|before|after|with|then))"
    r"|\bwhat (?:kind|sort|type|genre|form|style) of (?:movement|motion|action|activity|exercise|thing)\b"
    r"|\bwhich (?:actions?"
    r"|exercises?|movements?|moves?|activit\w+)\b|\bwhat (?:actions?|exercises?|movements?|moves?"
    r"|activit\w+)\b|\bname the (?:actions?|exercises?|movements?|activit\w+)\b|^what (?:does|do|is"
    r"|are) (?:he|she|they|one|(?:the |this )?person)\W*$|\bwhat (?:are|is) (?:he|she|they"
    r"|(?:the|this|that|our|my|your) \w+) (?:doing|up to|busy with)\b"
)
_STYLE: Final = (
    r"\b(?:style|manner|vibes?|impression|demeanou?r|sprightly|spry|perky|snappy|zippy|weary|feeble|frail|lethargic|timid\w*|gingerly"
    r"|half-?hearted\w*|delicate\w*|forceful\w*|powerful\w*|mood|energetic\w*|energy|tired\w*|exhaust\w*|heav(?:y|ily)|light(?:ly|ness)?"
    r"|elegan\w*|grace\w*|clums\w*|smooth\w*|fluid\w*|jerk\w*|nervous\w*|calm\w*|relaxed|aggressive\w*"
    r"|proud\w*|confident\w*|careful\w*|cautious\w*"
    r"|elderly|older|young\w*|youth\w*|like (?:a|an) (?:\w+ )?(?:child|kid|old|senior|robot|zombie|dancer"
    r"|soldier|adult|teenager)|child(?:ish|like)|old (?:person|man|woman|people)|someone old|gentl\w*"
    r"|vigorous\w*|violent\w*|hectic|lively|sluggish\w*|masculine|feminine|musical|rhythm\w*|hasty"
    r"|stiff\w*|bounc(?:y|ily)|lazy|lazily|drunk\w*|sneaky|military|swagger\w*|dynamic\w*|controlled"
    r"|steady|steadily|wobbl\w*|unsteady|hurried\w*|rush(?:es|ed|ing)|plod\w*|in a (?:hurry|rush)|leisurely|brisk\w*|symmetric\w*)\b"
)
_POSTURE: Final = (
    r"\bbody look(?:s)? like\b|\b(?:belly|stomach|tummy)\b.*\bor\b.*\bback\b|\bback\b.*\bor\b.*\b(?:belly|stomach|tummy|sides?)\b"
    r"|\bby (?:squat|crouch|bend|stoop)\w*\b.*\bor\b.*\b(?:squat|crouch|bend|stoop)\w*|"
    r"\bpostures?\b|\b(?:body |final |starting )?(?:pose|position(?:ed)?)\b|\bstand(?:s"
    r"|ing)?,? (?:(?:up )?or )?(?:sit|ly|lie|kneel)\w*|\b(?:stand|sit|lie|ly|kneel|crouch|bent"
    r"|upright)\w*\b.*\bor\b.*\b(?:stand|sit|lie|ly|kneel|crouch|bent|upright|hunched)\w*"
    r"|\b(?:knees?|legs?|arms?|elbows?|back|body|trunk)\b.*\b(?:straight|bent|stretched|extended)\b"
    r"|\b(?:upright|straight|vertical)\b.*\bor\b.*\b(?:tip\w*|tilt\w*|lean\w*|inclin\w*|forwards?)\b"
    r"|\b(?:straight|bent|bend)\b.*\bor\b.*\b(?:straight|bent|bend)\b|\bslouch\w*|\bhunch\w*|\bupside[- ]down\b"
    r"|\bon (?:his|her|their|one|both) (?:feet|knees|back|leg)\b"
)
_COMPARED: Final = (
    r"\b(?:more|less|faster|slower|higher|lower|longer|shorter|farther|further|bigger|smaller|earlier|later"
    r"|deeper|quicker|stronger|sooner)\b"
)
_WHICH_OF: Final = (
    rf"\b(?:first|second|third) or (?:the |his |her )?(?:first|second|third|last)\b|^which of (?!.*\b{BODY_PART}\b)"
)
_YES_NO: Final = (
    r"^(?:is|are|was|were|does|do|did|has|have|had|can|could|will|would|should|any|am)\b|^(?:is|are|was|were) there\b"
)


_NO_WAY: Final = (
    r"\bhow far\b.*\b(?:lean|bend|bow|turn|twist|tilt|rotat|spin|flex|tip)\w*|\bhow (?:far|high) (?:up|down|apart|off|above)\b"
    r"|\bdegrees\b|\bhow many steps\b"
)
_LONG_WAY: Final = r"\bhow long\b.*\b(?:met(?:re|er)s|(?:in|many) feet|cm|centimet\w+|yards|inches)\b"
_BOUND: Final = (
    r"\b(?:(?:more|less|longer|shorter|farther|further|higher|lower|faster|slower|fewer) than|at least|at most)"
    r" (?:\d|(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|half|twice|once)\b)"
)
_OVER_FLOOR: Final = (
    r"\bhow (?:many|much) (?:met(?:re|er)s|feet|inches|centimet\w+|cms?|ft|m)\b.*"
    r"\b(?:off|above|over|high|up|tall|from the (?:floor|ground)|leaves? the (?:floor|ground)|rises?)\b"
    r"|\b(?:highest|lowest|max\w*|top|peak|minimum) (?:point|height|position|elevation)\b"
    r"(?! (?:of|in) (?:his|her|the) (?:squat|bow|jump))"
    r"|\b(?:highest|lowest) (?:that )?(?:the|his|her|their) (?:\w+ )?(?:hips?|pelvis|hands?|feet|foot|head"
    r"|knees?|arms?)\b"
)
_PER_TIME: Final = r"\bhow many (?:km/h|kmh|kph|mph|m/s|kilomet\w+ (?:per|an)|miles (?:per|an)|met\w+ (?:per|a) second)"
_SLOW_OR_FAST: Final = (
    r"\b(?:slow\w*|fast|quick\w*|rapid\w*|gradual\w*)(?: \w+)?(?:,? or)(?: \w+)? (?:slow\w*|fast|quick\w*|rapid\w*)\b"
)
_FIRST_OF: Final = (
    r"\bbefore or after\b|\bafter or before\b|\bbefore\b.*\bor\b.*\b(?:before|after)\b|\bfirst\b.*\bor\b"
    r"|\bor\b.*\bfirst\b"
    r"|\b(?:came|comes|come|happens|is) (?:first|earlier|last)\b"
)


_OPPOSED: Final = r"\bleft\b.*\bright\b|\bright\b.*\bleft\b|\b(?:long|vertical|high|forward)\b.*\bor\b.*\b(?:long|vertical|high|upward)\b"
"""Two sides or ways of one action: "a left turn or a right turn?"."""
_MOVES_OR_STILL: Final = r"\b(?:hands?|arms?|legs?|feet)\b.*\bmov\w+\b.*\bstill\b|\bstill\b.*\bmov\w+"
_OR: Final = r"\bor\b(?! (?:not|so)\b| (?:fewer|less|more)(?:\W*$|,))"


def kind_of(text: str, actions: Sequence[str], tagged: bool) -> Kind:
    """The kind of a question.

    Args:
        text: in plain English, without its tag.
        actions: keys of the actions in it.
        tagged: whether it ended in a tag such as "does he?".
    """
    if asks_knowledge(text):
        return "knowledge"
    if asks_unknowable(text):
        return "unanswerable"
    asks = tagged or _has(text, _YES_NO)
    choice = _has(text, _OR) and not _has(text, r"\beither\b|\bmore or less\b|\bone or (?:two|more)\b")
    # "Is there a hop or a jump?" chooses nothing.
    same = len(set(actions)) == 1 or _has(text, r"\b(?:any|ever|at all)\b|^(?:is|are) there\b")
    choice = choice and (_has(text, _OPPOSED) or not (asks and same and len(actions) > 1))
    if len(set(actions)) > 1 and _has(text, r"\bwhich one\b.*\b(?:first|last|beginning|start|end|earlier|later)\b"):
        return "order"
    if (asks_held(text) and (choice or not asks)) or (choice and _has(text, _MOVES_OR_STILL)):
        return "posture"
    seen = kind_at_a_glance(text, actions, asks=asks, choice=choice)
    if seen:
        return seen
    if _has(text, _BOUND) and not choice and not _has(text, r"\b(?:what|which|who|when|where|why|how)\b"):
        return "yesno"
    if len(set(actions)) == 1 and _has(text, rf"{MOST}|{_COMPARED}|\bdeeper\b") and _has(text, _WHICH_OF):
        return "comparison"
    ends = _has(text, r"\b(?:start|begin\w*|first|early)\b.*\bor\b.*\b(?:end|finish|last|late)\b")
    if choice and (len(set(actions)) > 1 or ends) and _has(text, _COMPARED) and not _has(text, _HOW_MANY):
        return "comparison"
    kind = _measured(text, asks) or _chosen(text, actions, asks, choice) or _told(text)
    if kind:
        return kind
    if asks:
        return "yesno"
    if (actions or _has(text, r"\b(?:stay|remain|hang|keep)s?\b")) and not _has(
        text, r"^(?:what|which|who|why|how|where)\b"
    ):
        return "yesno"
    if _has(text, _STYLE) and not _has(text, r"\b(?:what|which|who|why|how|where)\b"):
        return "style"
    return _by_unit(text) or ("what" if _has(text, r"^what\b") else "other")


def _by_unit(text: str) -> Kind | None:
    """The kind of a question that names no more than a unit: "mph?"."""
    rules: tuple[tuple[Kind, str], ...] = (
        (
            "how fast",
            r"\b(?:m/s|mph|km/h|kmh|kph|mps|cm/s|ft/s|knots)\b|\b(?:\w*met(?:re|er)s?|feet|miles) (?:per"
            r"|an?) (?:second|hour)",
        ),
        ("how long", r"\b(?:seconds|minutes|milliseconds|ms)\b"),
        ("how far", r"\b(?:met(?:re|er)s|yards|kilomet(?:re|er)s)\b"),
    )
    return next((kind for kind, pattern in rules if _has(text, pattern)), None)


def _has(text: str, pattern: str) -> bool:
    return re.search(pattern, text) is not None


def _measured(text: str, asks: bool) -> Kind | None:
    """The kind of a question for a quantity; None where it is for none."""
    only_asks = asks and not _has(text, r"\bhow\b")
    if _has(text, _OVER_FLOOR) and not _has(text, rf"{_WHEN}|{_ANGLE}") and not only_asks:
        return "how high"
    if _has(text, _LONG_WAY) or (_has(text, _HOW_FAR) and not _has(text, rf"{_NO_WAY}|{_PER_TIME}")):
        return "yesno" if only_asks and not _has(text, r"\bdistance\b") else "how far"
    rules: tuple[tuple[Kind, bool], ...] = (
        ("how long", _has(text, r"\bhow much time\b")),
        (
            "how far",
            _has(
                text,
                r"\bhow far apart\b|\bhow wide\b|\bhow (?:big|large) (?:is|are) (?:the|his|her|their"
                r"|each) (?:steps?|strides?)\b",
            ),
        ),
        ("how high", _has(text, r"\bhow far (?:up|off|above|down)\b")),
        (
            "angle",
            _has(text, _ANGLE) and not (only_asks and "by what" not in text) and not _has(text, r"^when|\bwhat time\b"),
        ),
        ("when", _has(text, r"\bafter how (?:many seconds|long)\b")),
        ("how long", _has(text, _HOW_LONG) and not _has(text, _WHEN)),
        ("how fast", _has(text, _PER_TIME)),
        ("how many", _has(text, _HOW_MANY) and not only_asks),
        ("when", _has(text, _WHEN)),
        ("how fast", _has(text, _HOW_FAST) and not asks),
        ("how high", _has(text, _HOW_HIGH) and not asks),
        ("how fast", _has(text, _SLOW_OR_FAST)),
    )
    return next((kind for kind, holds in rules if holds), None)


def _chosen(text: str, actions: Sequence[str], asks: bool, choice: bool) -> Kind | None:
    """The kind of a question for one of several, or for yes or no; None where it is for neither."""
    changes = _has(text, r"\b(?:sit|lie|kneel)\w* down\b|\bseat\b|\b(?:stand|get)\w* up\b") and len(set(actions)) > 1
    posture = _has(text, _POSTURE) and not _has(text, r"\bwhich\b(?! (?:posture|pose|position))")
    if posture and not changes and (choice or not asks):
        return (
            "order"
            if len(actions) > 1 and _has(text, r"\b(?:comes?|came|is) (?:first|last|earlier|later)\b")
            else "posture"
        )
    wh = _has(text, r"^(?:which|what)\b")
    if choice and not wh and _has(text, r"\b(?:faster|slower|quicker|higher|lower|more|less)\b"):
        return "side" if _has(text, _SIDE) else "comparison"
    if _has(text, r"^what\b.*\b(?:most of (?:the|his|her|their) time|mostly|mainly)\b"):
        return "comparison"
    if _has(text, r"^(?:in |on )?(?:which|what)\b") and _has(text, MOST) and not _has(text, rf"\b{BODY_PART}\b"):
        return "comparison"
    if _has(text, _FIRST_OF) and (choice or not asks):
        return "order"
    if asks and not choice:
        return "style" if _has(text, _STYLE) and "still" not in actions else "yesno"
    if _has(text, _STYLE) and (choice or _has(text, r"\bhow\b|\bwhat\b|\bwhich\b")):
        return "style"
    limb = _has(text, rf"\b{LIMB}\b")
    if _has(text, r"\bwhich side\b") and {"turn", "walk", "run", "move"} & set(actions) and not choice:
        return "way"
    goes = {"turn", "walk", "run", "move"} & set(actions)
    if goes and _has(text, r"\b(?:left|right)\b.*\bor\b.*\b(?:left|right)\b") and not limb:
        return "way"
    if _has(text, _SIDE) and not _has(text, r"\bwhich (?:\w+ )?(?:is|was)? ?(?:first|last)\b"):
        return "side"
    if _has(text, _WAY):
        return "way"
    if choice or (_has(text, _COMPARED) and _has(text, r"\bwhich\b|\bwhat\b|\bthan\b|\bwho\b")):
        return "comparison"
    return None


def _told(text: str) -> Kind | None:
    """The kind of a question for what happens, or how."""
    rules: tuple[tuple[Kind, str], ...] = (
        ("order", _ORDER),
        ("summary", _SUMMARY),
        ("posture", _POSTURE),
        ("style", r"\bhow (?:does|do|did|is) (?:he|she|they|the person|this person|someone)\b"),
    )
    return next((kind for kind, pattern in rules if _has(text, pattern)), None)
