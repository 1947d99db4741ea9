"""Sports, games and exercises."""

from typing import Final

from humocon.ask.exact.words.action import ARM, SOME, Action, action

# In this order: the first that takes some words keeps them.
GAMES: Final[tuple[Action, ...]] = (
    action(
        "jack",
        r"jumping[ -]?jacks?|star[ -]jumps?|(?:does|do|doing) jacks",
        "does jumping jacks",
        "doing jumping jacks",
        "jumping jack",
        "doing jumping jacks",
    ),
    action(
        "archery",
        r"archery|(?:shoot\w*|draw\w*|fir(?:es?|ed|ing)) (?:\w+ ){0,3}(?:arrows?|bow)|bow and arrows?|arrows?|archer",
        "shoots with a bow",
        "shooting with a bow",
        "shot",
    ),
    action(
        "golf",
        r"(?:play\w* |swing\w* (?:\w+ ){0,2})?golf(?:[ -]?(?:club|swing|ball|stroke)s?|ing|er)?|tee\w* off",
        "swings a golf club",
        "swinging a golf club",
        "swing",
    ),
    action(
        "baseball",
        r"baseball(?: (?:bat|swing|hit)\w*)?|softball|batting|(?:swing\w* |hit\w* )(?:\w+ ){0,5}bat|batter",
        "swings a bat",
        "swinging a bat",
        "swing",
    ),
    action(
        "soccer",
        r"(?:play\w* )?(?:soccer|football)(?: player)?|(?:kick\w*|shoot\w*) (?:\w+ ){0,2}(?:ball|goal)",
        "plays football",
        "playing football",
        "kick",
    ),
    action(
        "other game",
        r"play\w* (?:\w+ )?(?:volleyball|cricket|hockey|rugby|handball|ball|a game|games|cards|piano|guitar|drums)"
        r"|(?:volleyball|cricket|hockey|rugby|handball)(?: \w+)?",
        "plays that",
        "playing that",
        "game",
    ),
    action(
        "tennis", r"tennis|badminton|racke?t\w*|table tennis|ping[ -]pong", "plays tennis", "playing tennis", "stroke"
    ),
    action("cartwheel", r"cartwheels?\w*|wheels?", "turns a cartwheel", "turning a cartwheel", "cartwheel"),
    action(
        "handstand",
        r"hand ?stands?|head ?stands?|upside[ -]down|on (?:his|her|their) hands",
        "is upside down",
        "upside down",
        "handstand",
    ),
    action(
        "flip",
        r"(?:back|front)?[ -]?flips?|somersaults?|flick ?flacks?",
        "turns a somersault",
        "turning a somersault",
        "flip",
    ),
    action("pushup", r"push[ -]?ups?|press[ -]?ups?|planks?", "does push-ups", "doing push-ups", "push-up"),
    action("situp", r"sit[ -]?ups?|crunch(?:es)?", "does sit-ups", "doing sit-ups", "sit-up"),
    action("lunge", r"lung(?:e|es|ed|ing)", "lunges", "lunging", "lunge"),
    action(
        "elbow knee",
        r"(?:touch\w* )?(?:\w+ ){0,3}elbows? (?:\w+ ){0,4}knees?|knees? (?:\w+ ){0,4}elbows?|touch\w* (?:a"
        r"|his|her|their|the) knees?",
        "touches a knee with an elbow",
        "touching a knee with an elbow",
        "touch of elbow and knee",
        "touching a knee with an elbow",
    ),
    action(
        "circle arms",
        rf"(?:rotat\w*|circl\w*|windmill\w*|spin\w*|whirl\w*) {SOME}{ARM}|{ARM} (?:\w+ ){{0,2}}(?:circl\w*"
        r"|rotat\w*|windmill\w*|in circles)|arm[ -]circles?",
        "circles the arms",
        "circling the arms",
        "arm circle",
        "rotating the arms",
    ),
    action(
        "slash",
        r"slash\w*|fenc(?:e|es|ing)|fencer|(?:swing\w* |us\w+ |fight\w* with )?(?:a "
        r"|the )?swords?(?:play)?|stab(?:s|bed|bing)?\b|sabre",
        "slashes with a sword",
        "slashing with a sword",
        "slash",
        "slashing|swinging a sword",
    ),
    action(
        "dribble",
        r"dribbl\w*|(?:play\w* )?basketball|bounc\w* (?:a |the )?(?:basket ?)?ball",
        "dribbles a ball",
        "dribbling a ball",
        "dribble",
        "dribbling",
    ),
    action("swim", r"sw(?:im|ims|imming|am)", "swims", "swimming", "stroke"),
    action("cycle", r"cycl(?:e|es|ing)|(?:rid\w+ (?:a )?)?bi(?:ke|kes|king|cycle)", "cycles", "cycling", "turn"),
    action("skate", r"skat\w*|ski(?:s|ing|er)?|surf\w*", "skates", "skating", "push"),
    action(
        "bowling",
        r"(?:play\w* )?(?:ten[ -]?pin )?bowl(?:s|ed|ing|er)?(?: (?:a |the )?ball)?",
        "bowls",
        "bowling",
        "throw",
    ),
    action("curl", r"(?:(?:arm|biceps?|hammer|dumbbell)[ -]?)curls?", "does arm curls", "doing arm curls", "curl"),
    action("row", r"rowing|rows (?:a |the )?boat|rower|paddl\w*", "rows", "rowing", "stroke"),
    action("juggle", r"juggl\w*", "juggles", "juggling", "throw"),
)
