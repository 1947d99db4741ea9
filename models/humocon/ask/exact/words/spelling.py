"""One spelling for what people type: no capitals, no accents, no contractions, no slips of the keys."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from humocon.ask.exact.words.plain_words import PLAIN
from humocon.ask.exact.words.vocabulary import actions_in, parts_in

_EXPANSIONS: Final = (
    (r"\b(?:ain't|aint)\b", "is not"),
    (r"\bwon'?t\b(?! ?w)", "will not"),
    (r"\bcan'?t\b|\bcannot\b", "can not"),
    (r"\b(do|does|did|is|are|was|were|has|have|had|could|would|should)n'?t\b", r"\1 not"),
    (
        r"\b(what|when|where|who|how|it|that|there|he|she|here|which|long|far|fast|why)'?s\b(?<!\bits)(?<!\bhes)",
        r"\1 is",
    ),
    (r"\b(they|you|we)'re\b", r"\1 are"),
    (r"\b(\w+)'s\b", r"\1"),
    (r"\b(he|she|they|it)'ll\b", r"\1 will"),
    (r"\b(i|he|she|they|we|you|it)'d\b", r"\1 would"),
    (r"^hwo (?=(?:is|are|was) (?:this|that|he|she|it|they|the person)\W*$)", "who "),
    (r"\b1st\b", "first"),
    (r"\b2nd\b", "second"),
    (r"\b3rd\b", "third"),
    (r"\bshallowest\b", "least deep"),
    (r"\b(clip|video|recording|film|animation|file|footage) runs?\b", r"\1 last"),
    (r"^name the (hand|arm|leg|foot|side|way|direction)(?: that)?\b", r"which \1"),
    (r"^name the (?:person|man|woman|actor)\W*$", "who is this?"),
    (r"^(?:give me |tell me |state |say )?the (?:time|moment|second) (?:at which|when|that|in which)\b", "when"),
    (r"\bwhich of the (?:two )?halves\b", "which half"),
    (r"\bhalf (?:one|1)\b", "the first half"),
    (r"\bhalf (?:two|2)\b", "the second half"),
    (r"^(?:on the spot|in (?:one |the same )?place)(?=\W*$)", "does he stay in place"),
    (r"\bkeeps? to (?:one|the same) (?:place|spot)\b", "stay in place"),
    (r"\b(?:is|are) back (?:on|to) the (?:ground|floor)\b", "lands"),
    (r"\bis the (?:floor|ground) (?:touched|reached|hit) again\b", "does he land"),
    (r"\bis the (?:floor|ground) (?:ever )?left (?:by|with) both feet\b", "are both feet off the floor"),
    (r"\bhits? (?:the )?(?=depth|parallel)", "gets to "),
    (r"\bto depth\b", "to parallel"),
    (r"\b(?:at|in|on) (?:which|what) second\b", "at what time"),
    (r"\b(?:in|on) (?:one|the same|a single) spot\b", "in one place"),
    (r"\bi'm\b", "i am"),
    (r"\bgonna\b", "going to"),
    (r"\blift-?offs?\b|\blift off(?= time|\W*$)", "take-off"),
    (r"\bstay(s|ed|ing)? put\b", r"stay\1 in place"),
    (r"\boff (?=(?:ground|floor)\b)", "off the "),
    (
        r"\b(?:neither|no|none) (?:foot|feet|of (?:his|her|their|the) (?:two )?feet) (?:(?:is|are) )?"
        r"(?:ever )?(?:touch\w*|on|in contact with) the (?:floor|ground)\b",
        "both feet are off the floor",
    ),
    (r"\b1st (?=half|third|quarter|part)", "first "),
    (r"\b2nd (?=half|third|quarter|part)", "second "),
    (
        r"^(?:the )?(higher|lower|faster|slower) (hand|arm|leg|foot|knee|elbow)(?= ?\W*$)",
        r"which \2 is \1",
    ),
    (r"\b(left|right|both|one|two)-?(foot|hand|arm|leg)ed\b", r"\1 \2"),
    (r"\bkinda\b|\bsorta\b", "rather"),
    (r"^were (?=(?:are|is)\b)", "where "),
    (
        r"\bits (?=(?:a|an|the|not|true|false|wrong|over|all|just|only|doing|moving|going|walking|running)\b)",
        "it is ",
    ),
    (r"\b(?:u|you)-turn\b", "half turn"),
    (r"\b(?:running|playing|play) time\b", "duration"),
    (
        r"\b(do|does|are|is) (?:the |his |her |their |both )*(?:feet|foot) not (?:touch\w*|on) the (?:floor|ground)\b",
        r"\1 they in the air",
    ),
    (r"\bdir\b", "direction"),
    (r"\bwould it be (?:incorrect|wrong|false|untrue) to (?:say|claim|state)\b(?: that)?", "is it false that"),
    (r"\b(?:does|do|did) (\w+) open with\b", r"does \1 start with"),
    (r"^(?:n|no|nr|num|#)\.?(?: of)? (?=\w+s\W*$)", "number of "),
    *((rf"\b{word} and a half(?= s)", f"{number}.5") for number, word in enumerate(("one", "two", "three", "four"), 1)),
    (r"^t(?= (?:of|max|min|for|at)\b)", "time of"),
    (r"\bv(?=[ _]?(?:mean|max|min|avg)\b)|(?<=mean )v\b|(?<=max )v\b", "speed"),
    (r"\bsecs?\b", "seconds"),
    (r"\btime ?stamp\b|\bpoint of time\b", "time"),
    (r"\bcommenc(?:e|es|ed)\b", "starts"),
    (r"\b(?:change|changing) (?:of|in) (?:the )?(?:heading|direction)\b", "turn"),
    (r"\bmost (low|high|fast|slow|deep)\b", r"\1est"),
    (
        r"\bby how much (do|does|did) (.{3,30}?) (?:(?:come|go|sink|drop|move)s? down|sink|drop|descend)\b",
        r"how far \1 \2 drop",
    ),
    (r"\b(knees|elbows|legs|arms) locked\b", r"\1 straight"),
    (r"\b(?:takes?|took) (?:up )?(?:the )?most (?:of the )?(?:time|clip|video|recording)\b", "is the longest"),
    (
        r"\bdoes (the (?:first|second|third|last) (?:step|stride)) (?:land|touch down|hit the (?:floor|ground))\b",
        r"is \1",
    ),
    (r"\bcounter-?movements?\b", "crouch"),
    (r"\b(?:wind|end)(s?) up (?:lying |down )?on the (floor|ground)\b", r"lie\1 on the \2"),
    (r"\b(arms?|hands?) put up\b", r"\1 raised"),
    (r"\b(?:in )?(?:mid|middle)[- ]?air\b", "in the air"),
    (r"\b((?:hand|arm|fist)s?(?: \w+){0,2}?) (?:up|raised|lifted|high)(?: high)? in the air\b", r"\1 raised"),
    (r"\b(?:up|down) the (?:court|pitch|field|road|street|hall|track|path|room|corridor)\b", "along"),
    (
        r", (?:(?:the|my|our|his|her) )?(?:coach|trainer|teacher|boss|client|doctor|physio) (?:wants|needs|asks)\b.*$",
        "",
    ),
    (r"\b(?:number|no\.|#) ?(?:one|1)\b", "the first"),
    (r"\b(?:number|no\.|#) ?(?:two|2)\b", "the second"),
    (r"\b(?:number|no\.|#) ?(?:three|3)\b", "the third"),
    (r"\b(?:load(s|ed|ing)?|coil(s|ed|ing)?) up\b(?=.*\b(?:jump|hop|leap|tak\w+ off|take-?off|air)\b)", "crouch"),
    (r"\bwind-?ups?\b|\bwinds? up\b", "swing back"),
    (r"\bdegs?\b|°", " degrees"),
    (r"\bhow many (second|minute|degree|met(?:re|er)|step|time|jump|kick|squat|turn)\b", r"how many \1s"),
    (r"\b(turn|spin|rotat|pivot|twirl)(\w*) (?:counter|anti)-?clockwise\b(?! or)", r"\1\2 to the left"),
    (r"\b(turn|spin|rotat|pivot|twirl)(\w*) clockwise\b(?! or)", r"\1\2 to the right"),
    (r"\b(above|over|below|under) the belt\b", r"\1 the waist"),
    (r"\bfirst what,? (?:and )?then what\b", "what is the order of events"),
    (r"\btouch-?downs?\b", "landing"),
    (r"\b(left|right)[- ]hand(?:ed)? (?:bend|turn|corner|curve)\b", r"\1 turn"),
    (
        r"\bfac(e|es|ing) the (?:same )?(?:way|direction) (?:that )?(?:it|he|she|they|the \w+) "
        r"(?:started|began|starts|faced|did|was)(?: (?:off|out|in|at (?:first|the (?:start|beginning))))?\b",
        r"fac\1 the same way as at the start",
    ),
    (r"\bhow (?:big|large) (?:is|was) the air\b", "how high is the air"),
    (r"\b(knees?|elbows?) fold(s|ed|ing)?\b", r"\1 bend"),
)
_SLIPS: Final[dict[str, str]] = {
    slip: word
    for slip, word in (
        pair.split("=")
        for pair in """
        wich=which whcih=which wihch=which wht=what waht=what wat=what wut=what hwat=what hw=how hwo=how ho=how
        whn=when wehn=when wen=when dose=does deos=does doe=does teh=the hte=the thier=their persn=person
        preson=person perosn=person alot=much u=you r=are n=and w/=with b4=before abt=about ppl=people
        pls=please plz=please tho=though rite=right rigth=right rihgt=right lft=left letf=left lef=left
        hnad=hand hadn=hand kcik=kick kik=kick jmup=jump jupm=jump wlak=walk wakl=walk wlk=walk rnu=run
        tunr=turn trun=turn wvae=wave waev=wave sqat=squat bwo=bow fsat=fast fats=fast hihg=high hgih=high
        hight=height heigth=height lenght=length secound=second secounds=seconds meteres=metres hopw=how
        mny=many manny=many meny=many maney=many strat=start strats=starts frist=first hapens=happens
        mutch=much whic=which dos=does dosent=does_not doesent=does_not isnt=is_not
        arent=are_not wasnt=was_not  thats=that_is whats=what_is strait=straight ore=or
        wats=what_is wots=what_is numbr=number nmbr=number nether=neither wos=was hes=he_is shes=she_is
        theyre=they_are
        nah=not em=them bro=person outta=out_of mid=middle
        higth=height lomg=long ben=bend dong=doing doign=doing hig=high hih=high sitt=sit stad=stand rase=raise
        fastes=fastest sloest=slowest
        doin=doing goin=going theres=there_is wheres=where_is whens=when_is whos=who_is hows=how_is
        """.split()
    )
}
# Words that are mended towards. Others that look like them and are right as they are stand below.
_TARGETS: Final = frozenset(
    """walking walks running jumping jumps waving waves kicking kicks punching punches punch throwing throws
    squatting squats squat bowing turning turns turned sitting lying standing stands raising raises raised
    lifting backwards backward forwards forward sideways before after while first second third during person
    degrees height speed direction exercise exercises muscles muscle sport cardio strength describe summarise
    summarize summary happens happening happened metres meters seconds which there their during clapping
    dancing climbing crouching bending jogging sneaking slowly quickly faster slower higher lower highest
    lowest quickest slowest fastest straight
    longest begin beginning starts start ends movement movements motion action actions
    order times steps distance upright posture recording cartwheel dribbling basketball baseball whole clip
    moment does where shoulder elbow knees squatted jumped walked kicked waved happen metre meter summary
    second minutes minute anything something together number""".split()
)
_RIGHT_ALREADY: Final = frozenset(
    """strengthen strengthens straighten straightens straightening straightness
    talking setting letting getting betting wetting netting petting meeting seating heating beating reading
    leading feeding needing heading hearing wearing tearing fearing nearing balking raining training straining
    bowling showing knowing mowing rowing sowing towing growing blowing flowing flying hitting fitting knitting
    putting cutting shitting spitting splitting banding handing landing sanding rising praising tying dying
    trying crying buying singing ringing bringing swinging wishing washing saving paving having shaving caving
    wading pumping dumping bumping lumping picking licking ticking packing burning tuning mending sending
    lending spending hiding riding biking hiking liking baking taking making waking whose these those three
    threw through though thought where were here want went wear weather whether breathing clothing older
    colder holder bolder smarter starts smart stars stare state stage sport spots spot short shirt shore sort
    score steps stops bumps pumps dumps lamps camps turner burner corner runner winner dinner winning running
    ground floor slowest form quiet quietly quite sign sing signs trial trail trails angel bowl blow
    cunning planning legging begging logging hogging mapping napping clipping flipping slipping tripping
    dripping gripping ripping sipping peaking speaking breaking leaking while white whale whole hole emotion
    notion potion lotion devotion fashion diction section faction fraction traction reaction auction person
    persons prison reason season lesson height weight eight eights heights weights times timed tired timer
    titles tiles dimes limes speed speech spend seed order older border elder under clip clap clips chip ships
    muscle hustle handle candle angle ankle angles ankles degree degrees agree agreed moves loves gloves doves
    lower slower flower power tower closer loser lover level clears clear clean cleans kneel kneels knees
    keeps jeans jumper jumpers pitch patch match catch batch hatch watch bunch lunch hunch munch ranch crunch
    curses waist waste taste haste paste legs lags kicker sticker ticket cricket higher hiker later water
    wader wider rider older slowly lowly actor factor doctor motor""".split()
)
_DROPPED_G: Final = frozenset(
    "getting looking going doing being having making trying starting stopping keeping".split()
)
"""Words that hurried people leave the last letter of, beside those of what a body does: "gettin"."""
_KNOWN_LENGTH: Final = 5
_SHORTEST: Final = 3
_LONGEST: Final = 8
"""Letters of words in which two that stand in each other's place are put right."""
_SHORT: Final = (
    "what when which where does time many long fast high turn turns jump jumps kick kicks wave waves walk walks"
    " hand hands foot left right with first point second legs arms step steps person between forward how"
).split()
_CONSONANTS: Final = {bones: word for word in _SHORT if len(bones := re.sub(r"[aeiou]", "", word)) > 2} | {"ls": "else"}
"""What hurried people leave of a word: "lng", "jmp", "kck"."""
_SWAPPED: Final = {
    word[:place] + word[place + 1] + word[place] + word[place + 2 :]: word
    for word in _SHORT
    if len(word) == 4
    for place in range(3)
}
"""Short words with two letters in each other's place: "mnay"."""


