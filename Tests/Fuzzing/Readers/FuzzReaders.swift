// SPDX-License-Identifier: Apache-2.0

import Foundation

/// All readers, one line each. A reader is made when it is needed: most look things up in the embedded data.
public enum FuzzReaders {
    private static let makers: [(name: String, make: @Sendable () throws -> FuzzReader)] = [
        ("values-csv", { try .valuesCSV() }),
        ("values-xlsx", { try .valuesWorkbook() }),
        ("values-xlsx-parts", { try .valuesWorkbookParts() }),
        ("observations", { try .observations() }),
        ("published-tables", { try .publishedTables() }),
        ("mappings", { try .mappings() }),
        ("directory-tables", { try .directoryTables() }),
        ("directory-reference", { try .directoryReference() }),
        ("register-csv", { try .registerLists() }),
        ("terc", { try .tercRegister() }),
        ("territory-changes", { try .territoryChanges() }),
        ("geojson", { try .geoJSON() }),
        ("topojson", { try .topoJSON() }),
        ("shapefile", { try .shapefile() }),
        ("boundaries-zip", { try .zippedBoundaries() }),
        ("geopackage", { try .geoPackage() }),
        ("agreements", { try .agreements() }),
        ("knowledge", { try .knowledge() }),
        ("survey", { try .survey() }),
        ("survey-answers", { try .surveyAnswers() }),
        ("vacancies", { try .vacancies() }),
        ("hsds-json", { try .hsdsJSON() }),
        ("hsds-tables", { try .hsdsTables() }),
        ("expressions", { .expressions() }),
        ("codes-and-periods", { .codesAndPeriods() }),
    ]
    /// Fails on purpose, for the tests of the fuzzer itself; not among the names.
    private static let selfCheck = FuzzReader("self-check", seeds: [Data(text: "sound")], caseSeconds: 0.4) { data in
        switch String(decoding: data, as: UTF8.self) {
        case "trap": fatalError("on purpose")
        case "hang": while true { usleep(1_000) }
        case "silent": throw CancellationError()
        default: break
        }
    }

    private static let serverReaders = ["requests", "connections"]

    public static func names(withServer: Bool) -> [String] { makers.map(\.name) + (withServer ? serverReaders : []) }

    /// Makes a reader for the time of `body`.
    /// - Parameter database: for the readers of requests.
    public static func with<Result>(_ name: String, database: String?, _ body: (FuzzReader) async throws -> Result) async throws -> Result {
        if name == selfCheck.name { return try await body(selfCheck) }
        if let maker = makers.first(where: { $0.name == name }) { return try await body(maker.make()) }
        guard serverReaders.contains(name), let database else { throw FuzzFailure("there is no reader “\(name)”") }
        return try await FuzzServer.with(database: database) { server in
            try await body(name == "requests" ? .requests(server) : .connections(server))
        }
    }
}

/// The files that seeds are made of and readers look things up in.
enum FuzzInputs {
    private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let repository = tests.deletingLastPathComponent()

    static func fixture(_ name: String) throws -> Data { try Data(contentsOf: tests.appendingPathComponent("IntakeTests/Fixtures/\(name)")) }
    static func geoData(_ name: String) throws -> Data { try Data(contentsOf: repository.appendingPathComponent("GeoData/\(name)")) }

    /// The first lines of a table: short seeds make quick cases.
    static func head(_ data: Data, lines: Int = 12) -> Data {
        Data(data.split(separator: 10, maxSplits: lines, omittingEmptySubsequences: false).prefix(lines).joined(separator: [10]) + [10])
    }

    static func geoDataHead(_ name: String, lines: Int = 12) throws -> Data { head(try geoData(name), lines: lines) }
}

extension Data {
    init(text: String) { self.init(text.utf8) }
}
