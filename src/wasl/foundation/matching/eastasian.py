# SPDX-License-Identifier: Apache-2.0
"""Chinese and Korean readings of Han characters, and hangul.

Sources: Han readings from the Unicode Han database (``data/han.txt.gz``, made by
``bench/names_han.py``; Unicode License v3); hangul by the composition rule of the Unicode Standard,
section 3.12, with sounds between Revised Romanisation and McCune-Reischauer; surnames from the
published census lists of the countries, by hand; Wade-Giles by its usual correspondence to Pinyin.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from functools import cache
from importlib import resources

from wasl.foundation.matching.sounds import latin

_INITIALS = ["k", "k", "n", "t", "t", "R", "m", "p", "p", "s", "s", "", "j", "j", "C", "k", "t",
             "p", "h"]  # fmt: skip
_VOICED = {"k": "g", "t": "d", "p": "b", "j": "j"}
_MEDIALS = ["a", "E", "Ya", "Ye", "V", "e", "YV", "Ye", "o", "wa", "wE", "O", "Yo", "u", "wV",
            "we", "wi", "Yu", "U", "Ui", "i"]  # fmt: skip
_FINALS = ["", "k", "k", "k", "n", "n", "n", "t", "L", "k", "m", "L", "L", "L", "p", "L", "m", "p",
           "p", "t", "t", "N", "t", "t", "k", "t", "p", "t"]  # fmt: skip
_FIRST_SYLLABLE, _SYLLABLES = 0xAC00, 11172
_N, _R, _SILENT = 2, 5, 11  # initials
_SOFT_MEDIALS = {2, 3, 6, 7, 12, 17, 20}  # i, and what begins with y
_TENSE = {1, 4, 8, 10, 13}
_ASPIRATED = {15: "k", 16: "t", 17: "p"}

# Syllables that Wade and Giles write and Pinyin does not: theirs, then Pinyin without and with
# breath, for their apostrophe is mostly left out.
_WADE = """
chia jia qia, chiang jiang qiang, chiao jiao qiao, chieh jie qie, chien jian qian, chih zhi chi,
chin jin qin, ching jing qing, chiu jiu qiu, chiung jiong qiong, chueh jue que,
chung zhong chong, erh er, hsi xi, hsia xia, hsiang xiang, hsiao xiao, hsieh xie, hsien xian,
hsin xin, hsing xing, hsiu xiu, hsiung xiong, hsu xu, hsuan xuan, hsueh xue, hsun xun, jen ren,
jeng reng, jih ri, jua rua, jui rui, kuei gui kui, kung gong kong, lieh lie, lien lian,
lueh lue, mieh mie, mien mian, nieh nie, nien nian, nueh nue, nung nong, pieh bie pie,
pien bian pian, shih shi, szu si, ssu si, tieh die tie, tien dian tian, tiu diu, tsa za ca,
tsai zai cai, tsan zan can, tsang zang cang, tsao zao cao, tse ze ce, tsei zei, tsen zen cen,
tseng zeng ceng, tso zuo cuo, tsou zou cou, tsu zu cu, tsuan zuan cuan, tsui zui cui,
tsun zun cun, tsung zong cong, tung dong tong, tzu zi ci, yeh ye, yen yan, yueh yue, yung yong
"""
WADE = {line.split()[0]: line.split()[1:] for line in _WADE.split(",")}
_SYLLABLE = re.compile("[bcdfghjklmnpqrstwxyz]h?[aeiou]{1,3}(?:ng?)?")

HAN_SURNAMES = set(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭萧"
    "田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范廖石金韦韋贾賈夏付方白邹鄒孟熊秦"
    "邱江尹薛阎閻段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯习習温溫施洪翁游詹卓尤柯"
    "赖賴阮喻倪骆駱丘邢殷柳岳齐齊牛樊葛庄莊牟舒聂聶焦纪紀祝左申涂兰蘭梅童凌耿颜顏关關苗鲁魯滕安乔喬辛管甘"
    "简簡曲符裴欧歐盛包蒲朴鄭尹翟屈甄柴费費池冉车卜宗佘冼农農匡祁邬鄔胥乐樂封诸諸解臧晏应應荣榮景栗奚"
    "闵閔宁寧甯鲍鮑沙商郎仇饶饒连連伍巩鞏宫巫缪繆艾茅荀荆荊褚谈談路邝鄺郁栾欒桂裘靳鞠麦麥敖燕狄班皮盖蓋邸戚储儲古岑"
    "尚柏娄婁邰卞蔺藺单單桑亓厉厲隋冷隆訾阚闞逄苑庞龐迟遲芦蘆党黨隗权權"
)
# Chinese surnames of two characters, and some that Koreans bear too.
DOUBLE_SURNAMES = frozenset(
    """
    欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 皇甫 令狐 慕容 司徒 司空 端木 东方 東方 尉迟
    尉遲 长孙 長孫 夏侯 轩辕 軒轅 公孙 公孫 宇文 鲜于 鮮于 闻人 聞人 独孤 獨孤 呼延
    濮阳 濮陽 申屠 钟离 鍾離 拓跋 赫连 赫連 南宫 南宮 西门 西門
    남궁 황보 제갈 사공 선우 서문 독고 동방
    """.split()
)
HANGUL_SURNAMES = set(
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진나지엄채원천방공현함변"
    "염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용예경봉사부리량림로라"
)
# How Koreans spell the syllables of their surnames in passports, the usual way first.
_SPELT = """
김 kim, 금 kim keum, 이 lee yi rhee, 박 park pak bak, 최 choi choe, 정 jung chung jeong,
조 cho jo, 윤 yoon, 임 lim im, 오 oh, 신 shin, 권 kwon, 황 hwang, 안 ahn, 유 yoo, 류 ryu yoo,
고 ko, 문 moon, 손 son, 배 bae pae, 백 baek paik, 허 hur huh, 심 shim, 노 noh roh, 주 joo chu,
구 koo, 우 woo, 진 jin chin, 나 na ra, 지 ji chi, 엄 eom um, 전 jun chun jeon, 천 chun cheon,
리 ri lee, 림 rim lim, 로 ro noh, 라 ra na, 추 choo, 석 suk seok, 선 sun seon, 서 suh seo
"""
_SPELLINGS = {line.split()[0]: line.split()[1:] for line in _SPELT.split(",")}
# The same and the Chinese ones in Latin letters, to know whose given name follows (or precedes).
LATIN_SURNAMES = frozenset(
    """
    an ahn bae baek bai ban cai cao cha chan chang chao che chen cheng cheung chi chiang chien chin
    cho choe choi chou chow chu chun chung deng ding dong du duan fan fang feng fu gao gong gu guo
    ha han hao he heo ho hong hou hsiao hsieh hsu hu huang huh hwang hyon im jang jeon jeong ji jia
    jiang jin jo jon jong joo ju jun jung kang kao kim ko koo ku kuo kwak kwok kwon lai lam lau law
    lee leung li liang liao lim lin liu lo lu luo ma mao min mo moon mun na nam ng no noh o oh pae
    paek pai pak pan park peng qian qin rhee ri rim ro roh ryu sang shen shi shih shim shin sim sin
    so son song su suh sun sung tai tan tang tao teng tian ting tong tsai tsang tseng tso tu tung u
    wan wang wei wen won wong woo wu xia xiao xie xu xue yan yang yao yeh yen yeung yi yim yin yoo
    yoon you yu yuan yun zeng zhang zhao zheng zhong zhou zhu zou
    """.split()
)


# The sounds of hangul as passports spell them, for characters have no costs of their own for these.
_PLAIN = str.maketrans("VUYL", "ouyl")
# From Jyutping to what Hong Kong writes, one after the other: 德 dak Tak, 周 zau Chow, 张 zoeng
# Cheung.
_JYUTPING = [
    tuple(pair.split("-"))
    for pair in "j-Y z-C c-C ng-N oe-U eo-u aa-a au-O ai-E ou-o yu-u g-k d-t b-p".split()
]


def korean(word: str) -> list[str]:
    """Read hangul: by rule, and before it as a lone syllable is spelt where it is a surname."""
    spelt = [latin(spelling) for spelling in _SPELLINGS.get(word, ())]
    return list(dict.fromkeys([*spelt, *filter(None, [hangul(word)])]))


def hangul(word: str) -> str:
    """Read hangul syllables; a plain stop between voiced sounds is voiced."""
    sounds: list[str] = []
    for character in unicodedata.normalize("NFC", word):
        place = ord(character) - _FIRST_SYLLABLE
        if not 0 <= place < _SYLLABLES:
            continue
        start, medial, final = place // 588, place // 28 % 21, place % 28
        initial = _INITIALS[start]
        voiced = sounds and sounds[-1] and sounds[-1][-1] not in "ktp"
        if voiced and start not in _TENSE and start not in _ASPIRATED:
            initial = _VOICED.get(initial, initial)
        sounds += [initial, _MEDIALS[medial], _FINALS[final]]
    return "".join(sounds)


def southern(word: str) -> str:
    """Write hangul as the South does, which drops an r, and an n before i or y, that begins a word.

    ``리설주`` gives ``이설주``, ``로무현`` ``노무현``; other words stay as they are.
    """
    place = ord(word[0]) - _FIRST_SYLLABLE
    if not 0 <= place < _SYLLABLES:
        return word
    start, rest = divmod(place, 588)
    soft = rest // 28 in _SOFT_MEDIALS
    if start == _R or (start == _N and soft):
        return chr(_FIRST_SYLLABLE + (_SILENT if soft else _N) * 588 + rest) + word[1:]
    return word


def wade_giles(word: str) -> list[str]:
    """Give the Pinyin of one or two syllables that Wade and Giles spelt, without and with breath.

    Empty for what is no such spelling: ``tsetung`` gives ``zedong`` and ``cetong``.
    """
    for cut in range(len(word), 1, -1):
        parts = [part for part in (word[:cut], word[cut:]) if part]
        if any(part in WADE for part in parts) and all(map(_is_syllable, parts)):
            read = [WADE.get(part, [part]) for part in parts]
            return list(dict.fromkeys("".join(way[place] for way in read) for place in (0, -1)))
    return []


def _is_syllable(part: str) -> bool:
    return part in WADE or _SYLLABLE.fullmatch(part) is not None


def han(word: str) -> list[str]:
    """Read Han characters the Chinese ways: Mandarin and Cantonese, distinct ones only."""
    rows = [readings_of(character) for character in word]
    known = [row for row in rows if row is not None]
    if not known:
        return []
    mandarin = "".join(latin(row[0].split(" ")[0]) for row in known)
    cantonese = "".join(_cantonese(row[1].split(" ")[0]) for row in known)
    return list(dict.fromkeys(form for form in (mandarin, cantonese) if form))


def hanja(word: str) -> list[str]:
    """Read Han characters the Korean way, a surname as it is usually spelt."""
    rows = [readings_of(character) for character in word]
    syllables = "".join(row[4] for row in rows if row is not None)
    return [form.translate(_PLAIN) for form in korean(syllables)[:1]]


def _cantonese(jyutping: str) -> str:
    """Turn Jyutping into the sounds of the Hong Kong government's spelling."""
    for theirs, ours in _JYUTPING:
        jyutping = jyutping.replace(theirs, ours)
    return jyutping


def readings_of(character: str) -> list[str] | None:
    """Give the readings of a Han character: Mandarin, Cantonese, on, kun, Korean."""
    return _readings().get(character)


@cache
def _readings() -> dict[str, list[str]]:
    """Load the table of Han readings."""
    packed = resources.files(__package__).joinpath("data/han.txt.gz").read_bytes()
    lines = gzip.decompress(packed).decode().split("\n")
    return {line[0]: line[2:].split("\t") for line in lines}
