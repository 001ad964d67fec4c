// SPDX-License-Identifier: Apache-2.0

import Atlas

extension EditorFields {
    /// A practice as its form shows it.
    /// - Parameter unitName: the name of a unit of today.
    init(_ practice: Practice, unitName: (TERYTCode) -> String?) {
        self.init()
        func both(_ name: String, _ text: LocalizedText) -> [String: String] { ["\(name)_pl": text.polish, "\(name)_en": text.english] }
        values = [
            "id": practice.id.text, "kind": practice.kind.rawValue, "number": practice.number.map { String($0) } ?? "", "part_of": practice.partOf?.text ?? "",
            "lead": practice.leadID?.text ?? "", "contact_name": practice.contact?.name ?? "", "contact_role": practice.contact?.role ?? "",
            "contact_phone": practice.contact?.phone?.text ?? "", "contact_email": practice.contact?.email ?? "",
            "agreements": practice.agreementIDs.map(\.text).joined(separator: "\n"), "record_date": practice.recordDate.formText,
            "verified_on": practice.verifiedOn.formText,
        ]
        for (name, text) in [
            ("name", practice.name), ("summary", practice.summary), ("description", practice.description), ("conditions", practice.conditions), ("note", practice.note),
        ] { values.merge(both(name, text)) { _, new in new } }
        lists = ["problems": practice.problemIDs, "targets": practice.targetIDs, "services": practice.serviceIDs]
        rows["results"] = practice.results.map { result in
            both("measure", result.measure).merging(both("unit", result.unit)) { _, new in new }
                .merging(["value": EditorReader.text(result.value), "period": result.period.formText]) { _, new in new }
        }
        rows["places"] = practice.places.map { place in
            let member: String =
                switch place.member {
                case .institution(let id): id.text
                case .unit(let code): unitName(code).map { "\(code.stem) \($0)" } ?? code.stem
                }
            return both("note", place.note).merging(["member": member, "since": place.since.formText, "until": place.until.formText]) { _, new in new }
        }
        rows["materials"] = practice.materials.map { ["title": $0.title, "address": $0.address] }
    }
}

/// Reads a practice from the fields of its form.
struct PracticeFormReader {
    private var reader: EditorReader
    private let base: Practice?
    private let taxonomy: Taxonomy
    private let territory: Territory

    /// - Parameter base: the state that is edited; nil for a new practice.
    /// - Returns: what could be read, and all that is wrong with it; with faults it must not be saved.
    static func read(_ fields: EditorFields, base: Practice?, id: KnowledgeID, taxonomy: Taxonomy, territory: Territory) -> (practice: Practice, faults: [EditorFault]) {
        var form = PracticeFormReader(reader: EditorReader(fields), base: base, taxonomy: taxonomy, territory: territory)
        let practice = form.practice(id)
        let own = practice.faults.filter { fault in
            switch fault {
            case .empty, .badAddress, .badNumber: false
            default: true
            }
        }
        return (practice, form.reader.faults + own.map { fault($0, in: practice) })
    }

    private var fields: EditorFields { reader.fields }

    private mutating func both(_ row: [String: String], _ name: String, _ path: (String) -> String, limit: Int, isRequired: Bool = false) -> LocalizedText {
        let polish = reader.text(row["\(name)_pl"] ?? "", path("\(name)_pl"), limit: limit)
        let english = reader.text(row["\(name)_en"] ?? "", path("\(name)_en"), limit: limit)
        let isNeeded = isRequired || !polish.isEmpty || !english.isEmpty
        if isNeeded, polish.isEmpty { reader.refuse(path("\(name)_pl"), "Brakuje tekstu po polsku.", "The text in Polish is missing.") }
        if isNeeded, english.isEmpty { reader.refuse(path("\(name)_en"), "Brakuje tekstu po angielsku.", "The text in English is missing.") }
        return LocalizedText(polish: polish, english: english)
    }

