// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import OpenReferral
import TileGeometry

/// Makes institutions of the organizations of a feed.
struct HSDSOrganizations {
    let reference: DirectoryReference
    let terms: HSDSTerms
    private let sourceID: String?
    private let existing: [HSDSIdentifier: InstitutionID]
    /// The institutions of the feed by the ids of their organizations.
    private let ids: [String: InstitutionID]
    let codes: UnitCodes

    init(reference: DirectoryReference, sourceID: String?, existing: [Institution], entries: [HSDSEntry]) {
        self.reference = reference
        self.sourceID = sourceID
        terms = HSDSTerms(reference.taxonomy)
        codes = UnitCodes(territory: reference.territory)
        let known = Dictionary(existing.map { (HSDSIdentifier(institution: $0.id.text), $0.id) }) { first, _ in first }
        self.existing = known
        ids = Dictionary(
            entries.compactMap { entry in
                (try? Self.id(entry.organization, known)).map { (entry.organization.id.lowercased(), $0) }
            }
        ) { first, _ in first }
    }

    // MARK: Identity

    /// The id that our own export carries, else that of a known institution, else the feed's own.
    private static func id(_ organization: HSDSOrganization, _ existing: [HSDSIdentifier: InstitutionID]) throws(RowFault) -> InstitutionID {
        let uuid = HSDSIdentifier(text: organization.id)
        // The short form of our own API: taken as it is, it would empty what it leaves out.
        if ownID(organization) == nil, let known = uuid.flatMap({ existing[$0] }), HSDSIdentifier(text: known.text) == nil {
            throw RowFault(
                "this is the entry \(known) of this directory in a short form, which would lose what it leaves out: "
                    + "ask the API for full=true&full_service=true, or use powiatlas export hsds")
        }
        let text = ownID(organization) ?? uuid.flatMap { existing[$0]?.text } ?? uuid?.text ?? organization.id
        do throws(InstitutionIDError) { return try InstitutionID(text) } catch {
            throw RowFault(
                ownID(organization) == nil
                    ? "the id “\(DelimitedTable.shortened(text))” is not a UUID, which the standard asks for: 36 characters, as in 017f22e2-79b0-8cc3-98c4-dc0c0c07398f"
                    : error.errorDescription ?? text)
        }
    }

    private static func ownID(_ organization: HSDSOrganization) -> String? {
        organization.organizationIdentifiers?.first { $0.identifierType == HSDSDirectory.identifierType }?.identifier
    }

    private func parent(_ organization: HSDSOrganization, isOwn: Bool, remarks: inout [String]) throws(RowFault) -> InstitutionID? {
        guard let text = organization.parentOrganizationID, !text.isEmpty else { return nil }
        if let known = ids[text.lowercased()] ?? HSDSIdentifier(text: text).flatMap({ existing[$0] }) { return known }
        let reason = "the parent organization \(DelimitedTable.shortened(text)) is neither in the file nor in the directory"
        if isOwn { throw RowFault(reason + ": import it first, or export both together") }
        remarks.append(reason + ": left out")
        return nil
    }

    // MARK: Institution

