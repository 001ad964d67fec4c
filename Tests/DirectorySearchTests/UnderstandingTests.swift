// SPDX-License-Identifier: Apache-2.0

import Atlas
import DirectorySearch
import Testing

/// How texts are read: places, needs, slips, and what is left aside.
@Suite("Understanding of a text")
struct UnderstandingTests {
    private let index: DirectoryIndex

    init() throws { index = try TestDirectory.real() }

    private func understood(_ text: String) throws -> Understanding { try index.search(text).understood }

    private func placeCodes(_ text: String) throws -> [String] { try understood(text).place?.units.map(\.code.stem) ?? [] }

    @Test(
        "names of places in any case",
        arguments: [
            ("ops w Nowym Targu", "121101"), ("ops w bochni", "120101"), ("ops Wieliczce", "121905"),
            ("ops w Suchej Beskidzkiej", "121502"),
            ("ops w Busku-Zdroju", "260101"), ("ops busku zdroju", "260101"), ("ops w Ostrowcu Świętokrzyskim", "260701"),
            ("ops w ostrowcu swietokrzyskim", "260701"), ("pcpr w powiecie krakowskim", "1206"), ("pup dla powiatu buskiego", "2601"),
            ("ops w województwie małopolskim", "12"), ("rops małopolska", "12"), ("gops Mircu", "261103"), ("ops Połańcu", "261205"),
            ("ops w Zakopanem", "121701"), ("ops Kazimierzy Wielkiej", "260303"), ("ops z Dąbrowy Tarnowskiej", "120402"),
            ("ops w Kętach", "121304"), ("ops Łodzi", "106101"), ("ops w Oświęcimiu", "121301"), ("ops Korzennej", "121006"),
        ])
    func inflectedPlaces(text: String, code: String) throws { #expect(try placeCodes(text).first == code) }

    @Test("the town stands before the rural gmina of its name, and both are meant")
    func bothBochnias() throws {
        #expect(try placeCodes("pcpr bochnia") == ["120101", "120102"])
        #expect(try placeCodes("gops bochnia") == ["120102", "120101"])
        #expect(try placeCodes("ops gmina bochnia").first == "120102")
        #expect(try placeCodes("ops miasto bochnia").first == "120101")
    }

    @Test("a level before the name")
    func levels() throws {
        #expect(try placeCodes("pup powiat bochnia") == ["1201"])
        #expect(try placeCodes("pup pow. bocheński") == ["1201"])
        #expect(try placeCodes("dps powiat tarnowski") == ["1216"])
        #expect(Set(try placeCodes("dps powiat Tarnów")) == ["1263", "1216"])
        #expect(try placeCodes("gmina Klucze") == ["121204"])
    }

    @Test("a larger place beside a smaller one tells which is meant")
    func narrowing() throws {
        #expect(try placeCodes("gops Dobra").count == 3)
        #expect(try placeCodes("gops Dobra powiat limanowski") == ["120703"])
        #expect(try placeCodes("gops Dobra, małopolskie") == ["120703"])
        let apart = try understood("ops bochnia brzesko")
        #expect(apart.place?.units.first?.code.stem == "120101")
        #expect(apart.otherPlaces.first?.units.first?.code.stem == "120202")
    }

    @Test(
        "a neighbourhood",
        arguments: [
            ("schronisko koło Tarnowa", 25.0), ("schronisko blisko Tarnowa", 25.0), ("schronisko w pobliżu Tarnowa", 25.0),
            ("schronisko w okolicach Tarnowa", 25.0), ("schronisko niedaleko od Tarnowa", 25.0), ("schronisko k. Tarnowa", 25.0),
            ("schronisko pod Tarnowem", 25.0), ("hostel near Tarnów", 25.0), ("schronisko 40 km od Tarnowa", 40.0),
            ("schronisko w promieniu 15 km od Tarnowa", 15.0), ("najbliższe schronisko Tarnów", 25.0),
        ])
    func neighbourhoods(text: String, radius: Double) throws {
        let place = try #require(try understood(text).place)
        #expect(place.units.first?.code.stem == "126301")
        #expect(place.isNeighbourhood)
        #expect(place.radiusKilometers == radius)
    }

    @Test("Koło is a town, koło is a preposition, and neither is the other")
    func kolo() throws {
        #expect(try placeCodes("ops w Kole").first == "300901")
        #expect(try placeCodes("ops Koło").first == "300901")
        #expect(try placeCodes("ops koło Koła").first == "300901")
        #expect(try understood("ops koło Koła").place?.isNeighbourhood == true)
        let nearMe = try understood("nocleg koło mnie")
        #expect(nearMe.place == nil)
        #expect(nearMe.nearWanted)
        #expect(try understood("najbliższy dps").nearWanted)
        #expect(try !understood("dps").nearWanted)
    }

    @Test("streets and patrons are no places")
    func streetsAndPatrons() throws {
        #expect(try understood("ul. Krakowska 5").place == nil)
        #expect(try placeCodes("ops ul. Limanowska 3 Bochnia").first == "120101")
        #expect(try placeCodes("ops, ulica Kazimierza Wielkiego 5, Bochnia").first == "120101")
        #expect(try placeCodes("dom im. Kazimierza Wielkiego w Bochni").first == "120101")
        #expect(try understood("schronisko św. Jadwigi").place == nil)
        #expect(try understood("Towarzystwo Pomocy im. św. Brata Alberta").place == nil)
    }

    @Test("an ordinary word is a place only where one belongs")
    func ordinaryWords() throws {
        #expect(try understood("dobrej rady").place == nil)
        #expect(try understood("stowarzyszenie klucz").place == nil)
        #expect(try placeCodes("gops dobra").contains("120703"))
        #expect(try placeCodes("ops klucze") == ["121204"])
        #expect(try placeCodes("w Dobrej").contains("120703"))
    }

    @Test("postal codes")
    func postalCodes() throws {
        #expect(try placeCodes("32-700") == ["120101"])
        #expect(try placeCodes("ops 32-700 Bochnia") == ["120101"])
        #expect(try understood("99-999").place == nil)
    }

    private func concepts(_ text: String) throws -> [SearchConcept] { try understood(text).concepts.flatMap(\.concepts) }

    @Test(
        "needs, groups and sorts of institutions",
        arguments: [
            ("gops", SearchConcept.type(.ops)), ("mopsie", .type(.ops)), ("gops-u", .type(.ops)), ("PCPR’ze", .type(.pcpr)),
            ("pupie", .type(.pup)),
            ("śds", .type(.sds)), ("sds", .type(.sds)), ("wtz-cie", .type(.wtz)), ("dom starców", .type(.dps)), ("pośredniak", .type(.pup)),
            ("opieką społeczną", .type(.ops)), ("bezdomnych", .target("bezdomni")), ("dach nad głową", .service("schronienie")),
            ("nie mam gdzie spać", .service("schronienie")), ("alkoholik", .target("uzaleznieni-od-alkoholu")),
            ("dom dziecka", .service("piecza-zastepcza")),
            ("zasiłku na opał", .service("zasilek-celowy")), ("szukam pracy", .service("posrednictwo-pracy")),
            ("praca socjalna", .service("praca-socjalna")),
            ("homeless people", .target("bezdomni")), ("domestic violence", .problem("przemoc")),
            ("dla niepelnosprawnych", .target("niepelnosprawni")),
            ("bezrobotni długotrwale", .target("dlugotrwale-bezrobotni")), ("long-term unemployed", .target("dlugotrwale-bezrobotni")),
        ])
    func needs(text: String, concept: SearchConcept) throws { #expect(try concepts(text).contains(concept)) }

    @Test("the longer phrase wins: an urząd pracy is no urząd, a dom dziecka is for no child in a dom")
    func longestPhrase() throws {
        #expect(try concepts("urząd pracy") == [.type(.pup)])
        #expect(try concepts("dom pomocy społecznej") == [.type(.dps)])
        #expect(try !concepts("dom dziecka").contains(.target("dzieci")))
        #expect(try concepts("prace interwencyjne") == [.service("prace-interwencyjne")])
    }

    @Test(
        "slips of typing",
        arguments: [
            ("bezdomnyh", "bezdomnych"), ("ubustwo", "ubostwo"), ("pszemoc", "przemoc"), ("krakuw", "krakow"), ("bohnia", "bochnia"),
            ("niepelnosparwni", "niepelnosprawni"), ("schornisko", "schronisko"), ("bezrobotnny", "bezrobotny"),
            ("noclegowina", "noclegownia"),
            ("limonowa", "limanowa"),
        ])
    func slips(typed: String, used: String) throws {
        #expect(try understood("ops " + typed).corrections == [Understanding.Correction(typed: typed, used: used)])
    }

    @Test("words that exist are not corrected, nor are short ones")
    func noCorrections() throws {
        for text in ["ops kosmonauta", "ops xqz", "dom", "caritas", "ops Mirzec", "mops", "32-700", "pokrzywdzony"] {
            #expect(try understood(text).corrections.isEmpty, "\(text)")
        }
    }

    @Test("a missing space")
    func missingSpace() throws {
        #expect(try understood("domdziecka").corrections.first?.used == "dom dziecka")
        #expect(try concepts("opiekaspoleczna").contains(.type(.ops)))
    }

    @Test("an unfinished word counts as what it begins")
    func unfinished() throws {
        #expect(try placeCodes("ops boch").first == "120101")
        #expect(try placeCodes("ops nowy tar").first == "121101")
        #expect(try concepts("noclegown").contains(.type(.noclegownia)))
        #expect(try placeCodes("boch ops").first == "120101")
        #expect(try placeCodes("ops boch.").first == "120101")
    }

    @Test("words that tell little are set aside, unless there is nothing else")
    func fillers() throws {
        #expect(try understood("pomoc dla seniorów").ignored == ["pomoc"])
        #expect(try understood("gdzie szukać pomocy w Bochni").words.isEmpty)
        #expect(try understood("pomoc").words == ["pomoc"])
    }

    @Test("a long text is cut, and says so")
    func long() throws {
        #expect(try understood(String(repeating: "pomoc ", count: 30)).isShortened)
        #expect(try understood(String(repeating: "a", count: 10_000)).isShortened)
        #expect(try !understood("ops bochnia").isShortened)
    }
}
