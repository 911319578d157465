# SPDX-License-Identifier: Apache-2.0
"""Familiar forms of given names: each line is one name and what its bearers are called.

Source: general knowledge of English, Russian, Ukrainian, Spanish, Portuguese, German, French,
Polish and Turkish usage. Words as ``text.bare`` leaves them; a word stands in one group only.
"""

from __future__ import annotations

GROUPS = """
william bill billy will willie liam guillermo wilhelm guillaume guilherme
robert bob bobby rob robbie bert roberto
richard dick rick ricky rich ricardo
michael mike mick mickey michel miguel mikhail misha mihail mikhael mykhailo
james jim jimmy jamie jaime
john johnny jack johann johannes hans jan jean giovanni gianni ivan vanya juan joao ioannis yannis
charles charlie chuck carl karl carlos
joseph joe joey jose pepe giuseppe beppe josef yosef yusuf sepp youssef iosif osip
thomas tom tommy tomas tommaso
edward ed eddie ted ned teddy eduard eduardo edu
anthony tony antonio anton antoine antonios toni
alexander alex sasha alexandr aleksandr alejandro alessandro sandro oleksandr iskander shura
vladimir vova volodya volodymyr vlado
dmitry dima dmitriy dmytro dmitri mitya
sergey serhiy seryozha sergei sergio serge
nikolay kolya nikolai mykola nicholas nick nicolas nikolaos nicola klaus
evgeny zhenya yevgeny yevhen eugene eugenio evgeniy
yuri yura yuriy georgy gosha george georgios jorge giorgio jerzy juri
mariya masha maria marie mary molly maryam mariam miriam marusya
anna anya ann anne hanna hannah ania ana annie
ekaterina katya katerina kateryna catherine katherine kate katie kathy cathy catalina katarzyna
elena lena olena helen helena yelena alyona
natalia natasha nataliya natalya
tatiana tanya tetiana tatyana
olga olya olha
elizabeth liz lizzie beth betty eliza bess isabel elisabeth yelizaveta liza elizaveta
margaret maggie meg peggy margarita rita greta marguerite
francisco paco pancho francis frank francesco franz francois kiko frances
jesus chuy
ignacio nacho
dolores lola
concepcion concha conchita
guadalupe lupe lupita
pilar pili
rosario charo
enrique quique henry harry hank henri heinrich enrico henrique
rafael rafa raphael
manuel manolo manu emmanuel
daniel dan danny dani
david dave davey dudu
samuel sam sammy shmuel
benjamin ben benny binyamin
peter pete pedro pierre pietro piotr petr petya petro petros
paul pablo paulo pavel pasha pawel paolo pavlo
andrew andy drew andres andrei andrey andriy andrea andreas andre
stephen steven steve stefan esteban stepan stefano stephane stavros
patrick pat paddy patricio padraig
matthew matt mateo matteo matthias matthieu matvey
gregory greg grigory grisha gregorio grzegorz
kenneth ken kenny
ronald ron ronnie
donald don donnie
timothy tim timmy timofey
lawrence larry lorenzo laurent lars
leonard leo lenny leonid lyonya
victoria vicky vika viktoria
susan sue susie suzanne susana
jennifer jen jenny
jessica jess jessie
deborah deb debbie devorah
barbara barb basia
rebecca becky rivka
abraham abe avraham avi ibrahim ibo brahim
isaac ishaq yitzhak itzik
jacob jake yaakov yakov jakob giacomo jacques yaqub jacobo
aaron aron harun
muhammad mo hamada mohamed mohammed mehmet mamadou
mustafa mushi mustapha
fatima fatma fatimah
aisha aicha ayse
"""
GROUP_OF = {
    word: number
    for number, line in enumerate(GROUPS.strip().splitlines(), 1)
    for word in line.split()
}
