// SPDX-License-Identifier: Apache-2.0

import Atlas
import OpenReferral
import PolishText

/// How to reach an organization of a feed.
struct HSDSContacts {
    private let organization: HSDSOrganization
    private let terms: HSDSTerms
    private let isOwn: Bool
    private let contacts: [HSDSContact]
    private let coordinatorContact: HSDSContact?

    init(_ organization: HSDSOrganization, _ terms: HSDSTerms, isOwn: Bool) {
        self.organization = organization
        self.terms = terms
        self.isOwn = isOwn
        contacts = (organization.contacts ?? []) + (isOwn ? [] : (organization.services ?? []).flatMap { $0.contacts ?? [] })
        coordinatorContact = contacts.first { contact in
            if isOwn { return terms.facts(contact.attributes)[.coordinator] != nil }
            let words = fold([contact.title, contact.department].compactMap { $0 }.joined(separator: " "))
            return words.contains("koordynator") || words.contains("coordinator")
        }
    }

    /// Persons whom the directory does not name.
    var leftOutCount: Int { contacts.count { $0.id != coordinatorContact?.id && ($0.name != nil || $0.title != nil) } }

    func emails(remarks: inout [String]) throws(RowFault) -> [String] {
        var emails: [String] = []
        let others = contacts.filter { $0.id != coordinatorContact?.id }.map(\.email)
        let services = isOwn ? [] : (organization.services ?? []).map(\.email)
        for text in ([organization.email] + others + services).compactMap({ $0?.trimmed }) where !text.isEmpty {
            if let email = try email(text, remarks: &remarks), !emails.contains(email) { emails.append(email) }
        }
        return emails
    }

    private func email(_ text: String, remarks: inout [String]) throws(RowFault) -> String? {
        if let email = ContactReading.email(text) { return email }
        let reason = "“\(DelimitedTable.shortened(text))” is not an e-mail address"
        if isOwn { throw RowFault(reason) }
        remarks.append(reason + ": left out")
        return nil
    }

    /// - Parameter written: the address as people write it, where our own export had to escape it.
    func website(_ written: String?, remarks: inout [String]) throws(RowFault) -> String? {
        let services = isOwn ? [] : (organization.services ?? []).map(\.url)
        guard let text = ([written, organization.website] + services).compactMap({ $0?.trimmed }).first(where: { !$0.isEmpty }) else { return nil }
        let reading = ContactReading.website(text)
        if let fault = reading.fault {
            if isOwn { throw RowFault(fault) }
            remarks.append(fault)
        }
        return reading.address
    }

    func coordinator(remarks: inout [String]) throws(RowFault) -> CooperationCoordinator? {
        guard let contact = coordinatorContact else { return nil }
        var mail: String?
        if let text = contact.email?.trimmed, !text.isEmpty { mail = try email(text, remarks: &remarks) }
        return CooperationCoordinator(
            name: try HSDSText.line(contact.name, named: "coordinator's name", limit: 200),
            role: try HSDSText.line(contact.title, named: "coordinator's title", limit: 200),
            phone: try Self.phones(contact.phones, terms, isOwn: isOwn, remarks: &remarks).first, email: mail)
    }

    /// Numbers of our own export as they were; of others in the house style.
    static func phones(_ phones: [HSDSPhone]?, _ terms: HSDSTerms, isOwn: Bool, remarks: inout [String]) throws(RowFault) -> [Phone] {
        var read: [Phone] = []
        for phone in phones ?? [] {
            guard isOwn else {
                let reading = TelephoneReader.read(phone.number + (phone.extension.map { " wew. \($0.text)" } ?? ""))
                remarks += reading.faults
                read += reading.phones.filter { !read.contains($0) }
                continue
            }
            let written = try HSDSText.line(phone.description, named: "phone", limit: 80)
            guard let number = try HSDSText.line(phone.number, named: "phone", limit: 80) else { throw RowFault("a phone has no number") }
            let extensionNumber = terms.facts(phone.attributes)[.phoneExtension]?.first ?? phone.extension?.text
            read.append(Phone(text: written ?? number, number: written == nil ? nil : number, extensionNumber: extensionNumber))
        }
        return read
    }
}
