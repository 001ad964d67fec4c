// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// Reads units as people write them: a TERYT code, with or without the name after it, or the name.
struct AgreementUnitReader {
    let territory: Territory
    /// Units that stood there before: they may stay when they are no longer on the map.
    let known: [TERYTCode]

    struct Fault: Error {
        let text: EditorText
    }

    private static let mostChoices = 5

    func code(_ line: String) -> Result<TERYTCode, Fault> {
        func fault(_ polish: String, _ english: String) -> Result<TERYTCode, Fault> { .failure(Fault(text: EditorText(polish, english))) }
        let digits = line.prefix { $0.isASCII && $0.isNumber }
        if !digits.isEmpty {
            if let code = try? TERYTCode(String(digits)) {
                if code.level == .kraj { return .success(code) }
                if let unit = territory.unit(code) { return .success(unit.unit.code) }
                if let known = known.first(where: { $0.stem == code.stem }) { return .success(known) }
            }
            return fault("Nie ma jednostki o kodzie \(digits.prefix(12)).", "There is no unit with the code \(digits.prefix(12)).")
        }
        let name = fold(line)
        if ["polska", "cala polska", "poland", "all of poland"].contains(name) { return .success(.country) }
        let named = territory.all.filter { fold($0.unit.fullName) == name }
        if named.count == 1 { return .success(named[0].unit.code) }
        let found = named.isEmpty ? territory.search(line) : named
        let whole = found.filter { fold($0.unit.name) == name }
        if let only = found.count == 1 ? found.first : whole.count == 1 ? whole.first : nil { return .success(only.unit.code) }
        guard !found.isEmpty else { return fault("Nie ma jednostki „\(line.prefix(60))”.", "There is no unit “\(line.prefix(60))”.") }
        let some = found.prefix(Self.mostChoices).map { "\($0.unit.code.stem) \($0.unit.fullName)" }.joined(separator: ", ") + (found.count > Self.mostChoices ? "…" : "")
        return fault(
            "„\(line.prefix(60))” może oznaczać kilka jednostek: wpisz jedną z nich z kodem (\(some)).",
            "“\(line.prefix(60))” can mean several units: write one of them with its code (\(some)).")
    }
}
