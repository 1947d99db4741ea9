import pytest

from humocon.motion.joint_names import ESSENTIAL, match_joints, split_name


def both(*parts):
    """Names of both sides from templates: {S} Left/Right, {s} left/right, {L} L/R, {l} l/r."""
    sides = ({"S": "Left", "s": "left", "L": "L", "l": "l"}, {"S": "Right", "s": "right", "L": "R", "l": "r"})
    return [part.format(**side) for side in sides for part in parts]


# Middle joints, then templates in the order hip, knee, ankle, toe, collar, shoulder, elbow, wrist (or None).
FAMILIES = {
    "Mixamo": (
        "mixamorig:Hips mixamorig:Spine mixamorig:Neck mixamorig:Head",
        [f"mixamorig:{{S}}{p}" for p in "UpLeg Leg Foot ToeBase Shoulder Arm ForeArm Hand".split()],
    ),
    "MotionBuilder": (
        "Hips LowerBack Spine Spine1 Neck Neck1 Head",
        [f"{{S}}{p}" for p in "UpLeg Leg Foot ToeBase Shoulder Arm ForeArm Hand".split()],
    ),
    "Lafan": (
        "Hips Spine Spine1 Spine2 Neck Head",
        [f"{{S}}{p}" for p in "UpLeg Leg Foot Toe Shoulder Arm ForeArm Hand".split()],
    ),
    "Bandai Namco": (
        "joint_Root Hips Spine Chest Neck Head",
        [f"{p}_{{L}}" for p in "UpperLeg LowerLeg Foot Toes Shoulder UpperArm LowerArm Hand".split()],
    ),
    "CMU Daz": (
        "hip abdomen chest neck neck1 head",
        [f"{{l}}{p}" for p in "hip knee foot toe collar shoulder elbow hand".split()],
    ),
    "Poser": (
        "hip abdomen chest neck head",
        [f"{{l}}{p}" for p in "Thigh Shin Foot Toe Collar Shldr ForeArm Hand".split()],
    ),
    "ASF": (
        "root lowerback upperback thorax lowerneck upperneck head",
        [f"{{l}}{p}" for p in "femur tibia foot toes clavicle humerus radius hand".split()],
    ),
    "old MotionBuilder": (
        "Hips Chest Neck Head",
        [f"{{S}}{p}" for p in "Hip Knee Ankle Toe Collar Shoulder Elbow Wrist".split()],
    ),
    "Blender": (
        "hips spine chest neck head",
        [f"{p}.{{L}}" for p in "thigh shin foot toe shoulder upper_arm forearm hand".split()],
    ),
    "Rigify": (
        "DEF-spine DEF-pelvis DEF-neck DEF-head",
        [f"DEF-{p}.{{L}}" for p in "thigh shin foot toe shoulder upper_arm forearm hand".split()],
    ),
    "Rokoko": (
        "Hips Spine Chest Neck Head",
        [f"{{S}}{p}" for p in "Thigh Shin Foot Toe Shoulder Arm Forearm Hand".split()],
    ),
    "Xsens": (
        "Hips Chest Chest2 Chest3 Chest4 Neck Head",
        [f"{{S}}{p}" for p in "Hip Knee Ankle Toe Collar Shoulder Elbow Wrist".split()],
    ),
    "Xsens MVN": (
        "Pelvis L5 L3 T12 T8 Neck Head",
        [f"{{S}}{p}" for p in "UpperLeg LowerLeg Foot Toe Shoulder UpperArm ForeArm Hand".split()],
    ),
    "3ds Max Biped": (
        "Bip01 Pelvis;Bip01 Spine;Bip01 Neck;Bip01 Head",
        [f"Bip01 {{L}} {p}" for p in "Thigh;Calf;Foot;Toe0;Clavicle;UpperArm;Forearm;Hand".split(";")],
    ),
    "Biped, underscores": (
        "Bip001_Pelvis Bip001_Spine Bip001_Neck Bip001_Head",
        [f"Bip001_{{L}}_{p}" for p in "Thigh Calf Foot Toe0 Clavicle UpperArm Forearm Hand".split()],
    ),
    "SMPL": (
        "pelvis spine1 spine2 spine3 neck head",
        [f"{{s}}_{p}" for p in "hip knee ankle foot collar shoulder elbow wrist".split()],
    ),
    "SMPL in FBX": (
        "m_avg_Pelvis m_avg_Spine1 m_avg_Neck m_avg_Head",
        [f"m_avg_{{L}}_{p}" for p in "Hip Knee Ankle Foot Collar Shoulder Elbow Wrist".split()],
    ),
    "Kinect": (
        "SpineBase SpineMid SpineShoulder Neck Head",
        [f"{p}{{S}}" for p in "Hip Knee Ankle Foot".split()]
        + [None]
        + [f"{p}{{S}}" for p in "Shoulder Elbow Wrist".split()],
    ),
    "OptiTrack": (
        "Skeleton:Hip Skeleton:Ab Skeleton:Chest Skeleton:Neck Skeleton:Head",
        [f"Skeleton:{{L}}{p}" for p in "Thigh Shin Foot Toe Shoulder UArm FArm Hand".split()],
    ),
    "Unreal": (
        "root pelvis spine_01 spine_02 neck_01 head",
        [f"{p}_{{l}}" for p in "thigh calf foot ball clavicle upperarm lowerarm hand".split()],
    ),
    "VRM": (
        "J_Bip_C_Hips J_Bip_C_Spine J_Bip_C_Neck J_Bip_C_Head",
        [f"J_Bip_{{L}}_{p}" for p in "UpperLeg LowerLeg Foot ToeBase Shoulder UpperArm LowerArm Hand".split()],
    ),
    "Character Creator": (
        "CC_Base_Hip CC_Base_Waist CC_Base_NeckTwist01 CC_Base_Head",
        [f"CC_Base_{{L}}_{p}" for p in "Thigh Calf Foot ToeBase Clavicle Upperarm Forearm Hand".split()],
    ),
}
PARTS = "hip knee ankle toe collar shoulder elbow wrist".split()


