"""What is commonly known about the actions that are told from a motion."""

from dataclasses import dataclass
from typing import Final, Literal

Effort = Literal["cardio", "strength", "mobility", "skill", "neither"]


@dataclass(frozen=True)
class Lore:
    """What is known about one action.

    Attributes:
        muscles: that do the work, in words.
        sports: it belongs to, the likeliest first, in words; empty where it is no sport.
        effort: what it mainly trains.
        equipment: in words; "no equipment" where none is needed.
        purpose: what it is done for, to follow "It is done".
        region: "legs", "arms", "trunk" or "whole body".
    """

    muscles: str
    sports: str
    effort: Effort
    equipment: str
    purpose: str
    region: str


_NONE: Final = "no equipment"


LORE: Final[dict[str, Lore]] = {
    "walk": Lore(
        "the leg muscles: calves, quadriceps, hamstrings and glutes",
        "walking or hiking",
        "cardio",
        _NONE,
        "to get somewhere, and as light endurance training",
        "legs",
    ),
    "run": Lore(
        "the leg muscles: quadriceps, hamstrings, calves and glutes",
        "running (athletics)",
        "cardio",
        "running shoes at most",
        "to get somewhere fast, and to train endurance",
        "legs",
    ),
    "jump": Lore(
        "the leg muscles: quadriceps, glutes, calves and hamstrings",
        "athletics, such as the long or the high jump",
        "strength",
        _NONE,
        "to train the explosive strength of the legs",
        "legs",
    ),
    "skip": Lore(
        "the leg muscles, above all the calves",
        "rope skipping",
        "cardio",
        "a skipping rope",
        "to train endurance and the calves",
        "legs",
    ),
    "jack": Lore(
        "the calves, thighs, glutes and shoulders",
        "gymnastics or fitness training",
        "cardio",
        _NONE,
        "to warm up and to train endurance",
        "whole body",
    ),
    "squat": Lore(
        "the thighs (quadriceps), glutes and hamstrings",
        "weightlifting or fitness training",
        "strength",
        "no equipment, or a barbell",
        "to strengthen the legs and the buttocks",
        "legs",
    ),
    "crouch": Lore("the thighs (quadriceps) and glutes", "", "strength", _NONE, "to get low", "legs"),
    "lunge": Lore(
        "the thighs (quadriceps), glutes and hamstrings",
        "fitness training or fencing",
        "strength",
        _NONE,
        "to strengthen the legs",
        "legs",
    ),
    "lift knee": Lore(
        "the hip flexors, the abdominal muscles and the thighs",
        "gymnastics or fitness training",
        "cardio",
        _NONE,
        "to warm up and to train hips and trunk",
        "legs",
    ),
    "elbow knee": Lore(
        "the abdominal muscles, above all the oblique ones, and the hip flexors",
        "gymnastics or fitness training",
        "cardio",
        _NONE,
        "to train the trunk and to warm up",
        "trunk",
    ),
    "twist": Lore(
        "the oblique abdominal muscles and the back",
        "gymnastics or fitness training",
        "mobility",
        _NONE,
        "to loosen and to train the trunk",
        "trunk",
    ),
    "circle arms": Lore(
        "the shoulders (deltoids) and the upper back",
        "gymnastics or swimming warm-ups",
        "mobility",
        _NONE,
        "to warm up the shoulders",
        "arms",
    ),
    "kick": Lore(
        "the hip flexors, thighs (quadriceps) and glutes of the legs",
        "martial arts, such as karate or kickboxing, or football (soccer)",
        "skill",
        _NONE,
        "to hit with the foot, in martial arts or football",
        "legs",
    ),
    "punch": Lore(
        "the shoulders, chest, triceps and the trunk",
        "boxing",
        "cardio",
        "boxing gloves",
        "to hit with the fist, in boxing and martial arts",
        "arms",
    ),
    "throw": Lore(
        "the shoulders, arms (triceps) and the trunk",
        "basketball, handball or baseball: a throw",
        "skill",
        "a ball",
        "to send something, such as a ball, through the air",
        "arms",
    ),
    "basketball": Lore(
        "the legs, shoulders and arms (triceps)",
        "basketball",
        "skill",
        "a ball and a basket",
        "to throw a ball at a basket",
        "whole body",
    ),
    "dribble": Lore(
        "the arms, shoulders and legs", "basketball", "cardio", "a ball", "to move with the ball", "whole body"
    ),
    "soccer": Lore(
        "the hip flexors, thighs (quadriceps) and calves of the legs",
        "football (soccer)",
        "cardio",
        "a ball",
        "to play a ball with the foot",
        "legs",
    ),
    "slash": Lore(
        "the shoulders, arms and forearms, and the legs",
        "fencing or kendo (sword fighting)",
        "skill",
        "a sword",
        "to fight with a sword",
        "arms",
    ),
    "climb": Lore(
        "the back (latissimus), forearms, biceps and the legs",
        "climbing",
        "strength",
        "climbing shoes and chalk, mostly a rope",
        "to get up a wall or a rock",
        "whole body",
    ),
    "dance": Lore(
        "the legs, hips and trunk", "dancing", "cardio", _NONE, "for pleasure, art and fitness, to music", "whole body"
    ),
    "golf": Lore(
        "the trunk (obliques), back, hips and shoulders",
        "golf",
        "skill",
        "a golf club and a ball",
        "to drive a golf ball",
        "whole body",
    ),
    "baseball": Lore(
        "the trunk (obliques), hips, shoulders and forearms",
        "baseball (or softball)",
        "skill",
        "a bat and a ball",
        "to hit a ball with a bat",
        "whole body",
    ),
    "archery": Lore(
        "the upper back, shoulders and arms",
        "archery (shooting with a bow)",
        "skill",
        "a bow and arrows",
        "to shoot arrows at a target",
        "arms",
    ),
    "cartwheel": Lore(
        "the shoulders, arms, trunk and legs", "gymnastics", "skill", _NONE, "as a figure of gymnastics", "whole body"
    ),
    "handstand": Lore(
        "the shoulders, arms and trunk", "gymnastics", "strength", _NONE, "as a figure of gymnastics", "arms"
    ),
    "wave": Lore("the shoulder and arm muscles", "", "neither", _NONE, "to greet or to say goodbye", "arms"),
    "raise": Lore("the shoulders (deltoids)", "", "neither", _NONE, "to signal, to reach up or to stretch", "arms"),
    "clap": Lore("the arms, shoulders and chest", "", "neither", _NONE, "to applaud", "arms"),
    "bow": Lore(
        "the back and the hamstrings",
        "",
        "neither",
        _NONE,
        "as a greeting or a sign of respect, above all in Japan and East Asia",
        "trunk",
    ),
    "bend": Lore(
        "the back, glutes and hamstrings",
        "",
        "mobility",
        _NONE,
        "to reach something low or to stretch the back of the legs",
        "trunk",
    ),
    "place": Lore("the thighs, glutes and the back", "", "neither", _NONE, "to put something down", "whole body"),
    "take": Lore("the shoulders and arms", "", "neither", _NONE, "to get something", "arms"),
    "lie": Lore(
        "hardly any muscles once lying; the thighs and trunk on the way down",
        "",
        "neither",
        _NONE,
        "to rest",
        "whole body",
    ),
    "sit": Lore("the thighs (quadriceps) and glutes on the way down", "", "neither", _NONE, "to rest", "legs"),
    "sneak": Lore("the thighs, calves and glutes", "", "neither", _NONE, "to move without being noticed", "legs"),
    "turn": Lore("the legs and the trunk", "", "neither", _NONE, "to change direction", "legs"),
    "wash windows": Lore(
        "the shoulders and arms", "", "neither", "a cloth or a squeegee", "to clean something", "arms"
    ),
    "show the way": Lore("the shoulder and arm muscles", "", "neither", _NONE, "to show somebody the way", "arms"),
    "stand": Lore(
        "the calves, thighs and the back, to hold the body up", "", "neither", _NONE, "to wait or to rest", "legs"
    ),
    "march": Lore("the leg muscles and the hip flexors", "", "cardio", _NONE, "to walk in step", "legs"),
    "climb stairs": Lore(
        "the thighs (quadriceps), glutes and calves", "", "cardio", _NONE, "to get to another floor", "legs"
    ),
    "tennis": Lore(
        "the shoulders, forearms, trunk and legs",
        "tennis",
        "cardio",
        "a racket and a ball",
        "to play a ball over a net",
        "whole body",
    ),
    "bowling": Lore(
        "the arm, shoulder and thighs", "bowling", "skill", "a bowling ball and pins", "to roll a ball at pins", "arms"
    ),
    "pushup": Lore(
        "the chest, triceps and front shoulders, and the trunk",
        "fitness training",
        "strength",
        _NONE,
        "to strengthen chest and arms",
        "arms",
    ),
    "situp": Lore(
        "the abdominal muscles and the hip flexors",
        "fitness training",
        "strength",
        _NONE,
        "to strengthen the trunk",
        "trunk",
    ),
    "curl arms": Lore(
        "the biceps", "weightlifting or fitness training", "strength", "dumbbells", "to train the arms", "arms"
    ),
    "swim": Lore(
        "the back (latissimus), shoulders and legs", "swimming", "cardio", _NONE, "to get through water", "whole body"
    ),
    "carry": Lore("the forearms, back and legs", "", "neither", _NONE, "to bring something somewhere", "whole body"),
    "push": Lore("the chest, triceps and legs", "", "neither", _NONE, "to move something away", "whole body"),
    "pull": Lore("the back, biceps and legs", "", "neither", _NONE, "to move something closer", "whole body"),
    "sweep": Lore("the shoulders, arms and back", "", "neither", "a broom", "to clean the floor", "arms"),
    "pour": Lore("the forearms and shoulders", "", "neither", "a pot and a cup", "to serve a drink", "arms"),
}

