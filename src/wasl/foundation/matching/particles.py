# SPDX-License-Identifier: Apache-2.0
"""Words that name nobody: articles, titles, legal forms, and words that many organisations use.

Source: general knowledge of naming customs; the legal forms as the registers of the countries
abbreviate them (ISO 20275 lists them). Words are given as ``text.bare`` leaves them.
"""

from __future__ import annotations

# The Arabic article, and the forms it takes before some sounds when a hyphen ties it to them.
ARTICLES = frozenset("al el ul il ol".split())
ASSIMILATED = frozenset(
    "as ad ar an at ash az ath adh es ed er en et ech ess ez us ud ur un ut uz ush".split()
)
# What may as well be a syllable of a Korean or Chinese given name.
FAR_EASTERN = frozenset("il ul ol an en un".split())
SERVANT = frozenset(
    "abd abdul abdel abdal abdol abdu abdoul abdou abdur abdus عبد عبدال abdi".split()
)
# What is dropped in speech from a servant-of name written as one word; longest first.
SERVANT_OF = tuple(
    """
    abdoul abdul abdel abdal abdol abdur abdus abdou abdu abdi abd
    абдул абду абд عبدال عبد
    """.split()
)
OF_GOD = frozenset("allah ullah ollah ulla olla الله اللہ اله lah".split())
OF_FAITH = frozenset("din deen dine eddin eddine uddin aldin dien الدين الدین دين".split())

PARTICLES = frozenset(
    """
    bin ibn ben bint binti binte ould wuld walad oglu ogly uulu kyzy qizi kizi zade bar bat
    de del della dello degli dei di da das do dos du des la le les los las y e i van von der den
    ten ter vom zu zum zur af av und et and the of bt bn b s d a o v ibnu vd
    بن ابن بنت ولد بنو آل ال ابنة او و ה בן בת дер фон де ван ла אל
    """.split()
)
TITLES = frozenset(
    """
    mr mrs ms miss dr doctor prof professor eng engineer sir lord lady dame rev father
    haji hajji haj hajj hadj hadji al-haj mullah mulla molla mollah maulavi mawlawi maulawi mawlavi
    molavi maulvi maulana mawlana sheikh shaykh sheik shaikh cheikh cheik sayyid sayed seyed syed
    sayid said-i qari kari hafiz ustad ustaz agha sardar
    general gen colonel col major maj captain capt lieutenant lt sergeant sgt commander brigadier
    president minister ambassador fnu lnu mnu nfn nln unknown jr sr ii iii iv
    شيخ الشيخ شیخ حاجي حاجی الحاج حاج ملا مولوي مولوی قاري قاری سيد السيد سید دكتور الدكتور
    مهندس العقيد اللواء генерал доктор господин др пан пани דר ד רב הרב
    氏 先生 女士 博士 さん 씨
    """.split()
)
FATHER_OF = frozenset("abu abou abo aboo umm um oum umu ابو ابي ابا ام أم أبو אבו абу умм".split())

LEGAL_FORMS = frozenset(
    """
    co company ltd limited llc llp lp inc incorporated corp corporation gmbh ag kg ohg ug sa sarl
    sas srl spa snc bv nv oy oyj ab as asa aps plc pty pvt private public pjsc ojsc cjsc jsc ooo
    oao zao pao ao tov pp dd doo ad eood ood kft zrt sro spzoo sp zoo fze fzc fzco fzllc wll est
    establishment kk kabushiki kaisha bhd sdn tbk pt cv se sl slu ltda eirl the of and for de la le
    et y e und der die das du des di del in on by to a an
    ооо оао зао пао ао тов пп ип и في من و شركة شركه مؤسسة المحدودة شرکت
    有限公司 公司 株式会社 有限会社 集团 集團 주식회사
    """.split()
)
COMMON_IN_ORGANIZATIONS = frozenset(
    """
    international group trading general national bank industries industrial industry organization
    organisation foundation committee army front movement center centre development services
    service institute university ministry department bureau office association society union
    federation company enterprise enterprises holding holdings investment investments import export
    import-export shipping marine maritime engineering technology technologies technical
    construction electronics trade commercial exchange money global world islamic people peoples
    liberation state republic factory complex research energy oil gas petroleum chemical
    الشركة العامة بنك منظمة جماعة حركة جبهة банк группа общество компания завод
    """.split()
)
VESSEL_PREFIXES = frozenset(
    "mv mt ms ss fv sy my tb hms uss msv lpg lng m v t s f vessel ship".split()
)
