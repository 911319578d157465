# SPDX-License-Identifier: Apache-2.0
"""Make the table of how rare the sounds of a name are: ``data/rarity.npz``.

    python bench/names_rarity.py

Source: the name lists of Faker (MIT licence), which cover some eighty countries, each country
counted alike; no list of wanted or living people. What is stored is not names but, for each
skeleton of sounds, how many nats it is worth to share it, and the same for pairs of neighbouring
sounds, by which a skeleton that no list holds is judged.
"""

from __future__ import annotations

import importlib.util
import itertools
import math
import warnings
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from faker import Faker
from faker.config import AVAILABLE_LOCALES

from wasl.foundation.matching import rarity
from wasl.foundation.matching.reading import read
from wasl.foundation.matching.text import words

OUT = Path(__file__).parent.parent / "src/wasl/foundation/matching/data/rarity.npz"
Array = Any  # numpy arrays
Shares = defaultdict[str, float]  # of what is counted
ASKED = 4000
# A skeleton is stored when it is at least this common; the pairs of sounds judge the rest.
STORED = 11.0
# Natural logarithm of one over the share of bearers, to the nearest half; by sound, for a word in
# any script. Source: general knowledge of national name statistics, rounded.
COMMON = {
    2.5: "muhammad mohammed mohamed",
    3.0: "ahmad ahmed ali abdallah abdullah hassan hussein khan",
    3.5: """hasan husayn ibrahim omar umar mahmud mahmoud yusuf ismail khalid abdulrahman mustafa
        said salih kim li wang zhang singh kumar maria jose nguyen""",
    4.0: """hamid karim rahman rashid salim sulayman suleiman jamal tariq nasir majid aziz amin
        abdulaziz muhammadi ahmadi gul jan lee park choi chen liu huang wu juan john david michael
        ivan aleksandr sergey garcia rodriguez silva santos fatima aisha zahra hamza bakr uthman
        osman saleh saad adam musa isa daud yaqub yahya zakaria ilyas idris haydar""",
    4.5: """abbas akbar anwar ashraf bashir faisal farid fuad ghulam habib hakim haq hashim imad
        jafar kamal latif malik mansur masud mirza munir murad nabil nadir najib nur nuri qasim
        rahim raza riyad sabir sadiq samir sharif shah tahir walid wali yasin zaki zaman zayd
        mehdi reza hosseini mohammadi akhund zada zadeh barakat iqbal hadi habibullah rahmatullah
        abdulkarim abdulhamid abdullatif abdulghani abdulqadir antonio francisco manuel carlos
        luis martin martinez lopez gonzalez hernandez perez sanchez pereira oliveira costa ferreira
        james robert william thomas smith johnson jones brown anna elena olga natalia andrey
        dmitry vladimir aleksey nikolay ivanov petrov jong jang choe jo ri pak min song yong sung
        zhao zhou xu sun ma zhu lin chong han""",
    5.0: """daniel paul peter george joseph charles richard mark andrew jean pierre michel marie
        anne joao pedro paulo ana miguel angel jesus rafael fernando jorge roberto ricardo
        williams miller davis wilson anderson taylor moore jackson white harris clark lewis
        robinson walker young allen king wright scott hill green adams baker nelson carter
        muller schmidt schneider fischer weber meyer wagner becker hoffmann rossi russo ferrari
        dupont bernard dubois durand moreau laurent simon lefebvre sarah laura julia sofia
        mahdi rizvi sheikh qureshi siddiqui ansari chaudhry malik butt tanaka suzuki sato
        takahashi watanabe ito yamamoto nakamura kobayashi kato cohen levi mizrahi yosef moshe
        avraham david sara rachel kovacs nagy toth novak novakova yilmaz kaya demir mehmet
        fatma ayse papadopoulos""",
}


def sounds_of(locale: str) -> Counter[str]:
    """Count the readings of the words of one country's names."""
    maker = Faker(locale)
    maker.seed_instance(29)
    found: Counter[str] = Counter()
    for _ in range(ASKED):
        for name in (maker.first_name_male(), maker.first_name_female(), maker.last_name()):
            for word, _ in words(name):
                _, forms = read(word)
                found.update(forms[:1])
    return found


def shares() -> Shares:
    """Give the share of each reading among the words of names, all countries alike."""
    warnings.simplefilter("ignore")
    locales = [
        place for place in sorted(AVAILABLE_LOCALES)
        if importlib.util.find_spec(f"faker.providers.person.{place}")
    ]  # fmt: skip
    total: Shares = defaultdict(float)
    for locale in locales:
        found = sounds_of(locale)
        for sounds, count in found.items():
            total[sounds] += count / sum(found.values()) / len(locales)
    # The commonest names of the world, which no list of countries weighs by their people.
    for nats, names in COMMON.items():
        for name in names.split():
            sounds = read(name)[1][0]
            total[sounds] = max(total[sounds], math.exp(-nats) / 4)
    return total


def pairs_of(keys: Shares) -> Array:
    """Give nats of each sound after another; row and column 0 are the edge of a word."""
    counts = np.full((rarity.SIDES, rarity.SIDES), 1e-4)
    for key, share in keys.items():
        codes = [0, *rarity.codes(key), 0]
        for before, after in itertools.pairwise(codes):
            counts[before, after] += share
    nats: Array = -np.log(counts / counts.sum(axis=1, keepdims=True))
    return nats


def main() -> None:
    """Count, and write both tables."""
    total = shares()
    stored = {}
    for place, skeleton in enumerate((rarity.vowelled, rarity.consonants)):
        keys: Shares = defaultdict(float)
        for sounds, share in total.items():
            keys[skeleton(sounds)] += share
        scale = sum(keys.values())
        pairs = pairs_of(keys)
        stored[f"pairs_{place}"] = pairs.astype(np.float32)
        kept = sorted(
            (rarity.key(k), -math.log(share / scale))
            for k, share in keys.items()
            if -math.log(share / scale) < STORED
        )
        stored[f"keys_{place}"] = np.array([k for k, _ in kept], np.uint32)
        stored[f"nats_{place}"] = np.array([round(n * 20) for _, n in kept], np.uint8)
        print(place, len(kept), "skeletons")
    np.savez_compressed(OUT, **stored)
    print("written", OUT.name, OUT.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
