// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// What an import of a register or of boundaries did, or would do.
public struct TerritoryOutcome: Sendable {
    /// Whether the file told nothing new.
    public var isUnchanged: Bool
    /// Changes of units that were not known before in this form, by code.
    public var newChanges: [UnitChange] = []
    /// Changes that no longer stand, mostly because a new register dates them better.
    public var droppedChanges: [UnitChange] = []
    /// States of units that were added and taken away.
    public var addedStates = 0
    public var removedStates = 0
    /// Facts that a reader of the report should know.
    public var remarks: [String] = []
}

/// Why a register or boundaries were not taken.
public enum TerritoryRefusal: Error, Sendable, Equatable, LocalizedError {
    case missingWojewodztwa(date: Period, codes: [String])
    case tooManyMissing(date: Period, count: Int, examples: [String])
    case contradictsKnownState(date: Period, differences: [String])
    case contradictsKnownDay(code: String, day: Period, date: Period)
    case recorded(String)
    case wrongLevel(given: UnitLevel, expected: UnitLevel)
    case boundariesIncomplete(missing: [String], count: Int)
    case editionExists(date: Period)
    case unknownUnits(codes: [String], count: Int)

    public var errorDescription: String? {
        switch self {
        case .missingWojewodztwa(let date, let codes):
            "the register of \(date) lacks whole województwa (\(codes.joined(separator: ", "))): it is a part of the register, or damaged; give the whole file"
        case .tooManyMissing(let date, let count, let examples):
            "the register of \(date) lacks \(count) units that were known then (\(examples.joined(separator: ", ")) …): it is a part of the register, or damaged; give the whole file"
        case .contradictsKnownState(let date, let differences):
            "the state of \(date) is known already and is another one: \(differences.prefix(10).joined(separator: "; "))\(differences.count > 10 ? " … and \(differences.count - 10) more" : ""). If this file is right, take it with --correct"
        case .contradictsKnownDay(let code, let day, let date):
            "the change of \(code) on \(day) is known, but the register of \(date) contradicts it: nothing was changed. If this file is right, take it with --correct"
        case .recorded(let reason): reason
        case .wrongLevel(let given, let expected):
            "these are boundaries of level \(given.rawValue), but the atlas needs those of level \(expected.rawValue): the larger units are dissolved from them"
        case .boundariesIncomplete(let missing, let count):
            "the file lacks \(count) units of that day (\(missing.joined(separator: ", "))\(count > missing.count ? " …" : "")): an edition must cover the whole country; give the whole file"
        case .editionExists(let date):
            "there are other boundaries of \(date) already. If these are right, take them with --correct, or say the right --date"
        case .unknownUnits(let codes, let count):
            "the file has \(count) units that the register does not know on any day near (\(codes.joined(separator: ", "))\(count > codes.count ? " …" : "")): is the --date right? Import the register of that time first: powiatlas import terc"
        }
    }
}
