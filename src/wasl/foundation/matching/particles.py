# SPDX-License-Identifier: Apache-2.0
"""Words that name nobody: articles, titles, legal forms, and words that many organisations use.

Source: general knowledge of naming customs; the legal forms as the registers of the countries
abbreviate them (ISO 20275 lists them).
"""

from __future__ import annotations

from wasl.foundation.matching.text import bare


def _words(lines: str) -> frozenset[str]:
    """Give the words as those of a name are compared."""
    return frozenset(map(bare, lines.split()))


# The Arabic article, and the forms it takes before some sounds when a hyphen ties it to them.
ARTICLES = _words("al el ul il ol аль ал эль эл уль ул אל")
ASSIMILATED = _words(
    "as ad ar an at ash az ath adh es ed er en et ech ess ez us ud ur un ut uz ush "
    "ас ад ар ан ат аш аз эс эд эр эн эт эш эз"
)
# What may as well be a syllable of a Korean or Chinese given name.
FAR_EASTERN = _words("il ul ol an en un")
SERVANT = _words(
    "abd abdul abdel abdal abdol abdu abdoul abdou abdur abdus عبد عبدال abdi "
    "абд абду абдул абдуль абдель абдал עבד"
)
# What is dropped in speech from a servant-of name written as one word; longest first.
SERVANT_OF = tuple(
    """
    abdoul abdul abdel abdal abdol abdur abdus abdou abdu abdi abd
    абдул абду абд عبدال عبد
    """.split()
)
OF_GOD = _words("allah ullah ollah ulla olla الله اللہ اله lah аллах улла")
OF_FAITH = _words("din deen dine eddin eddine uddin aldin dien الدين الدین دين дин эддин уддин")

PARTICLES = _words("""
    bin ibn ben bint binti binte ould wuld walad oglu ogly uulu kyzy qizi kizi zade bar bat
    de del della dello degli dei di da das do dos du des la le les los las y e i van von der den
    ten ter vom zu zum zur af av und et and the of bt bn b s d a o v ibnu vd
    бен бин ибн бинт
    بن ابن بنت ولد بنو آل ال ابنة او و ה בן בת дер фон де ван ла אל
    """)
TITLES = _words("""
    mr mrs ms miss dr doctor prof professor eng engineer sir lord lady dame rev father
    haji hajji haj hajj hadj hadji al-haj mullah mulla molla mollah maulavi mawlawi maulawi mawlavi
    molavi maulvi maulana mawlana sheikh shaykh sheik shaikh cheikh cheik sayyid sayed seyed syed
    sayid said-i qari kari hafiz ustad ustaz agha sardar
    general gen colonel col major maj captain capt lieutenant lt sergeant sgt commander brigadier
    president minister ambassador fnu lnu mnu nfn nln unknown jr sr ii iii iv
    شيخ الشيخ شیخ حاجي حاجی الحاج حاج ملا مولوي مولوی قاري قاری سيد السيد سید دكتور الدكتور
    مهندس العقيد اللواء генерал доктор господин др пан пани דר ד רב הרב
    氏 先生 女士 博士 さん 씨 ဦး ဒေါ် นาย นาง นางสาว คุณ ທ້າວ លោក श्री श्रीमती shri shrimati smt
    آقای خانم ato አቶ ወይዘሮ
    """)
FATHER_OF = _words("abu abou abo aboo umm um oum umu ابو ابي ابا ام أم أبو אבו абу умм")

LEGAL_FORMS = _words("""
    co company ltd limited llc llp lp inc incorporated corp corporation gmbh ag kg ohg ug sa sarl
    sas srl spa snc bv nv oy oyj ab as asa aps plc pty pvt private public pjsc ojsc cjsc jsc ooo
    oao zao pao ao tov pp dd doo ad eood ood kft zrt sro spzoo sp zoo fze fzc fzco fzllc wll est
    establishment kk kabushiki kaisha bhd sdn tbk pt cv se sl slu ltda eirl the of and for de la le
    et y e und der die das du des di del in on by to a an
    ооо оао зао пао ао тов пп ип и في من و شركة شركه مؤسسة المحدودة شرکت
    有限公司 公司 株式会社 有限会社 集团 集團 주식회사
    """)
COMMON_IN_ORGANIZATIONS = _words("""
    international group trading general national bank industries industrial industry organization
    organisation foundation committee army front movement center centre development services
    service institute university ministry department bureau office association society union
    federation company enterprise enterprises holding holdings investment investments import export
    import-export shipping marine maritime engineering technology technologies technical
    construction electronics trade commercial exchange money global world islamic people peoples
    liberation state republic factory complex research energy oil gas petroleum chemical
    الشركة العامة بنك منظمة جماعة حركة جبهة банк группа общество компания завод
    """)
VESSEL_PREFIXES = _words("mv mt ms ss fv sy my tb hms uss msv lpg lng m v t s f vessel ship")
