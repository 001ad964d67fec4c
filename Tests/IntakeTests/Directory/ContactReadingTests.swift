// SPDX-License-Identifier: Apache-2.0

import Atlas
@testable import Intake
import Testing

@Suite("Contacts and addresses of lists")
struct ContactReadingTests {
    @Test("placeholders are no data", arguments: ["", " ", "Null", "TBC", "tu bedzie opis", "brak", "b.d.", "-", "n/a", "Brak danych"])
    func placeholders(text: String) { #expect(ContactReading.text(text).isEmpty) }

    @Test("spaces are put in order", arguments: ["Dom  Pomocy", " Dom Pomocy ", "Dom\u{A0}Pomocy", "Dom\nPomocy", "Dom\tPomocy", "Dom\u{2009}Pomocy"])
    func spaces(text: String) { #expect(ContactReading.text(text) == "Dom Pomocy") }

    @Test("lines keep their order")
    func lines() { #expect(ContactReading.lines("\r\n a  b \r\nc\n\n") == "a b\nc") }

    @Test(
        "mail addresses",
        arguments: [
            ("a@example.pl", ["a@example.pl"]), (" a.b-c_d@Example.PL ", ["a.b-c_d@example.pl"]), ("a@example.pl,", ["a@example.pl"]),
            ("a@example.pl; b@example.pl", ["a@example.pl", "b@example.pl"]), ("a@example.pl | a@example.pl", ["a@example.pl"]), ("", []), ("TBC", []),
        ])
    func emails(text: String, expected: [String]) {
        let read = ContactReading.emails(text)
        #expect(read.addresses == expected)
        #expect(read.faults.isEmpty)
    }

    @Test(
        "what is no mail address",
        arguments: ["Ośrodek@example.pl", "a@op.p", "a@example", "@example.pl", "a@@example.pl", "a", "a@exa mple", ".a@example.pl", "a..b@example.pl", "a@-x.pl"])
    func badEmails(text: String) {
        #expect(ContactReading.email(text) == nil)
        #expect(!ContactReading.emails(text).faults.isEmpty)
    }

    @Test(
        "pages get a scheme",
        arguments: [
            ("www.example.pl", "https://www.example.pl"), ("example.pl", "https://example.pl"), ("http://Example.pl/A?b=c#d", "http://example.pl/A?b=c#d"),
            ("https://example.pl/strona,12.html", "https://example.pl/strona,12.html"), ("example.pl:8080/x", "https://example.pl:8080/x"),
            ("powiat-łódzki.pl", "https://powiat-łódzki.pl"),
        ])
    func websites(text: String, expected: String) {
        let read = ContactReading.website(text)
        #expect(read.address == expected)
        #expect(read.fault == nil)
    }

    @Test("what is no page", arguments: ["strona", "http://", "javascript:alert(1)", "https://x.pl/<script>", "a@example.pl", "https://x.pl:port/"])
    func badWebsites(text: String) {
        #expect(ContactReading.website(text).address == nil)
        #expect(ContactReading.website(text).fault != nil)
    }

    @Test("no page is no fault", arguments: ["", "TBC", "brak"])
    func noWebsite(text: String) { #expect(ContactReading.website(text) == (nil, nil)) }

    @Test("postal codes", arguments: [("33-100", "33-100"), ("34 -130", "34-130"), ("33100", "33-100"), (" 33-100 ", "33-100")])
    func postalCodes(text: String, expected: String) { #expect(ContactReading.postalCode(text) == expected) }

    @Test("what is no postal code", arguments: ["", "3310", "33-1000", "331-00", "AA-100", "33_100"])
    func badPostalCodes(text: String) { #expect(ContactReading.postalCode(text) == nil) }

    @Test(
        "streets and house numbers",
        arguments: [
            ("ul. 11 Listopada 1", "", "ul. 11 Listopada", "1"), ("ul. 3 Maja", "", "ul. 3 Maja", ""), ("ul. Szkolna", "", "ul. Szkolna", ""),
            ("127a", "", "", "127a"), ("17", "", "", "17"), ("", "638", "", "638"), ("rynek Rynek 1", "", "Rynek", "1"), ("rynek Rynek", "2", "Rynek", "2"),
            ("ul. Rynek", "4", "Rynek", "4"), ("pl. Plac Wolności 42", "", "pl. Wolności", "42"), ("ul. Aleja Jana Pawła II 2", "", "al. Jana Pawła II", "2"),
            ("al. Aleja Jana Pawła II", "7", "al. Jana Pawła II", "7"), ("os. Osiedle Dłubacze", "161", "os. Dłubacze", "161"),
            ("ul.Wyszyńskiego 18", "", "ul. Wyszyńskiego", "18"), ("ul. Źródlana 3,", "", "ul. Źródlana", "3"), ("ulica Długa", "5", "ul. Długa", "5"),
            ("al. 1000-lecia", "15C", "al. 1000-lecia", "15C"), ("ul. Świętego Jana", "-", "ul. Świętego Jana", ""), ("Aleja Armii 181", "", "al. Armii", "181"),
            ("Wzorów", "53", "", "53"), ("Jelcza 219", "", "Jelcza", "219"), ("ul. Niepołomska", "26 G", "ul. Niepołomska", "26 G"),
        ])
    func streets(street: String, building: String, expectedStreet: String, expectedBuilding: String) {
        let address = StreetAddress.address(street: street, building: building, postalCode: "", locality: "Wzorów")
        #expect(address.street == expectedStreet)
        #expect(address.building == expectedBuilding)
    }
}

@Suite("Names of places")
struct PlaceNameTests {
    @Test(
        "the bare name",
        arguments: [
            ("Buczkowice Gmina Buczkowice-", "buczkowice"), ("Gmina Nowy Targ", "nowy targ"), ("Żarki Miejsko", "zarki"), ("Bielsko-Biała", "bielsko biala"),
            ("oswiecimski ", "oswiecimski"), ("m. st. Warszawa", "warszawa"), ("Miasto i Gmina Wzór", "wzor"), ("powiat krakowski", "krakowski"), ("Gmina", "gmina"),
        ])
    func plain(text: String, expected: String) { #expect(PlaceName.plain(text) == expected) }

    @Test(
        "town or rural gmina",
        arguments: [
            ("Gminny Ośrodek Pomocy Społecznej w Tarnowie", GminaWord.rural), ("GOPS Dębno", .rural), ("Ośrodek Pomocy Społecznej Gminy Oświęcim", .rural),
            ("Miejski Ośrodek Pomocy Rodzinie", .town), ("MOPS Wzór", .town), ("Miejsko-Gminny Ośrodek", .both), ("Gminno-Miejski Ośrodek", .both),
            ("MGOPS Szczucin", .both), ("Ośrodek Pomocy Społecznej Miasta i Gminy Wzór", .both), ("Ośrodek Pomocy Społecznej w Oświęcimiu", nil),
        ] as [(String, GminaWord?)])
    func words(name: String, expected: GminaWord?) { #expect(GminaWord(in: name) == expected) }

    @Test("slips of the hand", arguments: [("piatek", "piatek", 0), ("piatek", "piaetk", 1), ("dobroczyce", "dobczyce", 2), ("nowatorski", "nowotarski", 2), ("abc", "xyz", 3), ("", "abc", 3)])
    func distance(a: String, b: String, expected: Int) {
        #expect(EditDistance.between(a, b, limit: 5) == expected)
        #expect(EditDistance.between(b, a, limit: 5) == expected)
        if expected > 1 { #expect(EditDistance.between(a, b, limit: 1) == 2) }
    }
}