    private mutating func practice(_ id: KnowledgeID) -> Practice {
        let plain = { (name: String) in name }
        var practice = Practice(
            id: id, kind: reader.word(fields["kind"], "kind") ?? .practice, name: both(fields.values, "name", plain, limit: 300, isRequired: true),
            summary: both(fields.values, "summary", plain, limit: 1_000, isRequired: true), sourceID: base?.sourceID ?? Source.keptHereID)
        practice.description = both(fields.values, "description", plain, limit: 10_000)
        practice.conditions = both(fields.values, "conditions", plain, limit: 5_000)
        practice.note = both(fields.values, "note", plain, limit: 2_000)
        if !fields["number"].isEmpty {
            practice.number = Int(fields["number"])
            if !(1...9_999).contains(practice.number ?? 0) { reader.refuse("number", "Podaj numer od 1 do 9999.", "Give a number from 1 to 9999.") }
        }
        if !fields["part_of"].isEmpty {
            practice.partOf = try? KnowledgeID(fields["part_of"])
            if practice.partOf == nil { reader.refuse("part_of", "Wybierz wpis z listy.", "Choose an entry from the list.") }
        }
        practice.problemIDs = terms("problems", .problem, base?.problemIDs ?? [])
        practice.targetIDs = terms("targets", .target, base?.targetIDs ?? [])
        practice.serviceIDs = terms("services", .service, base?.serviceIDs ?? [])
        practice.recordDate = reader.period(fields["record_date"], "record_date")
        practice.verifiedOn = reader.period(fields["verified_on"], "verified_on")
        readContact(&practice)
        readRows(&practice)
        return practice
    }

    private mutating func readContact(_ practice: inout Practice) {
        if !fields["lead"].isEmpty {
            practice.leadID = try? InstitutionID(fields["lead"])
            if practice.leadID == nil { reader.refuse("lead", "To nie jest identyfikator instytucji, taki jak pup-olkusz.", "This is not the id of an institution such as pup-olkusz.") }
        }
        practice.contact = CooperationCoordinator(
            name: reader.optional(fields["contact_name"], "contact_name", limit: 200), role: reader.optional(fields["contact_role"], "contact_role", limit: 200),
            phone: reader.phone(fields["contact_phone"], "contact_phone", known: base?.contact?.phone),
            email: reader.email(fields["contact_email"], "contact_email", known: base?.contact?.email))
        for text in fields.lines("agreements") {
            guard let id = try? AgreementID(text) else {
                reader.refuse("agreements", "„\(text.prefix(60))” nie jest identyfikatorem porozumienia.", "“\(text.prefix(60))” is not the id of an agreement.")
                continue
            }
            if !practice.agreementIDs.contains(id) { practice.agreementIDs.append(id) }
        }
    }

    private mutating func terms(_ name: String, _ kind: TaxonomyTerm.Kind, _ known: [String]) -> [String] {
        let chosen = fields.lists[name] ?? []
        var result = known.filter(chosen.contains)
        for id in chosen where !result.contains(id) {
            if taxonomy.term(id)?.kind != kind { reader.refuse(name, "„\(id.prefix(40))” nie ma na liście.", "“\(id.prefix(40))” is not on the list.") }
            result.append(id)
        }
        return result
    }

    private mutating func readRows(_ practice: inout Practice) {
        func written(_ group: String) -> [(Int, [String: String])] {
            (fields.rows[group] ?? []).enumerated().filter { !fields.isEmpty($0.element, besides: []) }.map { ($0.offset, $0.element) }
        }
        for (place, row) in written("results") {
            let path = { (name: String) in "results.\(place).\(name)" }
            let value = reader.number(row["value"] ?? "", path("value"))
            if (row["value"] ?? "").isEmpty { reader.refuse(path("value"), "Podaj liczbę.", "Give a number.") }
            practice.results.append(
                PracticeResult(
                    measure: both(row, "measure", path, limit: 299, isRequired: true), value: value ?? 0, unit: both(row, "unit", path, limit: 60),
                    period: reader.period(row["period"] ?? "", path("period"))))
        }
        for (place, row) in written("places") {
            let path = { (name: String) in "places.\(place).\(name)" }
            guard let member = member(row["member"] ?? "", path("member")) else { continue }
            practice.places.append(
                PracticePlace(
                    member, since: reader.period(row["since"] ?? "", path("since")), until: reader.period(row["until"] ?? "", path("until")),
                    note: both(row, "note", path, limit: 500)))
        }
        for (place, row) in written("materials") {
            let path = { (name: String) in "materials.\(place).\(name)" }
            let address = row["address"] ?? ""
            if !PracticeMaterial.isAddress(address) || address.count > 1_000 {
                reader.refuse(path("address"), "To nie jest adres w internecie: zaczyna się od https:// albo http://.", "This is not an address on the web: it begins with https:// or http://.")
            }
            practice.materials.append(
                PracticeMaterial(
                    title: reader.required(row["title"] ?? "", path("title"), limit: 300, "Podaj tytuł.", "Give the title."), address: address))
        }
    }