def plain(text: str) -> str:
    """A question in lower case, without accents and with plain marks."""
    text = text.replace("\u2019", "'").replace("\u2018", "'").replace("ß", "ss").replace("°", " degrees")
    text = unicodedata.normalize("NFKD", text.lower())
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = re.sub(r"[\"“”„¿¡()\[\]{}…*_~`<>|]", " ", text)
    text = re.sub(r"(?<=[a-z]) / (?=[a-z])", " or ", text)
    return " ".join(re.sub(r"([?!])+", r"\1", text.replace("!", "?")).split())


def spelled(text: str) -> str:
    """A plain English question with slips of the keys mended and contractions written out."""
    for pattern, full in _EXPANSIONS:
        text = re.sub(pattern, full, text)
    text = re.sub(r"[a-z]+", lambda match: _mended(match[0]), text)
    text = re.sub(r"^(how long .*) 4(\W*)$", r"\1 for\2", text)
    return " ".join(text.replace("_", " ").split())


@lru_cache(maxsize=4096)
def _mended(word: str) -> str:
    """The word that was meant; the word itself in doubt."""
    word = _SLIPS.get(word) or _CONSONANTS.get(word) or _SWAPPED.get(word) or word
    if (meant := _swapped(word)) is not None:
        return meant
    squeezed = re.sub(r"(.)\1{2,}", r"\1", word)
    word = squeezed if squeezed != word else word
    if len(word) < _KNOWN_LENGTH or word in _TARGETS or word in _RIGHT_ALREADY or "_" in word:
        return word
    if word.endswith("in") and word not in _RIGHT_ALREADY and (actions_in(f"{word}g") or f"{word}g" in _DROPPED_G):
        return f"{word}g"
    if actions_in(word) or parts_in(word):
        return word
    most = 1 if len(word) < 9 else 2
    near = [
        (distance, target)
        for target in _TARGETS
        if abs(len(target) - len(word)) <= most
        and len(target) >= _KNOWN_LENGTH
        and target[0] in word[:2]
        and (distance := edits(word, target, most)) <= most
    ]
    return min((distance, not target.startswith(word), target) for distance, target in near)[-1] if near else word