@pytest.mark.parametrize("family", FAMILIES)
def test_the_joints_of_a_family_are_found_by_name(family):
    middle, templates = FAMILIES[family]
    names = [*middle.split(";" if ";" in middle else " "), *both(*filter(None, templates))]
    found = {part: names[index] for part, index in match_joints(names).items()}
    for side, S in (("left", "Left"), ("right", "Right")):
        for part, template in zip(PARTS, templates, strict=True):
            if template:
                expected = template.format(S=S, s=side, L=S[0], l=side[0])
                assert found[f"{side}_{part}"] == expected
            else:
                assert f"{side}_{part}" not in found
    assert "head" in found
    assert "pelvis" in found


def test_twists_fingers_and_faces_do_not_take_the_place_of_limbs():
    fingers = both("{S}HandIndex1", "{S}HandThumb2", "{S}ForeArmTwist", "{S}Eye", "{S}ArmRoll", "{S}FootMod")
    limbs = both("{S}UpLeg", "{S}Leg", "{S}Foot", "{S}Arm", "{S}ForeArm", "{S}Hand")
    names = [*fingers, "Head", *limbs]
    found = match_joints(names)
    assert {names[found[part]] for part in ESSENTIAL} == set(limbs)


def test_asf_names_put_the_wrist_at_the_hand_bone_because_the_radius_bone_ends_in_mid_forearm():
    names = both("{l}femur", "{l}tibia", "{l}foot", "{l}humerus", "{l}radius", "{l}wrist", "{l}hand")
    assert names[match_joints(names)["left_wrist"]] == "lhand"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mixamorig1:LeftUpLeg", ("left", "upleg")),
        ("Bip01 R Calf", ("right", "calf")),
        ("rShldr", ("right", "shldr")),
        ("Root", (None, "root")),
        ("LowerBack", (None, "lowerback")),
        ("leg", (None, "leg")),
        ("thigh.L", ("left", "thigh")),
    ],
)
def test_a_name_is_split_into_side_and_part(name, expected):
    assert split_name(name) == expected