_LIGHT: Final[dict[str, tuple[str, str, str]]] = {
    # (the muscles, what it is done for, the region) of everyday movements, which need nothing and are no sport
    "catch": ("the forearms and shoulders", "to get hold of what was thrown", "arms"),
    "crawl": ("the shoulders, arms, trunk and thighs", "to get along close to the floor", "whole body"),
    "cross arms": ("the chest and the front of the shoulders", "to stretch or to signal a no", "arms"),
    "draw": ("the shoulder and arm muscles", "to show a sign in the air", "arms"),
    "drink": ("the biceps and forearms", "to drink", "arms"),
    "get up": ("the thighs (quadriceps) and glutes", "to get on the feet", "legs"),
    "kneel": ("the thighs and glutes", "to get close to the floor, or to pray", "legs"),
    "knock": ("the forearm and shoulder", "to be let in", "arms"),
    "phone": ("the biceps and shoulder", "to talk on the phone", "arms"),
    "put on": ("the shoulders and arms", "to get dressed", "arms"),
    "reach down": ("the thighs, glutes and the back", "to get at something on the floor", "whole body"),
    "salute": ("the shoulder and arm muscles", "as a military greeting", "arms"),
    "side step": ("the leg muscles, above all the outer and inner thighs", "to get aside", "legs"),
    "swipe": ("the shoulder and arm muscles", "to push something aside or turn a page", "arms"),
    "take off": ("the shoulders and arms", "to get undressed", "arms"),
    "type": ("the forearms and fingers", "to write", "arms"),
}
LORE.update(
    (key, Lore(muscles, "", "neither", _NONE, purpose, region)) for key, (muscles, purpose, region) in _LIGHT.items()
)

