"""The words by which people ask for each kind of answer: one table for each meaning, one phrase to a line."""

import re
from typing import Final

from humocon.ask.exact.by_kind.refusal import CLIP_NAME
from humocon.ask.exact.words.outlines import BODY_PART, LIMB


def _any(*phrases: str) -> re.Pattern[str]:
    """What finds any of some phrases, regular expressions that are read in plain English."""
    return re.compile("|".join(phrases))


ONE_OR_MORE: Final = _any(
    r"\b(?:once|one time) or (?:twice|more|(?:several|many|multiple|a few|two) times)\b",
    r"\b(?:one|1|a single) (?:\w+ )?or (?:(?:is|are|was|were) (?:it|there) )?(?:more|several|many|multiple|a few|two)"
    r"(?! (?:hand|arm|leg|f[eo]+t|knee|fist|side|limb)s?\b)(?: \w+)?\W*$",
)
"""Whether there is one of something or several: a question for the number, put as a choice."""
COUNT: Final = _any(
    r"\bhow (?:many|often|frequently)\b",
    r"\bnumber of\b",
    r"\bcount\b",
    r"\bhow much (?:times|reps|steps)\b",
    r"\b(?:foot ?falls|foot ?steps)\b",
    r"^(?:reps?|repetitions?|steps?)(?: taken| done)?\W*$",
    r"^(?:reps?|repetitions?) (?:of|for)\b",
    r"\bamount of (?:times|steps|reps)\b",
    r"\brep(?:etition)? count\b",
    r"\btimes\W*$",
    r"(?:^|[,:] ?)(?:the )?(?:number|count)\W*$",
    r"\bcadence\b",
    r"\b(?:step|stride) (?:rate|frequency)\b",
    r"\bsteps? ?/",
    r"^(?:how many )?(?:steps|strides) (?:per|an?|each|every) (?:second|minute)",
    r"^(?!.*\b(?:far|met\w+)\b)\w+s,? (?:in total|total|altogether|overall)\W*$",
    r"^(?:the )?total (?:number of )?\w+s\W*$",
    ONE_OR_MORE.pattern,
    r"\btotal of\b(?! (?:time|way|distance)\b)",
)
"""How often, or how many."""
DURATION: Final = _any(
    r"\btime (?:that )?(?:the|his|her|their) \w+ (?:stays?|remains?|is|are) (?:up|down|raised|held)\b",
    r"\bhow long\b",
    r"\bhow much time\b",
    r"\bduration\b",
    r"\blength of (?:time|(?:the|this|that)(?: whole| entire| full)? (?:clip|video|recording|footage|film|"
    r"file|take))\b",
    r"\bfor what time\b",
    r"\bhow many (?:seconds|minutes)\b",
    r"\bhow (?:lengthy|short)\b",
    r"\btime (?:spent|taken)\b",
    r"\b(?:clip|video|recording|total) length\b",
    r"\b(?:how many|number of) sec(?:ond)?s\b",
    r"\btime of (?:flight|contact)\b",
    r"\bhow brief\b",
    r"\btime-?wise\b",
    r"\b(?:total|overall|recording|clip) (?:seconds|time)\b",
    r"\bhow much of the (?:time|clip|video)\b",
    r"\brun ?time\b",
    r"\b(?:air|hang|flight)[ -]?time\b",
    r"^(?:average |mean )?(?:step|stride) (?:time|duration)\b",
    r"^(?:the )?(?:rest|break) between\b",
    r"^time (?:in|on|spent|for)\b",
    r"\b(?:time|seconds|interval|gap|pause) (?:\w+ )?between\b",
    r"\b(?:clip|video|file) len\b",
    r"^len(?:gth)?\W*$",
)
"""For how long."""
TIME: Final = _any(
    r"^(?:at |from |since |until )?when\b(?!.*, (?:is|are|does|do|did|which|how|what)\b)",
    r"\b(?:moment|instant) of\b",
    r"\bat (?:what|which) (?:time|second|moment|point|instant)\b",
    r"\b(?:what|which) (?:time|second|moment|point in time)\b",
    r"\btime ?(?:stamp|code|range|span|interval|window)s?\b",
    r"\b(?:between|at|from) (?:what|which) times?\b",
    r"\bwhen (?:does|do|did|is|are|was|exactly)\b",
    r"\bwhat point\b",
    r"\bwhereabouts in the (?:clip|video)\b",
    r"\bwhich part of the (?:clip|video)\b",
    r"\b(?:start|end|begin|finish)(?:ing)? time\b",
    r"\bwhere in the (?:clip|video|recording|file)\b",
    r"\bafter how (?:many seconds|long)\b",
    r"\btime of\b(?! (?:flight|contact|the (?:step|stride))\b)",
    r"[ ,-] ?when\W*$",
    r"\b(?:between|at|in|on|from) (?:what|which) (?:seconds?|moments?|points?)\b",
    r"\bonset\b",
    r"\btransition (?:time|point)\b",
    r"\bsince when\b",
    r"^(?!what|which|who|where).*\b(?:top|highest|deepest|lowest|bottom|peak|apex|land\w*|start|end)\b.* at\W*$",
    r"\buntil when\b",
    r", (?:the )?(?:time|when)\W*$",
    r"^(?:the )?(?:fastest|slowest|quickest|highest|lowest|deepest) (?:moment|point|time|second|instant)\W*$",
)
"""At what time."""
SPEED: Final = _any(
    r"\bhow (?:fast|quick|quickly|slow|slowly|rapid\w*|speedy)\b",
    r"\bspeed\b",
    r"\bvelocity\b",
    r"\bpace\b",
    r"\btempo\b",
    r"^(?:fast|quick|slow)\W*$",
)
"""How fast."""
SPEED_UNIT: Final = _any(
    r"\bhow many (?:km/h|kmh|kph|mph|m/s|kilomet\w+ (?:per|an)|miles (?:per|an)|met\w+ (?:per|a) second)"
)
"""A way in a time: how many km/h."""
SLOW_OR_FAST: Final = _any(
    r"\b(?:slow\w*|fast|quick\w*|rapid\w*|gradual\w*)(?: \w+)?(?:,? or)(?: \w+)? (?:slow\w*|fast|quick\w*|"
    r"rapid\w*)\b",
)
"""Whether slowly or quickly."""
DISTANCE: Final = _any(
    r"\bhow far\b",
    r"\bdistance\b",
    r"\bhow much (?:does|do|did) .*\b(?:hand|arm|foot|leg|feet|hands|arms|legs)\b.*\bmoves?\b",
    r"\bhow many body (?:lengths?|heights?)\b",
    r"^(?:met(?:re|er)s|feet|yards) (?:walk|cover|travel\w?|cross|pass|jogg|mov)ed\b",
    r"\b(?:path|travel\w*|total) length\b(?! (?:(?:of|for) )?(?:the |this |that )?(?:whole |entire |full )?"
    r"(?:clip|video|recording|footage|film|file|take|in sec\w*))",
    r"\blength travel\w*",
    r"\blength of (?:the|his|her|their) (?:walk\w*|run|jog\w*|cover\w*|travel\w*|route|path|way)\b(?! (?:in|to) sec)",
    r"^(?:met(?:re|er)s|feet|yards) (?:run|gone)\b",
    r"(?<!vertical )\bdisplacement\b",
    r"\bhow (?:many|much) (?:met(?:re|er)s|feet|yards|inches|centimet\w+|cm|ft|m)\b",
    r"\bhow wide\b",
    r"\bhow much (?:ground|space|way)\b",
    r"\bwhat ground (?:is|was|does|did)\b",
    r"\bhow long (?:is|was) (?:the|his|her|their) (?:path|route|way|distance|track|trajectory)\b",
    r"\b(?:step|stride|jump|leap|hop) length\b",
    r"\blength of (?:the|his|her|a|each)? ?(?:jump|steps?|strides?|leap|hop|path|way|walk)\b",
    r"\bhow long (?:is|are|was|were) (?:the|his|her|each|a|its|one|their) (?:single )?(?:steps?|strides?)\b",
)
"""How far over the floor."""
LENGTH: Final = _any(r"\bhow long\b.*\b(?:met(?:re|er)s|(?:in|many) feet|cm|centimet\w+|yards|inches)\b")
"""How long in metres, and not in seconds."""
NO_DISTANCE: Final = _any(
    r"\bhow far\b.*\b(?:lean|ben[dt]|bow|turn|twist|tilt|rotat|spin|flex|tip|lift|rais|abduct)\w*",
    r"\bhow (?:far|high) (?:up|down|apart|off|above|round|around)\b",
    r"\bdegrees\b",
    r"\bhow many steps\b",
    r"\b(?:what|which) (?:speed|pace|velocity)\b",
)
"""What "how far" asks for beside a way: how far somebody leans, turns or reaches up."""
HEIGHT: Final = _any(
    r"\bhow much (?:air|height|elevation)\b",
    r"\bhow much (?:do|does|did|is|are) (?:\w+ ){1,3}(?:rise|lift|come up|go up|get up|lifted)\b",
    r"\bvertical (?:displacement|rise|lift|travel|distance|excursion)\b",
    r"\bclearance\b",
    r"\belevation\b",
    r"\bhow (?:high|low|deep|deeply)\b",
    r"\bheight\b",
    r"\bhow (?:close|near) (?:to|is|does|do|are)\b",
    r"\baltitude\b",
    r"\bhow tall (?:is|are) the (?:jump|hop)",
)
"""How high, or how low."""
OVER_FLOOR: Final = _any(
    r"\bhow (?:many|much) (?:met(?:re|er)s|feet|inches|centimet\w+|cms?|ft|m)\b.*\b(?:off|above|over|high|"
    r"up|tall|from the (?:floor|ground)|leaves? the (?:floor|ground)|rises?)\b",
    r"^(?:the )?(?:apex|highest lift|max\w* lift|top|peak) of (?:the|a|his|her|that|each)\b(?! (?:speed|kick|jump)\b)",
    r"\b(?:highest|lowest|max\w*|top|peak|minimum) (?:point|height|position|elevation)\b(?! (?:of|"
    r"in) (?:his|her|the) (?:squat|bow|jump))",
    r"\b(?:highest|lowest) (?:that )?(?:(?:either|one|any|both) of )?(?:the|his|her|their) (?:\w+ )?(?:hips?|pelvis"
    r"|hands?|feet|foot|head|"
    r"knees?|arms?)\b",
)
"""How many metres over the floor, or the highest point of something."""
ANGLE: Final = _any(
    r"\bhow (?:upright|far (?:round|around))\b",
    r"\bthe (?:most|furthest|farthest) (?:he|she|they|the person) (?:lean|bend|tilt|turn)s?\b",
    r"\bdegrees?\b",
    r"\bangle\b",
    r"\bmagnitude\b",
    r"\b(?:size|amount|extent) of (?:the |his |her |their |this |that |a |each )?(?:\w+ )?(?:turn\w*|rotation|lean|bend"
    r"|bow|tilt|twist)\b",
    r"\bhow (?:much|far|strongly|sharply?|sharp|big|large)\b.*\b(?:turn|rotat|lean|bend|bent|tilt|twist|"
    r"spin|bow|flex|inclin)\w*",
    r"\bhow bent\b",
    r"\bhow far (?:can|could|does|do|did|is) (?:\w+ ){1,4}?(?:lift|raise|abduct|flex)\w*\b.*\b(?:arm|leg)s?\b",
    r"\b(?:change of|change in|net) heading\b",
    r"\bheading change\b",
    r"\byaw\b",
    r"^(?:and )?(?:by )?how much\W*$",
    r"\bhow (?:bent|straight|tilted|inclined|sharp|deep)\b(?! .*\b(?:go|squat)\b)",
    r"\bradians?\b",
    r"\bhow big (?:is|was|a) (?:the )?(?:turn|rotation)",
    r"\b(?:knee|elbow|trunk|torso|back|body|hip)s? (?:bend|flexion|inclination|lean|tilt)\b",
    r"\bto what (?:extent|degree)\b.*\b(?:lean|ben[dt]|tilt|inclin|turn|twist|flex)\w*",
    r"\bflexion\b",
    r"\binclination\b",
    r"\b(?:max\w*\.?|peak|largest|greatest|biggest|deepest) (?:\w+ )?(?:bend|lean|tilt|rotation|turn)\b",
)
"""By how many degrees something turns, leans or bends."""
SIDE: Final = _any(
    rf"\b(?:which|what) (?:of (?:the|his|her|their) )?(?:\w+ )?{LIMB}\b",
    r"\b(?:left|right) or (?:the |with (?:the|his|her) |his |her )?(?:left|right)\b",
    rf"\bone {LIMB} or (?:both|two)\b",
    rf"\bone or (?:both|two) {LIMB}\b",
    r"\b(?:left|right|both)(?: \w+)? or (?:with )?(?:the |his |her )?(?:both|left|right)\b",
    rf"\bboth {LIMB} or\b",
    r"\bleft[- /]right\b",
    r"\bwhich side\b",
    r"\bbody ?part\b",
    r"\bpart of (?:the|his|her|their) body\b",
    r"\b(?:which|what) joints?\b",
    rf"\b{LIMB}\b.*\bwhich\W*$",
    r"\bwith one or both\b",
    r"\bsingle .* or both\b",
    r"\bboth or\b",
)
"""Which hand, foot or joint."""
WAY: Final = _any(
    r"\b(?:which|what) (?:way|direction)\b",
    r"\bin which direction\b",
    r"\bdirection of\b",
    r"^direction\b",
    r"\bway\W*$",
    r"\bwhere (?:is|does|do|are) (?:he|she|they|the person|it|someone) (?:head\w*|go\w*|turn\w*|mov\w*|"
    r"walk\w*|run\w*|fac\w*|facing)\b(?! to\b)",
    r"\bto which side\b",
    r"\bclockwise\b",
    r"\bwhich (?:side|direction) .*\b(?:turn|go|move|run|walk)",
)
"""Which way somebody goes, turns or faces."""
ORDER: Final = _any(
    r"^(?:once|after|when) (?:he|she|they|the person) ha(?:s|ve|d) \w+,? what\b",
    r"\b(?:does|do|did|and then|but then) what\W*$",
    r"\b(?:first|last|second|third|fourth|next|finally|final|initial|initially|lastly)\b.*\b(?:do|does|"
    r"doing|did|done|action|activity|exercise|thing|move|movement|happen\w*|event|come|comes|came)\b",
    r"\b(?:action|activity|exercise|thing|move|movement|event|bit)\b.*\b(?:first|last|second|third|next)\b",
    r"^(?:(?:and|right|just|immediately|straight) )*(?:after|before|between|following|"
    r"once) (?!(?:(?!\b(?:what|which)\b).)*[, ](?:is|are|does|do|did|has)\b(?! over\b| done\b))",
    r"\bone after (?:the other|another)\b",
    r"\bfirst to last\b",
    r"\b(?:start|beginning) to (?:finish|end)\b",
    r"\bwhat (?:is|was) (?:in )?between\b",
    r"^(?:something|anything|what) (?:in )?between\b",
    r"\bwith what\b.*\b(?:start|begin|open|end|finish)",
    r"\bwhat\b.*\b(?:start|begin|began|open|end|finish|close)\w* (?:with|on)\b",
    r"\b(?:do|does|doing|did|done|happen\w*|comes?|came|going on)\b.*\b(?:first|last|second|third|next|"
    r"finally|before|prior to|after|once|afterwards|then|in between|between)\b",
    r"\border\b",
    r"\bsequence\b",
    r"\bbefore or after\b",
    r"\bafter or before\b",
    r"\b(?:what|which) (?:\w+ )?(?:comes?|came|is|was|happens?|happened) (?:first|last|next|before|after)\b",
    r"\bfirst\b.*\bor\b",
    r"\bor\b.*\bfirst\b",
    r"\b(?:start|begin|end|finish)\w* (?:with|by|off|up)\b",
    r"\bhow does (?:it|the (?:clip|video|motion|recording|sequence)|this) (?:start|begin|end|finish)\b",
    r"\bwhich (?:one )?(?:is|was|comes|came|happens) (?:first|earlier|last|later)\b",
    r"\b(?:what|which)\b.*\b(?:before|after|preced\w*|follow\w*)\b",
    r"\bstep[- ]by[- ]step\b",
    r"^(?:sort|arrange|rank|order)\b(?=.*,)",
    r"\bthen what\b",
    r"\bchronolog\w*",
    r"\bfirst what\b",
    r"\bwhat (?:else )?(?:is|was) (?:he|she|the person|they) doing (?:at|in) the (?:end|beginning|start)",
    r"\b(?:at|in) the (?:beginning|end|start)\b.*\bwhat\b",
    r"\bwhat\b.*\b(?:at|in) the (?:very )?(?:beginning|end|start)\b",
    r"\bhow does (?:he|she|the person) (?:start|begin|end|finish)\b",
)
"""What comes first, last, before or after."""
FIRST_OF: Final = _any(
    r"\bthen\b.*\bor\b.*\bthen\b",
    r"\bbefore or after\b",
    r"\bafter or before\b",
    r"\bbefore\b.*\bor\b.*\b(?:before|after)\b",
    r"\bfirst\b.*\bor\b",
    r"\bor\b.*\bfirst\b",
    r"\b(?:after|before)\b.*\bor\b.*\b(?:before|after)\b",
    r"\bfirst\b.*\b(?:and )?then\b.*,? or (?:the )?(?:reverse|other way|vice)",
    r"\b(?:came|comes|come|happens|is) (?:first|earlier|last)\b",
)
"""Which of two comes first."""
PLACED: Final = _any(
    r"\bwhich (?!(?:hand|arm|leg|foot|fist|knee|elbow|side) first\b)"
    r"(?:\w+ )?(?:(?:is|was|comes?|came) )?(?:(?:the|his|her|their) )?(?:very )?"
    r"(?:first|second|third|next|last|final|initial)\b(?! (?:hand|arm|leg|foot|fist|knee|elbow|side)\b)",
)
"""Which one has a place in an order."""
SUMMARY: Final = _any(
    rf"{CLIP_NAME}",
    r"\bwhat can be (?:seen|observed|watched)\b",
    r"\b(?:headline|caption|synopsis|(?:whole|full|entire) story)\b",
    r"^(?:the )?(?:action|activity|exercise|movement|motion)s?\W*$",
    r"\bbreak\w* (?:\w+ )*(?:down\b|(?:up )?into (?:\w+ )?(?:beats|steps|parts|phases|moves|bits|chunks|actions))",
    r"\bplay[- ]by[- ]play\b",
    r"\b(?:quick |short |brief )?(?:run-?down|recap|overview|digest|outline)\b",
    r"\bblow[- ]by[- ]blow\b",
    r"\b(?:what|which) (?:\w+ ){1,2}(?:is|are|was) (?:he|she|they|it|the \w+) (?:being )?(?:doing|"
    r"performing|perform\w*|carrying out|executing|busy with)\b",
    r"\bin \w+ words(?: or (?:fewer|less))?\b",
    r"\bin a word\b",
    r"\bsummar\w*",
    r"\b(?:short|brief|quick|long) (?:version|account|report)\b",
    r"\bwhat (?:is|was) (?:being )?(?:done|performed|executed|carried out)\b",
    r"\bsum (?:(?:it|this|that|everything|things) )?up\b",
    r"\bin (?:short|brief|a nutshell)\b",
    r"\bnarrat\w+",
    r"\btell me about (?:the|this)\b",
    r"\bdescri\w+",
    r"\bcontents? of\b",
    r"\b(?:in|with) (?:one|a|a few|two|few)(?: or two)? (?:sentence|word|line)s?\b",
    r"\bone (?:sentence|liner?)\b",
    r"\bwhat (?:is|was) (?:happening|going on|this|that|shown|seen|the person doing|he doing|she doing)\b",
    r"\bwhat (?:happens|happened|goes on|do you see|can (?:you|i|we|one) see|does one see|"
    r"am i (?:looking at|seeing))\b",
    r"\blist\b",
    r"\boverview\b",
    r"\bcaption\b",
    r"\btl;?dr\b",
    r"\bwhat is it about\b",
    r"\bwhat (?:am i|i am|are we|we are) (?:looking at|seeing|watching)\b",
    r"\bsomething\b.*\bwhat(?: is it| exactly)?\W*$",
    r"\bexplain (?:the|this|what)\b",
    r"\bwalk me through\b",
    r"\bgive me (?:a|the) (?:short |brief |quick )?(?:gist|rundown|recap)\b",
    r"\brecap\b",
    r"\bgist\b",
    r"\btell (?:me )?what (?:happens|he does|she does|the person does|they do)\b",
    r"\bwhat (?:does|do|did) (?:he|she|they|it|someone|(?:the|this|that|our|my|your) \w+) (?:do|perform|"
    r"show)\b(?! (?:first|last|next|before|after|with|then))",
    r"\bwhat (?:kind|sort|type|genre|form|style) of (?:movement|motion|action|activity|exercise|thing)\b",
    r"\bwhich (?:actions?|exercises?|movements?|moves?|activit\w+)\b",
    r"\bwhat (?:actions?|exercises?|movements?|moves?|activit\w+)\b",
    r"\bname the (?:actions?|exercises?|movements?|activit\w+)\b",
    r"^what (?:does|do|is|are) (?:he|she|they|one|(?:the |this )?person)\W*$",
    r"\bwhat (?:are|is) (?:he|she|they|(?:the|this|that|our|my|your) \w+) (?:doing|up to|busy with)\b",
)
"""What happens."""
MANNER: Final = _any(
    r"\b(?:style|manner|vibes?|impression|demeanou?r|sprightly|spry|perky|snappy|zippy|weary|feeble|frail|"
    r"lethargic|timid\w*|gingerly|half-?hearted\w*|delicate\w*|forceful\w*|powerful\w*|mood|energetic\w*|"
    r"energy|tired\w*|exhaust\w*|heav(?:y|ily)|light(?:ly|ness)?|elegan\w*|grace\w*|clums\w*|smooth\w*|"
    r"fluid\w*|jerk\w*|nervous\w*|calm\w*|relaxed|aggressive\w*|proud\w*|confident\w*|careful\w*|"
    r"cautious\w*|elderly|older|young\w*|youth\w*|like (?:a|an) (?:\w+ )?(?:child|kid|old|senior|robot|"
    r"zombie|dancer|soldier|adult|teenager)|child(?:ish|like)|old (?:person|man|woman|people)|someone old|"
    r"gentl\w*|vigorous\w*|violent\w*|hectic|lively|sluggish\w*|masculine|feminine|musical|rhythm\w*|"
    r"hasty|stiff\w*|bounc(?:y|ily)|lazy|lazily|drunk\w*|sneaky|military|swagger\w*|dynamic\w*|controlled|"
    r"steady|steadily|wobbl\w*|unsteady|hurried\w*|rush(?:es|ed|ing)|plod\w*|in a (?:hurry|rush)|"
    r"leisurely|brisk\w*|symmetric\w*)\b",
    r"\b(?:look|seem|appear|mov|walk|act|behav|run|com)\w* (?:across )?(?:like |as )?"
    r"(?:quite |rather |very |really |a bit )?(?:old|young|aged|weak|strong|fit)\b",
)
"""In which manner: words for how somebody moves."""
JUDGED: Final = _any(
    r"\b(?:good|(?<!as )well|proper(?:ly)?|correct(?:ly)?|nice(?:ly)?|ok(?:ay)?|fine|normal(?:ly)?|natural(?:ly)?)\b",
    r"\b(?:healthy|adequate(?:ly)?|sufficient(?:ly)?|acceptable|satisfactory|excessive(?:ly)?|poor(?:ly)?|great)\b",
    r"\b(?:bad(?:ly)?|perfect(?:ly)?|ideal(?:ly)?|optimal(?:ly)?|impaired|limited|restricted|reduced|decent(?:ly)?)\b",
    r"\b(?:abnormal(?:ly)?|safe(?:ly)?|dangerous(?:ly)?|risky|unsafe|(?:in)?efficient(?:ly)?|economical(?:ly)?)\b",
    r"\b(?:textbook|clean(?:ly)?|beautiful(?:ly)?|impressive|skil\w+|competent(?:ly)?|professional(?:ly)?|ready)\b",
    r"\blike (?:a|an) (?:pro|professional|expert|beginner)\b|\bas it should(?: be)?\b",
    r"\b(?:accurate(?:ly)?|precise(?:ly)?|executed|appropriate(?:ly)?)\b",
    r"\b(?:respectful|convincing|slopp(?:y|ily)|crisp(?:ly)?|weak|explosive(?:ly)?|typical(?:ly)?)\b",
)
"""What needs a yardstick that no motion carries."""
WEARS: Final = _any(r"^(?:is|are|was|were|does|do|did) (?:he|she|they|it|(?:the|this|that) \w+) wear\w*\b")
"""What somebody is dressed in."""
EVEN_PACE: Final = _any(r"\b(?:steady|even|constant|regular|same) (?:rhythm|pace|tempo|speed)\b")
"""A pace that stays the same, which is measured and no manner."""
POSTURE: Final = _any(
    r"\bbody look(?:s)? like\b",
    r"\b(?:belly|stomach|tummy)\b.*\bor\b.*\bback\b",
    r"\bback\b.*\bor\b.*\b(?:belly|stomach|tummy|sides?)\b",
    r"\bby (?:squat|crouch|bend|stoop)\w*\b.*\bor\b.*\b(?:squat|crouch|bend|stoop)\w*",
    r"\bknees?\b.*\bor\b.*\bback\b",
    r"\bback\b.*\bor\b.*\bknees?\b",
    r"\bpostures?\b",
    r"\b(?:body |final |starting )?(?:pose|position(?:ed)?)\b",
    r"\bstand(?:s|ing)?,? (?:(?:up )?or )?(?:sit|ly|lie|kneel)\w*",
    r"\b(?:stand|sit|lie|ly|kneel|crouch|bent|upright|seated|sat|prone|supine|on (?:his|her|their) feet)\w*\b.*\bor\b"
    r".*\b(?:stand|sit|lie|ly|kneel|crouch|bent|upright|hunched|seated|sat|prone|supine|on (?:his|her|their) feet)\w*",
    r"\b(?:knees?|legs?|arms?|elbows?|back|body|trunk)\b.*\b(?:straight|bent|stretched|extended)\b",
    r"\b(?:upright|straight|vertical)\b.*\bor\b.*\b(?:tip\w*|tilt\w*|lean\w*|inclin\w*|forwards?)\b",
    r"\b(?:straight|bent|bend)\b.*\bor\b.*\b(?:straight|bent|bend)\b",
    r"\b(?:upright|straight|erect)\b.*\bor\b.*\b(?:stoop|slouch|hunch)\w*",
    r"\b(?:stoop|slouch|hunch)\w*\b.*\bor\b.*\b(?:upright|straight|erect)\b",
    r"\bface[- ](?:up|down)\b",
    r"\bslouch\w*",
    r"\bhunch\w*",
    r"\bupside[- ]down\b",
    r"\bon (?:his|her|their|one|both) (?:feet|knees|back|leg)\b",
)
"""How the body is held."""
MOVES_OR_STILL: Final = _any(
    r"\b(?:hands?|arms?|legs?|feet)\b.*\bmov\w+\b.*\bstill\b",
    r"\bstill\b.*\bmov\w+",
)
"""Whether a limb moves or is kept still."""
MORE: Final = _any(
    r"\b(?:more|less|faster|slower|higher|lower|longer|shorter|farther|further|bigger|smaller|earlier|"
    r"later|deeper|quicker|stronger|sooner)\b",
)
"""What sets two things beside each other."""
WHICH_OF: Final = _any(
    r"\b(?:first|second|third) or (?:the |his |her )?(?:first|second|third|last)\b",
    rf"^which of (?!.*\b{BODY_PART}\b)",
)
"""Which of several times."""
OPPOSED: Final = _any(
    r"\bleft\b.*\bright\b",
    r"\bknees?\b.*\bor\b.*\bback\b",
    r"\bback\b.*\bor\b.*\bknees?\b",
    r"\bright\b.*\bleft\b",
    r"\b(?:back|belly|stomach|tummy|side)\b.*\bor\b.*\b(?:back|belly|stomach|tummy|side)\b",
    r"\bmore\b.*\bor\b.*\bmore\b",
    r"\b(?:on the spot|in place)\b.*\bor\b|\bor\b.*\b(?:on the spot|in place)\b",
    r"\bforwards?\b.*\bor\b|\bor\b.*\bforwards?\b",
    r"\b(?:quarter|half|full)\b.*\bor\b.*\b(?:quarter|half|full|whole|complete)\b",
    r"\b(?:long|vertical|high|forward)\b.*\bor\b.*\b(?:long|vertical|high|upward)\b",
)
"""Two sides or ways of one action: "a left turn or a right turn?"."""
BOUND: Final = _any(
    r"\b(?:(?:more|less|longer|shorter|farther|further|higher|lower|faster|slower|fewer) than|at least|"
    r"at most) (?:\d|(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|half|twice|once)\b)",
)
"""A number that something is compared with."""
YES_NO: Final = _any(
    r"^(?:is|are|was|were|does|do|did|has|have|had|can|could|will|would|should|any|am)\b",
    r"^(?:is|are|was|were) there\b",
)
"""How a question begins that wants yes or no."""
CHOICE: Final = _any(r"\bor\b(?! (?:not|so)\b| (?:fewer|less|more)(?:\W*$|,))")
"""A choice, and not "or not" or "or less"."""
QUESTION_WORD: Final = _any(r"\b(?:what|which|who|when|where|why|how)\b")
"""What asks for more than yes or no."""
HELD: Final = _any(
    r"\bwhere(?:abouts)? (?:is|are|does|do|did|was|were)\b.*\b(?:hands?|arms?|elbows?|fists?)\b",
    r"\b(?:hold|holds|holding|held|keep|keeps|keeping|kept|carry|carries|have|has)\b.*\b(?:hands?|arms?|elbows?)\b",
    r"\b(?:position|posture|pose|placement) of (?:the|his|her|their|both)? ?(?:\w+ )?(?:hands?|arms?)\b",
    r"\b(?:hand|arm)s? (?:position|posture|pose|placement)\b",
    r"\b(?:are|is) (?:the |his |her |their |both )*(?:hands?|arms?) (?:\w+ )?(?:up|raised|high|out|down|low)"
    r" or (?:\w+ )?(?:up|raised|high|out|down|low|hanging|bent|by)\b",
    r"\b(?:other|free|idle|remaining|left|right|second|non-?\w+) (?:hand|arm)\b.*\b(?:do|doing|does|up to|while|"
    r"meantime|meanwhile)\b",
    r"\b(?:do|doing|does) with (?:the|his|her|their) (?:\w+ )?(?:hands?|arms?)\b",
    r"\b(?:hands?|arms?)\b.*\b(?:hang\w*|held|kept|carried|positioned|by (?:the|his|her|their) sides?|"
    r"behind|in front|overhead|spread|outstretched|stretched|crossed|folded)\b",
)
"""How the arms are held."""
HELD_TOWARDS: Final = _any(
    r"\b(?:arms?|hands?) (?:\w+ )?(?:stretched|outstretched|extended|held|reaching)(?: out)? (?:to the (?:front|sides?)"
    r"|in front|forwards?|ahead|sideways|overhead|above|behind)\b",
)
"""The way in which the arms are said to be held."""
NOT_HELD: Final = _any(
    r"\b(?:which|whose|how (?:high|low|fast|long|many|often|far|much)|when (?:is|are|does|do|did)|(?:at|"
    r"from|to|with) what)\b",
    r"\bone\b.*\b(?:both|two)\b",
    r"\b(?:both|two)\b.*\bone\b",
    r"\bleft\b.*\bor\b.*\bright\b",
    r"\bright\b.*\bor\b.*\bleft\b",
    r"\bwhat (?:time|height|speed)\b",
    r"\b(?:highest|lowest|max\w*|peak)\b",
)
"""What asks which arm, when or how high, and not how it is held."""


def asks_held(text: str) -> bool:
    """Whether a plain question is for how the arms are held, and not which, when or how high."""
    return HELD.search(text) is not None and not NOT_HELD.search(text)


MEAN: Final = _any(r"\b(?:average|mean|typical\w*|usually|normally)\b")
"""What is asked for on the whole, and not at most."""
