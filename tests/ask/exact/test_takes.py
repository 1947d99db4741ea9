"""Answers about takes of one or several made-up actions, whose truth is known."""

from collections.abc import Sequence
from functools import lru_cache

import pytest

from humocon.ask.exact import Scene, answer_from
from humocon.ask.exact.known.names import Told
from humocon.motion.kinematics.facts import Facts, facts
from humocon.motion.synthesis import synthesize_sequence

SAID = {
    "kick left, kick right, kick left": "The person kicks with the left leg.",
    "hop on left leg": "The person jumps forward.",
    "side step left": "The person steps sideways.",
    "sit down, sit still, stand up, walk": "The person sits down, then stands up, then walks forward.",
    "fall": "The person falls down.",
    "walk, bow, run": "The person walks forward, then bows, then runs forward.",
    "squat, squat, jump": "The person squats, then jumps.",
    "raise right arm": "The person raises the right arm.",
    "jumping jacks": "The person does jumping jacks.",
    "walk, pick up with two hands, turn left": (
        "The person walks forward, then picks something up from the floor, then walks to the left."
    ),
    "punch left": "The person punches.",
    "turn right": "The person walks to the right.",
    "throw left": "The person throws.",
    "lunge right, walk backwards": "The person lunges, then walks backwards.",
    "kneel": "The person kneels.",
    "wave both": "The person waves with both hands.",
    "squat, kick right, kick right": "The person squats, then kicks with the right leg.",
    "hop, bow": "The person jumps forward, then bows.",
    "climb stairs": "The person climbs stairs.",
    "jump forward, turn left": "The person jumps forward, then walks to the left.",
    "limp right": "The person limps.",
    "jump, punch left": "The person jumps, then punches with the left hand.",
    "walk, sit down": "The person walks, then sits down.",
}


@lru_cache
def facts_of(take: str) -> Facts:
    return facts(synthesize_sequence(take.split(", "), seed=13).to_clip().joints)


def ask(take: str, question: str) -> str:
    known = facts_of(take)

    def ask_model(questions: Sequence[str]) -> list[Told]:
        return [Told(SAID[take] if one.startswith("What") else "no", 0.97) for one in questions]

    answer = answer_from(question, [], Scene(known, ask_model, True, known.duration_s))
    assert answer is not None, question
    return answer.text


KICKS, CHAIR, MEDLEY = "kick left, kick right, kick left", "sit down, sit still, stand up, walk", "walk, bow, run"


