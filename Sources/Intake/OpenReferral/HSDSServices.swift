// SPDX-License-Identifier: Apache-2.0

import Atlas
import OpenReferral

/// The services of an organization of a feed.
struct HSDSServices {
    /// The term of services whose type nobody can tell.
    static let fallbackTerm = "pomoc-organizacji"

    private let organization: HSDSOrganization
    private let terms: HSDSTerms
    private let taxonomy: Taxonomy
    private let isOwn: Bool

    init(_ organization: HSDSOrganization, _ terms: HSDSTerms, _ taxonomy: Taxonomy, isOwn: Bool) {
        self.organization = organization
        self.terms = terms
        self.taxonomy = taxonomy
        self.isOwn = isOwn
    }

    func services(remarks: inout [String]) throws(RowFault) -> [Service] {
        var services: [Service] = []
        for service in organization.services ?? [] {
            let facts = terms.facts(service.attributes)
            // What only the law assigns comes back from the taxonomy by itself.
            if facts[.statutory] != nil, facts[.ownEntry] == nil { continue }
            if let status = service.status, status == .inactive || status == .defunct {
                remarks.append("the service “\(DelimitedTable.shortened(service.name ?? service.id))” is \(status.rawValue): left out")
                continue
            }
            let read = isOwn ? try own(service, facts, &remarks) : try foreign(service, &remarks)
            if isOwn || !services.contains(read) { services.append(read) }
        }
        return services
    }

    // MARK: Our own

    private func own(_ service: HSDSService, _ facts: [HSDSFact: [String]], _ remarks: inout [String]) throws(RowFault) -> Service {
        guard !(service.attributes ?? []).isEmpty else {
            throw RowFault("the service \(DelimitedTable.shortened(service.name ?? service.id)) is only named: ask the API for full_service=true")
        }
        let members = Set((facts[.ownEntry]?.first ?? "").split(separator: " ").map(String.init))
        var name = members.contains("name") ? try HSDSText.line(service.name, named: "name of a service", limit: 200) : nil
        var termID = terms.terms(.service, service.attributes).first
        if termID == nil {
            // Another taxonomy than ours: the service stays under its name.
            let found = try fallback(service, &remarks)
            termID = found.term
            name = name ?? found.name
        }
        let capacity = try count(facts[.capacity]?.first, named: "capacity")
        let free = try count(facts[.freePlaces]?.first, named: "free-places")
        var freeOn: Period?
        if let text = facts[.freePlacesOn]?.first { do throws(PeriodError) { freeOn = try Period(text) } catch { throw RowFault(error) } }
        if let capacity, let free, free > capacity { throw RowFault("free-places \(free) are more than the capacity of \(capacity)") }
        guard (free == nil) == (freeOn == nil) else { throw RowFault("free-places and free-places-on belong together: a number of free places needs its day") }
        return Service(
            termID: termID ?? Self.fallbackTerm, name: name,
            description: members.contains("description") ? try HSDSText.lines(service.description, named: "description of a service", limit: 5000) : nil,
            targetIDs: members.contains("targets") ? terms.terms(.target, service.attributes) : [],
            eligibility: members.contains("eligibility") ? try HSDSText.line(service.eligibilityDescription, named: "eligibility_description", limit: 2000) : nil,
            cost: try HSDSText.line(service.feesDescription, named: "fees_description", limit: 500), capacity: capacity, freePlaces: free, freePlacesOn: freeOn)
    }

    private func count(_ text: String?, named name: String) throws(RowFault) -> Int? {
        guard let text else { return nil }
        guard let count = DecimalNumber.wholeNumber(text.trimmed), count < 100_000 else {
            throw RowFault("\(name) is “\(DelimitedTable.shortened(text))”: expected a whole number below 100000")
        }
        return count
    }

    // MARK: Others

    private func foreign(_ service: HSDSService, _ remarks: inout [String]) throws(RowFault) -> Service {
        let name = try HSDSText.line(service.name, named: "name of a service", limit: 200)
        var termID = terms.terms(.service, service.attributes).first ?? ""
        if termID.isEmpty { termID = try fallback(service, &remarks).term }
        let term = taxonomy.term(termID)
        let isTermsName = name == term?.name.polish || name == term?.name.english
        return Service(
            termID: termID, name: isTermsName ? nil : name, description: try HSDSText.lines(description(service), named: "description of a service", limit: 5000),
            targetIDs: terms.terms(.target, service.attributes), eligibility: try HSDSText.line(eligibility(service), named: "eligibility_description", limit: 2000),
            cost: try HSDSText.line(cost(service), named: "fees_description", limit: 500))
    }

    /// The term that the service's name names, else that of services without a type, under the service's own name.
    private func fallback(_ service: HSDSService, _ remarks: inout [String]) throws(RowFault) -> (term: String, name: String?) {
        guard let name = try HSDSText.line(service.name, named: "name of a service", limit: 200) else {
            throw RowFault("the service \(DelimitedTable.shortened(service.id)) has no name: ask the API for full_service=true")
        }
        if let term = terms.service(named: name) { return (term, nil) }
        guard taxonomy.term(Self.fallbackTerm) != nil else {
            throw RowFault("the type of the service “\(DelimitedTable.shortened(name))” is not known and the taxonomy has no term \(Self.fallbackTerm)")
        }
        remarks.append("the type of the service “\(DelimitedTable.shortened(name))” is not known: taken as \(Self.fallbackTerm)")
        return (Self.fallbackTerm, name)
    }

    /// With the hours and the conditions that the directory has no field for.
    private func description(_ service: HSDSService) -> String {
        let schedules = (service.schedules ?? []) + (service.serviceAtLocations ?? []).flatMap { $0.schedules ?? [] }
        var hours: [String] = []
        for text in schedules.map({ $0.description.map(ContactReading.line) ?? HSDSHours.words($0) }) where !text.isEmpty && !hours.contains(text) { hours.append(text) }
        let parts = [service.description, hours.isEmpty ? nil : "Godziny: " + hours.joined(separator: "; "), service.applicationProcess.map { "Jak skorzystać: " + $0 }]
        return parts.compactMap { $0 }.joined(separator: "\n")
    }

    private func eligibility(_ service: HSDSService) -> String? {
        var parts = [service.eligibilityDescription].compactMap { $0 }
        switch (service.minimumAge?.text, service.maximumAge?.text) {
        case (let least?, let most?): parts.append("wiek \(least)–\(most)")
        case (let least?, nil): parts.append("wiek od \(least)")
        case (nil, let most?): parts.append("wiek do \(most)")
        default: break
        }
        let documents = (service.requiredDocuments ?? []).compactMap(\.document)
        if !documents.isEmpty { parts.append("dokumenty: " + documents.joined(separator: ", ")) }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    private func cost(_ service: HSDSService) -> String? {
        if let text = service.feesDescription ?? service.fees { return text }
        let options = (service.costOptions ?? []).map { option in
            [option.option, option.amount?.text, option.currency, option.amountDescription].compactMap { $0 }.joined(separator: " ")
        }
        return options.isEmpty ? nil : options.joined(separator: "; ")
    }
}
