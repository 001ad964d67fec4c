// SPDX-License-Identifier: Apache-2.0

import Foundation
import PolishText
import Testing

/// Read once for all tests.
private let shared = Result { try Lemmatiser() }

@Suite("Base forms")
struct LemmatiserTests {
    private let lemmatiser: Lemmatiser

    init() throws { lemmatiser = try shared.get() }

    @Test(
        "forms of a sentence lead to the base form, without diacritics and capitals as well",
        arguments: [
            ("bezdomnych", "bezdomny"), ("Bezdomnymi", "bezdomny"), ("zasiłków", "zasilek"), ("zasilkow", "zasilek"),
            ("ubóstwem", "ubostwo"),
            ("bochni", "bochnia"), ("Wieliczce", "wieliczka"), ("wieliczce", "wieliczka"), ("suchej", "suchy"),
            ("beskidzkiej", "beskidzki"),
            ("swietokrzyskim", "swietokrzyski"), ("Targu", "targ"), ("nowym", "nowy"), ("powiecie", "powiat"), ("schronisk", "schronisko"),
            ("noclegowni", "noclegownia"), ("alkoholików", "alkoholik"), ("niepełnosprawnych", "niepelnosprawny"), ("pracę", "praca"),
            ("zdroju", "zdroj"), ("OSÓB", "osoba"), ("miejscowościach", "miejscowosc"), ("kielcach", "kielce"),
        ])
    func lemmas(word: String, lemma: String) { #expect(lemmatiser.lemmas(of: word).contains(lemma)) }

    @Test("the spelling of a word that is typed does not matter")
    func folded() {
        for word in ["Świętokrzyskiego", "kąt", "Łódź", "żłobkach", "Bodzęcin", "mężczyzną", "ośrodku", "źdźbło"] {
            #expect(lemmatiser.lemmas(of: word) == lemmatiser.lemmas(of: fold(word)))
            #expect(lemmatiser.lemmas(of: word) == lemmatiser.lemmas(of: word.uppercased()))
            #expect(lemmatiser.lemmas(of: word) == lemmatiser.lemmas(of: word.decomposedStringWithCanonicalMapping))
        }
    }

    @Test("a word that is printed keeps its marks: kąt is no kat")
    func spelled() {
        // Both fold to "katy", and only one of them is a place.
        #expect(!lemmatiser.lemmas(ofSpelled: "katom").contains("katy"))
        #expect(lemmatiser.lemmas(ofSpelled: "kątom").contains("katy"))
        #expect(lemmatiser.lemmas(ofSpelled: "pracę") == ["praca"])
        #expect(Set(lemmatiser.lemmas(of: "prace")) == ["praca", "prace", "przec"])
        #expect(lemmatiser.lemmas(ofSpelled: "mąka") != lemmatiser.lemmas(ofSpelled: "mak"))
    }

    @Test("what is found for a printed word is found for a typed one")
    func subset() throws {
        var words = "Ośrodek Pomocy Społecznej w Suchej Beskidzkiej dla osób bezdomnych kąt łaska sąd sad pracę miód zażółć gęślą jaźń"
            .split(separator: " ").map(String.init)
        words += ["Wojdyrowie", "xyzzy", "Ω", "PCPR", "5a"]
        for word in words { #expect(Set(lemmatiser.lemmas(ofSpelled: word)).isSubset(of: lemmatiser.lemmas(of: word)), "\(word)") }
    }

    @Test("a negation is not taken away")
    func negation() {
        #expect(lemmatiser.lemmas(of: "niepracującym") == ["niepracujacy"])
        #expect(!lemmatiser.lemmas(of: "niepełnosprawni").contains("pelnosprawny"))
    }

    @Test("forms of a word that no dictionary has meet in one stem")
    func unknown() {
        let stems = ["Wojdyrów", "Wojdyrowa", "Wojdyrowie", "Wojdyrowem", "wojdyrowu"].map { lemmatiser.lemmas(of: $0) }
        #expect(!lemmatiser.isKnown("Wojdyrowie"))
        #expect(Set(stems) == [["wojdyrow"]])
        // Abbreviations and other alphabets stay as they are.
        #expect(lemmatiser.lemmas(of: "GOPS") == ["gops"])
        #expect(lemmatiser.lemmas(of: "Київ") == [fold("Київ")])
    }

    @Test("names are told from ordinary words")
    func common() {
        #expect(lemmatiser.isCommonWord("dobrej"))
        #expect(lemmatiser.isCommonWord("pokoj"))
        #expect(!lemmatiser.isCommonWord("bochni"))
        #expect(!lemmatiser.isCommonWord("Krakowie"))
        #expect(!lemmatiser.isCommonWord("xyzzy"))
    }

    @Test("all forms of a word")
    func forms() {
        let forms = lemmatiser.forms(of: "schronisko")
        #expect(forms.first == "schronisko")
        #expect(Set(["schroniska", "schronisku", "schroniskiem", "schronisk", "schroniskach"]).isSubset(of: forms))
        #expect(Set(forms).count == forms.count)
        #expect(lemmatiser.forms(of: "xyzzy") == ["xyzzy"])
        for form in forms { #expect(lemmatiser.lemmas(of: form).contains("schronisko"), "\(form)") }
    }

    @Test("odd input does no harm")
    func oddInput() {
        for word in [
            "", " ", "\0", "-", "5", String(repeating: "ą", count: 10_000), "👨‍👩‍👧", "e\u{301}\u{301}\u{301}", "ﬁﬁﬁ", "\u{202E}abc", "nie",
            "niea", "Ł",
        ] {
            _ = lemmatiser.lemmas(of: word)
            _ = lemmatiser.lemmas(ofSpelled: word)
            _ = lemmatiser.forms(of: word, spelledExactly: true)
            _ = lemmatiser.isCommonWord(word)
        }
        #expect(lemmatiser.lemmas(of: "nie").contains("nie"))
    }

    @Test("a missing dictionary is named, with what to install")
    func missing() throws {
        let error = try #require(throws: LemmatiserError.self) { try Lemmatiser(folder: "/nowhere") }
        #expect(error == .missing(path: "/nowhere/pl_PL.aff"))
        #expect(error.errorDescription?.contains("hunspell-pl") == true)
    }

    @Test("a dictionary of another form is refused")
    func unreadable() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("dictionary-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func write(_ affixes: String, _ words: String) throws {
            try Data(affixes.utf8).write(to: folder.appendingPathComponent("pl_PL.aff"))
            try Data(words.utf8).write(to: folder.appendingPathComponent("pl_PL.dic"))
        }
        try write("SET ISO8859-2\nFLAG long\nSFX Aa Y 1\nSFX Aa a y a\n", "1\nmama/Aa\n")
        #expect(throws: LemmatiserError.self) { try Lemmatiser(folder: folder.path) }
        try write("SET ISO8859-2\n", "1\nmama\n")
        #expect(throws: LemmatiserError.self) { try Lemmatiser(folder: folder.path) }
        try write("SET ISO8859-2\nSFX A Y 1\nSFX A a y a\n", "0\n")
        #expect(throws: LemmatiserError.self) { try Lemmatiser(folder: folder.path) }
    }

    @Test("a dictionary in UTF-8 is read as well")
    func unicodeDictionary() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("dictionary-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("SET UTF-8\n\nSFX A Y 2\nSFX A a ą a\nSFX A ka ce ka\n".utf8).write(to: folder.appendingPathComponent("pl_PL.aff"))
        try Data("2\nłąka/A\nmiedź\n".utf8).write(to: folder.appendingPathComponent("pl_PL.dic"))
        let small = try Lemmatiser(folder: folder.path)
        #expect(small.lemmas(of: "łące") == ["laka"])
        #expect(small.lemmas(of: "lace") == ["laka"])
        #expect(small.lemmas(of: "łąką") == ["laka"])
        #expect(small.isKnown("miedz"))
    }
}

@Suite("Forms of names")
struct NameDeclensionTests {
    @Test(
        "the cases in which places are named",
        arguments: [
            ("Bochnia", "bochni"), ("Wieliczka", "wieliczce"), ("Targ", "targu"), ("Nowy", "nowym"), ("Sucha", "suchej"),
            ("Beskidzka", "beskidzkiej"),
            ("Zdrój", "zdroju"), ("Busko", "busku"), ("Ostrowiec", "ostrowcu"), ("Świętokrzyski", "swietokrzyskim"), ("Mirzec", "mircu"),
            ("Połaniec", "polancu"), ("Zawichost", "zawichoscie"), ("Kielce", "kielcach"), ("Kielce", "kielc"), ("Kęty", "ketach"),
            ("Suwałki", "suwalek"), ("Klucze", "kluczach"), ("Zakopane", "zakopanem"), ("Łódź", "lodzi"), ("Radom", "radomiu"),
            ("Oświęcim", "oswiecimiu"), ("Opole", "opolu"), ("Świecie", "swieciu"), ("Końskie", "konskich"), ("Włoszczowa", "wloszczowie"),
            ("krakowski", "krakowskim"), ("Gnojno", "gnojnie"), ("Miasteczko", "miasteczku"), ("Białystok", "bialymstoku"), ("Wieś", "wsi"),
            ("Sandomierz", "sandomierza"), ("Bydgoszcz", "bydgoszczy"), ("Gręboszów", "greboszowie"), ("Szczurowa", "szczurowej"),
            ("Łódź", "lodz"), ("Trzyciąż", "trzyciazu"), ("Kraków", "krakowem"), ("Biała", "bialej"), ("Dąb", "debie"), ("Turek", "turku"),
            ("Solec", "solcu"), ("świętokrzyskie", "swietokrzyskiego"), ("małopolskie", "malopolskim"),
        ])
    func cases(name: String, form: String) { #expect(NameDeclension.forms(of: name).contains(form)) }

    @Test("the nominative comes first, every form once")
    func shape() {
        for name in ["Nowy", "Bochnia", "Koło", "Hel", "Ełk", "A", ""] {
            let forms = NameDeclension.forms(of: name)
            #expect(forms.first == fold(name))
            #expect(Set(forms).count == forms.count)
        }
    }

    @Test("a masculine adjective has no feminine forms: ul. Krakowska is no powiat")
    func gender() {
        #expect(!NameDeclension.forms(of: "krakowski").contains("krakowska"))
        #expect(!NameDeclension.forms(of: "Wielka").contains("wielkiego"))
        #expect(!NameDeclension.forms(of: "Nowe").contains("nowa"))
    }
}