SPORTS: Final[dict[str, str]] = {
    r"basketball": "dribble|basketball|throw",
    r"soccer|football": "soccer|kick",
    r"boxing|kick ?boxing": "punch",
    r"karate|martial art|taekwondo|kung fu": "kick|punch",
    r"fenc\w+|kendo|sword": "slash",
    r"golf": "golf",
    r"baseball|softball": "baseball",
    r"archery": "archery",
    r"climbing|bouldering": "climb",
    r"gymnastics?": "cartwheel|handstand|jack|circle arms|elbow knee|twist|flip",
    r"danc\w+|ballet": "dance",
    r"athletics|track and field|long jump|high jump|sprint\w*": "run|jump",
    r"fitness|workout|work ?out|calisthenics|aerobics?": "jack|squat|lunge|lift knee|elbow knee|twist|circle arms|skip"
    "|pushup|situp|curl arms",
    r"swimming": "swim",
    r"tennis|badminton": "tennis",
    r"yoga": "stretch",
    r"weight ?lifting": "squat|lift weights|curl arms",
    r"bowling": "bowling",
    r"hiking|walking": "walk",
    r"running|jogging": "run",
    r"volleyball|handball|rugby|hockey|cricket|skiing|surfing|rowing|cycling|wrestling|judo": "",
}
