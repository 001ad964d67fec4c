// SPDX-License-Identifier: Apache-2.0

import Atlas

/// The objects of the exchange that one institution is: made when somebody asks for them, so a hundred thousand institutions
/// cost nothing until then.
struct HSDSRecord {
    let institution: Institution
    let context: HSDSContext
    let family: HSDSIdentifier.Family
    let id: String

    init(_ institution: Institution, _ context: HSDSContext) {
        self.institution = institution
        self.context = context
        family = HSDSIdentifier.Family(institution: institution.id.text)
        id = HSDSIdentifier(institution: institution.id.text).text
    }

    /// An object of the institution to which others refer.
    struct Anchor {
        /// The table, as `link_entity` and `resource_type` name it.
        let entity: String
        /// Which of the institution's objects of the table.
        let key: String
        let id: String
    }

    var anchor: Anchor { Anchor(entity: "organization", key: "", id: id) }

    func anchor(_ entity: String, _ key: String) -> Anchor { Anchor(entity: entity, key: key, id: identifier(entity, key)) }

    func identifier(_ entity: String, _ key: String) -> String { HSDSIdentifier(family: family, kind: entity, key: key).text }

    // MARK: Attributes

    /// A term on an object.
    /// - Parameter index: parts attributes with the same term on the same object.
    func attribute(_ term: HSDSIdentifier, on anchor: Anchor, as kind: HSDSVocabulary.Kind, value: String? = nil, index: Int = 0) -> HSDSAttribute {
        let termID = term.text
        let key = "\(anchor.entity)/\(anchor.key)/\(termID)" + (index > 0 ? "/\(index)" : "")
        return HSDSAttribute(
            id: identifier("attribute", key), linkID: anchor.id, taxonomyTermID: termID, linkType: kind.rawValue, linkEntity: anchor.entity,
            value: value, taxonomyTerm: context.nestsTerms ? context.vocabulary.term(termID) : nil)
    }

    /// A fact on an object; none for nil or an empty text.
    func fact(_ fact: HSDSFact, _ value: String?, on anchor: Anchor, index: Int = 0) -> [HSDSAttribute] {
        guard let value, !value.isEmpty else { return [] }
        return [attribute(fact.termID, on: anchor, as: .fact, value: value, index: index)]
    }

    // MARK: Organization

    /// The members with one value each.
    var plainOrganization: HSDSOrganization {
        HSDSOrganization(
            id: id, name: institution.name, alternateName: institution.otherNames.first, description: description.text,
            email: institution.emails.first, website: institution.website.map(HSDSURI.escaped),
            parentOrganizationID: institution.parentID.map { HSDSIdentifier(institution: $0.text).text })
    }

    /// What the organization is beside its places and services.
    var organization: HSDSOrganization {
        var organization = plainOrganization
        organization.contacts = contacts.nonEmpty
        organization.organizationIdentifiers = [
            HSDSOrganizationIdentifier(
                id: identifier("organization_identifier", "powiatlas"), organizationID: id, identifierType: HSDSDirectory.identifierType,
                identifier: institution.id.text)
        ]
        organization.attributes = attributes
        organization.metadata = metadata
        return organization
    }

    /// The organization with all of its places, and its services with all that belongs to them.
    var nestedOrganization: HSDSOrganization {
        var organization = organization
        organization.locations = locations.nonEmpty
        return organization
    }

    /// Own words in the wanted language, else in the other one, else a sentence made from the type.
    private var description: (text: String, language: String) {
        let own = institution.description
        let languages = [("pl", own.polish), ("en", own.english)]
        let wanted = context.english ? languages.reversed() : languages
        if let first = wanted.first(where: { !$0.1.isEmpty }) { return (first.1, first.0) }
        let name = context.pick(institution.type.name)
        let sentence = name.prefix(1).uppercased() + name.dropFirst()
        guard let runBy = institution.runBy else { return (sentence + ".", "generated") }
        return ("\(sentence); \(context.english ? "run by" : "prowadzi"): \(runBy).", "generated")
    }

    private var attributes: [HSDSAttribute] {
        let anchor = anchor
        let language = description.language
        var attributes = [attribute(HSDSVocabulary.termID(institution.type), on: anchor, as: .institutionType)]
        attributes += fact(.runBy, institution.runBy, on: anchor)
        for (index, name) in institution.otherNames.dropFirst().enumerated() { attributes += fact(.otherName, name, on: anchor, index: index) }
        for (index, area) in institution.area.enumerated() {
            attributes += fact(.area, "\(area.code):\(area.basis.rawValue)", on: anchor, index: index)
        }
        attributes += fact(.areaNote, institution.areaNote, on: anchor) + fact(.note, institution.note, on: anchor)
        attributes += fact(.descriptionLanguage, language, on: anchor)
        if language != "pl" { attributes += fact(.descriptionPolish, institution.description.polish, on: anchor) }
        if language != "en" { attributes += fact(.descriptionEnglish, institution.description.english, on: anchor) }
        if let website = institution.website, HSDSURI.escaped(website) != website { attributes += fact(.website, website, on: anchor) }
        return attributes
    }

    /// The coordinator, then further addresses of mail: the organization has one.
    private var contacts: [HSDSContact] {
        var contacts: [HSDSContact] = []
        if let coordinator = institution.coordinator {
            let anchor = anchor("contact", "coordinator")
            var phones: [HSDSPhone]?
            if let phone = coordinator.phone {
                var object = self.phone(phone, key: "coordinator")
                object.contactID = anchor.id
                phones = [object]
            }
            contacts.append(
                HSDSContact(
                    id: anchor.id, organizationID: id, name: coordinator.name, title: coordinator.role, email: coordinator.email, phones: phones,
                    attributes: fact(.coordinator, "true", on: anchor)))
        }
        for (index, email) in institution.emails.dropFirst().enumerated() {
            contacts.append(HSDSContact(id: identifier("contact", "email/\(index)"), organizationID: id, email: email))
        }
        return contacts
    }

    /// Where the entry comes from and when: the standard keeps this as a record of changes.
    private var metadata: [HSDSMetadata] {
        let source = context.sources[institution.sourceID]
        let publisher = source?.publisher.nonEmpty ?? institution.sourceID
        let state = institution.recordDate ?? source?.date
        let day = state.map(HSDSContext.firstDay) ?? HSDSAddress.unknown
        func record(_ field: HSDSProvenance, _ value: String, _ day: String, _ action: String) -> HSDSMetadata {
            HSDSMetadata(
                id: identifier("metadata", field.rawValue), resourceID: id, resourceType: "organization", lastActionDate: day, lastActionType: action,
                fieldName: field.rawValue, previousValue: HSDSAddress.unknown, replacementValue: value, updatedBy: publisher)
        }
        var records = [record(.source, institution.sourceID, day, "import")]
        if let date = institution.recordDate { records.append(record(.recordDate, date.text, day, "update")) }
        if let verified = institution.verifiedOn { records.append(record(.verifiedOn, verified.text, HSDSContext.firstDay(verified), "verify")) }
        return records
    }
}

/// The fields of `metadata` under which the provenance of an entry travels.
public enum HSDSProvenance: String, Sendable, CaseIterable {
    case source
    case recordDate = "record_date"
    case verifiedOn = "verified_on"
}

extension Array {
    /// Itself, or nil when it is empty.
    var nonEmpty: [Element]? { isEmpty ? nil : self }
}
