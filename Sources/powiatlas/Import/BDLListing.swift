// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import StatisticsOffice

/// Lists of variables on standard output.
struct BDLListing {
    let language: BDLLanguage

    func text(of catalogue: StarterCatalogue) -> String {
        catalogue.topics.map { topic, variables in
            let rows = variables.map { variable in
                "  \(padded(variable.number))  \(text(variable.name)), \(text(variable.unit)) [\(variable.levels.last?.name ?? "")]"
            }
            return ([text(topic)] + rows).joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    func search(_ wanted: String, client: BDLClient) async throws {
        let (hits, total) = try await client.searchVariables(wanted, language: language)
        guard !hits.isEmpty else {
            throw CommandRefusal("The Local Data Bank has no variable with “\(wanted)” in its names. Try one word, or a part of one")
        }
        for hit in hits {
            let smallest = BDLLevel.allCases.last { hit.hasValues(at: $0) }
            print("\(padded(hit.id))  \(hit.names.joined(separator: ", ")), \(hit.measureUnitName) [\(hit.subjectID), \(smallest?.name ?? "")]")
        }
        if total > hits.count { Progress().report("\(total - hits.count) more; a longer text finds fewer") }
    }

    private func text(_ text: LocalizedText) -> String { language == .polish ? text.polish : text.english }

    private func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: " ", count: max(7 - digits.count, 0)) + digits
    }
}
