// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// A reader of a published list of institutions of one layout.
///
/// A row that names its origin gets that source (see `PublishedList`); for the others the caller says the source. What is
/// mended or left out on the way stands in the report, with its line.
public protocol InstitutionReader: Sendable {
    /// The layout's name on the command line: `rjps`, `placowki`.
    static var kind: String { get }
    /// One line for the command line's help.
    static var help: String { get }

    /// - Parameters:
    ///   - sourceID: for rows that do not name their source.
    ///   - recordDate: for rows that do not say of what day they are.
    init(reference: DirectoryReference, sourceID: String?, recordDate: Period?)

    /// Reads a file whole, or with `partial` its good rows. The same bytes give the same values in every run.
    /// - Throws: a refusal that lists every bad row with its line; nothing is taken then.
    func read(_ data: Data, file: String, partial: Bool) throws(IntakeRefusal) -> IntakeResult<Institution>
}

/// The layouts of lists of institutions.
public enum InstitutionReaders {
    public static let all: [any InstitutionReader.Type] = [WelfareRegisterReader.self, CareHomeReader.self]

    public static func named(_ kind: String) -> (any InstitutionReader.Type)? { all.first { $0.kind == kind } }
}

/// What readers gather beside the institutions: remarks with lines, in the order of the file.
struct ListNotes {
    private var remarks: [(line: Int, text: String)] = []

    mutating func add(_ line: Int, _ text: String) { remarks.append((line, text)) }
    mutating func add(_ line: Int, _ texts: [String]) { for text in texts { add(line, text) } }

    /// As lines of a report.
    var lines: [String] {
        remarks.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map { "line \($0.element.line): \($0.element.text)" }
    }
}

extension RowReader.Fields {
    /// A day as lists write it: `06.03.2026`, `01/09/2025` (day first), or ISO 8601; nil for an empty field.
    static func day(_ text: String) throws(RowFault) -> Period? {
        let text = ContactReading.text(text)
        if text.isEmpty { return nil }
        let parts = text.split { $0 == "." || $0 == "/" }.map(String.init)
        let iso: String
        if parts.count == 3, parts[2].count == 4 {
            func twoDigits(_ number: String) -> String { number.count == 1 ? "0" + number : number }
            iso = "\(parts[2])-\(twoDigits(parts[1]))-\(twoDigits(parts[0]))"
        } else {
            iso = text
        }
        do throws(PeriodError) { return try Period(iso) } catch {
            throw RowFault("“\(DelimitedTable.shortened(text))” is not a day: expected 2026-03-06 or 06.03.2026")
        }
    }
}
