// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText
import Testing

@testable import Cooperation

@Suite struct AgreementIndexTests {
    private static func entry(_ id: String, _ type: InstitutionType, _ name: String, _ gmina: String) throws -> DirectoryEntry {
        DirectoryEntry(
            Institution(
                id: try InstitutionID(id), type: type, name: name,
                locations: [Location(address: PostalAddress(locality: "X"), gmina: try TERYTCode(gmina), point: nil)], sourceID: "s"),
            taxonomy: .empty)
    }

    private static func index() throws -> AgreementIndex {
        func side(_ id: String) throws -> AgreementParty { AgreementParty(.institution(try InstitutionID(id))) }
        let registry = AgreementRegistry(
            agreements: [
                Agreement(
                    id: try AgreementID("dlug"), kind: .agreement, title: "Porozumienie o programie „Oddłużenie”", form: .jointAction,
                    parties: [try side("mops-krakow"), try side("gup")], signed: try Period("2013-03-06"), validFrom: try Period("2013-03-06"),
                    area: [try TERYTCode("1261")], programmes: [.debtRelief], sourceID: "s"),
                Agreement(
                    id: try AgreementID("stare"), kind: .partnership, title: "Umowa partnerska w Suchej", form: .information,
                    parties: [try side("pup-sucha"), try side("ops-sucha")], validFrom: try Period("2013"), end: .on(try Period("2014")),
                    area: [try TERYTCode("1215")], sourceID: "s"),
                Agreement(
                    id: try AgreementID("nowe"), kind: .partnership, title: "Aneks", form: .jointAction,
                    parties: [try side("pup-sucha"), try side("ops-sucha")], validFrom: try Period("2015"), end: .on(try Period("2016-05")),
                    renews: try AgreementID("stare"), area: [try TERYTCode("1215")], targetIDs: ["bezdomni"], isOpenToJoin: true, sourceID: "s"),
                Agreement(
                    id: try AgreementID("projekt"), kind: .partnership, title: "Projekt", form: .jointAction,
                    parties: [try side("gup"), try side("pup-sucha")], area: [try TERYTCode("12")], sourceID: "s"),
            ],
            institutions: [
                try entry("mops-krakow", .ops, "Miejski Ośrodek Pomocy Społecznej w Krakowie", "126101"),
                try entry("gup", .pup, "Grodzki Urząd Pracy w Krakowie", "126101"), try entry("pup-sucha", .pup, "Powiatowy Urząd Pracy", "121501"),
                try entry("ops-sucha", .ops, "Ośrodek w Suchej Beskidzkiej", "121501"),
            ])
        return AgreementIndex(registry, lemmatiser: try Lemmatiser(), unitName: { $0.stem == "1215" ? "powiat suski" : nil })
    }

    private static func ids(_ query: AgreementQuery) throws -> [String] {
        let index = try index()
        return index.find(query).places.map { index.registry.agreements[$0].id.text }
    }

    @Test func wordsAreFoundInAnyForm() throws {
        for (text, expected) in [
            ("oddluzenia", ["dlug"]), ("Kraków", ["dlug", "projekt"]), ("oddłużeniu krakowie", ["dlug"]), ("powiatu suskiego", ["nowe", "stare"]),
            ("beskid", ["nowe", "stare"]), ("nigdzie", []), ("umowy partnerskiej", ["stare", "nowe", "projekt"]),
        ] {
            var query = AgreementQuery(day: try Period("2015-06-01"))
            query.text = text
            #expect(try Set(Self.ids(query)) == Set(expected), "\(text)")
        }
        // A word of the title counts more than one of the kind.
        var query = AgreementQuery(day: try Period("2015-06-01"))
        query.text = "umowa partnerska"
        #expect(try Self.ids(query).first == "stare")
    }

    @Test func filtersMeetAndCountWhatOtherChoicesWouldFind() throws {
        let index = try Self.index()
        var query = AgreementQuery(day: try Period("2015-06-01"))
        query.statuses = [.valid]
        query.unit = try TERYTCode("121501")
        let result = index.find(query)
        #expect(result.places.map { index.registry.agreements[$0].id.text } == ["nowe"])
        // Of the unit all stand: the agreement of the województwo has no dates.
        #expect(result.statusCounts == [.valid: 1, .expired: 1, .undated: 1])
        #expect(result.formCounts == [.jointAction: 1])
        #expect(result.targetCounts == ["bezdomni": 1])
        #expect(result.openToJoinCount == 1)
        query.unit = nil
        #expect(index.find(query).unitCounts == ["12": 2])
        query.unit = try TERYTCode("12")
        #expect(index.find(query).unitCounts == ["1261": 1, "1215": 1])
    }

    @Test func worksInAUnitAsTheRegistrySays() throws {
        let index = try Self.index()
        for code in ["12", "1215", "121501", "121502", "1261", "126101", "14"] {
            let code = try TERYTCode(code)
            #expect(index.places(workingIn: code) == index.registry.agreements.indices.filter { index.registry.works($0, in: code) }, "\(code)")
        }
    }

    @Test func statusesAreThoseOfTheAgreements() throws {
        let index = try Self.index()
        for day in ["2012-01-01", "2013-12-31", "2014-12-31", "2015-01-01", "2016-05-31", "2016-06-01"] {
            let day = try Period(day)
            #expect(index.statuses(on: day) == index.registry.agreements.map { $0.status(on: day) }, "\(day)")
        }
    }

    @Test func ordersByEndBeginAndTitle() throws {
        var query = AgreementQuery(day: try Period("2015-06-01"))
        #expect(try Self.ids(query) == ["nowe", "dlug", "projekt", "stare"])
        query.sort = .begin
        #expect(try Self.ids(query) == ["nowe", "dlug", "stare", "projekt"])
        query.sort = .title
        #expect(try Self.ids(query) == ["nowe", "dlug", "projekt", "stare"])
    }

    @Test func daysLeftAndRenewals() throws {
        let index = try Self.index()
        let place = try #require(index.registry.place(of: try AgreementID("nowe")))
        let agreement = index.registry.agreements[place]
        #expect(agreement.daysLeft(on: try Period("2016-04-20")) == 41)
        #expect(agreement.daysLeft(on: try Period("2016-05-31")) == 0)
        #expect(agreement.daysLeft(on: try Period("2016-06-30")) == -30)
        let stare = try #require(index.registry.place(of: try AgreementID("stare")))
        #expect(index.registry.renewals(of: stare) == [stare, place])
        #expect(index.registry.renewals(of: place) == [stare, place])
        #expect(CalendarDay(first: try Period("2000-03-01")) - CalendarDay(first: try Period("2000-02-28")) == 2)
        #expect(CalendarDay(first: try Period("2100-03-01")) - CalendarDay(first: try Period("2100-02-28")) == 1)
        #expect(CalendarDay(first: try Period("2027-01-01")) - CalendarDay(first: try Period("2026-01-01")) == 365)
    }
}
