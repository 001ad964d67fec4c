# SPDX-License-Identifier: Apache-2.0
"""Words that the made-up institutions are named and placed with."""

ORDINARY_STREETS = """
Polna|Leśna|Słoneczna|Krótka|Szkolna|Ogrodowa|Lipowa|Brzozowa|Łąkowa|Kwiatowa|Kościelna|Sosnowa|Zielona|Parkowa|Akacjowa
Kolejowa|Wiśniowa|Klonowa|Cicha|Spacerowa|Świerkowa|Dworcowa|Kasztanowa|Jesionowa|Spokojna|Młyńska|Topolowa|Dębowa|Jasna
Główna|Nowa|Boczna|Rzemieślnicza|Przemysłowa|Cmentarna|Wiejska|Górna|Dolna|Rolna|Wierzbowa|Wesoła|Różana|Sportowa|Wiosenna
Rynkowa|Zamkowa|Północna|Południowa|Wschodnia|Zachodnia|Strażacka|Graniczna|Piaskowa|Kamienna|Wodna|Nadrzeczna|Mostowa|Rzeczna
Stawowa|Źródlana|Jodłowa|Modrzewiowa|Orzechowa|Malinowa|Jagodowa|Truskawkowa|Poziomkowa|Jabłoniowa|Czereśniowa|Morelowa
Brzoskwiniowa|Śliwkowa|Gruszowa|Porzeczkowa|Agrestowa|Winogronowa|Bzowa|Jaśminowa|Tulipanowa|Narcyzowa|Fiołkowa|Konwaliowa
Storczykowa|Makowa|Chabrowa|Rumiankowa|Wrzosowa|Paprociowa|Jałowcowa|Bukowa|Grabowa|Olchowa|Wiązowa|Jarzębinowa|Głogowa
Kalinowa|Cisowa|Limbowa|Miodowa|Pszczelna|Ptasia|Słowicza|Skowronków|Jaskółcza|Bociania|Żurawia|Sokola|Orla|Gołębia|Kukułcza
Krucza|Sarnia|Jelenia|Zajęcza|Lisia|Wilcza|Niedźwiedzia|Żubrza|Rysia|Bobrowa|Wydrza|Rybacka|Żeglarska|Kapitańska|Portowa
Morska|Nadmorska|Bursztynowa|Perłowa|Szafirowa|Rubinowa|Diamentowa|Złota|Srebrna|Miedziana|Żelazna|Stalowa|Hutnicza|Górnicza
Kopalniana|Węglowa|Solna|Garncarska|Garbarska|Tkacka|Krawiecka|Szewska|Kowalska|Stolarska|Ciesielska|Murarska|Piekarska
Rzeźnicza|Młynarska|Browarna|Kupiecka|Targowa|Handlowa|Bankowa|Pocztowa|Apteczna|Szpitalna|Sanatoryjna|Zdrojowa|Kąpielowa
Łazienna|Ratuszowa|Sądowa|Więzienna|Strzelecka|Wojskowa|Koszarowa|Forteczna|Obronna|Basztowa|Bramkowa|Mieszczańska|Królewska
Książęca|Hetmańska|Rycerska|Zbrojna|Husarska|Ułańska|Partyzantów|Kosynierów|Legionów|Powstańców|Weteranów|Harcerska|Saperska
Lotnicza|Gwiaździsta|Księżycowa|Planetarna|Tęczowa|Pogodna|Mglista|Deszczowa|Śnieżna|Zimowa|Letnia|Jesienna|Majowa|Lipcowa
Sierpniowa|Październikowa|Radosna|Szczęśliwa|Przyjaźni|Zgody|Pokoju|Wolności|Niepodległości|Jedności|Sprawiedliwa|Uczciwa
""".replace("\n", "|").strip("|").split("|")