    func institution(_ organization: HSDSOrganization, remarks: inout [String], leftOut: inout HSDSLeftOut) throws(RowFault) -> Institution {
        let id = try Self.id(organization, existing)
        let isOwn = Self.ownID(organization) != nil
        let facts = terms.facts(organization.attributes)
        guard let name = try HSDSText.line(organization.name, named: "name", limit: 300) else { throw RowFault("the name is empty") }
        let type = try type(organization, name: name, isOwn: isOwn, remarks: &remarks)
        var institution = Institution(id: id, type: type, name: name, sourceID: try source(organization))
        institution.otherNames = try otherNames(organization, facts, name: name)
        institution.parentID = try parent(organization, isOwn: isOwn, remarks: &remarks)
        institution.runBy = try HSDSText.line(facts[.runBy]?.first, named: "run-by", limit: 300)
        institution.note = try HSDSText.line(facts[.note]?.first, named: "note", limit: 1000)
        institution.description = try description(organization, facts)
        institution.recordDate = try date(.recordDate, organization, isOwn: isOwn)
        institution.verifiedOn = try date(.verifiedOn, organization, isOwn: isOwn)
        let contacts = HSDSContacts(organization, terms, isOwn: isOwn)
        institution.emails = try contacts.emails(remarks: &remarks)
        institution.website = try contacts.website(facts[.website]?.first, remarks: &remarks)
        institution.coordinator = try contacts.coordinator(remarks: &remarks)
        institution.locations = try HSDSPlaces(organization, terms, reference, codes, isOwn: isOwn).locations(name: name, remarks: &remarks)
        institution.services = try HSDSServices(organization, terms, reference.taxonomy, isOwn: isOwn).services(remarks: &remarks)
        (institution.area, institution.areaNote) = try area(organization, facts, type: type, isOwn: isOwn)
        count(organization, contacts, &leftOut)
        return institution
    }

    private func type(_ organization: HSDSOrganization, name: String, isOwn: Bool, remarks: inout [String]) throws(RowFault) -> InstitutionType {
        if let type = terms.type(organization.attributes) { return type }
        guard !isOwn else { throw RowFault("there is no attribute with the type of the institution, which our own exports have") }
        if let type = HSDSTerms.type(named: name) { return type }
        remarks.append("“\(DelimitedTable.shortened(name))” does not say what sort of institution it is: taken as NGO")
        return .ngo
    }

    private func source(_ organization: HSDSOrganization) throws(RowFault) -> String {
        let own = organization.metadata?.first { $0.fieldName == HSDSProvenance.source.rawValue }?.replacementValue
        if let own, reference.sources[own] != nil { return own }
        if let sourceID { return sourceID }
        guard let own else { throw RowFault("the organization names no source: name one of sources.csv with --source") }
        throw RowFault("the source “\(DelimitedTable.shortened(own))” is not known: add it to sources.csv first, or name another with --source")
    }

    private func otherNames(_ organization: HSDSOrganization, _ facts: [HSDSFact: [String]], name: String) throws(RowFault) -> [String] {
        var names: [String] = []
        for text in [organization.alternateName].compactMap({ $0 }) + (facts[.otherName] ?? []) {
            if let text = try HSDSText.line(text, named: "alternate_name", limit: 300) { names.append(text) }
        }
        return names
    }

    private func description(_ organization: HSDSOrganization, _ facts: [HSDSFact: [String]]) throws(RowFault) -> LocalizedText {
        let text = try HSDSText.lines(organization.description, named: "description", limit: 5000) ?? ""
        let polish = try HSDSText.lines(facts[.descriptionPolish]?.first, named: "description-pl", limit: 5000) ?? ""
        let english = try HSDSText.lines(facts[.descriptionEnglish]?.first, named: "description-en", limit: 5000) ?? ""
        return switch facts[.descriptionLanguage]?.first {
        case "generated": LocalizedText(polish: polish, english: english)
        case "en": LocalizedText(polish: polish, english: text)
        // A feed does not say its language; our pages fall back to the Polish text.
        default: LocalizedText(polish: text, english: english)
        }
    }

    /// Of our own export as it was; of others the day of the last change.
    private func date(_ field: HSDSProvenance, _ organization: HSDSOrganization, isOwn: Bool) throws(RowFault) -> Period? {
        if let text = organization.metadata?.first(where: { $0.fieldName == field.rawValue })?.replacementValue {
            do throws(PeriodError) { return try Period(text) } catch { throw RowFault(error) }
        }
        guard !isOwn, field == .recordDate else { return nil }
        let changes = (organization.metadata ?? []).map(\.lastActionDate) + (organization.services ?? []).compactMap(\.lastModified)
        return changes.compactMap { try? Period(String($0.prefix(10))) }.max()
    }

