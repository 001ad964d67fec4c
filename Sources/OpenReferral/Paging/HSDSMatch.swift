// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// A filter, made ready to be asked of every institution.
struct HSDSMatch {
    /// Whether it leaves anything out.
    let isSelective: Bool
    /// The only institutions that can match; nil for all.
    let candidates: [Int]?
    /// Whether an institution that matches does so with all of its services.
    let takesAllServices: Bool

    private let words: HSDSWords?
    /// Which words stand in the names of service terms: a hundred thousand institutions share a few dozen of these.
    private let wordsOfTerms: [String: HSDSWords.Found]
    private let allowed: Set<InstitutionID>?
    private let modifiedAfter: String?
    private let term: (kind: HSDSVocabulary.Kind, code: String)?
    private let taxonomy: HSDSVocabulary.Kind?
    private let isImpossible: Bool
    private let coverage: HSDSCoverage?
    private let context: HSDSContext

    init(_ filter: HSDSFilter, _ directory: HSDSDirectory) throws(HSDSRequestError) {
        let context = directory.context
        self.context = context
        allowed = filter.institutions
        let words = filter.institutions == nil ? filter.search.flatMap(HSDSWords.init) : nil
        self.words = words
        wordsOfTerms = words.map { words in
            let terms = context.taxonomy.terms(of: .service).map { ($0.id, words.found(in: [context.pick($0.name)])) }
            return Dictionary(terms) { first, _ in first }
        } ?? [:]
        modifiedAfter = filter.modifiedAfter.map(HSDSContext.firstDay)
        let termID = filter.taxonomyTermID?.lowercased()
        term = termID.flatMap { id in
            context.vocabulary.kind(ofTerm: id).flatMap { kind in context.vocabulary.term(id)?.code.map { (kind, $0) } }
        }
        let taxonomyID = filter.taxonomyID?.lowercased()
        taxonomy = taxonomyID.flatMap { id in HSDSVocabulary.Kind.allCases.first { $0.id.text == id } }
        coverage = try HSDSCoverage(postcode: filter.postcode, proximity: filter.proximity, directory)
        let organization = filter.organizationID.map { directory.position(organization: $0) }
        candidates = organization.map { $0.map { [$0] } ?? [] }
        isImpossible = (taxonomyID != nil && taxonomy == nil) || (termID != nil && term == nil)
        takesAllServices = words == nil && term == nil && taxonomy == nil
        isSelective =
            allowed != nil || words != nil || modifiedAfter != nil || termID != nil || taxonomyID != nil || coverage != nil || organization != nil
    }

    /// Whether the institution itself matches; the services are asked one by one afterwards.
    func organization(_ institution: Institution, includingServices: Bool) -> Bool {
        if isImpossible { return false }
        if let allowed, !allowed.contains(institution.id) { return false }
        if let modifiedAfter {
            guard let modified = context.modified(institution), modified >= modifiedAfter else { return false }
        }
        if let coverage, !coverage.covers(institution) { return false }
        // With services the words may stand in their names.
        if let words, !includingServices { return words.match(Self.texts(institution)) }
        return true
    }

    // MARK: Services

    /// How many services of an institution match.
    func serviceCount(_ institution: Institution) -> Int {
        let found = words?.found(in: Self.texts(institution)) ?? 0
        return institution.allServices(context.taxonomy).count { matches($0, institution, found) }
    }

    /// How many of its places match, for each service.
    func placeCount(_ institution: Institution) -> Int {
        institution.locations.count { coverage?.isNear($0) ?? true }
    }

    /// The services of a record that match.
    func services(_ record: HSDSRecord) -> [HSDSDirectory.Item] {
        let found = words?.found(in: Self.texts(record.institution)) ?? 0
        return record.services.filter { matches($0.service, record.institution, found) }.map { HSDSDirectory.Item(record: record, service: $0) }
    }

    /// The services of a record that match, at each of its places that matches.
    func places(_ record: HSDSRecord) -> [HSDSDirectory.Item] {
        let places = record.institution.locations.indices.filter { coverage?.isNear(record.institution.locations[$0]) ?? true }
        return services(record).flatMap { item in places.map { HSDSDirectory.Item(record: item.record, service: item.service, place: $0) } }
    }

