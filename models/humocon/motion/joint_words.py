"""What parts of the body are called in other languages, put into the English words of `naming`."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

# English word: what it is called, as a pattern. What no word takes keeps a name apart: "左足IK親" and "左腕捩" are
# helpers, "손가락" is a finger. Languages are tried one by one: "腕" is an arm in Japanese and a wrist in Chinese.
_LANGUAGES: Final[dict[str, dict[str, str]]] = {
    "Japanese": {
        **{"left": "左", "right": "右", "center": "センター", "waist": "下半身", "spine": "上半身", "neck": "首"},
        **{"head": "頭", "collar": "肩", "arm": "腕", "elbow": "ひじ|肘", "wrist": "手首", "leg": "足"},
        **{"knee": "ひざ|膝", "ankle": "足首", "toe": "つま先", "tip": "足先"},
    },
    "Chinese": {
        **{
            "left": "左侧|左",
            "right": "右侧|右",
            "pelvis": "骨盆|臀部|臀|胯",
            "hip": "髋关节|髋|髖",
            "waist": "腰部|腰",
        },
        **{"spine": "脊柱|脊椎|脊", "chest": "胸部|胸腔|胸", "neck": "颈部|颈|頸|脖子|脖", "head": "头部|头|頭"},
        **{"collar": "锁骨|鎖骨|肩胛骨", "shoulder": "肩部|肩膀|肩", "arm": "手臂|胳膊|臂"},
        **{"upperarm": "上手臂|上臂|大臂", "forearm": "下手臂|前臂|小臂|下臂", "elbow": "手肘|肘部|肘"},
        **{
            "wrist": "手腕|腕部|腕",
            "hand": "手部|手掌|手",
            "thigh": "大腿|上腿",
            "shin": "小腿|下腿",
            "leg": "腿部|腿",
        },
        **{"knee": "膝盖|膝蓋|膝", "ankle": "脚踝|腳踝|脚腕|踝", "foot": "脚部|脚|腳|足部|足"},
        "toe": "脚趾|腳趾|足趾|脚尖|腳尖|足尖|趾",
    },
    "Korean": {
        **{"left": "왼쪽|왼|좌측|좌", "right": "오른쪽|오른|우측|우", "pelvis": "골반", "hip": "엉덩이|고관절"},
        **{"waist": "허리", "spine": "척추", "chest": "가슴", "neck": "목", "head": "머리", "collar": "쇄골"},
        **{"shoulder": "어깨", "upperarm": "윗팔|위팔|상완", "forearm": "아래팔|아랫팔|팔뚝|전완", "arm": "팔"},
        **{"elbow": "팔꿈치", "wrist": "손목|팔목", "hand": "손", "thigh": "허벅지|윗다리|넓적다리", "leg": "다리"},
        **{"shin": "종아리|정강이|아랫다리", "knee": "무릎", "ankle": "발목", "foot": "발", "toe": "발가락|발끝"},
    },
    "Russian": {
        **{"left": "лев(ый|ая|ое)?|л", "right": "прав(ый|ая|ое)?|п", "pelvis": "таз", "waist": "поясница"},
        **{"spine": "позвоночник|спина", "chest": "грудь|грудная клетка", "neck": "шея", "head": "голова"},
        **{"collar": "ключица", "shoulder": "плечо", "arm": "рука", "forearm": "предплечье", "elbow": "локоть"},
        **{"wrist": "запястье", "hand": "кисть|ладонь", "thigh": "бедро", "shin": "голень", "leg": "нога"},
        **{"knee": "колено", "ankle": "лодыжка|щиколотка", "foot": "стопа|ступня", "toe": "носок|пал(ец|ьцы) ноги?"},
    },
    "German": {
        **{"left": "link(s|e|er|es)|li", "right": "recht(s|e|er|es)|re", "pelvis": "becken", "neck": "hals|nacken"},
        **{"hip": "hue?ft(en?|gelenk)", "spine": "wirbelsae?ule|rue?cken", "chest": "brust(korb)?", "head": "kopf"},
        **{"collar": "schlue?sselbein", "shoulder": "schulter", "upperarm": "oberarm", "forearm": "unterarm"},
        **{"elbow": "ell(en)?bogen", "wrist": "handgelenk", "thigh": "oberschenkel", "leg": "bein", "knee": "knie"},
        **{"shin": "unterschenkel|schienbein|wade", "ankle": "knoe?chel|(fuss|sprung)gelenk", "foot": "fuss"},
        "toe": "zeh(en?)?|ballen|fussspitze",
    },
    "Spanish": {
        **{
            "left": "izq(uierd[oa])?|izd[oa]|i",
            "right": "der(ech[oa])?|dch[oa]|d",
            "hip": "caderas?",
            "waist": "cintura",
        },
        **{"spine": "columna|espalda|espina", "chest": "pecho|torso", "neck": "cuello", "head": "cabeza"},
        **{"collar": "clavicula", "shoulder": "hombro", "arm": "brazo", "forearm": "antebrazo", "elbow": "codo"},
        **{"wrist": "muneca", "hand": "mano", "thigh": "muslo", "leg": "pierna", "shin": "pantorrilla|espinilla"},
        **{"knee": "rodilla", "ankle": "tobillo", "foot": "pie", "toe": "(dedos?|punta) pie"},
        **{"upper": "superior", "lower": "inferior"},
    },
    "Portuguese": {
        **{"left": "esq(uerd[oa])?|e", "right": "dir(eit[oa])?|d", "hip": "quadril|quadris", "pelvis": "pelve|bacia"},
        **{"waist": "cintura", "spine": "coluna|espinha", "chest": "peito|torax|tronco", "neck": "pescoco"},
        **{"head": "cabeca", "collar": "clavicula", "shoulder": "ombro", "arm": "braco", "forearm": "antebraco"},
        **{"elbow": "cotovelo", "wrist": "pulso|punho", "hand": "mao", "thigh": "coxa", "leg": "perna", "foot": "pe"},
        **{"shin": "canela|panturrilha", "knee": "joelho", "ankle": "tornozelo", "toe": "(dedos?|ponta) pe"},
        **{"upper": "superior", "lower": "inferior"},
    },
    "French": {
        **{"left": "gauche|g", "right": "droite?|d", "pelvis": "bassin", "hip": "hanches?", "waist": "taille"},
        **{"spine": "colonne( vertebrale)?|rachis|dos", "chest": "poitrine|torse", "neck": "cou", "head": "tete"},
        **{"collar": "clavicule", "shoulder": "epaule", "arm": "bras", "forearm": "avant ?bras", "elbow": "coude"},
        **{"wrist": "poignet", "hand": "main", "thigh": "cuisse", "leg": "jambe", "shin": "mollet", "knee": "genou"},
        **{"ankle": "cheville", "foot": "pied", "toe": "orteils?|pointe( pied)?"},
        **{"upper": "superieure?", "lower": "inferieure?"},
    },
    "Italian": {
        **{"left": "sinistr[oa]|sin|sx|s", "right": "destr[oa]|dx|d", "pelvis": "bacino|pelvi", "hip": "anc(a|he)"},
        **{"spine": "colonna|schiena|spina", "chest": "petto|torace|busto", "neck": "collo", "head": "testa"},
        **{"collar": "clavicola", "shoulder": "spalla", "arm": "braccio", "forearm": "avambraccio", "elbow": "gomito"},
        **{"wrist": "polso", "hand": "mano", "thigh": "coscia", "leg": "gamba", "shin": "polpaccio|stinco"},
        **{"knee": "ginocchio", "ankle": "caviglia", "foot": "piede", "toe": "(dita|punta) piede|punta|alluce"},
        **{"upper": "superiore", "lower": "inferiore"},
    },
}
_SMALL_WORDS: Final = re.compile(r"(?<=\w )(?:del|della|de|du|des|do|da|dos|das|la) (?=\w\w)")
_HUMP: Final = re.compile(r"(?<=[^\W\d_A-ZА-Я])(?=[A-ZА-Я])")
_WITHOUT_SPACES: Final = "\u1100"
"""From here on scripts write words without spaces between them: Chinese, Japanese and Korean."""


def in_english(names: Sequence[str]) -> Iterator[list[str]]:
    """The names with the words of a language put into English, for each language that has a word in them.

    Args:
        names: Joint names; words of no language stay as they are, in small letters.
    """
    plain = [_without_marks(name) for name in names]
    for language in _LANGUAGES:
        english = [_translated(name, *_pattern(language)) for name in plain]
        if english != plain:
            yield english


def _translated(name: str, pattern: re.Pattern[str], words: dict[str, str]) -> str:
    return pattern.sub(lambda found: f" {words[found.lastgroup or '']} ", name)


@cache
def _pattern(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern of all words, the longest first, and what each of its groups is in English."""
    # A bar within brackets parts endings, any other parts words.
    parted = {english: re.split(r"\|(?![^(]*\))", words) for english, words in _LANGUAGES[language].items()}
    pairs = sorted(((word, english) for english in parted for word in parted[english]), key=lambda pair: -len(pair[0]))
    pattern = "|".join(f"(?P<w{number}>{_without_marks(word)})" for number, (word, _) in enumerate(pairs))
    if pairs[0][0][-1] < _WITHOUT_SPACES:
        pattern = rf"(?<![^\W\d_])(?:{pattern})(?![^\W\d_])"
    return re.compile(pattern), {f"w{number}": english for number, (_, english) in enumerate(pairs)}


def _without_marks(name: str) -> str:
    """In small letters without accents, words apart, without the small words between others."""
    parted = unicodedata.normalize("NFKD", name.strip())
    bare = unicodedata.normalize("NFKC", "".join(sign for sign in parted if not "\u0300" <= sign <= "\u036f"))
    return _SMALL_WORDS.sub("", re.sub(r"[ _.\-]+", " ", _HUMP.sub(" ", bare)).casefold())
