// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import Foundation

/// The forms of a map as a file.
public enum MapFormat: String, CaseIterable, Sendable {
    case pdf, png, svg
}

/// Downloads without a server: the same files for the same parameters, for the command line.
public struct AtlasExport: Sendable {
    private let snapshot: AtlasSnapshot

    /// Reads what all exports need of a database: units, boundaries, the catalogue of indicators.
    public init(store: AtlasStore) async throws {
        snapshot = try await AtlasSnapshot(store: store, earlier: nil, lemmatiser: .shared, geometryCacheBytes: 8 << 20)
    }

    /// Values of an indicator or an expression.
    /// - Parameter parameters: as those of `/api/v1/indicators/{id}/values.…`; nil means not given.
    /// - Throws: `ExportRefusal` with what is accepted.
    public func values(of indicator: String, format: ExportFormat, parameters: [(String, String?)]) async throws -> Data {
        try await refusing {
            let query = try Self.query(parameters)
            let language = try query.choice("lang", Language.self) ?? .polish
            let values = try await ValuesExport(indicator, query, language, snapshot, allByDefault: format == .jsonstat)
            return try await values.bytes(format, origin: "", today: PolishClock.now.day)
        }
    }

    /// A map.
    /// - Parameters:
    ///   - parameters: as those of `/api/v1/map.…`; nil means not given.
    ///   - address: of the atlas, without a path; empty for none.
    /// - Throws: `ExportRefusal` with what is accepted.
    public func map(format: MapFormat, parameters: [(String, String?)], address: String, operatorName: String?) async throws -> Data {
        try await refusing {
            let query = try Self.query(parameters)
            let language = try query.choice("lang", Language.self) ?? .polish
            let style = try await MapStyle(query: query, snapshot: snapshot)
            if format == .pdf {
                return Data(
                    try await PrintedMapRoutes.document(
                        style, query, snapshot, language, origin: address.hasSuffix("/") ? String(address.dropLast()) : address,
                        operatorName: operatorName, today: PolishClock.now.day))
            }
            let map = try await StaticMapRoutes.map(style, query, snapshot, language)
            return Data(format == .png ? try map.png(scale: 2) : try map.svg())
        }
    }

    private static func query(_ parameters: [(String, String?)]) throws -> QueryReader {
        try QueryReader(query: Substring(parameters.compactMap { name, value in value.map { (name, $0) } }.query))
    }

    private func refusing<Result>(_ body: () async throws -> Result) async throws -> Result {
        do { return try await body() } catch let problem as Problem {
            throw ExportRefusal(errorDescription: problem.detail)
        }
    }
}

/// Why there is nothing to export.
public struct ExportRefusal: Error, Sendable, Equatable, LocalizedError {
    public let errorDescription: String?
}
