// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// A filter, made ready to be asked of every institution.
struct HSDSMatch {
    /// Whether it leaves anything out.
    let isSelective: Bool
    /// The only institutions that can match; nil for all.
    let candidates: [Int]?

    private let words: HSDSWords?
    private let allowed: Set<InstitutionID>?
    private let modifiedAfter: String?
    private let term: String?
    private let taxonomy: HSDSVocabulary.Kind?
    private let isImpossible: Bool
    private let coverage: HSDSCoverage?
    private let context: HSDSContext

    init(_ filter: HSDSFilter, _ directory: HSDSDirectory) throws(HSDSRequestError) {
        context = directory.context
        allowed = filter.institutions
        words = filter.institutions == nil ? filter.search.flatMap(HSDSWords.init) : nil
        modifiedAfter = filter.modifiedAfter.map(HSDSContext.firstDay)
        term = filter.taxonomyTermID?.lowercased()
        let taxonomyID = filter.taxonomyID?.lowercased()
        taxonomy = taxonomyID.flatMap { id in HSDSVocabulary.Kind.allCases.first { $0.id.text == id } }
        coverage = try HSDSCoverage(postcode: filter.postcode, proximity: filter.proximity, directory)
        let organization = filter.organizationID.map { directory.position(organization: $0) }
        candidates = organization.map { $0.map { [$0] } ?? [] }
        isImpossible = (taxonomyID != nil && taxonomy == nil) || (term != nil && term.flatMap(directory.context.vocabulary.kind) == nil)
        isSelective =
            allowed != nil || words != nil || modifiedAfter != nil || term != nil || taxonomyID != nil || coverage != nil || organization != nil
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

    /// The services of a record that match.
    func services(_ record: HSDSRecord) -> [HSDSDirectory.Item] {
        let texts = words == nil ? [] : Self.texts(record.institution)
        let isWhole = words?.match(texts) ?? true
        return record.services.filter { keyed in
            has(keyed.service, record) && (isWhole || words?.match(texts + [name(keyed.service)]) == true)
        }.map { HSDSDirectory.Item(record: record, service: $0) }
    }

    /// The services of a record that match, at each of its places that matches.
    func places(_ record: HSDSRecord) -> [HSDSDirectory.Item] {
        let places = record.institution.locations.indices.filter { coverage?.isNear(record.institution.locations[$0]) ?? true }
        return services(record).flatMap { item in places.map { HSDSDirectory.Item(record: item.record, service: item.service, place: $0) } }
    }

    private func has(_ service: Service, _ record: HSDSRecord) -> Bool {
        guard term != nil || taxonomy != nil else { return true }
        var terms = record.terms(service).map { (id: HSDSVocabulary.termID($0.id).text, kind: $0.kind) }
        terms.append((HSDSVocabulary.termID(record.institution.type).text, .institutionType))
        if service.isStatutory { terms.append((HSDSFact.statutory.termID.text, .fact)) }
        if let term, !terms.contains(where: { $0.id == term }) { return false }
        if let taxonomy, !terms.contains(where: { $0.kind == taxonomy }) { return false }
        return true
    }

    private func name(_ service: Service) -> String {
        [service.name, context.taxonomy.term(service.termID).map { context.pick($0.name) }].compactMap { $0 }.joined(separator: " ")
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
