"""Whole files under the joint names of the programs that people record with, fingers, twists and necks included."""

import numpy as np
import pytest

from humocon.motion.clip import canonicalize
from humocon.motion.read import read_motion
from humocon.motion.skeleton import JOINT_NAMES

MIXAMO = "{S}UpLeg {S}Leg {S}Foot {S}ToeBase {S}Shoulder {S}Arm {S}ForeArm {S}Hand"
FINGERS = ("{S}HandThumb1", "{S}HandIndex1", "{S}HandIndex2", "{S}HandPinky3")
PARTS = ("hip", "knee", "ankle", "foot", "collar", "shoulder", "elbow", "wrist")

# Pelvis, three joints of the spine, neck and head; then of each side hip, knee, ankle, toe, collar, shoulder, elbow and
# wrist ({S} Left, {s} left, {L} L, {l} l; others abroad); then joints on the way to one, and joints that hang on one.
FAMILIES = {
    "Daz Genesis 3 and 8": (
        "hip abdomenLower abdomenUpper chestLower neckLower head",
        "{l}ThighBend {l}Shin {l}Foot {l}Toe {l}Collar {l}ShldrBend {l}ForearmBend {l}Hand",
        {
            "knee": ("{l}ThighTwist",),
            "elbow": ("{l}ShldrTwist",),
            "wrist": ("{l}ForearmTwist",),
            "head": ("neckUpper",),
        },
        {"wrist": ("{l}Thumb1", "{l}Carpal1"), "head": ("lEye", "rEye", "upperTeeth"), "ankle": ("{l}Heel",)},
    ),
    "Daz Genesis 9": (
        "hip spine1 spine2 spine3 neck1 head",
        "{l}_thigh {l}_shin {l}_foot {l}_toes {l}_shoulder {l}_upperarm {l}_forearm {l}_hand",
        {"foot": ("{l}_metatarsals",), "head": ("neck2",)},
        {"hip": ("{l}_thightwist1",), "shoulder": ("{l}_upperarmtwist1",), "wrist": ("{l}_thumb1",)},
    ),
    "Daz, Poser and Second Life uploads": (
        "hip abdomen chest upperChest neck head",
        "{l}Thigh {l}Shin {l}Foot {l}Toe {l}Collar {l}Shldr {l}ForeArm {l}Hand",
        {},
        {"wrist": ("{l}Thumb1", "{l}Index1")},
    ),
    "Second Life (Bento)": (
        "mPelvis mSpine1 mTorso mChest mNeck mHead",
        "mHip{S} mKnee{S} mAnkle{S} mToe{S} mCollar{S} mShoulder{S} mElbow{S} mWrist{S}",
        {"foot": ("mFoot{S}",)},
        {"head": ("mSkull", "mEyeLeft", "mFaceJaw"), "wrist": ("mHandThumb1{S}", "mHandIndex1{S}")},
    ),
    "ARKit": (
        "hips_joint spine_1_joint spine_4_joint spine_7_joint neck_1_joint head_joint",
        "{s}_upLeg_joint {s}_leg_joint {s}_foot_joint {s}_toes_joint {s}_shoulder_1_joint {s}_arm_joint "
        "{s}_forearm_joint {s}_hand_joint",
        {"head": ("neck_2_joint", "neck_3_joint", "neck_4_joint")},
        {"head": ("jaw_joint", "left_eye_joint"), "wrist": ("{s}_handThumbStart_joint", "{s}_handIndex_1_joint")},
    ),
    "DeepMotion": (
        "hips_JNT spine_JNT spine1_JNT spine2_JNT neck_JNT head_JNT",
        " ".join(f"{{l}}_{part}_JNT" for part in "upleg leg foot toebase shoulder arm forearm hand".split()),
        {},
        {"wrist": ("{l}_handThumb1_JNT", "{l}_handIndex1_JNT")},
    ),
    "mocopi": (
        "root torso_1 torso_3 torso_5 neck_1 head",
        "{l}_up_leg {l}_low_leg {l}_foot {l}_toes {l}_shoulder {l}_up_arm {l}_low_arm {l}_hand",
        {"spine2": ("torso_2",), "spine3": ("torso_4",), "neck": ("torso_6", "torso_7"), "head": ("neck_2",)},
        {},
    ),
    "Rokoko": (
        "Hips Spine1 Spine2 Spine3 Neck Head",
        "{S}Thigh {S}Shin {S}Foot {S}Toe {S}Shoulder {S}Arm {S}ForeArm {S}Hand",
        {},
        {"wrist": ("{S}Finger1Metacarpal", "{S}Finger2Proximal"), "foot": ("{S}ToeTip",)},
    ),
    "Xsens, BVH": (
        "Hips Chest Chest2 Chest3 Neck Head",
        "{S}Hip {S}Knee {S}Ankle {S}Toe {S}Collar {S}Shoulder {S}Elbow {S}Wrist",
        {"neck": ("Chest4",)},
        {},
    ),
    "Xsens MVN": (
        "Pelvis L5 L3 T12 Neck Head",
        "{S}UpperLeg {S}LowerLeg {S}Foot {S}Toe {S}Shoulder {S}UpperArm {S}ForeArm {S}Hand",
        {"neck": ("T8",)},
        {},
    ),
    "Perception Neuron": (
        "Hips Spine Spine1 Spine2 Neck Head",
        MIXAMO.replace("ToeBase", "FootEnd").replace(" {S}FootEnd", " {S}ToeBase"),
        {"head": ("Neck1",)},
        {"wrist": ("{S}InHandIndex", "{S}HandThumb1", "{S}InHandPinky")},
    ),
    "Perception Neuron with a prefix": (
        "Robot_Hips Robot_Spine Robot_Spine1 Robot_Spine2 Robot_Neck Robot_Head",
        " ".join(f"Robot_{part}" for part in MIXAMO.split()),
        {},
        {"wrist": ("Robot_{S}InHandIndex",)},
    ),
    "Mixamo": (
        "mixamorig:Hips mixamorig:Spine mixamorig:Spine1 mixamorig:Spine2 mixamorig:Neck mixamorig:Head",
        " ".join(f"mixamorig:{part}" for part in MIXAMO.split()),
        {},
        {"wrist": tuple(f"mixamorig:{finger}" for finger in FINGERS), "head": ("mixamorig:HeadTop_End",)},
    ),
    "Mixamo through Blender": (
        "mixamorig9_Hips mixamorig9_Spine mixamorig9_Spine1 mixamorig9_Spine2 mixamorig9_Neck mixamorig9_Head",
        " ".join(f"mixamorig9_{part}" for part in MIXAMO.split()),
        {},
        {"wrist": tuple(f"mixamorig9_{finger}" for finger in FINGERS)},
    ),
    "Move.ai": (
        "Hips Spine Spine1 Spine2 Neck Head",
        "{S}UpLeg {S}Leg {S}Foot {S}Toe {S}Shoulder {S}Arm {S}ForeArm {S}Hand",
        {"head": ("Neck1",)},
        {"wrist": FINGERS},
    ),
    "Plask": (
        "hips spine spine1 spine2 neck head",
        "{s}UpLeg {s}Leg {s}Foot {s}ToeBase {s}Shoulder {s}Arm {s}ForeArm {s}Hand",
        {},
        {"wrist": ("{s}HandIndex1",)},
    ),
    "MotionBuilder": (
        "Character1_Hips Character1_Spine Character1_Spine1 Character1_Spine2 Character1_Neck Character1_Head",
        " ".join(f"Character1_{part}" for part in MIXAMO.split()),
        {},
        {"shoulder": ("Character1_{S}ArmRoll",), "wrist": tuple(f"Character1_{finger}" for finger in FINGERS)},
    ),
    "MikuMikuDance": (
        "センター 上半身 上半身2 上半身3 首 頭",
        " ".join(f"{{j}}{part}" for part in ("足", "ひざ", "足首", "つま先", "肩", "腕", "ひじ", "手首")),
        {"elbow": ("{j}腕捩",)},
        {"hip": ("{j}足D",), "ankle": ("{j}足IK",), "head": ("両目",), "wrist": ("{j}親指１",)},
    ),
    "MikuMikuDance through Blender": (
        "センター 上半身 上半身2 上半身3 首 頭",
        " ".join(f"{part}.{{L}}" for part in ("足", "ひざ", "足首", "つま先", "肩", "腕", "ひじ", "手首")),
        {},
        {"ankle": ("足ＩＫ.{L}",)},
    ),
    "Chinese": (
        "骨盆 腰 脊柱 胸 颈 头",
        "{z}大腿 {z}小腿 {z}脚 {z}脚趾 {z}锁骨 {z}上臂 {z}前臂 {z}手",
        {},
        {"wrist": ("{z}手拇指1",)},
    ),
    "Chinese joints": (
        "骨盆 腰 脊椎 胸 颈 头",
        "{z}髋关节 {z}膝盖 {z}脚踝 {z}脚尖 {z}锁骨 {z}肩 {z}肘 {z}腕",
        {},
        {"wrist": ("{z}手指",)},
    ),
    "Korean": (
        "골반 허리 척추 가슴 목 머리",
        "{k}허벅지 {k}종아리 {k}발 {k}발가락 {k}어깨 {k}팔 {k}팔뚝 {k}손목",
        {},
        {"wrist": ("{k}손가락1",)},
    ),
    "Russian": (
        "Таз Поясница Позвоночник Грудь Шея Голова",
        "{u}Бедро {u}Голень {u}Стопа {u}Носок {u}Ключица {u}Плечо {u}Предплечье {u}Кисть",
        {},
        {"wrist": ("{u}Палец1",)},
    ),
    "German": (
        "Becken Wirbelsäule1 Wirbelsäule2 Brustkorb Hals Kopf",
        "{g}Oberschenkel {g}Unterschenkel {g}Fuß {g}Zehen {g}Schulter {g}Oberarm {g}Unterarm {g}Hand",
        {},
        {"wrist": ("{g}Daumen1",)},
    ),
    "Spanish": (
        "Caderas Columna Columna1 Pecho Cuello Cabeza",
        "Muslo{e} Pierna{e} Pie{e} DedosDelPie{e} Hombro{e} Brazo{e} Antebrazo{e} Mano{e}",
        {},
        {"wrist": ("Pulgar{e}",)},
    ),
    "Portuguese": (
        "Quadril Coluna Coluna1 Peito Pescoço Cabeça",
        "Coxa_{p} Canela_{p} Pé_{p} Dedos_do_pé_{p} Ombro_{p} Braço_{p} Antebraço_{p} Mão_{p}",
        {},
        {},
    ),
    "French": (
        "Bassin Colonne Colonne1 Poitrine Cou Tête",
        "Cuisse_{f} Jambe_{f} Pied_{f} Orteils_{f} ÉPAULE_{f} Bras_{f} Avant-bras_{f} Main_{f}",
        {},
        {"wrist": ("Pouce_{f}",)},
    ),
    "Italian": (
        "Bacino Colonna Colonna1 Torace Collo Testa",
        "coscia_{i} gamba_{i} piede_{i} dita_del_piede_{i} spalla_{i} braccio_{i} avambraccio_{i} mano_{i}",
        {},
        {"wrist": ("pollice_{i}",)},
    ),
    "an actor's namespace": (
        "Anna:Hips Anna:Spine Anna:Spine1 Anna:Spine2 Anna:Neck Anna:Head",
        " ".join(f"Anna:{part}" for part in MIXAMO.split()),
        {},
        {},
    ),
    "an actor's name": (
        "Anna_B_Hips Anna_B_Spine Anna_B_Spine1 Anna_B_Spine2 Anna_B_Neck Anna_B_Head",
        " ".join(f"Anna_B_{part}" for part in MIXAMO.split()),
        {},
        {"wrist": tuple(f"Anna_B_{finger}" for finger in FINGERS)},
    ),
    "an actor's name without a mark": (
        "JohnHips JohnSpine JohnSpine1 JohnSpine2 JohnNeck JohnHead",
        " ".join(f"John{part}" for part in MIXAMO.split()),
        {},
        {},
    ),
    "a prefix and a suffix": (
        "rig_pelvis_bone rig_spine1_bone rig_spine2_bone rig_spine3_bone rig_neck_bone rig_head_bone",
        "rig_thigh_{L}_bone rig_calf_{L}_bone rig_foot_{L}_bone rig_toe_{L}_bone rig_clavicle_{L}_bone "
        "rig_upperarm_{L}_bone rig_forearm_{L}_bone rig_hand_{L}_bone",
        {},
        {},
    ),
    "Unreal": (
        "pelvis spine_01 spine_02 spine_03 neck_01 head",
        "thigh_{l} calf_{l} foot_{l} ball_{l} clavicle_{l} upperarm_{l} lowerarm_{l} hand_{l}",
        {},
        {"hip": ("thigh_twist_01_{l}",), "shoulder": ("upperarm_twist_01_{l}",), "wrist": ("thumb_01_{l}",)},
    ),
    "Cascadeur": (
        "pelvis stomach chest chest2 neck head",
        "thigh_{l} calf_{l} foot_{l} toe_{l} clavicle_{l} arm_{l} forearm_{l} hand_{l}",
        {},
        {},
    ),
    "Auto-Rig Pro": (
        "root.x spine_01.x spine_02.x spine_03.x neck.x head.x",
        "thigh_stretch.{l} leg_stretch.{l} foot.{l} toes_01.{l} shoulder.{l} arm_stretch.{l} forearm_stretch.{l} "
        "hand.{l}",
        {},
        {"wrist": ("c_thumb1.{l}",)},
    ),
    "Advanced Skeleton": (
        "Root_M Spine1_M Spine2_M Chest_M Neck_M Head_M",
        "Hip_{L} Knee_{L} Ankle_{L} Toes_{L} Scapula_{L} Shoulder_{L} Elbow_{L} Wrist_{L}",
        {},
        {"wrist": ("IndexFinger1_{L}",)},
    ),
    "Rigify": (
        "torso spine_fk.001 spine_fk.002 spine_fk.003 neck head",
        "thigh_fk.{L} shin_fk.{L} foot_fk.{L} toe_fk.{L} shoulder.{L} upper_arm_fk.{L} forearm_fk.{L} hand_fk.{L}",
        {},
        {},
    ),
    "Rigify's metarig": (
        "spine spine.001 spine.002 spine.003 spine.004 spine.006",
        "thigh.{L} shin.{L} foot.{L} toe.{L} shoulder.{L} upper_arm.{L} forearm.{L} hand.{L}",
        {"head": ("spine.005",)},
        {"pelvis": ("pelvis.L", "pelvis.R"), "ankle": ("heel.02.{L}",)},
    ),
    "Source 2": (
        "pelvis spine_0 spine_1 spine_2 neck_0 head_0",
        "leg_upper_{L} leg_lower_{L} ankle_{L} ball_{L} clavicle_{L} arm_upper_{L} arm_lower_{L} hand_{L}",
        {},
        {},
    ),
    "the side at the end": (
        "Hips Spine1 Spine2 Spine3 Neck Head",
        "UpLeg{L} LoLeg{L} Foot{L} Toe{L} Clavicle{L} UpperArm{L} ForeArm{L} Hand{L}",
        {},
        {},
    ),
    "the side in brackets": (
        "Hips Spine1 Spine2 Spine3 Neck Head",
        "UpLeg({L}) LoLeg({L}) Foot({L}) Toe({L}) Clavicle({L}) UpArm({L}) LoArm({L}) Hand({L})",
        {},
        {},
    ),
    "IMVU": (
        "PelvisNode Spine01 Spine02 Spine03 Neck01 Head",
        "{l}fThigh {l}fCalf {l}fFoot {l}fToes {l}fClavicle {l}fShoulder {l}fElbow {l}fWrist".replace("{l}f", "{m}"),
        {"elbow": ("{m}bicep",)},
        {},
    ),
}


