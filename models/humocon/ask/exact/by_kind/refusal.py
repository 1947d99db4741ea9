"""What no motion tells: who somebody is, what they feel or want, where they are, what they hold, what comes next."""

import re
from typing import Final

from humocon.ask.exact.words.plain_words import PLAIN
from humocon.ask.exact.words.vocabulary import PARTS, actions_in

_SOMEBODY: Final = (
    r"(?:man|woman|male|female|guy|boy|girl|gentleman|lady|bloke|lad|lass|lassie|chap|dude|gal|fella"
    r"|bro|mr|mrs|a he|a she)"
)
_THING: Final = (
    r"(?:clip|motion|animation|anim|action|state|file|take|exercise|trick|move|movement|activity|class"
    r"|drill|routine|workout|emote|dance|gesture|pose|sequence|technique)"
)
_NAME: Final = r"(?:name|label|tag|title|heading)"
CLIP_NAME: Final = (
    rf"\b{_THING} (?:\w+ )?{_NAME}\b|\b{_NAME} (?:for|of|to|on) (?:the|this|that|such an?) (?:\w+ )?{_THING}\b"
    rf"|\b(?:name|label|tag) (?:the|this|that) (?:\w+ )?{_THING}\b|\b(?:what|which) (?:trick|stunt|figure|routine"
    rf"|manoeuvre) is\b"
)
"""Words that ask for a name of what is done, which is a summary, and not for somebody's name."""
# (what is asked for, the words that ask for it), in the order in which they are tried.
TOPICS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (topic, re.compile(pattern))
    for topic, pattern in (
        (
            "what somebody ought to work on",
            r"\b(?:which|what) (?:joints?|(?:body )?parts?|areas?|sides?|limbs?)\b.*\b(?:should|must|ought to|need to) "
            r"(?:i|he|she|they|we|you|the person)\b.*\b(?:work on|improve|fix|train|strengthen|practi[cs]e|focus on)\b",
        ),
        (
            "whether somebody is a man or a woman",
            rf"\b{_SOMEBODY} or (?:an? )?{_SOMEBODY}\b|\bgender\b|\bsex\b|\b(?:is|was) (?:it|this|that|he"
            r"|she|they|the (?:person|actor|subject|golfer|climber|boxer|archer|dancer|figure|runner"
            r"|performer|player)) (?:really |actually )?(?:a |an )?(?:man|woman|male|female|boy|girl"
            r"|lady)\b(?! \w+ing\b)",
        ),
        (
            "how old somebody is",
            r"\bhow old\b|^(?:is|are|was) (?:he|she|it|they|(?:the|this) person) (?:very |quite |rather )?(?:old"
            r"|elderly)\W*$|\b(?:what|which) age\b|\bage (?:of|group|in)\b|\b(?:his|her|their|person) age\b"
            r"|\byears? old\b|\bolder than \d|\byounger than \d|\b(?:born|birth\w*)\b|\bover (?:the age"
            r"|\d+ years)|\bteenager\b(?<!like a teenager)|\bof age\b|\bunderage\b",
        ),
        (
            "who somebody is",
            r"^who\b|\b(?:by|for|with|to) (?:which|what) (?:person|people|man|woman)\b|\b(?:to|at|with|for|against"
            r"|from|by) who\b|\bwho (?:is|are|was|were|does|do|did|else|wins?|won"
            r"|made|filmed|taught)\b|\bwhose\b"
            r"|\bwhom\b|\bnames?\b(?! (?:the|all|every|each|that|this|what|it|of the (?:sport|exercise"
            r"|movement|action|move))\b)|\bname is\b|\bcalled\b(?=\W*$)(?!.*\b(?:exercise|movement|move"
            r"|sport)\b)|\bfamous\b|\bcelebrit\w+|\bidentity\b|\bidentif\w+ (?:the person|him|her|them)"
            r"|\bdo (?:i|we|you) know (?:him|her|them|this person)\b|\bsame person\b|\bprofessional\w*\b"
            r"|\bpro\b|\bchampion\w*\b|\brelated\b|\bbrother|\bsister|\bfather\b|\bmother\b",
        ),
        (
            "what somebody does for a living, or where they come from",
            r"\bjobs?\b|\boccupation\b|\bfor a living\b|\bprofession\b|\bwork as\b|\bnationalit\w+"
            r"|\b(?:what|which) (?:country|city|town|nation|race|religion|language|school|team|club does"
            r"|company)\b|(?<!power )(?<!force )(?<!energy )(?<!drive )(?<!strength )\bcome from\b"
            r"|\bwhere (?:is|are) (?:he|she|they|the person|this person) from\b"
            r"|\bcitizen(?:ship|s? of)\b|\bethnic\w*|\brace is\b|\bmarried\b"
            r"|\b(?:is|are|was|were) (?:\w+ ){1,2}single\b(?! \w)"
            r"|\bkids\b(?! )|\bhave (?:a )?(?:child|children|kids|wife|husband|girlfriend|boyfriend|pets?"
            r"|dog|cat)\b|\brich\b|\bsalary\b|\bearns?\b|\beducat\w+|\bbirthday\b|\bhobb\w+|\bfavou?rite\b"
            r"|\bpolitic\w*|\breligio\w*|\bvote\b|\btrain(?:ed|s)? (?:for years|professionally)"
            r"|\bhow (?:long|many years) has (?:he|she|the person|they) "
            r"(?:been (?:an?|in|at|doing|training)\b|trained|practi[sc]ed)\b"
            r"|\bfor how many years\b|\bhow often (?:does|do) (?:he|she|they|the person) (?:train"
            r"|practi[sc]e|exercise|work out|go to)",
        ),
        (
            "what somebody feels or thinks",
            r"\bfeel(?:s|ing|ings)?\b|\bthink(?:s|ing)?\b|\bthoughts?\b|\bin love\b|\bloves?\b|\b(?:he|she"
            r"|they|person) likes?\b|\bliking\b|\benjoy\w*|\bhates?\b|\bemotion\w*"
            r"|\bmoods?\b(?! of the movement)|\b(?:is|are|was|were|seem|seems) (?:he|she|they|it"
            r"|the (?:person|man|woman|golfer|boxer|climber|archer)|this person|someone"
            r"|somebody)? ?(?:very |really |feeling |getting |rather )?(?:happy|sad|angry|mad|upset|afraid"
            r"|scared|nervous|anxious|bored|excited|in pain|hungry|thirsty|lonely|jealous|ashamed"
            r"|embarrassed|depressed|disappointed|proud|jolly|cheerful|frightened|worried|surprised"
            r"|annoyed|satisfied|friendly|in a (?:good|bad) mood)\b|\bhungry\b|\bthirsty\b|\bin pain\b"
            r"|\bhurts?\b|\bmad at\b|\bangry (?:at|with)\b|\bsmil\w+|\bcry(?:ing)?\b|\blaugh\w*|\bdream\w*"
            r"|\bpersonalit\w+|\bcharacter is\b|\bintelligen\w+|\bsmart\b|\biq\b|\bmotivat\w+|\bbeliev\w+"
            r"|\bafraid of\b|\bscared of\b|\bhappy (?:about|with|to)\b|\btired or angry\b|\bsatisfied\b"
            r"|^(?:is|are|was|were) (?:he|she|they|it|the \w+) "
            r"(?:really |very |so )?(?:tired|exhausted|worn out)\b(?!.* or )"
            r"|\bregret\w*|\b(?:tired|sick|fond) of\b|\bfed up\b",
        ),
        (
            "why something is done, or what somebody wants",
            r"\bwhy\b|\bwhat (?:is|are|was|does|do) (?:he|she|they|the person) (?:do|doing) (?:this|that|it"
            r"|so) for\b|^(?:the )?reason\W*$|\b(?:have|has|had) (?:a|some|his|her) reasons?\b|\bwhat (?:makes|made"
            r"|drives|drove) (?:him|her|them|(?:the|this) person)\b"
            r"|\bfor what (?:reason|purpose)\b|\bwhat (?:is|was) the (?:reason|motive|goal|aim"
            r"|intention|point of this|occasion)\b|\breason (?:for|why|behind)\b"
            r"|(?<!\bi )(?<!\bwe )(?<!\byou )\bwants?\b(?! to know)"
            r"|\bintend\w*|\bintention\w*|\bon purpose\b|\bplan(?:s|ning|ned)\b|\bhop(?:e|es"
            r"|ing) to\b|\btry(?:ing)? to (?:achieve|impress|say|tell|win|catch|reach someone)\b"
            r"|\bhow come\b|\b(?:running|walking|fleeing|hiding|jumping|going) (?:away )?from\W*$|\bwhat made\b"
            r"|\bpurpose of (?:his|her|their|the) (?:visit|trip|gesture)\b"
            r"|^what (?:is|are|was) (?:he|she|they|the person) \w+ing for\W*$"
            r"|\bwhat for\b|\bwhat is (?:he|she) trying\b",
        ),
        (
            "what comes after the recording, or came before it",
            r"^(?:and |so )?will\b(?! you)|\bwill (?:he|she|they|it|the person|this person|someone|happen"
            r"|there)\b|\bgoing to (?:happen|do|be|win|fall|jump|run|walk|kick|hit|score|throw|turn"
            r"|go)\b(?<!how is he going to)|\bafter (?:the|this) (?:clip|video|recording|film|motion"
            r"|file) (?:ends?|stops?|is over|finishes|has ended)|\bafter the (?:video|clip|recording"
            r"|film)\W*$|\bwhen (?:the|this) (?:clip|video|recording|film) is over\b|\bbefore (?:the"
            r"|this) (?:clip|video|recording|film|motion) (?:starts?|begins?|began|started)"
            r"|\bbefore the (?:video|clip|recording|film)\W*$|\btomorrow\b|\byesterday\b|\bnext (?:day"
            r"|week|year|month|time)\b|\bin the future\b|\bin \d+ years\b|\bpredict\w*|\blater today\b"
            r"|\blast (?:week|year|month|night)\b|\bthe day before\b|\bthis morning\b|\bhas (?:he|she"
            r"|the person) ever\b|\bhave (?:they|you) ever\b|\bused to\b",
        ),
        (
            "where somebody looks",
            r"\b(?:glanc\w+|peek\w*|peer(?:s|ing)|gaz(?:e|es|ing)|star(?:es|ing) (?:at|into))\b(?! around)"
            r"|\b(?:turn|rotat|shak|swivel|twist)\w* (?:the|his|her|their) head\b|\bhead (?:turns|rotations?)\b",
        ),
        (
            "where this is",
            r"\bwhere (?:he|she|they|it|this|(?:the|this) (?:person|clip|video)) (?:is|are|was|were)\W*$"
            r"|\bwhere (?:is|are|was|were) (?:he|she|they|it|this|that|the (?:person|clip|video|scene|man"
            r"|woman|motion|recording)|we)(?: (?:taken|recorded|filmed|shot|located|living|set"
            r"|being (?:filmed|recorded)))?\W*$|\bwhere (?:was|is|were) (?:this|it|the (?:video|clip"
            r"|motion|film)) (?:recorded|filmed|shot|taken|made|captured)|\bwhere (?:does|do|did|is"
            r"|are) .*\b(?:to|toward|towards|live|lives|from|going to|place|happen\w*|take place)\W*$"
            r"|\bwhere does (?:this|it) (?:happen|take place|play)\b|\bwhat (?:place|location|room"
            r"|building|street|gym|park|stadium|mountain|hotel)\b|\bwhich (?:floor|storey|house|shop"
            r"|place|room|building|street"
            r"|gym|park|stadium|mountain|planet)\b|\bin(?:doors?|side)? or out(?:doors?|side)?\b|\b(?:in"
            r"|out)doors?\b|\boutside\b|\binside (?:a|the)\b|\bon (?:grass|sand|ice|concrete|a (?:street"
            r"|road|stage|treadmill|mat|beach|mountain))\b|\blocation\b|\bbackground\b|\broom\b"
            r"|\bat home\b|\bin (?:a|the) (?:gym|park|street|forest|house|kitchen|studio|office|garden"
            r"|city|school)\b|\bdestination\b|\bfloor made\b|\b(?:what|which) (?:kind|sort"
            r"|type) of (?:floor|ground|surface|room|place)\b|\bslippery\b|\bfurniture\b|\baddress\b",
        ),
        (
            "what somebody wears or looks like",
            r"\bwear(?:s|ing)?\b|\bwhat (?:does |do )?(?:he|she|they) ha(?:s|ve) on\b(?! the)|\bworn\b|\bcloth(?:es"
            r"|ing)\b|\boutfits?\b|\bcostumes?\b|\bshirt\b|\bshoes?\b|"
            r"\btrousers\b"
            r"|\bpants\b|\bdress(?:ed)?\b"
            r"|\bjacket\b|\bhat\b|\bglasses\b|\bglov\w+ colou?r|\bcolou?rs?\b|\bhair\w*|\bbeard\w*"
            r"|\btattoo\w*|\beye(?:s|d)?\b"
            r"|\b(?:is|are|was) (?:he|she|they|\w+ \w+) (?:a )?(?:left|right)[- ]?hand(?:ed|er)\b"
            r"|\b(?:left|right)[- ]?hander\b|\b(?:left|right)[- ]handed or\b|\bambidextrous\b"
            r"|\bface (?:look|express\w*)|\bfacial\b|\bexpression\b|\bbarefoot\w*|\bbeautiful\b"
            r"|\bpretty (?:person|girl|woman|man)\b|\bhandsome\b|\bugly\b|\battractive\b|\bhot\b|\bbrand\b"
            r"|\bskin\b|\bbald\b|\bjewel\w*|\buniform\b|\bbarefeet\b|\bnaked\b|\bsmell\w*|\bmoustache"
            r"|\bmask\b|\bbackpack\b|\bwatch on\b",
        ),
        (
            "how tall or heavy somebody is",
            r"\bhow tall (?:is|are|was) (?:he|she|they|the (?:person|man|woman|actor|subject|golfer|\w+er)"
            r"|this|it)\b|\bhow heavy\b|\bhow much does (?:he|she|it|the \w+|this person|they) weigh\b"
            r"|\bweigh(?:s|t|ing)?\b(?! (?:on|over|onto|lift|train|shift))(?<!lift weight)|\bbmi\b"
            r"|\b(?:body|person|his|her|their) height\b(?! of)|\bfat\b|\bthin\b|\bmuscular\b"
            r"|\boverweight\b|\bslim\b|\bhow strong (?:is|are)\b|\bpregnant\b",
        ),
        (
            "how healthy somebody is",
            r"\bheart ?(?:rate|beat)?\b(?!.*\bgood for\b)|\bpulse\b|\bblood\b|\binjur\w+|\bill(?:ness)?\b"
            r"|\bsick\b|\bdisease\w*|\bdisab\w+|\bparkinson\w*|\bdiagnos\w+|\bhealthy?\b(?!.*\bis (?:this"
            r"|that|it) (?:exercise|movement)\b)|\bfit enough\b|\bhow fit\b|\bcalori\w*|\bburn\w*"
            r"|\bsweat\w*|\bout of breath\b|\bbreath\w*|\bdrunk or\b|\bon drugs\b|\bautis\w+|\barthritis\b"
            r"|\bstroke (?:patient|victim)\b|\bsurgery\b|\bvaccin\w*|\bmedic\w+|\bbroken (?:leg|arm|bone)"
            r"|\bbroke (?:a|his|her)\b",
        ),
        (
            "what the thing is",
            r"\b(?:walking (?:aid|stick|frame)|crutch(?:es)?|rollator|walking cane|prosthe\w+)\b|"
            r"\bwhat (?:(?:kind|sort|type|size|shape|colou?r|make) of )?(?:thing|object|item|ball|weapon"
            r"|tool|bag|box|book|gift|drink|tea|food|club|bat|bow|sword|arrow|device|instrument"
            r"|target)s?\b(?!.*\b(?:equipment|need|needed|usually|typically)\b)|\b(?:what|which) (?:is|are"
            r"|was|were|does|do|did) (?:the thing|the object|the item|he|she|they|the person|it|someone"
            r"|the \w+er) (?:hold\w*|carry\w*|carries|throw\w*|put\w*|plac\w*|pick\w*|grab\w*|tak\w*"
            r"|kick\w*|hit\w*|punch\w*|bring\w*|lift(?:ing|s)?|push\w*|pull\w*|catch\w*|reach\w*|pour\w*"
            r"|eat\w*|drink\w*|read\w*|sit(?:s|ting)? on|stand(?:s|ing)? on|look\w*|point\w*|wav(?:e|es"
            r"|ing) at|climb\w*|touch\w*|shoot\w*|aim\w*|drop\w*|deposit\w*|set\w*|jump\w* over"
            r"|grasp\w*)\b(?!.* (?:with|for exercise)\b)|\bwhat (?:is|was) (?:in (?:his|her|their"
            r"|the) hands?|the (?:thing|object|item)|it made)\b|\bwhat is the (?:thing|object|item)\b"
            r"|\bthe (?:thing|object|item|ball|arrow|box|stone|tea|cup|bag) (?:heavy|big|small|made|red"
            r"|blue|hot|cold|expensive|look|weigh|hit|go|land|break|fall)\w*|\bhow (?:big|large|expensive"
            r"|hot|cold|full) is\b(?! (?:(?:the|his|her|a|left|right) )*(?:turn|step|jump|stride|angle|rotation"
            r"|movement))|\b(?:thing|object|item|load|stuff|what (?:he|she|they) \w+)\b.*\b(?:heavy|light|big|large"
            r"|small|expensive|full|empty)\b"
            r"|\bmaterial\b|\bmade of\b|\bcost\b|\bprice\b|\bexpensive\b|\b(?:does|do|did|is"
            r"|has) (?:he|she|they|the person) (?:hold|holding|carry|carrying|have) (?:a|an|any|something"
            r"|anything)\b|\bempty\b|\bfragile\b",
        ),
        (
            "what comes of it",
            r"\bscor(?:e|es|ed|ing)\b|\bwin(?:s|ning)?\b|\bwon\b|\blos(?:e|es|ing|t) (?:the|a"
            r"|this)\b(?! balance)|\bdefeat\w*|\bmatch result\b|\bresult of\b|\bgoals?\b"
            r"|\bhow many points\b|\bwhich points\b|\bhow many (?:fights|games|matches|medals|titles|goals"
            r"|points|fans|spectators|people|persons|friends|children|kids|years|days|hours a|calories"
            r"|kilos|pounds)\b|\bmedals?\b|\b(?:world )?record\b(?=.*\b(?:break|beat|hold|set|new"
            r"|world)\b)|\brecord holder\b|\bhit the (?:target|ball|bull|pin)\b|\bhits? (?:it|the (?!low|high|bott"
            r"|top|deep|floor|ground|peak|max)\w+"
            r"|a \w+|anyone|anybody|someone|somebody)\b|\bdid (?:he|she|they|it) (?:hit|miss|make it"
            r"|succeed|land the|go in|score)\b|\bball go\b|\bgo in\W*$|\bbasket count|\bout of bounds\b"
            r"|\bsuccess\w*|\bhome ?run\b|\bstrikes? out\W*$|\bhow far did the ball\b|\bwhere (?:does|did"
            r"|is) the (?:ball|arrow)\b|\bgood at\b|\bhow good\b|\btalent\w*|\branked?\b|\brank(?:ing)?\b"
            r"|\bworld champion\b|\btarget\b|\bbull'?s ?eye\b",
        ),
        (
            "who or what else is there",
            r"\bwhat (?:is|was|lies) (?:around|behind|beyond|in front of|next to|beside) (?:the \w+|him|her|them)\W*$"
            r"|\bwho else\b|\b(?:mum|mummy|mommy|mother|dad|daddy|father|brother|sister|wife|husband|neighbou?r"
            r"|boss)\b|\banyone else\b|\banybody else\b|\bsomeone else\b|\bother (?:people|persons?"
            r"|players?|runners?|men|women)\b|\bhow many people\b|\balone\b|\baudience\b|\bcrowd\b"
            r"|\bspectators?\b|\bfriends?\b|\bopponents?\b|\bpartner\b|\benem\w+|\bdogs?\b|\bcats?\b"
            r"|\banimals?\b|\bpets?\b|\bteam ?mates?\b|\b(?:is|are|was|were) (?:there )?(?:anyone|anybody"
            r"|someone|somebody|people) (?:watching|there|around|behind|next to|with)\b|\bwatching (?:him"
            r"|her|them)\b|\bto(?:wards)? (?:whom|someone|somebody|anyone|a friend)\b|\b(?:at|with|against"
            r"|for|from|by) (?:whom|somebody|someone|anybody|anyone|a friend|another person|a stranger"
            r"|the audience)\b|\bwith (?:him|her)\W*$|\bjudge\b|\bcoach\b|\bteacher\b|\bcars?\b|\bchas(?:e|es|ed|ing)\b"
            r"|\bhow many (?:cars|dogs|trees)\b|\bobstacles?\b"
            r"|\b(?:wav|bow|beckon|nod|point|greet|salut|smil|throw|punch|kick|reach)\w* (?:\w+ )?"
            r"(?:at|to|towards?|for) (?:me|us|you)\b",
        ),
        (
            "what is heard or said",
            r"\bsounds?\b|\bnois\w+|\bmusic\b|\bsongs?\b|\bsing(?:s|ing)?\b|\btalk(?:s|ing|ed)?\b"
            r"|\bsay(?:s|ing)?\b(?! (?:hello|hi|goodbye|bye))|\bsaid\b|\bspeak\w*|\bshout\w*|\bscream\w*"
            r"|\bwhisper\w*|\bvoice\b|\bhear\b|\bloud\b|\btells? (?:him|her|them|somebody|someone)\b"
            r"|\blyric\w*|\bwhistl\w*|\bconversation\b|\bphone\b|\blanguages? (?:does|do|is)\b",
        ),
        (
            "what the weather or the time of day is",
            r"\bweather\b|\brain(?:s|ing|y)?\b|\bsunny\b|\bsnow\w*|\bwind(?:y)?\b|\bcold (?:outside|there"
            r"|day)\b|\bwarm (?:outside|day)\b|\btemperature\b|\b(?<!at )what time (?:is it|of day|of the day"
            r"|of year)\b|\btime of (?:day|the day|year)\b|\bmorning\b|\bevening\b|\bnight\b|\bday ?time\b"
            r"|\bwhat (?:day|date|year|month|season)\b|\bwhich (?:day|date|year|month|season)\b"
            r"|\bwhen was (?:this|it|the (?:video|clip|motion|recording|film)) (?:recorded|filmed|made"
            r"|shot|taken|captured)\b|\bsummer\b|\bwinter\b|\blight(?:ing)? in\b|\bdark\b|\bhow long ago\b",
        ),
        (
            "how it was filmed",
            r"\bcameras?\b|\bfilm(?:ed|ing|er)\b|\blens\b|\bphotograph\w*|\brecorded (?:with|by)\b"
            r"|\bresolution\b|\bframe ?rate\b|\bfps\b|\bzoom\w*|\bedited\b|\bfake\b|\bcgi\b|\bsoftware\b"
            r"|\bsensor\b|\bhow many (?:frames|pixels|markers)\b|\bwhich (?:system|studio)\b"
            r"|\bin colou?r\b|\bmotion capture (?:studio|system)\b|\bdirector\b|\bmovie\b|\bactor name\b",
        ),
        (
            "anything but the motion",
            r"\bcapital of\b|\bjoke\b|\bpoem\b|\btranslate\b"
            r"(?! (?:sideways|forward|backward|lateral|along|up|left|right))|\btwo plus two\b|\bplus\b.*\bequals?\b"
            r"|\bpresident\b|\brecipe\b|\bstock\b|\bnews\b|\bmeaning of life\b|\bwrite (?:me )?(?:a|an"
            r"|some)\b|\bbitcoin\b|\bchatgpt\b|\bhow are you\b|\bwho are you\b|\bwhat is your\b"
            r"|\byour (?:name|opinion|favou?rite)\b|\bprogram\b(?! of)|\bpython\b|\bpassword\b|\bsqrt\b"
            r"|\bwhat is \d+",
        ),
    )
)
# What can be told though some of its words stand above.
_TOLD: Final = re.compile(
    rf"{CLIP_NAME}|\b(?:stay|remain|stand|stop|keep|away from|from)\w* where (?:he|she|they) (?:is|are|was|were)\b"
    rf"|\b(?:across"
    rf"|through|around|about|round) (?:the|a) (?:room|hall|stage|floor)\b(?! \w+)"
    r"|\bhits? (?:its|his|her|their|the|a) (?:very )?(?:peak|top|highest|lowest|bottom|max\w*|deepest)"
    r"|\b(?:speed|pace|height)\b.*\bhits?\b|\blike a thief\b|\b(?:like|as) (?:a|an|someone|somebody) (?:\w+ "
    r")?(?:old|older|young|younger|child|kid|elderly|senior"
    r"|teenager|drunk|robot|zombie)|\bwho (?:moves|walks)\b|\bwearing off\b"
    r"|\b(?:back(?:s|ing)? up|backwards?|retreat\w*)\b.*\bor\b.*\bcamera\b"
    r"|\b(?:stay|remain|keep|stand|plant)\w* (?:\w+ )?where\b"
    r"|\bhits? (?:a|the|its|some) (?:plateau|ceiling|peak|stride)\b"
    r"|\b(?:fall|fell|trip|collaps|slip)\w*\b.*\bor\b.*\bon purpose\b"
    r"|\bon purpose\b.*\bor\b.*\b(?:fall|fell|trip|slip)\w*"
    r"|\bwhat (?:sport|exercise)\b|\bwhere in the (?:clip|video|recording|file)\b|\blast (?:long|for)\b"
    r"|^(?:at )?(?:how|what|when) .*\balone\b"
    r"|^(?:which|what) (?:hand|arm|leg|foot|fist|side)\b(?!.*\b(?:dominant|prefer\w*|born|ring|watch|handed)\b)"
)