    /// - Parameter found: the words that stand in the institution's own names and places.
    private func matches(_ service: Service, _ institution: Institution, _ found: HSDSWords.Found) -> Bool {
        if let words {
            var found = found | (wordsOfTerms[service.termID] ?? 0)
            if found != words.all, let name = service.name { found |= words.found(in: [name]) }
            guard found == words.all else { return false }
        }
        if let term, !has(term.kind, term.code, service, institution) { return false }
        return taxonomy.map { has($0, nil, service, institution) } ?? true
    }

    /// Whether a service has a term of a taxonomy, or any when `code` is nil.
    private func has(_ kind: HSDSVocabulary.Kind, _ code: String?, _ service: Service, _ institution: Institution) -> Bool {
        switch kind {
        case .serviceType: return code == nil || service.termID == code
        case .targetGroup: return code.map(service.targetIDs.contains) ?? !service.targetIDs.isEmpty
        case .problem:
            return ([service.termID] + service.targetIDs).contains { id in
                guard let related = context.taxonomy.term(id)?.relatedIDs else { return false }
                return code.map(related.contains) ?? !related.isEmpty
            }
        case .institutionType: return code == nil || institution.type.rawValue == code
        case .fact:
            // Every service is either the law's or an entry of the institution.
            guard let code else { return true }
            switch HSDSFact(rawValue: code) {
            case .statutory: return service.isStatutory
            case .capacity: return service.capacity != nil
            case .freePlaces, .freePlacesOn: return service.freePlaces != nil
            default: return false
            }
        }
    }

    private static func texts(_ institution: Institution) -> [String] {
        [institution.name] + institution.otherNames + institution.locations.map(\.address.locality) + institution.type.abbreviations.prefix(1)
    }
}

/// A postcode as the directory's own addresses know it.
struct HSDSCoverage {
    private let gminas: Set<TERYTCode>
    private let centre: (longitude: Double, latitude: Double)?
    private let metres: Double?

    /// - Returns: nil without a postcode.
    init?(postcode: String?, proximity: Double?, _ directory: HSDSDirectory) throws(HSDSRequestError) {
        guard let postcode else {
            if proximity != nil { throw .proximityWithoutPostcode }
            return nil
        }
        let digits = Array(postcode.utf8)
        let isCode = digits.count == 6 && digits.enumerated().allSatisfy { $0.offset == 2 ? $0.element == 45 : (48...57).contains($0.element) }
        guard isCode else { throw .postcode(postcode) }
        if let proximity, !(proximity > 0 && proximity <= 1_000_000) { throw .proximity(proximity) }
        var gminas = Set<TERYTCode>()
        var points: [InstitutionPoint] = []
        for institution in directory.institutions {
            for location in institution.locations where location.address.postalCode == postcode {
                if let gmina = location.gmina { gminas.insert(gmina) }
                if let point = location.point { points.append(point) }
            }
        }
        // A point inside the gmina says nothing of the postcode when better ones are known.
        let exact = points.filter { $0.precision != .gminaCentre }
        let used = exact.isEmpty ? points : exact
        let count = Double(used.count)
        centre = used.isEmpty ? nil : (used.reduce(0) { $0 + $1.longitude } / count, used.reduce(0) { $0 + $1.latitude } / count)
        self.gminas = gminas
        metres = proximity
    }

    /// Whether the area of an institution has the postcode; where the area is not known, whether it stands there.
    func covers(_ institution: Institution) -> Bool {
        // With a distance it is the places that count.
        if metres != nil { return true }
        if institution.area.isEmpty { return institution.locations.contains { $0.gmina.map(gminas.contains) ?? false } }
        return gminas.contains { institution.serves($0) }
    }

    func isNear(_ location: Location) -> Bool {
        guard let metres else { return true }
        guard let centre, let point = location.point else { return false }
        return Self.distance(centre, (point.longitude, point.latitude)) <= metres
    }

    /// Metres on a sphere of the earth's mean radius: the standard's parameter asks for no more.
    private static func distance(_ a: (longitude: Double, latitude: Double), _ b: (longitude: Double, latitude: Double)) -> Double {
        let (x, y) = (a.latitude * .pi / 180, b.latitude * .pi / 180)
        let (u, v) = (sin((y - x) / 2), sin((b.longitude - a.longitude) * .pi / 360))
        return 2 * 6_371_008.8 * asin(min(1, (u * u + cos(x) * cos(y) * v * v).squareRoot()))
    }
}
