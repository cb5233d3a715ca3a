"""Given names in short and in other spellings: Alex is Alexander, Mohammed is Mohamed. Written by hand."""

from __future__ import annotations

from functools import cache
from itertools import permutations

__all__ = ["same_given_name"]

# The short form first and then what it can be short for; after "=" spellings of one name, any of which can be another.
_GROUPS = """
alex alexander alexandre alejandro aleksandar aleksandr oleksandr alessandro alexandru alexis
sasha oleksandr aleksandr aleksandar alexander | andy andrew andreas andres
= andrei andrey andriy andrij andrea | drew andrew | tony anthony antonio antonios | toni antonio anton
ben benjamin benedict | benni benjamin | bill billy will william liam | will wilfried
bob bobby rob robbie robert roberto | bert albert robert | charlie charles carl karl carlos
chris christian christopher christoph kristian cristian | cris cristiano | dan danny daniel dani daniil danil
dave david davide dawid | den dennis denys denis | dom dominic dominik | ed eddie edward eduardo edmund
edi edin eduard | fab fabio fabian | fede federico | fer fernando | fernan fernando
fran frank francisco francesco francis | paco francisco pancho | frankie frank francis | franck francois
fred freddie frederick frederico frederic friedrich | gab gabi gabriel gabriele | gaby gabriel
gigi gianluigi luigi | george georgios giorgi georg jorge | gio giovanni giovani | greg gregory gregor grzegorz
guille guillermo | gus gustavo augustus | hal harry harold | harry harold henry harrison | hugo hugh
nacho ignacio | nando fernando | jack john jackson | jake jacob jakob jakub kuba | jakob jacob | jamie james
jim jimmy james | jeff jeffrey geoff | jerry gerald jerome jeremiah | jess jesse jesus
joe joey joseph josef jose | pepe jose | joao john | joan john juan | joni jonathan
jon jonny johnny jonathan john | jono jonathan | jojo josef | josh joshua | josep josef joseph
julian julien julio | juli julian julio | kenny ken kenneth | kike enrique henrique | quique enrique
larry lawrence laurence | lauri laurence | leo leonardo leon lionel leandro | lewis louis luis luiz luigi
luca lucas lukas luka lucca luke | manu manuel emmanuel | manolo manuel | mani emmanuel
marc mark marco marcos markus | mat matt matthew matthias matteo mateo mateus matheus mathieu matthieu
matty matthew | max maxim maximilian maximiliano | maxi maximiliano maximilian
mick mike mikey michael michele mikael mikel mickael miguel | mihai michael
= mikhail mykhailo mykhaylo mihail michail
mo mohamed mohammed muhammed muhammad mohammad mohamad mehmed mehmet
= mohamed mohammed muhammed muhammad mohammad mohamad mouhamed mohd | momo mohamed mohammed | musa moussa mousa
nat nathan nathaniel | nate nathan nathaniel | nelly nelson
nic nick nicky nicholas nicolas nikolas nicola nico niko | nico nicolas nicholas nicolo
niko nikola nikolaos nikolai | = nikolay nikolai mykola nicolae | ollie oliver olivier | oli oliver olivier
pat patrick patrik patricio | paddy patrick | pablo paul paulo paolo | pau paul pablo
pete peter pedro pietro petr pyotr petar | phil philip phillip philippe philipp felipe filip | pierre peter
rafa rafael rafal raphael | rafi rafael | raf rafael | rapha raphael | ray raymond raymundo
rich rick richie richard | ricky richard ricardo riccardo | riki ricardo | ricardo richard | rodri rodrigo
rolo rolando | ron ronnie ronald ronaldo | rory roderick | sam sammy samuel samuele | samu samuel
santi santiago | seb sebastian sebastien | sebas sebastian | = sean shaun shawn
serge sergio sergi sergei sergey serhiy sergej | = sergei sergey serhiy sergej | simon simone simao
stan stanley stanislav | steve stevie steven stephen stefan stephan stephane stefano esteban
= stefan stephan stephane | stevan stefan steven | ste steven stephen | ted teddy edward theodore
teo teodor theo mateo | theo theodore thibault | thiago tiago | jago thiago | tim timmy timothy timo
tom tommy thomas tomas tomasz tommaso | tobi tobias | toby tobias | ugo hugo | val valentin valentino
vic victor viktor vittorio | vini vinicius vinny | vinny vincent vincenzo | vince vincent vincenzo
vlad vladimir vladislav volodymyr | = volodymyr vladimir | = yevhen evgeny yevgeny evgeni evgenii eugene
wes wesley weston | willy wilhelm william | xavi xavier javier | javi javier | yann yannick ian
= yousuf youssef yusuf yousef youssouf joseph | zak zack zach zachary zakaria | = ahmed ahmad ahmet | = ali aly
= hassan hasan hassane | = hussein husain hossein hussain hosein | = ibrahim ebrahim brahim
= abdullah abdallah abdulla | abdul abdel abdou | = khaled khalid | = karim kareem | = mahmoud mahmud mahmood
= mehdi mahdi | = mustafa mostafa moustapha | = omar umar oumar omer | = osman ousmane usman othman
= saeed said sayed | = salah saleh | = tarek tariq tarik | = yasser yassir yasir | = amr amro | = bilal billal
= ismail ismael ismaila | = jamal djamel gamal | = dmytro dmitri dmitry dmitriy | = artem artyom
= ilya illia illya | = ihor igor | = oleg oleh | = kyrylo kirill | = pavlo pavel | = vitaliy vitaly vitali
= yuri yuriy iurii | juri yuri | heungmin heung | kangin kang | rob robert roberto | robbie robert
bobby robert roberto | danny daniel danilo | dani daniel | davie david | freddie frederick frederico
fredy frederick alfredo | billy william | will william | liam william | eddie edward eduardo
mike michael mikael miguel | mikey michael | mick michael | johnny john jonathan | jonny jonathan john
kenny kenneth | ken kenneth | matt matthew matthias | matteo matthew | nick nicholas nicolas nikolas
nicky nicholas | phil philip phillip | rich richard | ricky richard ricardo | ricky ricardo | ronnie ronald
sammy samuel | stevie steven stephen | tommy thomas tomas | tim timothy timo | vinny vincent vinicius
zack zachary | zak zakaria zachary | zach zachary | alexis alex | quim joaquim | ze jose | chema jose
josema jose | txema jose | juanma juan | juanmi juan | kiko francisco | curro francisco | fran francisco
beto roberto alberto norberto | lalo eduardo | memo guillermo | charly carlos | carlitos carlos | chus jesus
suso jesus | nano fernando | kun sergio | piti pedro | = jonathan johnathan jonatan | = matthew mathew mathieu
mat mathew | gabi gabriel | = nicholas nicolas nikolas | = oleksandr aleksandr
= philip phillip philipp phillipp | = stephen steven | = jeffrey geoffrey | = christian cristian kristian
= viktor victor | = erik eric erick | = marc mark | = oscar oskar | = lukas lucas | = thomas tomas
= nicolas nicolás nikolas | = kristoffer christopher kristofer | = frederik frederick fredrik
""".replace("\n", "|")


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    pairs: set[tuple[str, str]] = set()
    for group in filter(str.strip, _GROUPS.split("|")):
        first, *others = group.split()
        if first == "=":
            pairs.update(permutations(others, 2))
        else:
            pairs.update(pair for name in others for pair in ((first, name), (name, first)))
    return frozenset(pairs)


def same_given_name(first: str, second: str) -> bool:
    """Whether two folded given names can be one name, in short or in another spelling.

    >>> same_given_name("alex", "alexander"), same_given_name("mohammed", "mohamed"), same_given_name("jude", "jobe")
    (True, True, False)
    """
    return first == second or (first, second) in _pairs()
