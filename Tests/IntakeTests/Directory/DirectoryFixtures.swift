// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Intake
import Testing
import TileGeometry

/// What the tests of the directory read with: the embedded territory, borders and taxonomy.
enum DirectoryFixtures {
    static let folder = IntakeFixtures.geoData.appendingPathComponent("directory")

    /// Read once: many tests need it.
    private static let read = Result { () throws -> DirectoryReference in
        let topology = try TopoJSON.decode(try Data(contentsOf: IntakeFixtures.geoData.appendingPathComponent("boundaries/poland.topojson")))
        let taxonomy = try DirectoryTables.readTaxonomy(
            terms: InputTable(folder.appendingPathComponent("taxonomy.csv")), statutory: InputTable(folder.appendingPathComponent("statutory-services.csv"))
        ).taxonomy
        return DirectoryReference(
            units: try IntakeFixtures.territoryContents().units, geography: UnitGeography(topology), taxonomy: taxonomy,
            sources: PublishedList.all.map(\.source) + [wzor])
    }

    static let wzor = Source(
        id: "wzor", name: LocalizedText(polish: "Wzór", english: "Sample"), publisher: "Powiat", url: nil, date: Period(year: 2025),
        licence: LocalizedText(polish: "CC0", english: "CC0"))

    static func reference() throws -> DirectoryReference { try read.get() }

    static func table(_ text: String, file: String = "table.csv") -> InputTable { InputTable(file: file, data: Data(text.utf8)) }

    static func build() throws -> DirectoryBuild {
        let reference = try reference()
        return DirectoryBuild(units: try IntakeFixtures.territoryContents().units, geography: reference.geography, taxonomy: reference.taxonomy)
    }
}

extension IntakeResult<Institution> {
    func institution(_ id: String) throws -> Institution { try #require(accepted.first { $0.id.text == id }, "there is no \(id)") }

    /// The remarks of a line.
    func remarks(_ line: Int) -> [String] { report.remarks.filter { $0.hasPrefix("line \(line):") } }
}