    // MARK: Area

    private func area(
        _ organization: HSDSOrganization, _ facts: [HSDSFact: [String]], type: InstitutionType, isOwn: Bool
    ) throws(RowFault) -> ([ServedArea], String?) {
        let note = try HSDSText.line(facts[.areaNote]?.first, named: "area-note", limit: 500)
        if isOwn || facts[.area] != nil { return (try codes.area(facts[.area] ?? [], type: type), note) }
        var areas: [ServedArea] = []
        var names: [String] = []
        for area in (organization.services ?? []).flatMap({ $0.serviceAreas ?? [] }) {
            let extent = area.extent.map { $0.hasPrefix("TERC ") ? String($0.dropFirst(5)) : $0 } ?? ""
            if let code = try? TERYTCode(extent.trimmed), code == .country || reference.territory.byCode[code] != nil {
                if !areas.contains(where: { $0.code == code }) { areas.append(ServedArea(code: code, basis: .declared)) }
            } else if let name = try HSDSText.line(area.name ?? area.description, named: "service_area", limit: 500), !names.contains(name) {
                names.append(name)
            }
        }
        let words = names.joined(separator: "; ")
        return (areas, note ?? (words.isEmpty ? nil : words.count > 500 ? String(words.prefix(499)) + "…" : words))
    }

    // MARK: What is left out

    private func count(_ organization: HSDSOrganization, _ contacts: HSDSContacts, _ leftOut: inout HSDSLeftOut) {
        let services = organization.services ?? []
        let locations = organization.locations ?? []
        leftOut.add("programs", organization.programs?.count ?? 0)
        leftOut.add("funding", (organization.funding?.count ?? 0) + services.reduce(0) { $0 + ($1.funding?.count ?? 0) })
        leftOut.add("accessibility", locations.reduce(0) { $0 + ($1.accessibility?.count ?? 0) })
        leftOut.add("languages", (locations.flatMap { $0.languages ?? [] } + services.flatMap { $0.languages ?? [] }).count)
        leftOut.add("contacts beside the coordinator", contacts.leftOutCount)
        leftOut.add("other identifiers", (organization.organizationIdentifiers ?? []).count { $0.identifierType != HSDSDirectory.identifierType })
        leftOut.add("transportation", locations.count { $0.transportation != nil })
        leftOut.add("wait_time", services.count { $0.waitTime != nil })
        leftOut.add("alert", services.count { $0.alert != nil })
        leftOut.add("licenses, accreditations", services.count { $0.licenses != nil || $0.accreditations != nil })
        leftOut.add("tax_id, legal_status, logo", [organization.taxID, organization.legalStatus, organization.logo, organization.taxStatus].count { $0 != nil })
        leftOut.add(
            "attributes of other taxonomies", terms.unknownCount(organization.attributes) + services.reduce(0) { $0 + terms.unknownCount($1.attributes) })
    }
}

/// Texts of a feed, by the rules of our own tables.
enum HSDSText {
    /// A text on one line; nil for none.
    static func line(_ text: String?, named name: String, limit: Int) throws(RowFault) -> String? {
        try checked(text.map(ContactReading.line), named: name, limit: limit)
    }

    /// A text of several lines; nil for none.
    static func lines(_ text: String?, named name: String, limit: Int) throws(RowFault) -> String? {
        try checked(text.map(ContactReading.lines), named: name, limit: limit)
    }

    private static func checked(_ text: String?, named name: String, limit: Int) throws(RowFault) -> String? {
        guard let text, !text.isEmpty else { return nil }
        try TextField.check(text, named: name, limit: limit)
        if let scalar = text.unicodeScalars.first(where: { ($0.value < 0x20 && $0 != "\n") || $0.value == 0x7F || $0 == "\u{FFFD}" }) {
            throw RowFault("\(name) holds the character U+\(String(scalar.value, radix: 16, uppercase: true)), which no text has: was the file damaged?")
        }
        return text
    }
}
