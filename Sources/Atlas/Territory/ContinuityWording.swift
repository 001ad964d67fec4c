// SPDX-License-Identifier: Apache-2.0

/// What pages and charts say about changes of a unit's area, in Polish and English.
struct ContinuityWording {
    let unit: (TERYTCode) -> TerritorialUnit?

    func sentence(
        _ cause: SeriesContinuity.Cause, of code: TERYTCode, others: [UnitChange.Part], notBefore: Period, notAfter: Period,
        isNew: (TERYTCode) -> Bool, isGone: (TERYTCode) -> Bool
    ) -> LocalizedText {
        let (when, whenEnglish) = Self.day(notBefore, notAfter)
        let own = form(code)
        let names = others.map { form($0.code) }
        let shares = others.map { $0.share.map(Self.percent) ?? "" }
        switch cause {
        case .created:
            guard !names.isEmpty else {
                return LocalizedText(
                    polish: "\(when) utworzono \(own.accusative); wcześniejszych wartości nie ma.",
                    english: "\(whenEnglish) \(own.english) was created; there are no earlier values.")
            }
            return LocalizedText(
                polish: "\(when) \(own.accusative) wydzielono z \(Self.list(names.map(\.genitive), "i")); wcześniejsze wartości są częścią wartości dawnego obszaru.",
                english: "\(whenEnglish) \(own.english) was separated from \(Self.list(names.map(\.english), "and")); earlier values are part of those of the former area.")
        case .abolished:
            guard !names.isEmpty else {
                return LocalizedText(
                    polish: "\(when) zniesiono \(own.accusative); szereg kończy się na tej zmianie.",
                    english: "\(whenEnglish) \(own.english) was abolished; the series ends there.")
            }
            return LocalizedText(
                polish: "\(when) \(own.accusative) zniesiono, a jej obszar włączono do \(Self.list(names.map(\.genitive), "i")); szereg kończy się na tej zmianie.",
                english: "\(whenEnglish) \(own.english) was abolished and its area went to \(Self.list(names.map(\.english), "and")); the series ends there.")
        case .lost:
            let areNew = others.allSatisfy { isNew($0.code) }
            let polish = zip(names, shares).map { (areNew ? $0.accusative : $0.genitive) + ($1.isEmpty ? "" : " (\($1) obszaru)") }
            let english = zip(names, shares).map { $0.english + ($1.isEmpty ? "" : " (\($1) of the area)") }
            return areNew
                ? LocalizedText(
                    polish: "\(when) z \(own.genitive) wydzielono \(Self.list(polish, "i")); wartości sprzed zmiany dotyczą dawnego obszaru.",
                    english: "\(whenEnglish) \(Self.list(english, "and")) was separated from \(own.english); values before the change are those of the former area.")
                : LocalizedText(
                    polish: "\(when) część obszaru \(own.genitive) przeszła do \(Self.list(polish, "i")); wartości sprzed zmiany dotyczą dawnego obszaru.",
                    english: "\(whenEnglish) a part of \(own.english) passed to \(Self.list(english, "and")); values before the change are those of the former area.")
        case .gained:
            let areWhole = others.allSatisfy { isGone($0.code) }
            return LocalizedText(
                polish: "\(when) do \(own.genitive) włączono \(areWhole ? "" : "część obszaru ")\(Self.list(names.map { areWhole ? $0.accusative : $0.genitive }, "i")); wartości sprzed zmiany dotyczą dawnego, mniejszego obszaru.",
                english: "\(whenEnglish) \(areWhole ? "" : "a part of ")\(Self.list(names.map(\.english), "and")) joined \(own.english); values before the change are those of the former, smaller area.")
        }
    }

