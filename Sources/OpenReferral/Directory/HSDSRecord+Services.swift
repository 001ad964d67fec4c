// SPDX-License-Identifier: Apache-2.0

import Atlas

extension HSDSRecord {
    /// A service with the key that names it among the institution's.
    struct KeyedService {
        let service: Service
        let key: String
        /// What the institution itself lists; nil for what only the law assigns.
        let own: Service?
    }

    /// Own services, then those that the law assigns. The key is the term, with the institution's own name for it, and a number
    /// where that stands twice: a service keeps its identity when others come and go.
    var services: [KeyedService] {
        var met: [String: Int] = [:]
        return institution.allServices(context.taxonomy).enumerated().map { index, service in
            let key = service.termID + (service.name.map { "/" + $0 } ?? "")
            met[key, default: 0] += 1
            let number = met[key] ?? 1
            return KeyedService(
                service: service, key: number == 1 ? key : "\(key)#\(number)", own: index < institution.services.count ? institution.services[index] : nil)
        }
    }

    func serviceID(_ keyed: KeyedService) -> String { identifier("service", keyed.key) }

    /// The members of a service with one value each.
    func plainService(_ keyed: KeyedService) -> HSDSService {
        let service = keyed.service
        let term = context.taxonomy.term(service.termID)
        let modified = context.modified(institution)
        return HSDSService(
            id: serviceID(keyed), organizationID: id, name: service.name ?? term.map { context.pick($0.name) } ?? service.termID,
            alternateName: service.name == nil ? nil : term.map { context.pick($0.name) },
            description: service.description ?? term.flatMap { context.pick($0.explanation).nonEmpty },
            url: institution.website.map(HSDSURI.escaped), email: institution.emails.first, status: .active, feesDescription: service.cost,
            eligibilityDescription: service.eligibility ?? eligibility(service.targetIDs),
            assuredDate: institution.verifiedOn.flatMap { $0.day == nil ? nil : $0.text }, lastModified: modified.map { $0 + "T00:00:00Z" })
    }

    private func eligibility(_ targets: [String]) -> String? {
        let names = targets.compactMap { context.taxonomy.term($0).map { context.pick($0.name) } }
        return names.isEmpty ? nil : (context.english ? "For: " : "Dla kogo: ") + names.joined(separator: ", ")
    }

    /// A service with all that belongs to it, but not the organization.
    /// - Parameter places: whether its places hold the location itself, or only its id.
    func service(_ keyed: KeyedService, places: Bool) -> HSDSService {
        var service = plainService(keyed)
        service.serviceAreas = areas(keyed).nonEmpty
        service.serviceAtLocations = institution.locations.indices.map { index in
            var place = plainServiceAtLocation(keyed, index)
            if places { place.location = location(index) }
            return place
        }.nonEmpty
        service.attributes = attributes(keyed)
        return service
    }

    /// A service as the API gives a single one.
    func nestedService(_ keyed: KeyedService) -> HSDSService {
        var service = service(keyed, places: true)
        service.organization = organization
        return service
    }

    private func areas(_ keyed: KeyedService) -> [HSDSServiceArea] {
        institution.area.map { area in
            let words = [Self.label(area.basis, english: context.english), institution.areaNote].compactMap { $0 }
            return HSDSServiceArea(
                id: identifier("service_area", "\(keyed.key)/\(area.code.stem)"), serviceID: serviceID(keyed),
                name: context.unitName(area.code) ?? area.code.stem, description: words.joined(separator: "; "), extent: "TERC \(area.code.stem)",
                extentType: "text")
        }
    }

    private static func label(_ basis: ServedArea.Basis, english: Bool) -> String {
        switch basis {
        case .statutory: english ? "assigned by law" : "z mocy prawa"
        case .agreement: english ? "by agreement" : "na podstawie porozumienia"
        case .declared: english ? "declared by the institution" : "według deklaracji instytucji"
        }
    }

    /// The terms of a service: its type, whom it is for, the problems that these stand beside, and what the standard has no member for.
    private func attributes(_ keyed: KeyedService) -> [HSDSAttribute] {
        let service = keyed.service
        let anchor = Anchor(entity: "service", key: keyed.key, id: serviceID(keyed))
        var attributes = terms(service).map { attribute(HSDSVocabulary.termID($0.id), on: anchor, as: $0.kind) }
        if service.isStatutory { attributes += fact(.statutory, service.legalBasis ?? "true", on: anchor) }
        if let own = keyed.own {
            let members = [
                ("name", own.name != nil), ("description", own.description != nil), ("targets", !own.targetIDs.isEmpty),
                ("eligibility", own.eligibility != nil),
            ]
            attributes += fact(.ownEntry, members.filter(\.1).map(\.0).joined(separator: " ").nonEmpty ?? "-", on: anchor)
        }
        attributes += fact(.capacity, service.capacity.map(String.init), on: anchor) + fact(.freePlaces, service.freePlaces.map(String.init), on: anchor)
        return attributes + fact(.freePlacesOn, service.freePlacesOn?.text, on: anchor)
    }

    func terms(_ service: Service) -> [(id: String, kind: HSDSVocabulary.Kind)] {
        var problems: [String] = []
        for id in [service.termID] + service.targetIDs {
            for problem in context.taxonomy.term(id)?.relatedIDs ?? [] where !problems.contains(problem) { problems.append(problem) }
        }
        var terms: [(id: String, kind: HSDSVocabulary.Kind)] = [(service.termID, .serviceType)]
        terms += service.targetIDs.map { ($0, .targetGroup) }
        return terms + problems.map { ($0, .problem) }
    }

    // MARK: Services at locations

    func serviceAtLocationID(_ keyed: KeyedService, _ index: Int) -> String {
        identifier("service_at_location", "\(keyed.key)/\(Self.locationKey(index))")
    }

    func plainServiceAtLocation(_ keyed: KeyedService, _ index: Int) -> HSDSServiceAtLocation {
        HSDSServiceAtLocation(id: serviceAtLocationID(keyed, index), serviceID: serviceID(keyed), locationID: locationID(index))
    }

    /// With the service and the place as lists have them.
    func listedServiceAtLocation(_ keyed: KeyedService, _ index: Int) -> HSDSServiceAtLocation {
        var place = plainServiceAtLocation(keyed, index)
        place.location = plainLocation(index)
        place.service = plainService(keyed)
        return place
    }

    /// With all that belongs to it.
    func nestedServiceAtLocation(_ keyed: KeyedService, _ index: Int) -> HSDSServiceAtLocation {
        var place = plainServiceAtLocation(keyed, index)
        place.location = location(index)
        var service = nestedService(keyed)
        service.serviceAtLocations = nil
        place.name = service.name
        place.status = service.status
        place.service = service
        return place
    }
}