def sided(template, side):
    left, right = "lf 左 左 왼쪽 Левое Linke Izquierdo E G sx", "rt 右 右 오른쪽 Правое Rechte Derecho D D dx"
    abroad = dict(zip("mjzkugepfi", (left if side == "left" else right).split(), strict=True))
    return template.format(S=side.capitalize(), s=side, L=side[0].upper(), l=side[0], **abroad)


def spread(added):
    """{part: templates} -> {SMPL joint: names}."""
    out = {}
    for part, templates in added.items():
        for side in ("left", "right") if part in PARTS else (None,):
            joint = JOINT_NAMES.index(f"{side}_{part}" if side else part)
            out[joint] = [sided(template, side) if side else template for template in templates]
    return out


@pytest.mark.parametrize("family", FAMILIES)
def test_a_file_with_the_names_of_a_program_is_the_same_motion(write_bvh, walk, family):
    middle, templates, between, beside = FAMILIES[family]
    names = dict(zip(("pelvis", "spine1", "spine2", "spine3", "neck", "head"), middle.split(), strict=True))
    for side in ("left", "right"):
        parts = zip(PARTS, templates.split(), strict=True)
        names |= {f"{side}_{part}": sided(template, side) for part, template in parts}
    ordered = [names[joint] for joint in JOINT_NAMES]
    clip = read_motion(write_bvh(ordered, between=spread(between), beside=spread(beside)))
    gap = np.linalg.norm(clip.joints - canonicalize(walk.joints, walk.fps), axis=-1).max(axis=0)
    limbs = [joint for joint, name in enumerate(JOINT_NAMES) if name[:5] in ("left_", "right") or name == "head"]
    assert gap[limbs].max() < 0.002
    assert gap.max() < 0.06
    assert clip.source.warnings == ()


