"""Forty questions, each put in five ways, with the made-up motion that they are asked about."""

PARAPHRASES: tuple[tuple[str, tuple[str, str, str, str, str]], ...] = (
    (
        "squat",
        ("Does he squat?", "is she squatting", "Do you see a squat?", "squat here?", "IS THE PERSON DOING A SQUAT?"),
    ),
    (
        "squat",
        (
            "How many squats?",
            "how often does he squat",
            "number of squats?",
            "Count the squats.",
            "how many times does she squat?",
        ),
    ),
    ("squat", ("Does he jump?", "is there a jump", "jumping?", "Is the person jmuping?", "did they jump at all?")),
    (
        "squat",
        (
            "How low does the pelvis get?",
            "how low do his hips go?",
            "how high is the hip at the lowest point?",
            "Lowest hip height, how low?",
            "how deep is the squat?",
        ),
    ),
    (
        "squat",
        (
            "When is he deepest?",
            "when is the squat at its deepest?",
            "At what time is he deepest?",
            "when's she deepest",
            "at which second is the squat deepest?",
        ),
    ),
    (
        "squat",
        (
            "Which muscles does this train?",
            "what muscles are used",
            "Which muscle groups work here?",
            "Welche Muskeln trainiert das?",
            "what muscles is it good for?",
        ),
    ),
    (
        "squat",
        (
            "Is it a man or a woman?",
            "male or female?",
            "what gender is it",
            "Is this person a woman?",
            "is it a boy or a girl",
        ),
    ),
    (
        "squat",
        (
            "He doesn't squat, does he?",
            "She doesn't squat, does she?",
            "The person isn't squatting, is he?",
            "he doesnt squat, does he",
            "they don't squat, do they?",
        ),
    ),
    (
        "squat",
        (
            "How long is the clip?",
            "clip length?",
            "how long does it last",
            "What's the duration?",
            "How long's the whole thing?",
        ),
    ),
    (
        "squat",
        (
            "Is this cardio or strength?",
            "strength or cardio?",
            "is that a cardio or a strength exercise",
            "Cardio or strength training?",
            "is it strength or cardio training?",
        ),
    ),
    (
        "walk",
        (
            "How fast does she walk?",
            "how fast is he walking",
            "walking speed?",
            "At what speed does he walk?",
            "How quickly does the person walk?",
        ),
    ),
    (
        "walk",
        (
            "How far does he walk?",
            "what distance does she walk?",
            "How many meters does he walk?",
            "distance walked?",
            "how far did they walk",
        ),
    ),
    ("walk", ("How many steps does he take?", "how many steps", "number of steps?", "steps?", "Count the steps")),
    (
        "walk",
        (
            "Walking or running?",
            "is he walking or running",
            "Does she walk or run?",
            "walk or run",
            "Geht oder rennt er?",
        ),
    ),
    (
        "walk",
        (
            "Is he going forwards?",
            "is she walking forward",
            "Does he walk forwards?",
            "walking forward?",
            "does the person move forward",
        ),
    ),
    (
        "walk",
        (
            "Is she walking backwards?",
            "does he walk backwards",
            "walking in reverse?",
            "Is he going backwards?",
            "Geht er rückwärts?",
        ),
    ),
    (
        "walk",
        (
            "Which way does he go?",
            "which direction does she go?",
            "In which direction does he walk?",
            "What direction is the person moving in?",
            "which way is he walking",
        ),
    ),
    (
        "walk",
        (
            "Nobody runs here, right?",
            "No one is running, right?",
            "There is nobody running here, correct?",
            "nobody is running, right",
            "Nobody's running in it, right?",
        ),
    ),
    ("walk", ("What's his name?", "what is her name", "Who is this?", "who's that", "Wie heißt er?")),
    (
        "walk",
        (
            "How fast in km/h?",
            "what's the speed in km/h",
            "How many km/h does he walk?",
            "speed in kmh?",
            "How fast does she go, in km/h?",
        ),
    ),
    (
        "wave left",
        (
            "Which hand does he wave with?",
            "which hand is waving",
            "With which hand does she wave?",
            "wich hand dose he wave with",
            "Mit welcher Hand winkt er?",
        ),
    ),
    ("wave left", ("Is he waving?", "does she wave", "waving?", "Do you see a wave?", "IS HE WAVING")),
    (
        "wave left",
        (
            "Does he wave with his right hand?",
            "is she waving with the right hand",
            "Is it the right hand he waves with?",
            "does he use the right hand to wave?",
            "Is the right hand waving?",
        ),
    ),
    (
        "wave left",
        (
            "Left or right hand?",
            "is it the left or the right hand",
            "right or left hand?",
            "Left hand or right hand?",
            "which hand, left or right?",
        ),
    ),
    (
        "wave left",
        (
            "How high is the left hand at most?",
            "maximum height of the left hand?",
            "how high does the left hand go",
            "How high up is his left hand at most?",
            "What height does the left hand reach?",
        ),
    ),
    (
        "wave left",
        (
            "Who is he waving to?",
            "who does she wave at",
            "To whom does he wave?",
            "who's he waving at?",
            "Whom is she waving to?",
        ),
    ),
    ("wave left", ("Is he standing?", "is she standing up?", "Does he stand?", "standing?", "is the person standing")),
    (
        "wave left",
        ("Does he walk?", "is he walking", "Is there any walking?", "walking?", "Does the person walk around?"),
    ),
    (
        "wave left",
        (
            "The right hand stays down, doesn't it?",
            "his right hand stays down, right?",
            "Right hand stays down?",
            "Does the right hand stay down?",
            "does his right hand remain down",
        ),
    ),
    (
        "bow",
        (
            "How far does he lean forward, in degrees?",
            "how many degrees does she bow",
            "How many degrees does he bend forward?",
            "what angle does he lean",
            "By how many degrees does she lean over?",
        ),
    ),
    ("bow", ("Does he bow?", "is she bowing", "Is there a bow?", "taking a bow?", "do you see him bow")),
    (
        "bow",
        (
            "When does he bow?",
            "when is the bow",
            "When does the bow happen?",
            "when's she bowing?",
            "Tell me when he bows.",
        ),
    ),
    (
        "bow",
        (
            "Why does he bow?",
            "why's he bowing",
            "What's the reason for the bow?",
            "Why is the person bowing?",
            "Warum verbeugt er sich?",
        ),
    ),
    (
        "bow",
        (
            "Is he sitting or standing at the end?",
            "sitting or standing at the end?",
            "Does he end up standing or sitting?",
            "At the end, standing or sitting?",
            "standing or sitting at the end",
        ),
    ),
    (
        "jump",
        (
            "How high does he jump?",
            "how high is the jump",
            "Height of the jump?",
            "How high's the jump?",
            "Wie hoch springt er?",
        ),
    ),
    (
        "jump",
        (
            "How many jumps?",
            "how often does she jump",
            "number of jumps?",
            "How many times does he jump?",
            "¿Cuántas veces salta?",
        ),
    ),
    (
        "jump",
        (
            "Does he leave the ground?",
            "do the feet leave the floor",
            "is he in the air at some point?",
            "Is she ever airborne?",
            "do both feet leave the ground?",
        ),
    ),
    (
        "jump",
        (
            "Does he never leave the ground?",
            "is it true that he never leaves the ground?",
            "does she never leave the floor",
            "Is it true that she does not leave the ground?",
            "He never leaves the ground, right?",
        ),
    ),
    (
        "jump",
        (
            "How long is he in the air?",
            "how long is she airborne",
            "time in the air?",
            "For how long is he in the air?",
            "How many seconds is he in the air?",
        ),
    ),
    ("jump", ("Does he kick?", "is there a kick", "kicking?", "Do you see a kick?", "did she kick at all")),
)
