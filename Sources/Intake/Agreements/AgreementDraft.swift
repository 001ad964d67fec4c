// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import PolishText

/// The agreements of tables while these are read.
struct AgreementDraft {
    let reader: AgreementTableReader
    var agreements: [Agreement]
    var positions: [AgreementID: Int] = [:]
    /// By position: the line of the table of agreements; nil for one that only other tables name.
    var lines: [Int: Int] = [:]
    /// Those with a row that is not taken.
    var spoilt = Set<AgreementID>()
    private var touched = Set<Int>()
    private let existingCount: Int
    private(set) var newSources: [Source] = []
    private var rowReports: [(table: AgreementTable, report: IntakeReport)] = []
    let matcher: PartyMatcher
    /// By folded title and begin.
    private let storedByTitle: [String: AgreementID]
    private var linesByTitle: [String: Int] = [:]
    var codes: UnitCodes { UnitCodes(territory: reader.reference.territory) }

    init(_ reader: AgreementTableReader) {
        self.reader = reader
        matcher = PartyMatcher(reader.institutions, territory: reader.reference.territory)
        agreements = reader.existing
        existingCount = reader.existing.count
        positions = Dictionary(reader.existing.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
        storedByTitle = Dictionary(reader.existing.map { (Self.titleKey($0.title, $0.firstPeriod), $0.id) }) { first, _ in first }
    }

    var reports: [IntakeReport] { rowReports.map(\.report) }

    /// Those of the table in its order, then the touched existing ones.
    var result: [Agreement] {
        let named = lines.sorted { $0.value < $1.value }.map(\.key)
        let others = touched.subtracting(named).sorted()
        return (named + others).map { agreements[$0] }.filter { !spoilt.contains($0.id) }
    }

    // MARK: Rows

    mutating func read(_ table: AgreementTable, _ input: InputTable, others: Set<AgreementTable>) throws(IntakeRefusal) {
        let parsed = try DelimitedTable(input.data, file: input.file, delimiter: nil)
        var rows = RowReader(parsed, positions: try parsed.positions(AgreementColumns.of(table)))
        var notes = ListNotes()
        if table == .agreements {
            rows.forEach { (fields) throws(RowFault) in try readAgreement(fields, given: others, &notes) }
        } else {
            var cleared = Set(lines.keys)
            for position in cleared where !(table == .parties && inline.contains(position)) { clear(table, position) }
            rows.forEach { (fields) throws(RowFault) in
                let id = try fields.agreementID(0)
                guard let position = positions[id] else {
                    if spoilt.contains(id) { throw RowFault("the agreement \(id) was rejected") }
                    throw RowFault("the agreement \(id) is not in the table of agreements" + nearAgreement(id))
                }
                if cleared.insert(position).inserted { clear(table, position) }
                touched.insert(position)
                do throws(RowFault) { try readPart(table, fields, position, &notes) } catch {
                    spoilt.insert(id)
                    throw error
                }
            }
        }
        rows.report.rejected.sort { ($0.line, $0.reason) < ($1.line, $1.reason) }
        rows.report.remarks += notes.lines
        rowReports.append((table, rows.report))
    }

    /// Positions whose parties stand in the table of agreements itself.
    private var inline = Set<Int>()

    private func nearAgreement(_ id: AgreementID) -> String {
        let near = positions.keys.map { ($0, EditDistance.between($0.text, id.text, limit: 4)) }.filter { $0.1 <= 4 }
            .sorted { ($0.1, $0.0) < ($1.1, $1.0) }.prefix(3).map(\.0.text)
        return near.isEmpty ? "" : ": did you mean \(near.joined(separator: ", "))?"
    }

    private mutating func readAgreement(_ fields: RowReader.Fields, given: Set<AgreementTable>, _ notes: inout ListNotes) throws(RowFault) {
        guard let title = try fields.optionalText(2, named: "title", limit: 400) else { throw RowFault("the title is empty") }
        let signed = fields.has(5) ? try fields.agreementPeriod(5, named: "signed") : nil
        let from = fields.has(6) ? try fields.agreementPeriod(6, named: "valid_from") : nil
        let id = try identity(fields, title: title, first: from ?? signed)
        if let position = positions[id], let line = lines[position] { throw RowFault("the agreement \(id) stands in line \(line) already") }
        var remarks: [String] = []
        do throws(RowFault) {
            let known = positions[id].map { agreements[$0] }
            let agreement = try agreement(fields, id: id, title: title, known: known, remarks: &remarks)
            let fault = agreement.faults.first { fault in
                switch fault {
                case .tooFewParties: !given.contains(.parties)
                case .partyTwice: true
                case .endBeforeStart, .terminatedBeforeStart, .renewsItself, .noTitle: true
                default: false
                }
            }
            if let fault { throw RowFault(fault) }
            let position = positions[id] ?? agreements.count
            if position == agreements.count { agreements.append(agreement) } else { agreements[position] = agreement }
            positions[id] = position
            lines[position] = fields.line
            if !fields[25].trimmed.isEmpty { inline.insert(position) }
            notes.add(fields.line, remarks)
        } catch {
            spoilt.insert(id)
            throw error
        }
    }

    /// The id of a row, or for a row without one that of the same agreement in the database, or one made from the title.
    private mutating func identity(_ fields: RowReader.Fields, title: String, first: Period?) throws(RowFault) -> AgreementID {
        if !fields[0].trimmed.isEmpty {
            let id = try fields.agreementID(0)
            guard !id.isReserved else { throw RowFault("“\(id)” cannot name an agreement: a page of the site stands at its address") }
            return id
        }
        let key = Self.titleKey(title, first)
        if let line = linesByTitle.updateValue(fields.line, forKey: key) {
            throw RowFault("the same agreement stands in line \(line) already; two of one title and begin need the column id")
        }
        if let same = storedByTitle[key] { return same }
        return try AgreementSlug.id(title: title, year: first?.year) { positions[$0] != nil || spoilt.contains($0) }
    }

    private static func titleKey(_ title: String, _ first: Period?) -> String { fold(title) + "\u{0}" + (first?.text ?? "") }

    private mutating func agreement(
        _ fields: RowReader.Fields, id: AgreementID, title: String, known: Agreement?, remarks: inout [String]
    ) throws(RowFault) -> Agreement {
        var agreement = known ?? Agreement(id: id, kind: .agreement, title: title, form: .network, parties: [], sourceID: "")
        agreement.title = title
        if fields.has(1) || known == nil { agreement.kind = try AgreementWords.kind(fields[1]) }
        if fields.has(3) || known == nil { agreement.form = try AgreementWords.form(fields[3]) }
        if fields.has(4) { agreement.subject = try fields.optionalLines(4, named: "subject", limit: 5000) ?? "" }
        if fields.has(5) { agreement.signed = try fields.agreementPeriod(5, named: "signed") }
        if fields.has(6) { agreement.validFrom = try fields.agreementPeriod(6, named: "valid_from") }
        if fields.has(7) { agreement.end = try fields.agreementEnd(7) }
        if fields.has(8) { agreement.terminatedOn = try fields.agreementPeriod(8, named: "terminated_on") }
        if fields.has(9) { agreement.renews = fields[9].trimmed.isEmpty ? nil : try fields.agreementID(9) }
        if fields.has(10) { agreement.legalBasis = try texts(fields, 10, named: "legal_basis", limit: 500) }
        if fields.has(11) { agreement.area = try area(fields[11]) }
        if fields.has(12) { agreement.targetIDs = try terms(fields, 12, .target) }
        if fields.has(13) { agreement.serviceIDs = try terms(fields, 13, .service) }
        if fields.has(14) { agreement.programmes = try programmes(fields) }
        try readTerms(fields, into: &agreement)
        if fields.has(20) { agreement.isOpenToJoin = try fields.yesOrNo(20, named: "open_to_join") }
        if fields.has(21) || known == nil { agreement.sourceID = try source(fields[21].trimmed, known: known) }
        if fields.has(22) { agreement.recordDate = try fields.agreementPeriod(22, named: "record_date") }
        if fields.has(23) { agreement.verifiedOn = try fields.agreementPeriod(23, named: "verified_on") }
        if fields.has(24) { agreement.note = try fields.optionalLines(24, named: "note", limit: 2000) }
        if !fields[25].trimmed.isEmpty { agreement.parties = try namedParties(fields[25], agreement.area, known: known?.parties ?? [], remarks: &remarks) }
        return agreement
    }

    private func readTerms(_ fields: RowReader.Fields, into agreement: inout Agreement) throws(RowFault) {
        if fields.has(15) || fields.has(16) || fields.has(17) {
            let scope = fields.has(15) ? try fields.optionalLines(15, named: "exchange_scope", limit: 5000) : agreement.informationExchange?.scope
            let means = fields.has(16) ? try fields.optionalLines(16, named: "exchange_means", limit: 5000) : agreement.informationExchange?.means
            let safeguards = fields.has(17) ? try fields.optionalLines(17, named: "exchange_safeguards", limit: 5000) : agreement.informationExchange?.safeguards
            if let scope {
                agreement.informationExchange = InformationExchange(scope: scope, means: means, safeguards: safeguards)
            } else {
                guard means == nil, safeguards == nil else { throw RowFault("exchange_means and exchange_safeguards need exchange_scope: say which information") }
                agreement.informationExchange = nil
            }
        }
        if fields.has(18) { agreement.risks = try fields.optionalLines(18, named: "risks", limit: 5000) }
        if fields.has(19) { agreement.monitoring = try fields.optionalLines(19, named: "monitoring", limit: 5000) }
    }

    private func texts(_ fields: RowReader.Fields, _ column: Int, named name: String, limit: Int) throws(RowFault) -> [String] {
        let texts = fields.list(column)
        for text in texts { try TextField.check(text, named: name, limit: limit) }
        return texts
    }

    private func area(_ text: String) throws(RowFault) -> [TERYTCode] {
        var area: [TERYTCode] = []
        for part in text.split(whereSeparator: { "|;,".contains($0) || $0.isWhitespace }) {
            let code = part == "00" ? TERYTCode.country : try codes.unit(String(part), named: "area").code
            guard !area.contains(code) else { throw RowFault("area: \(code) stands twice") }
            area.append(code)
        }
        return area
    }

    private func terms(_ fields: RowReader.Fields, _ column: Int, _ kind: TaxonomyTerm.Kind) throws(RowFault) -> [String] {
        let taxonomy = reader.reference.taxonomy
        var ids: [String] = []
        for part in fields[column].split(whereSeparator: { "|;,".contains($0) }) {
            let text = ContactReading.line(String(part))
            if text.isEmpty { continue }
            let name = fold(text)
            let exact = taxonomy.term(text).flatMap { $0.kind == kind ? $0 : nil }
            guard let term = exact ?? taxonomy.terms(of: kind).first(where: { fold($0.name.polish) == name || fold($0.name.english) == name }) else {
                let near = taxonomy.terms(of: kind).map(\.id).filter { EditDistance.between(text, $0, limit: 3) <= 3 }.sorted().prefix(3)
                throw RowFault(
                    "“\(DelimitedTable.shortened(text))” is not a \(kind.rawValue) of the taxonomy"
                        + (near.isEmpty ? ": see taxonomy.csv" : ": did you mean \(near.joined(separator: ", "))?"))
            }
            if !ids.contains(term.id) { ids.append(term.id) }
        }
        return ids
    }

    private func programmes(_ fields: RowReader.Fields) throws(RowFault) -> [JointProgramme] {
        var programmes: [JointProgramme] = []
        for part in fields[14].split(whereSeparator: { "|;,".contains($0) }) where !part.allSatisfy(\.isWhitespace) {
            let programme = try AgreementWords.programme(String(part))
            if !programmes.contains(programme) { programmes.append(programme) }
        }
        return programmes
    }

    private mutating func source(_ text: String, known: Agreement?) throws(RowFault) -> String {
        if text.isEmpty, let known { return known.sourceID }
        let id = text.isEmpty ? reader.sourceID ?? OwnRegister.id : text
        if reader.reference.sources[id] != nil || newSources.contains(where: { $0.id == id }) { return id }
        guard id == OwnRegister.id else { throw RowFault("the source “\(DelimitedTable.shortened(id))” is not known: add it to sources.csv first") }
        newSources.append(OwnRegister.source(reader.today))
        return id
    }

    /// `PUP Chrzanów (lider); OPS Klucze`.
    private mutating func namedParties(
        _ text: String, _ area: [TERYTCode], known: [AgreementParty], remarks: inout [String]
    ) throws(RowFault) -> [AgreementParty] {
        var parties: [AgreementParty] = []
        for part in text.split(separator: text.contains(";") ? ";" : "|") {
            var name = ContactReading.line(String(part))
            if name.isEmpty { continue }
            var role = AgreementParty.Role.partner
            if name.hasSuffix(")"), let open = name.lastIndex(of: "("),
                let named = try? AgreementWords.role(String(name[name.index(after: open)...].dropLast()))
            {
                role = named
                name = ContactReading.line(String(name[..<open]))
            }
            let match = try matcher.match(name, area: area)
            if let twin = parties.first(where: { $0.member == match.member }) {
                throw RowFault("“\(DelimitedTable.shortened(name))” is \(memberText(match.member)), which stands in it already" + (twin.name.map { " as “\($0)”" } ?? ""))
            }
            remarks.append("“\(name)” is \(memberText(match.member))")
            // What another table told of the party stays.
            var party = known.first { $0.member == match.member } ?? AgreementParty(match.member, name: match.name)
            party.role = role
            parties.append(party)
        }
        return parties
    }

    func memberText(_ member: AgreementParty.Member) -> String {
        switch member {
        case .institution(let id): id.text
        case .all(let type, let code): "\(type.rawValue):\(code.stem)"
        }
    }

    // MARK: All together

    /// What shows only when all tables are read: too few parties, renewals of what is not there, loops of renewals. An agreement that
    /// goes may leave another without the one it renews, so look until nothing changes.
    mutating func checkWhole() {
        for position in Set(lines.keys).union(touched).sorted() where !spoilt.contains(agreements[position].id) {
            let agreement = agreements[position]
            if agreement.parties.count < 2 { reject(position, AgreementFault.tooFewParties(agreement.parties.count).localizedDescription) }
        }
        var isChanged = true
        while isChanged {
            isChanged = false
            let renewed = Dictionary(agreements.map { ($0.id, $0.renews) }) { first, _ in first }
            let isGone = spoilt
            for position in lines.keys.sorted() where !spoilt.contains(agreements[position].id) {
                let agreement = agreements[position]
                guard let earlier = agreement.renews else { continue }
                let isStored = positions[earlier].map { $0 < existingCount } ?? false
                if renewed[earlier] == nil {
                    let near = isGone.contains(earlier) ? ", whose row was rejected" : ", which is not known" + nearAgreement(earlier)
                    reject(position, "it renews \(earlier)\(near)")
                } else if isGone.contains(earlier), !isStored {
                    reject(position, "it renews \(earlier), whose row was rejected")
                } else if let loop = Agreement.renewalLoop(from: agreement.id, renewed: { renewed[$0] ?? nil }) {
                    reject(position, AgreementFault.renewalLoop(loop).localizedDescription)
                } else {
                    continue
                }
                isChanged = true
            }
        }
        for index in rowReports.indices where rowReports[index].table == .agreements {
            let read = rowReports[index].report.read
            rowReports[index].report.accepted = lines.keys.count { !spoilt.contains(agreements[$0].id) }
            rowReports[index].report.rejected.sort { ($0.line, $0.reason) < ($1.line, $1.reason) }
            let lost = read - rowReports[index].report.accepted - rowReports[index].report.rejected.count
            if lost > 0 { rowReports[index].report.remarks.append("\(lost) left out as rows of theirs in other tables were rejected") }
        }
    }

    private mutating func reject(_ position: Int, _ reason: String) {
        let agreement = agreements[position]
        guard spoilt.insert(agreement.id).inserted else { return }
        let isOwn = lines[position] != nil
        guard let index = rowReports.firstIndex(where: { !isOwn || $0.table == .agreements }) else { return }
        rowReports[index].report.rejected.append(RejectedRow(line: lines[position] ?? 0, reason: isOwn ? reason : "the agreement \(agreement.id): \(reason)"))
    }
}