@pytest.mark.parametrize(
    ("family", "encoding"),
    [
        *(("MikuMikuDance", "cp932"), ("Chinese", "gbk"), ("Chinese joints", "gbk"), ("Korean", "cp949")),
        *(("Russian", "cp1251"), ("German", "cp1252"), ("French", "cp1252")),
    ],
)
def test_names_in_a_country_s_own_encoding_are_read(write_bvh, walk, family, encoding):
    middle, templates, _, _ = FAMILIES[family]
    names = dict(zip(("pelvis", "spine1", "spine2", "spine3", "neck", "head"), middle.split(), strict=True))
    for side in ("left", "right"):
        names |= {f"{side}_{part}": sided(name, side) for part, name in zip(PARTS, templates.split(), strict=True)}
    path = write_bvh([names[joint] for joint in JOINT_NAMES])
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    np.testing.assert_allclose(
        read_motion(path).joints[:, [7, 20]], canonicalize(walk.joints, 30)[:, [7, 20]], atol=2e-3
    )


def test_the_page_on_files_names_every_family(repository):
    page = (repository / "docs" / "files.md").read_text(encoding="utf-8")
    programs = [family for family in FAMILIES if not family.startswith(("a prefix", "an actor", "the side"))]
    missing = [family for family in programs if family.removesuffix(" with a prefix").split(" through")[0] not in page]
    assert missing == []
