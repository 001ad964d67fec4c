// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
@testable import OpenReferral
import Testing

/// A small directory in which every member of the exchange has a value somewhere and is missing elsewhere.
enum HSDSFixtures {
    static let taxonomy = Taxonomy(
        terms: [
            term("bezdomnosc", .problem, nil, "bezdomność", "homelessness"),
            term("bezdomni", .target, nil, "osoby bezdomne", "homeless people", related: ["bezdomnosc"]),
            term("seniorzy", .target, nil, "seniorzy", "older people"),
            term("schronienie", .service, nil, "schronienie", "shelter", related: ["bezdomnosc"]),
            term("noclegownia", .service, "schronienie", "noclegownia", "night shelter", related: ["bezdomnosc"]),
            term("praca-socjalna", .service, nil, "praca socjalna", "social work", explanation: "Rozmowa i pomoc."),
        ],
        statutory: [
            StatutoryService(institutionType: .ops, condition: .always, serviceID: "praca-socjalna", targetIDs: ["seniorzy"], legalBasis: "ustawa"),
            StatutoryService(institutionType: .ops, condition: .always, serviceID: "schronienie", targetIDs: ["bezdomni"], legalBasis: "ustawa"),
        ])

    private static func term(
        _ id: String, _ kind: TaxonomyTerm.Kind, _ parent: String?, _ polish: String, _ english: String, explanation: String = "", related: [String] = []
    ) -> TaxonomyTerm {
        TaxonomyTerm(
            id: id, kind: kind, parentID: parent, name: LocalizedText(polish: polish, english: english),
            explanation: LocalizedText(polish: explanation, english: ""), relatedIDs: related)
    }

    static let sources = [
        Source(
            id: "wzor", name: LocalizedText(polish: "Wzór", english: "Sample"), publisher: "Powiat", url: nil, date: Period(year: 2025),
            licence: LocalizedText(polish: "CC0", english: "CC0"))
    ]

    @Sendable static func unitName(_ code: TERYTCode) -> String? {
        switch code.stem {
        case "12": "małopolskie"
        case "1216": "powiat tarnowski"
        default: nil
        }
    }

    static func institutions() throws -> [Institution] {
        let phone = Phone(text: "14 688 21 80 wew. 021", number: "+48146882180", extensionNumber: "021")
        let week = WeeklySchedule([
            .monday: [try #require(OpeningInterval(opens: 450, closes: 930))], .tuesday: [try #require(OpeningInterval(opens: 450, closes: 930))],
            .friday: [try #require(OpeningInterval(opens: 480, closes: 720)), try #require(OpeningInterval(opens: 780, closes: 1440))],
        ])
        let gmina = try TERYTCode("121604")
        var rich = Institution(
            id: try InstitutionID("gops-wzor"), type: .ops, name: "Gminny Ośrodek Pomocy Społecznej", otherNames: ["GOPS", "Opieka"],
            runBy: "Gmina Wzór", area: [ServedArea(code: gmina, basis: .statutory)], areaNote: "bez jednego sołectwa", sourceID: "wzor",
            recordDate: Period(year: 2026, month: 3), verifiedOn: Period(year: 2026, month: 3, day: 6), note: "uwaga, \"z cudzysłowem\"")
        rich.locations = [
            Location(
                address: PostalAddress(street: "ul. Łąkowa", building: "5", postalCode: "33-100", locality: "Wzór"), gmina: gmina,
                point: InstitutionPoint(longitude: 20.9, latitude: 50.01, precision: .address), phones: [phone, Phone(text: "fax 14 1", number: nil)],
                hours: OpeningHours(text: "pn-wt 7.30-15.30\npt 8-12, 13-24", schedule: week)),
            Location(name: "Filia", address: PostalAddress(locality: "Inny Wzór"), gmina: nil, point: nil, hours: OpeningHours(text: "po umówieniu", schedule: nil)),
        ]
        rich.emails = ["a@example.pl", "b@example.pl"]
        rich.website = "https://wzór.example.pl/ścieżka"
        rich.coordinator = CooperationCoordinator(name: "Anna Wzór", role: "koordynator", phone: phone, email: "k@example.pl")
        rich.services = [
            Service(
                termID: "schronienie", name: "Dom", description: "Opis\nw dwóch liniach", targetIDs: ["seniorzy"], eligibility: "po wywiadzie", cost: "bezpłatnie",
                capacity: 20, freePlaces: 3, freePlacesOn: Period(year: 2026, month: 3, day: 1)),
            Service(termID: "noclegownia"),
        ]
        rich.description = LocalizedText(polish: "Pomaga.", english: "Helps.")
        let poor = Institution(id: try InstitutionID("fundacja-x"), type: .ngo, name: "Fundacja X", parentID: rich.id, sourceID: "nieznane")
        var foreign = Institution(id: try InstitutionID("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"), type: .noclegownia, name: "Noclegownia", sourceID: "wzor")
        foreign.locations = [Location(address: PostalAddress(postalCode: "33-100", locality: "Tarnów"), gmina: gmina, point: InstitutionPoint(longitude: 21, latitude: 50.01, precision: .locality))]
        foreign.services = [Service(termID: "noclegownia", targetIDs: ["bezdomni"]), Service(termID: "noclegownia", targetIDs: ["seniorzy"])]
        return [rich, poor, foreign]
    }

    /// The three, then `count` welfare centres with two statutory services each.
    static func directory(and count: Int = 0, english: Bool = false) throws -> HSDSDirectory {
        let further = try (0..<count).map { number in
            var institution = Institution(id: try InstitutionID("ops-\(number)"), type: .ops, name: "OPS \(number)", sourceID: "wzor", recordDate: Period(year: 2020 + number % 5))
            institution.locations = [Location(address: PostalAddress(locality: "Łódź"), gmina: nil, point: nil)]
            return institution
        }
        return HSDSDirectory(institutions: try institutions() + further, taxonomy: taxonomy, sources: sources, english: english, unitName: unitName)
    }
}

/// A JSON object without a type.
typealias JSONObject = [String: Any]

func jsonObject(_ data: Data) throws -> JSONObject { try #require(try JSONSerialization.jsonObject(with: data) as? JSONObject) }

extension HSDSDirectory {
    func pageObject(_ resource: Resource, _ number: Int = 1, perPage: Int = 1000, _ change: (inout HSDSFilter) -> Void = { _ in }) throws -> JSONObject {
        var filter = HSDSFilter()
        change(&filter)
        return try jsonObject(try page(of: resource, number: number, perPage: perPage, filter: filter))
    }

    func ids(_ resource: Resource, _ change: (inout HSDSFilter) -> Void = { _ in }) throws -> [String] {
        let contents = try #require(try pageObject(resource, 1, perPage: 1000, change)["contents"] as? [JSONObject])
        return contents.compactMap { $0["id"] as? String }
    }
}
