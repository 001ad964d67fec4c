// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// Ids for agreements of tables that have none: from the title, the year and, when need be, a number.
enum AgreementSlug {
    private static let longest = 60

    static func id(title: String, year: Int?, isTaken: (AgreementID) -> Bool) throws(RowFault) -> AgreementID {
        let words = fold(title).split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        var text = ""
        for word in words {
            guard text.utf8.count + word.utf8.count < longest else { break }
            text += (text.isEmpty ? "" : "-") + word
        }
        if text.isEmpty, let first = words.first { text = String(first.prefix(longest)) }
        if text.utf8.count < 2 { text = "porozumienie" + (text.isEmpty ? "" : "-" + text) }
        let endings = [""] + (year.map { ["-\($0)"] } ?? []) + (2...999).map { number in (year.map { "-\($0)" } ?? "") + "-\(number)" }
        for ending in endings {
            guard let id = try? AgreementID(text + ending), !id.isReserved, !isTaken(id) else { continue }
            return id
        }
        throw RowFault("no id could be made from the title: give one in the column id")
    }
}
