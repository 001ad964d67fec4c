// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// A reader of one published layout: turns a file as it was published into observations of our indicators.
/// Every layout has a folder of its own beside this file.
public protocol IndicatorReader: Sendable {
    /// The name of the layout on the command line.
    static var kind: String { get }
    /// One line that says which file it reads.
    static var help: String { get }
    init(territory: TerritoryIndex)
    /// - Throws: a refusal that lists every bad row; a published file is taken whole or not at all.
    func read(_ data: Data, file: String) throws(IntakeRefusal) -> IntakeResult<Observation>
}

/// All layouts that can be read.
public enum IndicatorReaders {
    public static let all: [any IndicatorReader.Type] = [
        CensusAgeReader.self, CensusNeverMarriedReader.self, CensusHigherEducationReader.self, AgeingSeriesReader.self,
        LivingConditionsReader.self, UnemploymentReader.self, IntegrationProgrammeReader.self, UsefulWorkReader.self,
        SepiReader.self,
    ]

    public static func named(_ kind: String) -> (any IndicatorReader.Type)? { all.first { $0.kind == kind } }
}

extension Observation {
    /// An observation under an id that is written in our own source code. Such ids are valid, and a test reads them all.
    static func make(_ id: String, _ period: Period, _ code: TERYTCode, _ value: Double?, _ flag: ObservationFlag? = nil) -> Observation? {
        guard let indicator = try? IndicatorID(id) else { return nil }
        return Observation(indicator: indicator, period: period, code: code.ancestor(at: code.level) ?? code, value: value, flag: flag)
    }
}