def asks_unknowable(text: str) -> str:
    """What a question in plain English asks for that no motion tells, or ""."""
    if _TOLD.search(text):
        return ""
    return next((topic for topic, pattern in TOPICS if pattern.search(text)), "")


_SAID_BY_THE_WAY: Final = frozenset(
    """simultaneously repeatedly continuously continually constantly fully completely partially partly entirely totally
    eventually immediately suddenly briefly directly closely widely evenly equally mostly mainly clearly nearly early
    visibly roughly merely solely basically literally exactly approximately initially currently apparently possibly
    probably obviously certainly definitely truly simply usually normally generally specifically purely barely hardly
    scarcely slightly highly consistently occasionally frequently rarely seldomly individually separately jointly
    mutually successively consecutively subsequently previously finally lastly firstly secondly accidentally correctly
    properly physically noticeably significantly considerably alternately alternatingly vertically horizontally
    laterally anything family belly nightly freely straightly""".split()
)
_LIKE: Final = re.compile(r"\b(?:like|as) an? (?:\w+ )?(\w+)")


def unmeasured_manner(text: str) -> str:
    """The words for a manner in a plain question that nothing here measures: "pompously", "like a peacock"; or ""."""
    strange = strange_words(text)
    adverb = next((one for one in strange if one.endswith("ly") and one not in _SAID_BY_THE_WAY and len(one) > 4), "")
    if adverb:
        return adverb
    for pattern in (_LIKE, re.compile(r"\bin an? (\w+) (?:way|manner|fashion|style|mood)\b")):
        match = pattern.search(text)
        if match is not None and match[1] in strange:
            return match[0]
    return ""


def refusal(topic: str) -> str:
    """The sentence that refuses."""
    return (
        f"That cannot be told from the motion: joints do not show {topic}."
        if topic
        else "That cannot be told from the motion."
    )


_KNOWN_PARTS: Final = tuple((part, re.compile(rf"\b(?:{words})\b")) for part, words in PARTS.items())


def strange_words(text: str) -> list[str]:
    """The words of a plain question that have nothing to do with motion, as far as is known here."""
    for _, pattern in _KNOWN_PARTS:
        text = pattern.sub(" ", text)
    text = re.sub(r"\b(?:for|back|up|down|side)wards?\b|\bsideways\b", " ", text)
    for begin, end, _ in reversed(actions_in(text)):
        text = text[:begin] + " " + text[end:]
    return [word for word in re.findall(r"[a-z][a-z'-]*", text) if word not in PLAIN and len(word) > 2]
