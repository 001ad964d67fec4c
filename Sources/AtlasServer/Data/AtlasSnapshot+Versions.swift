// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase

/// What entity tags and caches follow from. Equal texts stand for equal content, in every process that serves the file.
extension AtlasSnapshot {
    /// Of units, their names and the boundaries of the snapshot's day; values and institutions do not touch it.
    var territoryVersion: String { past == nil ? versions.territory : "\(versions.territory)@\(pastStart)" }

    /// Of institutions, taxonomy, sectors and thesaurus as they are searched: an index of newer ones may still be in the making.
    var directoryVersion: String { pendingDirectory.version }

    /// Of all that answers about an indicator or a computed measure rest on: its values, their definition and source, and the
    /// units that they are of. Imports of other indicators leave it as it is.
    func version(of id: IndicatorID) -> String { version(of: id, directory: directoryVersion) }

    /// - Parameters:
    ///   - directory: the version of the directory that measures are to rest on.
    ///   - today: the day on which agreements are looked at; that of the snapshot unless given.
    func version(of id: IndicatorID, directory: String, today: Period? = nil) -> String {
        if let own = versions.indicators[id] { return own + territoryVersion }
        guard id.isComputed, let expression = try? IndicatorExpression(id.text) else { return dataVersion }
        return version(of: expression, directory: directory, today: today ?? self.today)
    }

    private func version(of expression: IndicatorExpression, directory: String, today: Period) -> String {
        var parts = expression.indicators.map { versions.indicators[$0] ?? "" }
        // Rates divide by the population whether they name it or not.
        if expression.restsOnPopulation {
            let population = try? population().indicator.id
            parts.append(population.flatMap { versions.indicators[$0] } ?? "")
        }
        if expression.restsOnDirectory { parts.append(directory) }
        if expression.restsOnAgreements { parts.append("\(versions.agreements) \(today)") }
        if expression.restsOnSurveys { parts.append(surveys.version) }
        return String(StrongETag.hash(parts.joined(separator: " ")), radix: 36) + territoryVersion
    }

    /// Of everything, and of the day on which agreements are looked at.
    var dayVersion: String { "\(dataVersion) \(today)" }

    /// Of the catalogue: which indicators there are, and all of each.
    var catalogueVersion: String {
        String(StrongETag.hash(indicators.map { versions.indicators[$0.indicator.id] ?? "" }.joined(separator: " ")), radix: 36)
    }
}

extension IndicatorExpression {
    /// Whether the measure, or a part of it, divides by residents without naming an indicator.
    fileprivate var restsOnPopulation: Bool {
        switch self {
        case .perCapita, .institutions, .places, .cooperation(.partnerships): true
        default: operands.contains(where: \.restsOnPopulation)
        }
    }

    fileprivate var restsOnSurveys: Bool {
        if case .survey = self { return true }
        return operands.contains(where: \.restsOnSurveys)
    }

    fileprivate var restsOnDirectory: Bool {
        switch self {
        case .institutions, .places, .cooperation: true
        default: operands.contains(where: \.restsOnDirectory)
        }
    }

    /// Whether it changes with the registry of agreements, and with the day on which they are looked at.
    fileprivate var restsOnAgreements: Bool {
        if case .cooperation = self { return true }
        return operands.contains(where: \.restsOnAgreements)
    }
}