NAMED_STREETS = """
Adama Mickiewicza|Juliusza Słowackiego|Henryka Sienkiewicza|Bolesława Prusa|Elizy Orzeszkowej|Marii Konopnickiej
Stefana Żeromskiego|Władysława Reymonta|Cypriana Norwida|Jana Kochanowskiego|Mikołaja Reja|Aleksandra Fredry
Tadeusza Kościuszki|Kazimierza Pułaskiego|Józefa Piłsudskiego|Romualda Traugutta|Jana Kilińskiego|Bartosza Głowackiego
Emilii Plater|Józefa Bema|Henryka Dąbrowskiego|Józefa Poniatowskiego|Stefana Czarnieckiego|Jana Zamoyskiego|Jana III Sobieskiego
Władysława Jagiełły|Kazimierza Wielkiego|Bolesława Chrobrego|Bolesława Krzywoustego|Mieszka I|Władysława Łokietka
Stefana Batorego|Zygmunta Starego|Królowej Jadwigi|Mikołaja Kopernika|Marii Skłodowskiej-Curie|Fryderyka Chopina
Stanisława Moniuszki|Henryka Wieniawskiego|Ignacego Paderewskiego|Karola Szymanowskiego|Jana Matejki|Jacka Malczewskiego
Stanisława Wyspiańskiego|Piotra Michałowskiego|Józefa Chełmońskiego|Juliusza Kossaka|Wojciecha Kossaka|Jana Pawła II
Stefana Wyszyńskiego|Jerzego Popiełuszki|Piotra Skargi|Świętego Wojciecha|Świętego Stanisława|Świętego Floriana
Świętego Jana|Świętej Anny|Świętej Barbary|Brata Alberta|Maksymiliana Kolbego|Hugona Kołłątaja|Stanisława Staszica
Stanisława Konarskiego|Jędrzeja Śniadeckiego|Ignacego Łukasiewicza|Wincentego Witosa|Wojciecha Korfantego|Ignacego Daszyńskiego
Gabriela Narutowicza|Stanisława Wojciechowskiego|Władysława Grabskiego|Eugeniusza Kwiatkowskiego|Władysława Sikorskiego
Władysława Andersa|Stanisława Maczka|Leopolda Okulickiego|Armii Krajowej|Szarych Szeregów|Batalionów Chłopskich
Bohaterów Westerplatte|Obrońców Pokoju|Powstańców Śląskich|Powstańców Wielkopolskich|Orląt Lwowskich|3 Maja|11 Listopada
1 Maja|15 Sierpnia|Wojska Polskiego|Konstytucji 3 Maja|Janusza Korczaka|Jana Brzechwy|Juliana Tuwima|Bolesława Leśmiana
Krzysztofa Kamila Baczyńskiego|Władysława Broniewskiego|Konstantego Ildefonsa Gałczyńskiego|Marii Dąbrowskiej|Zofii Nałkowskiej
Jarosława Iwaszkiewicza|Czesława Miłosza|Wisławy Szymborskiej|Zbigniewa Herberta|Stanisława Lema|Ireny Sendlerowej|Jana Karskiego
""".replace("\n", "|").strip("|").split("|")

VILLAGES = """
Nowa Wieś|Zalesie|Dąbrowa|Brzozówka|Zagórze|Podlesie|Lipniki|Olszanka|Wólka|Stara Wieś|Kamionka|Borki|Jastrzębie|Zawada
Kamień|Rudnik|Łazy|Wygoda|Sosnówka|Józefów|Janów|Adamów|Michałów|Stanisławów|Aleksandrów|Marianów|Karolewo|Ludwikowo|Zofiówka
Kolonia|Poręba|Wola|Brzezie|Grabowo|Dębina|Bukowiec|Jaworze|Świerczyna|Jasionka|Kalinowo|Malinówka|Osiek|Osiny|Piaski|Podgórze
Przylesie|Radwanów|Rogów|Rokitno|Siedliska|Skała|Słupia|Sobótka|Stawiska|Studzianka|Szczepanów|Tarnówka|Topola|Trzebownik
Ujazd|Wierzbica|Wilkowo|Witów|Zabłocie|Zaborze|Zamość|Zarzecze|Zielonka|Żabno|Żarnówka|Bielany|Błonie|Bronisławów|Cegielnia
Chrustowo|Cisowa|Czarnolas|Czerniec|Dobrzyń|Domaniów|Drzewica|Folwark|Gaj|Głębokie|Górka|Gorzów|Grodzisko|Huta|Jezioro|Kępa
Klonów|Kobylany|Koniecpol|Kopaniny|Krasne|Krzyżówka|Kuźnica|Lasek|Leszczyny|Ligota|Łęg|Łopatki|Majdan|Mokre|Mostki|Nadole
Niwy|Ochaby|Ostrów|Pasieka|Podlas|Pogorzel|Polanka|Przystań|Raszków|Rzeczyca|Sady|Sielec|Smolarnia|Sokolniki|Stróża
""".replace("\n", "|").strip("|").split("|")

