// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// Fields of the tables of knowledge as values.
extension RowReader.Fields {
    func knowledgeID(_ column: Int) throws(RowFault) -> KnowledgeID {
        do throws(KnowledgeIDError) { return try KnowledgeID(self[column].trimmed) } catch { throw RowFault(error) }
    }

    /// A text in two languages; where there is no English one the Polish one stands in.
    func both(_ polish: Int, _ english: Int, named name: String, limit: Int) throws(RowFault) -> LocalizedText {
        let text = try optionalBoth(polish, english, named: name, limit: limit)
        guard !text.isEmpty else { throw RowFault("\(name)_pl is empty") }
        return text
    }

    /// - Parameter lines: whether the text may have several lines.
    func optionalBoth(_ polish: Int, _ english: Int, named name: String, limit: Int, lines: Bool = false) throws(RowFault) -> LocalizedText {
        func read(_ column: Int, _ name: String) throws(RowFault) -> String {
            lines
                ? try optionalLines(column, named: name, limit: limit) ?? "" : try directoryText(column, named: name, limit: limit)
        }
        let first = try read(polish, name + "_pl")
        let second = try read(english, name + "_en")
        guard !first.isEmpty || second.isEmpty else { throw RowFault("\(name)_en stands without \(name)_pl") }
        return LocalizedText(polish: first, english: second.isEmpty ? first : second)
    }
}

extension KnowledgeTableReader {
    func kind(_ text: String) throws(RowFault) -> Practice.Kind {
        let words: [String: Practice.Kind] = [
            "praktyka": .practice, "dobra praktyka": .practice, "innowacja": .innovation, "narzędzie": .tool, "program": .programme,
        ]
        guard let kind = Practice.Kind(rawValue: text) ?? words[text.lowercased()] else {
            throw RowFault(
                "the kind “\(DelimitedTable.shortened(text))” is not known: expected " + Practice.Kind.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return kind
    }

    func status(_ text: String) throws(RowFault) -> RecommendationProgress.Status {
        let words: [String: RecommendationProgress.Status] = [
            "nierozpoczęta": .notStarted, "częściowo": .partly, "wdrożona": .done, "odrzucona": .rejected,
        ]
        guard let status = RecommendationProgress.Status(rawValue: text) ?? words[text.lowercased()] else {
            throw RowFault(
                "the status “\(DelimitedTable.shortened(text))” is not known: expected "
                    + RecommendationProgress.Status.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return status
    }

    func terms(_ fields: RowReader.Fields, _ column: Int, _ kind: TaxonomyTerm.Kind) throws(RowFault) -> [String] {
        var ids: [String] = []
        for id in fields.ids(column) {
            guard reference.taxonomy.term(id)?.kind == kind else { throw RowFault(KnowledgeFault.unknownTerm(DelimitedTable.shortened(id), kind)) }
            if !ids.contains(id) { ids.append(id) }
        }
        return ids
    }

    func institution(_ fields: RowReader.Fields, _ column: Int) throws(RowFault) -> InstitutionID? {
        guard !fields[column].trimmed.isEmpty else { return nil }
        let id = try fields.institutionID(column)
        guard reference.institutions.contains(id) else { throw RowFault(KnowledgeFault.unknownInstitution(id)) }
        return id
    }

    /// A current unit, or the country.
    func unit(_ text: String) throws(RowFault) -> TERYTCode {
        if text.trimmed == TERYTCode.country.stem { return .country }
        return try UnitCodes(territory: reference.territory).unit(text, named: "unit").code
    }

    /// Either an institution or a unit.
    func member(_ fields: RowReader.Fields, _ institution: Int, _ unit: Int) throws(RowFault) -> PracticePlace.Member {
        let id = try self.institution(fields, institution)
        let text = fields[unit].trimmed
        guard (id == nil) != text.isEmpty else { throw RowFault("expected either an institution or a unit in each row") }
        if let id { return .institution(id) }
        return .unit(try self.unit(text))
    }

    func agreements(_ texts: [String]) throws(RowFault) -> [AgreementID] {
        var ids: [AgreementID] = []
        for text in texts {
            let id: AgreementID
            do throws(AgreementIDError) { id = try AgreementID(text) } catch { throw RowFault(error) }
            if let known = reference.agreements, !known.contains(id) { throw RowFault(KnowledgeFault.unknownAgreement(id)) }
            if !ids.contains(id) { ids.append(id) }
        }
        return ids
    }

    /// `A title https://… | Another https://…`.
    func materials(_ parts: [String]) throws(RowFault) -> [PracticeMaterial] {
        var materials: [PracticeMaterial] = []
        for part in parts {
            let words = part.split(separator: " ")
            guard let address = words.last.map(String.init), words.count > 1, PracticeMaterial.isAddress(address) else {
                throw RowFault("the material “\(DelimitedTable.shortened(part))” is not a title and behind it an address with https:// or http://")
            }
            materials.append(PracticeMaterial(title: words.dropLast().joined(separator: " "), address: address))
        }
        return materials
    }

    func phone(_ text: String, named name: String) throws(RowFault) -> Phone? {
        guard !text.trimmed.isEmpty else { return nil }
        let reading = TelephoneReader.read(text)
        guard reading.phones.count == 1, let phone = reading.phones.first, phone.number != nil else {
            throw RowFault("\(name) “\(DelimitedTable.shortened(text))” is not one telephone number: expected nine digits, as in 14 688 21 80")
        }
        return phone
    }

    func source(_ fields: RowReader.Fields, _ column: Int) throws(RowFault) -> String {
        let id = fields[column].trimmed
        guard sources.contains(id) else {
            throw RowFault("the source “\(DelimitedTable.shortened(id))” is not known: give its row in sources.csv")
        }
        return id
    }
}