@pytest.mark.parametrize(
    ("take", "question", "begins"),
    [
        (KICKS, "What's the total of kicks in this clip?", "3 kicks"),
        (KICKS, "Is the second kick done with the same leg as the first?", "No, the left side, then the right side"),
        (KICKS, "Is the third kick done with the same leg as the first?", "Yes, the left side"),
        (KICKS, "Does he always kick with the same foot?", "No, the left side"),
        ("hop on left leg", "What foot is he hoppin on?", "The left foot"),
        ("side step left", "Which way does she step?", "To the left"),
        ("side step left", "Does it translate sideways or forward?", "Sideways, to the left"),
        ("side step left", "left or right?", "To the left"),
        (CHAIR, "Sitting first and then standing, or the reverse?", "The person stands"),
        (CHAIR, "Tell me the whole story, love.", "The person sits down, then stands up, then walks forward"),
        (CHAIR, "How does he end up, sat or on his feet?", "Standing"),
        ("fall", "Does the agent lose balance and hit the ground?", "Yes, the person falls"),
        ("fall", "Does he end up falling over?", "Yes"),
        ("fall", "Final configuration: upright, seated or prone?", "Lying"),
        ("fall", "How does it end?", "The person falls down, then lies down"),
        (MEDLEY, "Is the run faster than the walk?", "Yes"),
        (MEDLEY, "Is the walk faster than the run?", "No"),
        (MEDLEY, "Log line: what happens from start to finish?", "The person walks forward, then bows, then runs"),
        ("squat, squat, jump", "Does the jump come after the squats or before them?", "After"),
        ("squat, squat, jump", "Do the squats come after the jump or before it?", "Before"),
        ("raise right arm", "left arm not up rite?", "Yes, that is right"),
        ("raise right arm", "hand at top at?", "At "),
        ("jumping jacks", "So she isn't resting, is she?", "No, the person is not standing still"),
        ("jumping jacks", "wats he doin", "The person does jumping jacks"),
        ("jumping jacks", "How many jumping jacks per minute?", "About "),
        (
            "walk, pick up with two hands, turn left",
            "What happens, start to finish?",
            "The person walks forward, then picks",
        ),
        ("punch left", "How many blows does he land?", "1 punch"),
        ("throw left", "which arm throws", "The left arm"),
        ("hop on left leg", "Which leg is kept off the ground?", "The right leg"),
        ("hop on left leg", "How many km/h when hopping?", "About 3"),
        ("jumping jacks", "Is he doing jumping jacks and staying on the spot?", "Yes"),
        (CHAIR, "What takes longer, sitting or walking?", "The sitting"),
        (CHAIR, "What's around the corner?", "That cannot be told"),
        (MEDLEY, "Which bit is second?", "The person bows"),
        ("wave both", "Count the hands used", "2 hands"),
        ("wave both", "does she flurb?", "That cannot be told from the motion (not understood: flurb)"),
        ("wave both", "Feet planted the whole time?", "Yes"),
        ("wave both", "Is the signer standing still on her feet?", "Yes"),
        (KICKS, "which kick is higher, or are they level?", "About the same"),
        (KICKS, "which kick is higher?", "The first kick"),
        ("squat, kick right, kick right", "Both kicks off the same foot, or one each?", "The right foot"),
        ("punch left", "Any kicks or knees in there?", "No, the person is not kicking"),
        ("throw left", "is she chucking something", "Yes"),
        ("lunge right, walk backwards", "With which leg was the lunge performed?", "The right leg"),
        ("lunge right, walk backwards", "State briefly what can be seen.", "The person lunges, then walks backwards"),
        ("kneel", "Is she staying quite still?", "Yes"),
        ("kneel", "Would it be incorrect to say the person fell?", "Yes, that is right"),
        ("wave both", "Does she wave with just one hand?", "No, the person waves with both hands"),
        ("wave both", "Does the base remain stationary?", "Yes"),
        ("squat, kick right, kick right", "We saw a squat and two kicks there, did we?", "Yes"),
        ("squat, kick right, kick right", "What did our fighter open with?", "The person squats"),
        ("squat, kick right, kick right", "Is she wearing ballet shoes?", "That cannot be told"),
        ("hop, bow", "What does he do second?", "The person bows"),
        ("climb stairs", "Which foot goes up first?", "The right foot"),
        ("climb stairs", "Does he climb the whole time or does he stop at some point?", "The whole time"),
        (CHAIR, "What does he do once he is on his feet again?", "The person walks"),
        (CHAIR, "Is he tired, poor thing?", "That cannot be told"),
        ("jumping jacks", "Would you call this energetic or lazy?", "Energetic"),
        ("jump forward, turn left", "jump then walk or walk then jump", "The jump: the person jumps"),
        ("limp right", "Does he put less time on the right foot than on the left?", "Yes"),
        ("limp right", "Does he put more time on the right foot than on the left?", "No"),
        ("walk, sit down", "Is she done walking before the halfway mark?", "No: it ends at 6.5 s"),
        ("walk, sit down", "Does she start walking before the halfway mark?", "Yes: it begins at 0.0"),
        ("walk, sit down", "Is the lowest position near the end of the clip?", "Yes: the pelvis is lowest"),
        ("walk, sit down", "Is the lowest position at the beginning?", "No: the pelvis is lowest"),
        ("limp right", "How many steps does he take with each foot?", "2 with the left and 2 with"),
        ("walk, sit down", "Does she rest before sitting down?", "Yes, the person keeps still"),
        ("walk, sit down", "Does he cross his legs while walking?", "No: the feet stay"),
        (KICKS, "Does he return to his starting stance after each kick?", "Yes: every joint comes to"),
        ("limp right", "Can he not walk evenly?", "Yes: the person limps"),
        ("walk, sit down", "Is the headset dropping tracking when she walks?", "That cannot be told"),
        ("turn right", "How far does she walk after the turn?", "1."),
        ("turn right", "Does she make the turn in one go or in bits?", "In one go"),
        (KICKS, "Was that strike thrown with the foot or with the fist?", "The foot"),
        (KICKS, "Was the first kick above the belt?", "Yes, the left foot gets to"),
        ("limp right", "Does the claimant favour one leg?", "Yes, the person limps"),
        ("jump, punch left", "Did he land before he threw the punch?", "Yes, the person leaves the ground"),
        ("jump, punch left", "First what, then what?", "The person jumps, then punches"),
        ("jump, punch left", "How big is the air he gets?", "The feet rise"),
        ("walk, sit down", "Is she still seated as the clip ends?", "Yes, seated"),
        ("jump forward, turn left", "Is she turning counterclockwise?", "Yes, the person turns"),
        ("jump forward, turn left", "Is she turning clockwise?", "No, the person is not turning right"),
        ("wave both", "Is she waving only with the right hand?", "No, the person waves with both hands"),
        ("wave both", "Does she stand still and wave with both arms?", "Yes, the person waves with both hands"),
        ("wave both", "Does the person wander across the room?", "No, the person is not walking"),
        ("turn right", "What is the amount of his turn?", "94 degrees"),
        ("turn right", "Does the patient go straight ahead and then turn right?", "Yes, the person turns to the right"),
        ("turn right", "Is it a 90 or a 270 degree turn?", "90 degrees: the turn is 94"),
        ("turn right", "Does she do a U-turn?", "No, the turn is 94"),
        ("turn right", "Does she walk on after the turn?", "Yes, the person walks"),
        ("turn right", "Nach welcher Seite biegt der Läufer ab?", "To the right"),
        ("squat, squat, jump", "Does she crouch before or after the jump?", "Before: the person squats"),
        (MEDLEY, "Put the run, the bow and the walk in order", "The person walks (0.0"),
        (MEDLEY, "When is she upright again?", "At 9.8 s the person is up again"),
        (MEDLEY, "Does the patient lean back?", "No, the trunk leans back by 5°"),
        (MEDLEY, "Are the steps long or short?", "Long: 0.81 m"),
        (MEDLEY, "Does he stop before the bow?", "Yes, the pelvis is at 0.0 m/s"),
        (MEDLEY, "Which one is the final movement?", "The person runs forward"),
        (MEDLEY, "How much does the trunk lean on average?", "7 degrees"),
        (MEDLEY, "Does the bow happen in the first or second half?", "In the second half"),
        ("raise right arm", "When does the arm come back down?", "The lowering of an arm is from"),
        ("raise right arm", "¿Cuándo baja el brazo?", "The lowering of an arm is from"),
        ("raise right arm", "Are the feet moving?", "No, the left foot is at"),
        ("hop, bow", "How long are the feet not on the ground?", "0.5 s in the air"),
        (KICKS, "There isn't any punch, is there?", "No, the person is not punching"),
        (KICKS, "Is the left foot off the ground?", "Yes, the left ankle rises"),
        ("limp right", "Is she walking upright?", "Yes, the trunk leans by 4°"),
        ("jumping jacks", "Is this rather a warm-up or a fight?", "Warm-up: doing jumping jacks"),
        ("fall", "Face up or face down?", "On the stomach"),
    ],
)
def test_an_answer_begins_with_what_the_take_shows(take: str, question: str, begins: str):
    assert ask(take, question).startswith(begins)


