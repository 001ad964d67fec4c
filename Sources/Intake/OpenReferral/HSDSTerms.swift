// SPDX-License-Identifier: Apache-2.0

import Atlas
import OpenReferral
import PolishText

/// What the attributes of a feed say in the words of the directory.
struct HSDSTerms {
    private let taxonomy: Taxonomy
    private let facts: [String: HSDSFact]
    private let types: [String: InstitutionType]
    private let termIDs: [String: String]
    /// Services by their names, folded.
    private let servicesByName: [String: String]

    init(_ taxonomy: Taxonomy) {
        self.taxonomy = taxonomy
        facts = Dictionary(uniqueKeysWithValues: HSDSFact.allCases.map { ($0.termID.text, $0) })
        types = Dictionary(uniqueKeysWithValues: InstitutionType.allCases.map { (HSDSVocabulary.termID($0).text, $0) })
        termIDs = Dictionary(taxonomy.terms.map { (HSDSVocabulary.termID($0.id).text, $0.id) }) { first, _ in first }
        let services = taxonomy.terms(of: .service)
        servicesByName = Dictionary(services.map { (fold($0.name.polish), $0.id) } + services.map { (fold($0.name.english), $0.id) }) { first, _ in first }
    }

    private static func id(_ attribute: HSDSAttribute) -> String? { (attribute.taxonomyTermID ?? attribute.taxonomyTerm?.id)?.lowercased() }

    /// The facts of an object, each with its values in the order of the feed.
    func facts(_ attributes: [HSDSAttribute]?) -> [HSDSFact: [String]] {
        var found: [HSDSFact: [String]] = [:]
        for attribute in attributes ?? [] {
            if let fact = Self.id(attribute).flatMap({ facts[$0] }), let value = attribute.value { found[fact, default: []].append(value) }
        }
        return found
    }

    func type(_ attributes: [HSDSAttribute]?) -> InstitutionType? {
        let found = (attributes ?? []).lazy.compactMap { attribute in
            Self.id(attribute).flatMap { types[$0] } ?? attribute.taxonomyTerm?.code.flatMap { InstitutionType(rawValue: $0) }
        }
        return found.first
    }

    /// The terms of a kind in the order of the feed, by their ids or their codes.
    func terms(_ kind: TaxonomyTerm.Kind, _ attributes: [HSDSAttribute]?) -> [String] {
        var found: [String] = []
        for attribute in attributes ?? [] {
            let known = Self.id(attribute).flatMap { termIDs[$0] } ?? attribute.taxonomyTerm?.code.flatMap { taxonomy.term($0)?.id }
            if let known, taxonomy.term(known)?.kind == kind, !found.contains(known) { found.append(known) }
        }
        return found
    }

    /// How many attributes have terms that are not ours.
    func unknownCount(_ attributes: [HSDSAttribute]?) -> Int {
        (attributes ?? []).count { attribute in
            guard let id = Self.id(attribute) else { return true }
            if facts[id] != nil || types[id] != nil || termIDs[id] != nil { return false }
            let code = attribute.taxonomyTerm?.code ?? ""
            return taxonomy.term(code) == nil && InstitutionType(rawValue: code) == nil
        }
    }

    func service(named name: String) -> String? { servicesByName[fold(name)] }

    /// The type that a name names first: `Klub Integracji Społecznej przy OPS` is a club, not a welfare centre.
    static func type(named name: String) -> InstitutionType? {
        let folded = fold(name)
        var best: (type: InstitutionType, offset: Int)?
        func offer(_ type: InstitutionType, _ offset: Int?) {
            guard let offset, best.map({ offset < $0.offset }) ?? true else { return }
            best = (type, offset)
        }
        for (type, words) in named { offer(type, folded.firstRange(of: words).map { folded.distance(from: folded.startIndex, to: $0.lowerBound) }) }
        // Abbreviations count only in capitals: `kis` is no club.
        var offset = 0
        for word in name.split(omittingEmptySubsequences: false, whereSeparator: { !$0.isLetter && $0 != "-" }) {
            if word.count > 1, word == word.uppercased(), let type = InstitutionType(naming: String(word)), type.abbreviations.isEmpty == false { offer(type, offset) }
            offset += word.count + 1
        }
        return best?.type
    }

    private static let named: [(InstitutionType, String)] =
        [
            .ops, .cus, .pcpr, .pup, .wup, .rops, .uw, .oik, .cis, .kis, .sds, .dps, .wtz, .zaz, .agencja,
        ].map { ($0, fold($0.name.polish)) } + [
            (.ops, "osrodek pomocy rodzinie"), (.schronisko, "schronisko dla osob bezdomnych"), (.schronisko, "schronisko dla bezdomnych"),
            (.noclegownia, "noclegownia"), (.noclegownia, "ogrzewalnia"), (.ngo, "stowarzyszenie"), (.ngo, "fundacja"), (.ngo, "caritas"),
        ]
}