GIVEN_NAMES = """
Anna|Maria|Katarzyna|Małgorzata|Agnieszka|Barbara|Ewa|Magdalena|Elżbieta|Krystyna|Joanna|Aleksandra|Monika|Teresa|Danuta
Piotr|Krzysztof|Andrzej|Tomasz|Paweł|Jan|Michał|Marcin|Jakub|Adam|Marek|Łukasz|Grzegorz|Wojciech|Mateusz|Dariusz|Robert
""".replace("\n", "|").strip("|").split("|")

# Forms that serve men and women alike.
SURNAMES = """
Nowak|Wójcik|Mazur|Krawczyk|Kaczmarek|Zając|Pawlak|Walczak|Sikora|Baran|Duda|Szewczyk|Pietrzak|Marciniak|Wróbel|Kubiak
Lis|Wilk|Kołodziej|Mróz|Kozak|Bielak|Sroka|Gajda|Madej|Kasprzak|Urban|Kurek|Cieślik|Ptak|Sowa|Adamczyk|Michalak|Stępień
""".replace("\n", "|").strip("|").split("|")

PATRONS = """
św. Brata Alberta|św. Jana Pawła II|bł. Edmunda Bojanowskiego|Janusza Korczaka|św. Ojca Pio|św. Franciszka|św. Faustyny
Matki Teresy z Kalkuty|ks. Jerzego Popiełuszki|św. Rity|św. Wincentego a Paulo|Ireny Sendlerowej|Jana Brzechwy
Marii Konopnickiej|Tadeusza Kościuszki|Adama Mickiewicza|Henryka Sienkiewicza|Mikołaja Kopernika|Królowej Jadwigi|Jana Kochanowskiego
Stefana Żeromskiego|św. Barbary|św. Józefa|św. Anny|Brata Krystyna|Stanisława Staszica|Wincentego Witosa|Zofii Kossak
""".replace("\n", "|").strip("|").split("|")

# Names that organisations give themselves.
TITLES = """
Nadzieja|Razem|Pomocna Dłoń|Promyk|Szansa|Dar Serca|Tęcza|Iskierka|Otwarte Serca|Bliżej|Krok po Kroku|Słonecznik|Przystań|Radość
Arka|Emaus|Betania|Ostoja|Bratek|Dobry Start|Wspólna Droga|Jutrzenka|Mały Książę|Skrzydła|Pod Wiatr|Dłoń w Dłoń|Sami Sobie
Nasz Dom|Dom na Skale|Bezpieczna Przystań|Pro Familia|Aktywni|Równe Szanse|Bez Barier|Sprawni Inaczej|Jesteśmy|Po Drodze
Życie od Nowa|Nowy Początek|Powrót|Odnowa|Feniks|Sokół|Orlik|Wisła|Pogoń|Start|Zryw|Błyskawica|Orzeł|Piast|Lechia|Zgoda
Kuźnia Talentów|Zielona Dolina|Kraina Marzeń|Ziarno|Zaczyn|Źródło|Latarnia|Kotwica|Most|Horyzont|Perspektywa|Kompas|Agora|Inicjatywa
Senior Plus|Srebrny Wiek|Złota Jesień|Pogodna Jesień|Babie Lato|Wrzos|Stokrotka|Konwalia|Malwa|Jarzębina|Kalina|Niezapominajka
Z Pasją|Kreatywni|Młodzi Duchem|Wolontariusz|Samarytanin|Dobro Powraca|Podaj Dalej|Sąsiedzi|Wspólna Sprawa|Nasza Gmina|Lokalni
Trzeźwy Umysł|Wytrwałość|Abstynent|Odwaga|Druga Szansa|Wyjście|Progres|Ster|Impuls|Akcent|Alfa|Omega|Familia|Lider|Partner
""".replace("\n", "|").strip("|").split("|")