    /// A renaming or change of kind.
    func note(_ change: UnitChange) -> LocalizedText {
        let (when, whenEnglish) = Self.day(change.notBefore, change.notAfter)
        let (before, after) = (change.before ?? "", change.after ?? "")
        if change.kind == .renamed {
            return LocalizedText(
                polish: "\(when) zmieniono nazwę z\u{A0}„\(before)” na „\(after)”; szereg jest ciągły.",
                english: "\(whenEnglish) the name changed from “\(before)” to “\(after)”; the series goes on.")
        }
        let kinds = (Self.kind(before), Self.kind(after))
        return LocalizedText(
            polish: "\(when) zmieniono rodzaj z\u{A0}„\(kinds.0.polish)” na „\(kinds.1.polish)”; szereg jest ciągły.",
            english: "\(whenEnglish) the kind changed from \(kinds.0.english) to \(kinds.1.english); the series goes on.")
    }

    // MARK: Names

    private struct Form {
        let genitive: String
        let accusative: String
        let english: String
    }

    private func form(_ code: TERYTCode) -> Form {
        guard let unit = unit(code) else {
            return Form(genitive: "jednostki \(code.stem)", accusative: "jednostkę \(code.stem)", english: "unit \(code.stem)")
        }
        let name = unit.name
        switch unit.kind {
        case .kraj: return Form(genitive: "kraju", accusative: "kraj", english: "the country")
        // Names of powiats and województwa are adjectives on -ki, -kie.
        case .wojewodztwo:
            return Form(
                genitive: "województwa \(name.hasSuffix("e") ? String(name.dropLast()) : name)ego", accusative: "województwo \(name)",
                english: "województwo \(name)")
        case .powiat: return Form(genitive: "powiatu \(name)ego", accusative: "powiat \(name)", english: "powiat \(name)")
        case .cityWithPowiatRights, .urbanGmina: return Form(genitive: "miasta \(name)", accusative: "miasto \(name)", english: "the town \(name)")
        case .ruralGmina, .urbanRuralGmina: return Form(genitive: "gminy \(name)", accusative: "gminę \(name)", english: "gmina \(name)")
        }
    }

    private static func kind(_ text: String) -> LocalizedText {
        switch UnitKind(rawValue: text) {
        case .urbanGmina: LocalizedText(polish: "gmina miejska", english: "urban gmina")
        case .ruralGmina: LocalizedText(polish: "gmina wiejska", english: "rural gmina")
        case .urbanRuralGmina: LocalizedText(polish: "gmina miejsko-wiejska", english: "urban-rural gmina")
        case .cityWithPowiatRights: LocalizedText(polish: "miasto na prawach powiatu", english: "city with powiat rights")
        case .powiat: LocalizedText(polish: "powiat", english: "powiat")
        case .wojewodztwo: LocalizedText(polish: "województwo", english: "województwo")
        case .kraj, nil: LocalizedText(polish: text, english: text)
        }
    }

    private static func list(_ items: [String], _ conjunction: String) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " \(conjunction)\u{A0}" + last
    }

    private static func percent(_ share: Double) -> String {
        let percent = (share * 100).rounded()
        return percent < 1 ? "<1%" : "\(Int(percent))%"
    }

    // MARK: Days

    private static let polishMonths = [
        "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia",
    ]
    private static let englishMonths = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]

    /// `W 2025 r.` for a 1 January, `Dnia 5 maja 2020 r.` for another day, `Między … a …` when only bounds are known.
    private static func day(_ notBefore: Period, _ notAfter: Period) -> (polish: String, english: String) {
        func text(_ period: Period) -> (String, String) {
            let day = period.asFirstDay
            let month = (day.month ?? 1) - 1
            return (
                "\(day.day ?? 1)\u{A0}\(polishMonths[month]) \(day.year)\u{A0}r.", "\(day.day ?? 1)\u{A0}\(englishMonths[month]) \(day.year)"
            )
        }
        guard notBefore == notAfter else {
            let (a, b) = (text(notBefore), text(notAfter))
            return ("Między \(a.0) a\u{A0}\(b.0)", "Between \(a.1) and \(b.1)")
        }
        let day = notAfter.asFirstDay
        if day.month == 1, day.day == 1 { return ("W\u{A0}\(day.year)\u{A0}r.", "In \(day.year)") }
        let exact = text(day)
        return ("Dnia \(exact.0)", "On \(exact.1)")
    }
}