def _known(word: str) -> bool:
    """Whether a word is right as it is."""
    return word in _TARGETS or word in _RIGHT_ALREADY or word in _SHORT or word in PLAIN or bool(_of_motion(word))


def _of_motion(word: str) -> bool:
    """Whether a word by itself names an action or a part of the body."""
    return bool(actions_in(word) or parts_in(word))


def _swapped(word: str) -> str | None:
    """The word of which two letters stand in each other's place, or one stands twice; None for one that is known."""
    if not _SHORTEST <= len(word) <= _LONGEST or _known(word):
        return None
    swaps = (word[:place] + word[place + 1] + word[place] + word[place + 2 :] for place in range(len(word) - 1))
    found = [other for other in swaps if other != word and _known(other)]
    doubled = re.sub(r"([a-z])\1", r"\1", word, count=1)
    found = found or ([doubled] if doubled != word and _known(doubled) and len(doubled) > 2 else [])
    return found[0] if len(found) == 1 else None


def edits(first: str, second: str, most: int) -> int:
    """Letters to add, drop, change or swap with their neighbour to make one word the other; `most` + 1 where more."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for place, letter in enumerate(first, 1):
        older, before, row = before, row, [place]
        for other_place, other in enumerate(second, 1):
            cost = min(row[-1] + 1, before[other_place] + 1, before[other_place - 1] + (letter != other))
            if place > 1 and other_place > 1 and letter == second[other_place - 2] and first[place - 2] == other:
                cost = min(cost, older[other_place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