FIRMS = """
Pro|Best|Euro|Inter|Top|Smart|Nova|Prima|Opti|Max|Multi|Uni|Techno|Perso|Kadro|Job|Work|Staff|Vita|Medi|Edu|Lingua|Auto|Agro|Bud
""".replace("\n", "|").strip("|").split("|")
FIRM_ENDINGS = """
pol|ex|serwis|bis|kadra|team|plus|link|net|max|partner|grupa|system|praca|media|logic|form|skill|lab|punkt
""".replace("\n", "|").strip("|").split("|")

# Of each województwo: first two digits of its postal codes, and of its telephone numbers.
REGIONS = {
    "02": ("50 51 52 53 54 55 56 57 58 59", "71 74 75 76"), "04": ("85 86 87 88 89", "52 54 56"),
    "06": ("20 21 22 23 24", "81 82 83 84"), "08": ("65 66 67 68 69", "68 95"), "10": ("90 91 92 93 94 95 97 98 99", "42 43 44 46"),
    "12": ("30 31 32 33 34", "12 14 18 33"), "14": ("00 01 02 03 04 05 06 07 08 09 26 96", "22 23 24 25 29 48"),
    "16": ("45 46 47 48 49", "77"), "18": ("35 36 37 38 39", "13 15 16 17"), "20": ("15 16 17 18 19", "85 86 87"),
    "22": ("80 81 82 83 84 76 77", "55 58 59"), "24": ("40 41 42 43 44", "32 33 34"), "26": ("25 26 27 28 29", "41 15"),
    "28": ("10 11 12 13 14 19", "87 89 55"), "30": ("60 61 62 63 64", "61 62 63 65 67"), "32": ("70 71 72 73 74 75 76 78", "91 94"),
}
MOBILE_PREFIXES = "501 502 505 508 512 515 517 531 533 600 602 605 607 608 660 662 664 691 692 694 695 721 724 728 730 733 784 785 790 792 881 888".split()

# Opening hours as such lists have them; some are no schedule.
HOURS = {
    "office": [
        "poniedziałek - piątek: 7:30 - 15:30", "pn-pt 7.30–15.30", "poniedziałek 8:00 - 17:00, wtorek - piątek 7:00 - 15:00",
        "pn. 7:30-17:00, wt.-czw. 7:30-15:30, pt. 7:30-14:00", "7:00 - 15:00", "Poniedziałek od 8.00 do 16.00\nWtorek - piątek od 7.15 do 15.15",
    ],
    "day": ["pn-pt 8:00-16:00", "poniedziałek - piątek: 8:00 - 18:00", "pn.-pt. 9:00-17:00, sob. 9:00-13:00"],
    "night": ["codziennie 18:00-24:00", "całodobowo", "całą dobę"],
    "rare": [
        "środa 16:00-18:00", "wtorek i czwartek 15:00-19:00", "po uzgodnieniu telefonicznym", "pierwszy wtorek miesiąca 17:00-18:00", "sobota 10:00-14:00",
    ],
}
DESCRIPTIONS = [
    "Pomagamy osobom i rodzinom w trudnej sytuacji życiowej.", "Prowadzimy zajęcia, warsztaty i grupy wsparcia dla mieszkańców gminy.",
    "Wspieramy dzieci i młodzież: świetlica, wypoczynek, korepetycje.", "Wydajemy żywność, odzież i ciepłe posiłki.",
    "Rehabilitacja, transport i wypożyczalnia sprzętu dla osób z niepełnosprawnościami.", "Bezpłatne porady prawne, psychologiczne i obywatelskie.",
    "Działamy na rzecz seniorów i integracji pokoleń.", "Pomoc w powrocie na rynek pracy: szkolenia, staże, doradztwo.",
    "Mieszkania chronione, asystent osoby niepełnosprawnej, opieka wytchnieniowa.",
]
