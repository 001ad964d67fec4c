// SPDX-License-Identifier: Apache-2.0

/// Words that the search treats by their grammar and not by what they mean. All folded.
enum PlainWords {
    /// Prepositions and conjunctions: never looked for.
    static let function: Set<String> = words(
        """
        a aby albo ale am an and ani are at by byc czy dla do i im in is it jak jako jest lub moj moja moje my na nad nie np o \
        od of on or oraz po pod poza przed przez przy sa sie the to u w we with within z za ze zeby
        """)

    /// Words that stand in many questions and tell little, as base forms or as they stand there: looked for only when
    /// nothing else is asked.
    static let filler: Set<String> = words(
        """
        about adres bardzo bezplatnie bezplatny biuro bliski blisko bo can chce chcialabym chcialbym chciec co cos czlowiek \
        czynny darmo darmowy dostac dzial dzwonic find free gdzie get godzina gotowy grozi grozic help how ich ide \
        inny instytucja isc ja jaka jaki jakie jego jej kiedy kierowac kontakt korzystac kto ktory ktos lista ludzie ludzki ma \
        maja mam mamy masz mi miec miejsce mnie moc moge mowic mozesz mozna musiec najblizej najblizszy nasz need numer \
        obecnie obiekt odpowiedni osoba otrzymac otwarcie otwarty pan pani people person persons placowka pobliski pomagac \
        pomoc pomoce poprosic poszukiwac potrzeba potrzebny potrzebowac potrzebuje powinien problem program prosic przyjmowac \
        pytac service services sie sprawa support swiadczyc swoj szukac szukam ta telefon ten to tu tutaj udzielac umowic \
        usluga uzyskac wazny where who wsparcie wspierac wszystko zadzwonic zajmowac zalatwic zglosic znalezc zwiazany zyc
        """)

    /// Prepositions after which a place follows.
    static let inPlace: Set<String> = words("w we z ze do na in at from of")
    /// Words after which a place follows, in whose neighbourhood one looks.
    static let nearPlace: Set<String> = words(
        "kolo blisko obok niedaleko nieopodal okolice okolicach okolicy okolic poblizu pod near around k nearby")
    /// Said of a place that is not named.
    static let nearMe: Set<String> = words(
        "najblizszy najblizsza najblizsze najblizej okolica okolicy pobliski blisko poblizu nearest nearby")

    /// Behind a word of `nearPlace`: said of the user's own place.
    static let me: Set<String> = words("mnie mna nas nami siebie domu me us")

    /// Words for a level that stand before its name, by base form.
    static let powiatWords: Set<String> = words("powiat pow county district")
    static let gminaWords: Set<String> = words("gmina gm commune municipality")
    static let townWords: Set<String> = words("miasto miasteczko city town")
    static let villageWords: Set<String> = words("wies miejscowosc village")
    static let wojewodztwoWords: Set<String> = words("wojewodztwo woj voivodeship region")

    /// What stands before the name of a street.
    static let street: Set<String> = words(
        "ul ulica ulicy ulice al aleja alei aleje pl plac placu os osiedle osiedlu skwer rondo bulwar street")
    /// Words that can be streets by themselves.
    static let streetItself: Set<String> = words("rynek rynku")
    /// What stands before the name of a patron: no place follows.
    static let patron: Set<String> = words("im imienia imieniem sw swietego swietej swietych brata ksiedza ks pw wezwaniem dr")

    /// First words of names that say nothing of the place by themselves.
    static let placeAdjectives: Set<String> = words(
        """
        biala biale bialy czarna czarne czarny dobra dobre dobry dolna dolne dolny duze gorna gorne gorny jasne krolewski mala \
        male maly nowa nowe nowy sredni stara stare stary swieta swiety wielka wielki wielkie wysoki wysokie zielona zielony
        """)

    private static func words(_ text: String) -> Set<String> { Set(text.split { $0 == " " || $0 == "\n" }.map(String.init)) }
}
