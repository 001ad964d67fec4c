// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import PolishText
import Testing

@testable import DirectorySearch
@testable import Intake

/// The directory that a fresh machine serves, and small ones made for single questions.
enum TestDirectory {
    private static let testFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    private static let geoData = testFolder.appendingPathComponent("../../GeoData").standardizedFileURL

    /// Read once: it takes a moment.
    private static let sharedLemmatiser = Result { try Lemmatiser() }
    private static let sharedUnits = Result {
        try TerritoryTables.read(folder: geoData.appendingPathComponent("territory")).units
    }
    private static let sharedContents = Result {
        try DirectoryTables.read(folder: geoData.appendingPathComponent("directory"), units: sharedUnits.get())
    }
    private static let sharedIndex = Result { () throws -> DirectoryIndex in
        let contents = try sharedContents.get()
        return try index(contents.institutions, taxonomy: contents.taxonomy, thesaurus: contents.thesaurus)
    }

    static func lemmatiser() throws -> Lemmatiser { try sharedLemmatiser.get() }

    static func contents() throws -> DirectoryContents { try sharedContents.get() }

    /// All institutions of `GeoData/directory`.
    static func real() throws -> DirectoryIndex { try sharedIndex.get() }

    static func places() throws -> [SearchPlace] {
        try sharedUnits.get().filter { $0.validTo == nil }.map {
            SearchPlace(code: $0.code, kind: $0.kind, name: $0.name, fullName: $0.fullName, longitude: nil, latitude: nil)
        }
    }

    static func index(_ institutions: [Institution], taxonomy: Taxonomy, thesaurus: [ThesaurusEntry]) throws -> DirectoryIndex {
        DirectoryIndex(
            entries: institutions.map { DirectoryEntry($0, taxonomy: taxonomy) }, taxonomy: taxonomy, thesaurus: thesaurus,
            places: try places(),
            lemmatiser: try lemmatiser())
    }

    /// An index of made-up institutions with the real taxonomy, thesaurus and territory.
    static func index(_ institutions: [Institution]) throws -> DirectoryIndex {
        let contents = try contents()
        return try index(institutions, taxonomy: contents.taxonomy, thesaurus: contents.thesaurus)
    }

    static func institution(
        _ id: String, _ type: InstitutionType, _ name: String, area: [String] = [], gmina: String? = nil, street: String = "",
        building: String = "",
        postalCode: String = "", locality: String = "", longitude: Double? = nil, latitude: Double? = nil, phone: String? = nil,
        schedule: WeeklySchedule? = nil, services: [Service] = [], verifiedOn: String? = nil, runBy: String? = nil,
        otherNames: [String] = []
    ) throws -> Institution {
        let point = longitude.flatMap { longitude in
            latitude.flatMap { InstitutionPoint(longitude: longitude, latitude: $0, precision: .address) }
        }
        let location = Location(
            address: PostalAddress(street: street, building: building, postalCode: postalCode, locality: locality),
            gmina: try gmina.map { try TERYTCode($0) }, point: point, phones: phone.map { [Phone(text: $0, number: "+48" + $0)] } ?? [],
            hours: schedule.map { OpeningHours(text: "", schedule: $0) })
        return Institution(
            id: try InstitutionID(id), type: type, name: name, otherNames: otherNames, runBy: runBy,
            area: try area.map { ServedArea(code: try TERYTCode($0), basis: .statutory) }, locations: [location], services: services,
            sourceID: "test",
            verifiedOn: try verifiedOn.map { try Period($0) })
    }

    /// Friday the 6th of March 2026, ten o'clock in Poland.
    static let friday = PolishMoment(Date(timeIntervalSince1970: 1_772_787_600))
    /// Sunday the 8th.
    static let sunday = PolishMoment(Date(timeIntervalSince1970: 1_772_960_400))

    /// The rows of a table beside the tests, by column.
    static func rows(_ name: String) throws -> [(line: Int, fields: [String: String])] {
        let table = try DelimitedTable(Data(contentsOf: testFolder.appendingPathComponent(name)), file: name)
        return table.rows.map { row in
            (row.line, Dictionary(zip(table.header, row.fields)) { first, _ in first })
        }
    }
}

extension DirectoryIndex {
    func search(_ text: String, limit: Int = 20) throws -> SearchResult {
        try search(SearchQuery(text: text, limit: limit), now: TestDirectory.friday)
    }

    func ids(_ text: String, limit: Int = 20) throws -> [String] { try search(text, limit: limit).hits.map(\.entry.id.text) }
}