def test_hops_that_are_named_as_one_are_counted_and_measured_each():
    hops = len(facts_of("hop on left leg").jumps)
    assert hops > 2
    assert ask("hop on left leg", "How many hops?") == f"{hops} jumps."
    assert ask("hop on left leg", "How far did he hop?").endswith(f"in {hops} jumps.")


def test_who_sits_does_so_as_long_as_the_posture_is_kept():
    (seated,) = [one.span for one in facts_of(CHAIR).postures if one.name == "seated"]
    assert ask(CHAIR, "How long does he sit?") == f"{seated.duration_s:.1f} s, from {seated.words}."
    alike = ("How long is he in the chair?", "What time does he spend sitting?")
    assert {ask(CHAIR, question) for question in alike} == {ask(CHAIR, "How long does he sit?")}


def test_one_action_alone_is_no_question_for_company():
    run = ask(MEDLEY, "How far on the run alone?")
    assert run == ask(MEDLEY, "How far does he run?")
    assert abs(float(run.removesuffix(" m.")) - facts_of(MEDLEY).goings[-1].distance_m) < 0.5


def test_a_bow_begins_where_the_trunk_goes_down_and_not_where_it_is_deep():
    (bent,) = [one.span for one in facts_of(MEDLEY).postures if one.name == "bent"]
    begin = ask(MEDLEY, "When does the bow start?")
    assert float(begin.removeprefix("The bow starts at ").removesuffix(" s.")) <= bent.begin_s - 0.15


def test_a_kick_is_as_fast_as_its_fact_says():
    fastest = max(move.speed for move in facts_of(KICKS).legs if move.kind == "kick")
    assert ask(KICKS, "What peak speed does the kicking foot reach?").startswith(f"Up to {fastest:.1f} m/s")


def test_a_turn_begins_where_the_body_is_seen_to_turn():
    (turn,) = facts_of("turn right").turns
    start = float(
        ask("turn right", "When does the turn start?").removeprefix("The turn starts at ").removesuffix(" s.")
    )
    heading = facts_of("turn right").measures.at("body", "heading", start)
    assert turn.span.begin_s < start < turn.span.end_s
    assert abs(heading) < 0.2 * abs(turn.degrees)


def test_a_squat_after_a_jump_begins_where_the_person_goes_down():
    known = facts_of("jump, stand, squat")
    (squat,) = next(one.each for one in known.repetitions if one.what == "squat")
    assert squat.begin_s > known.jumps[-1].span.end_s + 2.0
