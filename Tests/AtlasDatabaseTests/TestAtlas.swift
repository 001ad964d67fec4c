// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import TileGeometry

/// A small country of our own: two powiats of two gminas each in one województwo, as squares of a tenth of
/// a degree, and one gmina without a boundary.
enum TestAtlas {
    static let west = 20.0
    static let south = 50.0
    static let side = 0.1

    /// Gminas from west to east.
    static let gminas = ["260101", "260102", "260201", "260202"]

    static func square(_ column: Int) -> [Point] {
        let x = west + Double(column) * side
        return [Point(x, south), Point(x + side, south), Point(x + side, south + side), Point(x, south + side), Point(x, south)]
    }

    static func boundaries() throws -> Topology {
        let builder = TopologyBuilder()
        let input = gminas.enumerated().map { column, code in
            TopologyBuilder.Unit(code: code, polygons: [[square(column)]])
        }
        var topology = try builder.build(layer: "gmina", units: input).topology
        try topology.dissolve(layer: "gmina", into: "powiat") { String($0.prefix(4)) }
        try topology.dissolve(layer: "gmina", into: "wojewodztwo") { String($0.prefix(2)) }
        return topology
    }

    static func units() throws -> [TerritorialUnit] {
        try [
            TerritorialUnit(code: TERYTCode("26"), kind: .wojewodztwo, name: "świętokrzyskie"),
            TerritorialUnit(code: TERYTCode("2601"), kind: .powiat, name: "buski"),
            TerritorialUnit(code: TERYTCode("2602"), kind: .powiat, name: "jędrzejowski"),
            TerritorialUnit(code: TERYTCode("2601011"), kind: .urbanGmina, name: "Busko"),
            TerritorialUnit(code: TERYTCode("2601022"), kind: .ruralGmina, name: "Łąka", validTo: Period("2026-01-01")),
            TerritorialUnit(code: TERYTCode("2601023"), kind: .urbanRuralGmina, name: "Łąka", validFrom: Period("2026-01-01")),
            TerritorialUnit(code: TERYTCode("2602012"), kind: .ruralGmina, name: "Słupia"),
            TerritorialUnit(code: TERYTCode("2602022"), kind: .ruralGmina, name: "Zielona"),
            TerritorialUnit(code: TERYTCode("2602032"), kind: .ruralGmina, name: "Nowa", validFrom: Period("2026-01-01")),
        ]
    }

    static func indicator(_ id: String, _ aggregation: Aggregation, decimals: Int = 0) throws -> Indicator {
        let text = LocalizedText(polish: id, english: id)
        return Indicator(
            id: try IndicatorID(id), name: text, unit: text, topic: text, note: text, sourceID: "test", direction: .neutral,
            aggregation: aggregation, decimals: decimals)
    }

    static func contents() throws -> AtlasContents {
        let source = Source(
            id: "test", name: LocalizedText(polish: "test", english: "test"), publisher: "test", url: nil, date: try Period("2021"),
            licence: LocalizedText(polish: "CC0", english: "CC0"))
        func value(_ id: String, _ code: String, _ value: Double?, _ flag: ObservationFlag? = nil) throws -> Observation {
            Observation(indicator: try IndicatorID(id), period: try Period("2021"), code: try TERYTCode(code), value: value, flag: flag)
        }
        return AtlasContents(
            units: try units(),
            changes: [
                UnitChange(
                    code: try TERYTCode("2601023"), kind: .retyped, before: "gmina-wiejska", after: "gmina-miejsko-wiejska",
                    notBefore: try Period("2021-01-01"), notAfter: try Period("2026-01-01"))
            ],
            boundaries: try boundaries(), sources: [source],
            indicators: [
                try indicator("ludnosc", .sum), try indicator("starsi", .sum),
                try indicator("udzial-starszych", .ratio(numerator: "starsi", denominator: "ludnosc", factor: 100), decimals: 1),
                try indicator("rok", .none),
            ],
            observations: [
                try value("ludnosc", "260101", 100), try value("ludnosc", "260102", 300), try value("ludnosc", "260201", 50),
                try value("ludnosc", "260202", 50),
                try value("starsi", "260101", 50), try value("starsi", "260102", 30), try value("starsi", "260201", 0),
                try value("rok", "2601", 2010), try value("rok", "2602", nil, .notApplicable),
            ])
    }
}

/// A real SpatiaLite file for the time of a test.
func withTestAtlas<Result>(_ body: (AtlasStore) async throws -> Result) async throws -> Result {
    try await withTemporaryFolder { folder in
        let store = try AtlasStore.create(path: folder.appending(path: "atlas.sqlite").path, contents: try TestAtlas.contents())
        let result = try await body(store)
        try store.close()
        return result
    }
}

/// A folder with the file of a small atlas, which nobody has open, and an empty folder for backups.
func withAtlasToBackUp(_ body: (_ folder: URL, _ path: String, _ backups: BackupFolder) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
        let path = folder.appending(path: "atlas.sqlite").path
        try AtlasStore.create(path: path, contents: try TestAtlas.contents()).close()
        let backups = folder.appending(path: "backups")
        try FileManager.default.createDirectory(at: backups, withIntermediateDirectories: false)
        try await body(folder, path, BackupFolder(backups.path))
    }
}

func withTemporaryFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "powiatlas-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
}
