// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import PolishText

/// Fields of the tables of agreements as values.
extension RowReader.Fields {
    /// Whether the table has the column at all: one that it does not have leaves what is known.
    func has(_ column: Int) -> Bool { positions[column] != nil }

    /// A day, month or year; Polish forms (17.12.2008, 08.2013) are understood.
    func agreementPeriod(_ column: Int, named name: String) throws(RowFault) -> Period? {
        let text = ContactReading.text(self[column])
        if text.isEmpty { return nil }
        let parts = text.split { $0 == "." || $0 == "/" }.map(String.init)
        if parts.count == 2, parts[1].count == 4, (1...2).contains(parts[0].count) {
            if let period = try? Period("\(parts[1])-\(parts[0].count == 1 ? "0" : "")\(parts[0])") { return period }
        }
        do throws(RowFault) { return try Self.day(text) } catch {
            throw RowFault("\(name) is “\(DelimitedTable.shortened(text))”: expected a day, month or year, as in 2008-12-17, 17.12.2008, 2013-08 or 2013")
        }
    }

    /// The end of an agreement: a period, a word for one without an end, or nothing when it is not stated.
    func agreementEnd(_ column: Int) throws(RowFault) -> Agreement.End {
        let text = fold(ContactReading.text(self[column]))
        if text.isEmpty { return .notStated }
        if Self.openWords.contains(text) { return .open }
        do throws(RowFault) { return try agreementPeriod(column, named: "valid_to").map(Agreement.End.on) ?? .notStated } catch {
            throw RowFault(error.reason + ", “bezterminowo”, or nothing when it is not stated")
        }
    }

    private static let openWords: Set<String> = [
        "open", "open-ended", "bezterminowo", "bezterminowe", "bezterminowa", "czas nieokreslony", "na czas nieokreslony", "nieokreslony",
    ]

    func yesOrNo(_ column: Int, named name: String) throws(RowFault) -> Bool? {
        switch fold(self[column].trimmed) {
        case "": return nil
        case "tak", "yes", "true", "1", "t": return true
        case "nie", "no", "false", "0", "n": return false
        default: throw RowFault("\(name) is “\(DelimitedTable.shortened(self[column]))”: expected tak or nie (yes or no), or nothing when it is not said")
        }
    }

    /// An amount of money in złotys, as in `12 500,50` or `12500.50 zł`, in hundredths.
    func grosze(_ column: Int) throws(RowFault) -> Int? {
        var text = self[column].trimmed
        for unit in ["zł", "PLN", "zl"] where text.hasSuffix(unit) { text = String(text.dropLast(unit.count)).trimmed }
        guard !text.isEmpty else { return nil }
        guard let amount = (try? DecimalNumber.parse(text)) ?? (try? DecimalNumber.parsePolish(text)), (0...1e12).contains(amount),
            abs((amount * 100).rounded() - amount * 100) < 1e-3
        else {
            throw RowFault("amount is “\(DelimitedTable.shortened(self[column]))”: expected złotys with at most two decimals, as in 12500,50")
        }
        return Int((amount * 100).rounded())
    }

    /// A number, Polish or plain.
    func optionalNumber(_ column: Int, named name: String) throws(RowFault) -> Double? {
        let text = self[column].trimmed
        guard !text.isEmpty else { return nil }
        guard let value = (try? DecimalNumber.parse(text)) ?? (try? DecimalNumber.parsePolish(text)) else {
            throw RowFault("\(name) is “\(DelimitedTable.shortened(text))”: expected a number, as in 164 or 18,5")
        }
        return value
    }

    func agreementID(_ column: Int) throws(RowFault) -> AgreementID {
        do throws(AgreementIDError) { return try AgreementID(self[column].trimmed) } catch { throw RowFault(error) }
    }
}

/// Words of closed lists, by their raw value or their name in either language.
enum AgreementWords {
    static func kind(_ text: String) throws(RowFault) -> AgreementKind {
        try value(text, column: "kind", name: \.name, more: [
            "umowa o partnerstwie": .partnership, "partnerstwo": .partnership, "umowa partnerstwa": .partnership, "list intencyjny": .letterOfIntent,
            "umowa o zadanie publiczne": .contractedTask, "umowa": .other, "inne": .other,
        ])
    }

    static func form(_ text: String) throws(RowFault) -> CooperationForm {
        if let step = Int(text.trimmed), let form = CooperationForm.allCases.first(where: { $0.step == step }) { return form }
        return try value(text, column: "form", name: \.name, more: [
            "siec": .network, "cialo zarzadzajace": .governingBody, "wymiana informacji": .information, "wspolne dzialania": .jointAction,
        ])
    }

    static func role(_ text: String) throws(RowFault) -> AgreementParty.Role {
        if text.trimmed.isEmpty { return .partner }
        return try value(text, column: "role", name: \.name, more: [
            "partner wiodacy": .lead, "partner-lider": .lead, "koordynator": .lead, "obserwator": .supporter, "patron": .supporter,
            "instytucja wspierajaca": .supporter, "supporter": .supporter,
        ])
    }

    static func programme(_ text: String) throws(RowFault) -> JointProgramme {
        try value(text, column: "programmes", name: \.name, more: [
            "program aktywizacja i integracja": .activationAndIntegration, "psu": .usefulWork, "urzedomaty": .jobKiosk, "wspolny projekt": .project,
        ])
    }

    static func direction(_ text: String) throws(RowFault) -> AgreementDeadline.Direction {
        switch fold(text.trimmed) {
        case "po", "after", "": return .after
        case "przed", "before": return .before
        default: throw RowFault("direction is “\(DelimitedTable.shortened(text))”: expected przed or po (before or after)")
        }
    }

    private static func value<Word: RawRepresentable & CaseIterable>(
        _ text: String, column: String, name: KeyPath<Word, LocalizedText>, more: [String: Word]
    ) throws(RowFault) -> Word where Word.RawValue == String {
        // Tables that programs write have these.
        if let word = Word(rawValue: text) { return word }
        func plain(_ text: String) -> String { fold(text).replacing("-", with: " ").replacing("_", with: " ").trimmed }
        let wanted = plain(ContactReading.line(text))
        let found = Word.allCases.first {
            plain($0.rawValue) == wanted || plain($0[keyPath: name].polish) == wanted || plain($0[keyPath: name].english) == wanted
        }
        if let word = found ?? more[wanted] ?? more[fold(text).trimmed] { return word }
        let accepted = Word.allCases.map(\.rawValue).joined(separator: ", ")
        throw RowFault(
            wanted.isEmpty
                ? "the \(column) is empty: expected one of \(accepted)"
                : "\(column) “\(DelimitedTable.shortened(text))” is not known: expected one of \(accepted)")
    }
}
