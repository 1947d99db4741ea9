"""What the body does by itself: postures, steps, turns, jumps, and moves of arms and legs."""

from typing import Final

from humocon.ask.exact.words.action import ARM, SOME, Action, action

_LEG: Final = r"(?:knee|leg|thigh|foot|feet)s?"
_UP: Final = (
    r"(?:up|raised|lifted|overhead|above (?:his|her|their|the) (?:head|shoulders?)|in the air|over (?:his|her"
    r"|their|the) head)"
)

# In this order: the first that takes some words keeps them.
MOVES: Final[tuple[Action, ...]] = (
    action(
        "climb stairs",
        r"(?:climb|walk|go|com|run|step)\w* (?:(?:up|down) )?(?:(?:the|some|a|a flight of) )?(?:stairs?|staircase)"
        r"|(?:up|down) the steps|(?:up|down)?stairs",
        "climbs stairs",
        "climbing stairs",
        "stair",
        "climbing",
    ),
    action(
        "side step",
        r"side[ -]?step\w*|(?:step|shuffl)\w* (?:sideways|to the side)|grapevine",
        "steps sideways",
        "stepping sideways",
        "side step",
    ),
    action("gallop", r"gallop\w*", "gallops", "galloping", "gallop"),
    action("march", r"march(?:es|ed|ing)?", "marches", "marching", "march"),
    action(
        "still",
        r"(?:stand|stay|keep|remain|hold|sit|stood)\w* (?:\w+ )?(?:still|motionless)|stationary|immobile"
        r"|stay\w* put|(?:completely "
        r"|perfectly )?(?:still(?! (?:s[ie]at|s[iu]t|stand|ly|lie|kneel|in the air|on the|up|down|bent|\w+ing\b))"
        r"|motionless)"
        r"|not (?:really )?mov(?:e|ing)(?: (?:at all|around|much))?"
        r"|idle|idling|resting|(?:h[eo]ld)\w* (?:his|her|their) ground"
        r"|(?:stay|remain|stand|keep|stop)\w* (?:in (?:one |the same )?place|on the spot|where (?:he|she"
        r"|they) (?:is|are))",
        "stands still",
        "standing still",
        "pause",
        "standing still",
    ),
    action(
        "lift knee",
        rf"(?:rais|lift)\w* {SOME}{_LEG}|(?:rais|lift|pull|bring)\w* {SOME}{_LEG} up|{_LEG} (?:goes |go "
        r"|is |are |gets |comes? )?(?:up|raised|lifted|high)|knee[ -]?(?:lift|raise)s?|high[ -]knees"
        rf"|{_LEG} rais\w+",
        "lifts a knee",
        "lifting a knee",
        "knee lift",
        "touching a knee with an elbow",
    ),
    action(
        "lower",
        rf"com\w* back down|lower\w*(?! (?:him|her|them|it)sel)(?: {SOME}{ARM})?"
        rf"|(?:put|tak|let|bring)\w* {SOME}{ARM} (?:back )?down|drop\w* {SOME}{ARM}(?: (?:back )?down)?"
        rf"|{ARM} (?:\w+ )?back (?:down|(?:at|to|by|on) (?:(?:his|her|their|the) )?sides?)"
        rf"|{ARM} (?:\w+ ){{0,2}}(?:com|go|drop|sink|mov)(?:e|es|ing|s|ping|ped)? (?:back )?down",
        "lowers an arm",
        "lowering an arm",
        "lowering of an arm",
    ),
    action(
        "raise",
        rf"(?:rais|lift|put|hold|stretch|stick|throw)\w* {SOME}{ARM}(?: {_UP})?|{ARM} (?:(?:goes|go|kept|keeps|is"
        rf"|are|gets?|was|were|being|comes?|stays?|held|put) )*{_UP}|(?:rais|lift)(?:e|es|ed|ing"
        rf"|s)?(?: it)?|{ARM} rais\w+|hands[ -]up|{ARM} (?:to )?go(?:es)? up",
        "raises an arm",
        "raising an arm",
        "raise of an arm",
        "raising the left arm|raising the right arm|raising both arms",
    ),
    action(
        "get up",
        r"sit-to-stand|(?:get|stand|ris|(?<!heels )(?<!feet )(?<!hands )(?<!arms )(?<!knees )com|got|stood|rose)\w* "
        r"(?:back |right )?up(?: again)?(?! straight| right)"
        r"|gets? (?:back )?(?:on(?:to)?|to) (?:his|her|their) feet|on (?:his|her|their) feet again|rises?|rising",
        "gets up",
        "getting up",
        "rise",
    ),
    action(
        "get down",
        r"lower\w* (?:him|her|them|it)sel\w+|descend\w*|(?:go|goes|going|went|get|gets|getting|got) down"
        r"(?: (?:to|on|onto) the (?:floor|ground))?(?! low| the stairs| stairs| again)",
        "goes down",
        "going down",
        "way down",
    ),
    action(
        "fall",
        r"fall(?:s|en|ing)?(?: (?:over|down))?|fell|trip(?:s|ped|ping)?|stumbl\w*|collaps\w*|slip(?:s|ped"
        r"|ping)?|los\w+ (?:\w+ )?balance|hit(?:s|ting)? the (?:ground|floor|deck)|(?:topple|keel)\w*(?: over)?",
        "falls",
        "falling",
        "fall",
    ),
    action(
        "stay on feet",
        r"(?:stay|remain|keep|stand)\w* on (?:his|her|their|both|the) feet|stay\w* (?:standing|upright|up)"
        r"|remain\w* (?:standing|upright)",
        "stays on the feet",
        "staying on the feet",
        "stay",
    ),
    action(
        "air",
        r"fl(?:y|ies|ying)|aerial(?: phases?)?|flight phases?|flights?|(?:leav\w*|lift\w* off|left) the "
        r"(?:ground|floor|earth)"
        r"|off the (?:ground|floor|earth)"
        r"|in the air|airborne|mid-?air|tak(?:e|es|ing)[ -]?off|(?:air|hang|flight)[ -]?time"
        r"|(?<!blows )(?<!punches )(?<!kicks )land(?:s|ed|ing)?"
        r"(?! (?:a |any |some |his |her |the )?(?:blow|punch|kick|hit))"
        r"|touch\w* down",
        "leaves the ground",
        "leaving the ground",
        "flight",
        "jumping",
    ),
    action(
        "jump",
        r"jump\w*(?! ?rope)|hop(?:s|ped|ping)?|leap\w*|bounc(?:e|es|ing)|bound(?:s|ing)|spring(?:s|ing)?|vault\w*",
        "jumps",
        "jumping",
        "jump",
        "jumping",
    ),
    action(
        "skip", r"skip(?:s|ped|ping)?(?:[ -]rope)?|rope skipping|jump rope", "skips", "skipping", "skip", "skipping"
    ),
    action(
        "turn",
        r"turn\w*(?: (?:around|round))?|pirouett\w*|whirl\w*|spin(?:s|ning)?|spun|pivot\w*|veer\w*|rotat\w*|twirl\w*"
        r"|swivel\w*"
        r"|(?:round |around )?(?:the |a )?(?:curves?|bends?(?= (?:to the )?(?:left|right))|corners?)"
        r"|heading changes?|yaw|chang\w* (?:(?:of|in|his|her|their|the) )*(?:direction|heading|course)|circl(?:es"
        r"|ing)|about[ -]face|u-turn",
        "turns",
        "turning",
        "turn",
    ),
    action("twist", r"twist\w*", "twists the trunk", "twisting the trunk", "twist"),
    action(
        "wave",
        r"wav(?:e|es|ed|ing)(?: (?:goodbye|hello|bye))?|bye[ -]?bye|greet\w*|(?:say|sai)\w* (?:hello|hi"
        r"|goodbye|bye)|farewell|beckon\w*",
        "waves",
        "waving",
        "wave",
        "waving",
    ),
    action("kick", r"(?:(?:throw\w*|threw) (?:a )?)?kick\w*", "kicks", "kicking", "kick", "kicking"),
    action(
        "punch",
        r"(?:throw\w* |threw )?(?:(?:a|any|some|the|that|his|her|their) )?(?:(?:left|right) )?punch\w*(?: (?:(?:is|are"
        r"|being) )?thrown)?|(?<!\ba )(?<!\bthe )box|box(?:es|ing|ed|er)|jab\w*|uppercuts?|(?:left |right )?hooks?"
        r"|(?<!exercise )(?<!movement )(?<!workout )hit(?:s|ting)?|str(?:ike"
        r"|ikes|iking|uck)|shadow[ -]?box\w*|fight(?:s|ing)?|blows?",
        "punches",
        "punching",
        "punch",
        "punching",
    ),
    action(
        "throw",
        r"thr(?:ow|ows|owing|ew|own)\b(?: (?:something|it|a ball|the ball|things?|an object))?|toss\w*"
        r"|chuck\w*|fling\w*|flung|lob(?:s|bed|bing)?"
        r"|hurl\w*|pitch(?:es|ing)?|shoot\w*(?! up\b)(?: (?:a |the )?(?:ball|basket|hoop|hoops))?|shot",
        "throws something",
        "throwing something",
        "throw",
        "throwing something|throwing",
    ),
    action("catch", r"catch\w*|caught", "catches something", "catching something", "catch"),
    action("squat", r"squat\w*|(?:deep )?knee[ -]?bends?", "squats", "squatting", "squat", "squatting"),
    action(
        "crouch",
        r"crouch\w*|duck(?:s|ed|ing)?|hunker\w*|cower\w*|(?:go|get|bend|drop)\w* (?:down )?low"
        r"|bend\w* (?:\w+ ){0,3}knees?(?: deeply)?|knees? (?:\w+ ){0,2}ben[dt]\w*",
        "crouches",
        "crouching",
        "crouch",
        "crouching|squatting",
    ),
    action("bow", r"(?:tak\w* (?:a |his |her )?)?bow(?:s|ed|ing)?", "bows", "bowing", "bow", "bowing"),
    action(
        "bend",
        r"(?<!elbow )(?<!elbows )(?<!arm )(?<!arms )b(?:end|ends|ending|ent)"
        r"(?! (?:(?:the|his|her|their|both|left|right) )*(?:elbow|arm))(?: (?:over|down|forwards?|ahead))*"
        r"|lean\w*(?: (?:over|forwards?"
        r"|ahead))*|stoop\w*|incline[sd]?",
        "bends forward",
        "bending forward",
        "bend",
        "bending down|bowing",
    ),
    action("clap", r"clap\w*|applaud\w*|applause", "claps", "clapping", "clap", "clapping"),
    action(
        "climb",
        r"climb\w*|scal(?:e|es|ing)|boulder\w*|(?:go|goes|going) up (?:the |a )?(?:wall|ladder|stairs)",
        "climbs",
        "climbing",
        "climb",
        "climbing",
    ),
    action("dance", r"danc(?:e|es|ed|ing|er)|ballet|waltz\w*|breakdanc\w*", "dances", "dancing", "dance", "dancing"),
    action(
        "lie",
        (
            r"l(?:ie|ies|ying|ain|aid|ay|ays)(?:[ -](?:back )?downs?)?|on (?:his|her|their|the) back|flat on the "
            r"(?:floor|ground)"
        ),
        "lies down",
        "lying down",
        "lie-down",
        "lying down",
    ),
    action(
        "sit",
        r"s(?:it|its|itting|at|eated|eat)(?: down)?|tak\w+ (?:a |his |her )?seat"
        r"|(?:in|on) (?:the|a|his|her|their) chair",
        "sits",
        "sitting",
        "sit",
        "sitting down",
    ),
    action(
        "kneel",
        r"kn(?:eel|eels|eeling|elt)(?: down)?|on (?:his|her|their|one|both|the) knees?",
        "kneels",
        "kneeling",
        "kneel",
    ),
    action("crawl", r"crawl\w*|on all fours", "crawls", "crawling", "crawl"),
    action("roll", r"roll(?:s|ed|ing)?(?: over)?", "rolls", "rolling", "roll"),
    action("sneak", r"sneak\w*|creep\w*|crept|tip[ -]?to\w*|prowl\w*", "sneaks", "sneaking", "sneak", "sneaking"),
    action("push", r"push(?:es|ed|ing)?|shov\w*", "pushes something", "pushing something", "push"),
    action("pull", r"pull(?:s|ed|ing)?|drag(?:s|ged|ging)?", "pulls something", "pulling something", "pull"),
    action(
        "lift weights",
        r"(?:lift\w* )?(?:weights?|barbells?|dumbbells?)|deadlift\w*",
        "lifts weights",
        "lifting weights",
        "lift",
    ),
    action("stretch", r"stretch(?:es|ed|ing)?|yoga", "stretches", "stretching", "stretch"),
    action(
        "limp",
        r"limp(?:s|ing|ed)?|hobbl\w*|(?:favou?r|nurs|guard)(?:e?s|ing|ed)? (?:one|a|his|her|their|the|either|any)"
        r"(?: (?:left|right))? (?:leg|foot|side)",
        "limps",
        "limping",
        "limp",
    ),
    action("step", r"step\w*|paces|footsteps?|strid(?:e|es|ing)", "takes steps", "taking steps", "step", "walking"),
    action(
        "run",
        r"r(?:un|uns|unning|an|unner)|jog\w*|sprint\w*|dash\w*|rac(?:e|es|ing)|trot(?:s|ting)?"
        r"|hurr(?:y|ies|ying)|legs? it\b|legging it|(?:go|going|goes) flat out|bolt(?:s|ed|ing)",
        "runs",
        "running",
        "run",
        "running|jogging",
    ),
    action(
        "walk",
        r"walk\w*|locomotion|back(?:s|ing)? (?:up|away|off)|retreat\w*|stroll\w*|ambulat\w*|strut\w*|trudg\w*"
        r"|hik(?:es|ing)"
        r"|saunter\w*"
        r"|wander\w*|amble\w*|on foot",
        "walks",
        "walking",
        "walk",
        "walking",
    ),
    action(
        "stand",
        r"st(?:and|ands|anding|ood)(?: (?:upright|up straight|straight))?|upright|on (?:his|her|their|both) feet",
        "stands",
        "standing",
        "stand",
    ),
    action("swing", rf"sw(?:ing|ings|inging|ung)(?: {SOME}{ARM})?", "swings the arms", "swinging the arms", "swing"),
    action(
        "move",
        r"gets? (?:any|some)where|mov(?:e|es|ed|ing)|go(?:es|ing)?|went|travel\w*|head(?:s|ing)|advanc\w*|retreat\w*"
        r"|leav(?:e|es"
        r"|ing)|approach\w*|com(?:e|es|ing)",
        "moves",
        "moving",
        "movement",
    ),
)
