// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// Entries that look like one office under two ids.
public enum DuplicateOffices {
    /// Lines about institutions of an import that stand beside entries with another id, the same type, the same gmina and the
    /// same name but for case, diacritics and spaces.
    public static func remarks(of institutions: [Institution], beside existing: [Institution]) -> [String] {
        let known = Dictionary(existing.map { (key($0), $0.id) }) { first, _ in first }
        return institutions.compactMap { institution in
            guard let other = known[key(institution)], other != institution.id else { return nil }
            return "  \(institution.id) “\(institution.name)” may be the office that stands in the directory as \(other): "
                + "if it is, give both the same id"
        }
    }

    private static func key(_ institution: Institution) -> String {
        let name = fold(institution.name).split { !($0.isLetter || $0.isNumber) }.joined(separator: " ")
        return "\(institution.type.rawValue) \(institution.seat?.gmina?.stem ?? "") \(name)"
    }
}
