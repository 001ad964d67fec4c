# SPDX-License-Identifier: Apache-2.0
"""Polish names of places after “w”: right for most, which is enough to measure with."""

# Endings of the nominative and of the locative; the first that fits counts.
NOUN_ENDINGS = """
owice>owicach ice>icach yce>ycach ce>cach ki>kach gi>gach chy>chach any>anach iny>inach yny>ynach ory>orach ary>arach
ely>elach ły>łach ty>tach dy>dach zy>zach sy>sach by>bach my>mach ry>rach ny>nach wy>wach py>pach le>lach je>jach
sko>sku cko>cku ko>ku go>gu cho>chu dło>dle ło>le owo>owie wo>wie no>nie ro>rze to>cie do>dzie zo>zie so>sie mo>mie bo>bie
ście>ściu nie>niu cie>ciu zie>ziu sie>siu pie>piu bie>biu wie>wiu cze>czu rze>rzu że>żu sze>szu
ska>skiej cka>ckiej ka>ce ga>dze cha>sze ia>i ja>i la>li ca>cy cza>czy rza>rzy sza>szy ża>ży ła>le ta>cie da>dzie ra>rze
na>nie wa>wie ba>bie pa>pie ma>mie sa>sie za>zie ódź>odzi eś>si ść>ści oć>oci
ów>owie niec>ńcu iec>cu ec>cu ek>ku ąg>ęgu óg>ogu ąd>ądzie ór>orze k>ku g>gu ch>chu h>hu cz>czu rz>rzu sz>szu ż>żu c>cu j>ju
l>lu ń>niu ć>ciu ź>ziu ś>siu st>ście t>cie d>dzie r>rze ł>le n>nie w>wie m>mie b>bie p>pie s>sie z>zie f>fie
"""
# Of names of one word that have the form of an adjective.
ADJECTIVE_NAMES = "owa>owej sna>snej zna>znej skie>skiem ckie>ckiem pane>panem ne>nem"
NOT_ADJECTIVES = {"Dąbrowa", "Bukowa", "Włoszczowa"}
# Of adjectives beside a noun.
ADJECTIVES = """
ski>skim cki>ckim ska>skiej cka>ckiej skie>skich ckie>ckich kie>kich wy>wym ny>nym ry>rym ty>tym ły>łym ki>kim ży>żym
na>nej wa>wej ra>rej ła>łej ka>kiej ża>żej ne>nem we>wem re>rem łe>łem
"""
# Adjectives that stand before their noun; others stand behind it.
LEADING_ADJECTIVES = set("""
Biała Biały Czarna Czarne Czarny Dobra Dolna Dolny Górna Górny Jelenia Kamienna Krasny Mała Małe Mały Nowa Nowe Nowy Stara
Stare Stary Sucha Suchy Wielka Wielki Wysokie Zielona Łysa Święta Żelazna
""".split())
IRREGULAR = {
    "Łódź": "Łodzi", "Lublin": "Lublinie", "Poznań": "Poznaniu", "Radom": "Radomiu", "Wrocław": "Wrocławiu", "Opole": "Opolu",
    "Bydgoszcz": "Bydgoszczy", "Częstochowa": "Częstochowie", "Tychy": "Tychach", "Bytom": "Bytomiu", "Przemyśl": "Przemyślu",
    "Bielsko-Biała": "Bielsku-Białej", "Inowrocław": "Inowrocławiu", "Wieś": "Wsi", "Miasto": "Mieście", "Zdrój": "Zdroju",
    "Włoszczowa": "Włoszczowie", "Jelenia Góra": "Jeleniej Górze", "Sącz": "Sączu", "Ełk": "Ełku", "Warszawa": "Warszawie",
}


def _pairs(text):
    return [tuple(pair.split(">")) for pair in text.split()]


NOUN_PAIRS, NAME_PAIRS, ADJECTIVE_PAIRS = _pairs(NOUN_ENDINGS), _pairs(ADJECTIVE_NAMES), _pairs(ADJECTIVES)


def _with_ending(word, pairs):
    for ending, replacement in pairs:
        if word.endswith(ending) and len(word) > len(ending):
            return word[:-len(ending)] + replacement
    return None


def _noun(word):
    return IRREGULAR.get(word) or _with_ending(word, NOUN_PAIRS) or word


def _name(word):
    if word in IRREGULAR or word in NOT_ADJECTIVES:
        return _noun(word)
    return _with_ending(word, NAME_PAIRS) or _noun(word)


def _adjective(word):
    return _with_ending(word, ADJECTIVE_PAIRS) or _noun(word)


def locative(name):
    """The name after “w”, such as Nowym Targu; the name itself where no rule fits."""
    if name in IRREGULAR:
        return IRREGULAR[name]
    first, *others = name.split(" ")
    if not others:
        return "-".join(_name(part) for part in name.split("-"))
    # A river behind the name keeps its form.
    if others[0] in ("nad", "k."):
        return " ".join([locative(first), *others])
    if first in LEADING_ADJECTIVES:
        return " ".join([_adjective(first), *(_noun(word) if number == 0 else _adjective(word) for number, word in enumerate(others))])
    return " ".join([_name(first), *(_adjective(word) for word in others)])


def in_place(name):
    """With “we” where “w” cannot be spoken."""
    form = locative(name)
    is_hard = form[0] in "WF" and form[1:2].lower() not in "aeiouyąęó"
    return f"{'we' if is_hard else 'w'} {form}"