    /// Ids have a hyphen or are known as they stand; units begin with digits or are names.
    private mutating func member(_ text: String, _ path: String) -> PracticePlace.Member? {
        if let known = base?.places.first(where: { $0.member.text == text }) { return known.member }
        if text.first?.isNumber != true, let id = try? InstitutionID(text), text.contains("-") { return .institution(id) }
        switch AgreementUnitReader(territory: territory, known: base?.places.compactMap(\.unit) ?? []).code(text) {
        case .success(let code): return .unit(code)
        case .failure(let fault):
            reader.refuse(path, fault.text.polish, fault.text.english)
            return nil
        }
    }

    /// What is wrong, for the people at the form.
    static func fault(_ fault: KnowledgeFault, in practice: Practice) -> EditorFault {
        func place(_ isIt: (PracticePlace) -> Bool, _ field: String = "member", last: Bool = false) -> String {
            let found = practice.places.indices.filter { isIt(practice.places[$0]) }
            return (last ? found.last : found.first).map { "places.\($0).\(field)" } ?? "places"
        }
        switch fault {
        case .empty(let what): return EditorFault(what == "the name" ? "name_pl" : "summary_pl", "Brakuje tekstu w jednym z języków.", "The text in one of the languages is missing.")
        case .unknownInstitution(let id):
            let path = practice.leadID == id ? "lead" : place { $0.institution == id }
            return EditorFault(path, "Instytucji „\(id)” nie ma w katalogu.", "The institution “\(id)” is not in the directory.")
        case .unknownUnit(let code): return EditorFault(place { $0.unit?.stem == code.stem }, "Nie ma dziś jednostki o kodzie \(code.stem).", "There is no unit with the code \(code.stem) today.")
        case .unknownTerm(let id, let kind):
            let path = kind == .problem ? "problems" : kind == .target ? "targets" : "services"
            return EditorFault(path, "„\(id)” nie ma na liście.", "“\(id)” is not on the list.")
        case .unknownAgreement(let id): return EditorFault("agreements", "Porozumienia „\(id)” nie ma w rejestrze.", "The agreement “\(id)” is not in the registry.")
        case .unknownWhole(let id): return EditorFault("part_of", "Nie ma wpisu „\(id)”.", "There is no entry “\(id)”.")
        case .partOfItself: return EditorFault("part_of", "Wpis byłby częścią samego siebie.", "The entry would be a part of itself.")
        case .placeTwice(let name): return EditorFault(place({ $0.member.text == name }, last: true), "To miejsce już jest na liście.", "This place is on the list already.")
        case .endBeforeStart(let since, let until):
            return EditorFault(place({ $0.since == since && $0.until == until }, "until"), "Koniec jest wcześniej niż początek.", "The end is before the begin.")
        case .badAddress(let text):
            let found = practice.materials.firstIndex { $0.address == text }
            return EditorFault(found.map { "materials.\($0).address" } ?? "materials", "To nie jest adres w internecie.", "This is not an address on the web.")
        case .badNumber: return EditorFault("number", "Podaj numer od 1 do 9999.", "Give a number from 1 to 9999.")
        case .unknownSource(let id): return EditorFault("name_pl", "Źródła „\(id)” nie ma w bazie.", "The source “\(id)” is not in the database.")
        }
    }
}
