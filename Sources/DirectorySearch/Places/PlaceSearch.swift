// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Finds the units that an address or the name of a place may mean.
struct PlaceSearch {
    let contents: IndexContents

    private static let mostMatches = 12

    /// How surely a name of each kind means its place.
    private static func confidence(_ kind: PlaceName.Kind, hasStreet: Bool, hasLevel: Bool, besideTown: Bool) -> Double {
        if hasLevel { return 0.95 }
        return switch kind {
        case .town, .townAndVillages: hasStreet ? 0.95 : 0.85
        // Villages have streets too, but the town of the same name has more.
        case .ruralGmina: hasStreet && besideTown ? 0.6 : 0.85
        case .wojewodztwo: 0.9
        case .locality: 0.75
        case .powiat: 0.65
        case .shortened: 0.5
        case .cityPowiat: 0.9
        }
    }

    private struct Evidence {
        var reasons: [PlaceMatch.Reason]
        var confidence: Double
        var order: Int
    }

    func places(named text: String) -> [PlaceMatch] {
        let address = contents.reader.readAddress(text)
        var found: [QueryPlan.Place.Candidate: Evidence] = [:]
        for (position, span) in address.spans.enumerated() {
            let words = span.name.map { address.words[$0].text }.joined(separator: " ")
            let isCorrected = span.name.contains { address.words[$0].isCorrected }
            let hasLevel = span.words.count > span.name.count && !span.isNeighbourhood
            for (rank, candidate) in span.candidates.enumerated() {
                let kind = span.kinds[rank]
                var confidence = Self.confidence(
                    kind, hasStreet: address.hasStreet, hasLevel: hasLevel,
                    besideTown: span.kinds.contains { $0 == .town || $0 == .townAndVillages })
                // "gmina Bochnia" is first of all the rural gmina, though the town is a gmina too.
                if hasLevel, kind == .town, span.kinds.first == .ruralGmina { confidence *= 0.75 }
                if isCorrected || span.isCompleted { confidence *= 0.85 }
                if !span.isSure { confidence *= 0.8 }
                // Of several places in an address the town stands last: "Zagórzany, Gdów".
                confidence *= position == address.spans.count - 1 ? 1 : 0.9
                let place = contents.units.places[candidate.unit]
                var reasons: [PlaceMatch.Reason] = [
                    candidate.locality.map { .locality(contents.names.localities[$0].name) } ?? .unitName(words)
                ]
                if address.hasStreet, place.kind == .urbanGmina || place.kind == .urbanRuralGmina {
                    reasons.append(.street(address.street))
                }
                if found[candidate].map({ $0.confidence < confidence }) ?? true {
                    found[candidate] = Evidence(reasons: reasons, confidence: confidence, order: position * 100 + rank)
                }
            }
        }
        for code in address.postalCodes { weigh(code, &found) }
        if found.isEmpty { findThroughInstitutions(address, &found) }
        let matches = found.map { candidate, evidence in
            (
                match: PlaceMatch(
                    place: contents.units.places[candidate.unit], locality: candidate.locality.map { contents.names.localities[$0].name },
                    reasons: evidence.reasons, confidence: (min(evidence.confidence, 1) * 1000).rounded() / 1000), order: evidence.order
            )
        }
        return matches.sorted {
            ($1.match.confidence, $0.order, $0.match.place.code) < ($0.match.confidence, $1.order, $1.match.place.code)
        }.prefix(Self.mostMatches).map(\.match)
    }

    /// A village or a part of a town that only the name or the street of some institution tells of.
    private func findThroughInstitutions(_ address: AddressReading, _ found: inout [QueryPlan.Place.Candidate: Evidence]) {
        let terms = address.words.indices.filter { index in
            let word = address.words[index]
            return !word.isFunction && !word.isFiller && !word.isNumber && !PlainWords.street.contains(word.folded) && !word.isPrefix
        }.map { address.words[$0].terms }
        let set = contents.text.entries(withAllOf: terms)
        guard set.count <= 40 else { return }
        var order = 0
        set.forEach { ordinal in
            let weakest = terms.map { contents.text.bestWeight(of: $0, for: ordinal) >> 5 }.min() ?? 0
            guard
                weakest == UInt8(TextField.name.rawValue) || weakest == UInt8(TextField.otherName.rawValue)
                    || weakest == UInt8(TextField.address.rawValue)
                    || weakest == UInt8(TextField.locality.rawValue),
                let unit = contents.entry(ordinal).gmina.flatMap(contents.units.number)
            else { return }
            let candidate = QueryPlan.Place.Candidate(unit: unit, locality: nil)
            if found[candidate] == nil {
                found[candidate] = Evidence(reasons: [.institution(contents.entry(ordinal).id)], confidence: 0.3, order: order)
            }
            order += 1
        }
    }

    /// Brings in what is known of a postal code: it confirms names, or stands for its gminas when there is no name.
    private func weigh(_ code: String, _ found: inout [QueryPlan.Place.Candidate: Evidence]) {
        var units = contents.names.postalCodes[code] ?? []
        var reason = PlaceMatch.Reason.postalCode(code)
        var certainty = 0.8
        if units.isEmpty {
            // 32-7, then 32-: the same post office, then the same part of the country.
            for (length, weight) in [(4, 0.4), (2, 0.2)] where units.isEmpty {
                let prefix = String(code.prefix(length))
                var counts: [Int: Int] = [:]
                for (known, seats) in contents.names.postalCodes where known.hasPrefix(prefix) {
                    for seat in seats { counts[seat.unit, default: 0] += seat.entries }
                }
                units = counts.map { (unit: $0.key, entries: $0.value) }.sorted { ($1.entries, $0.unit) < ($0.entries, $1.unit) }
                reason = .postalArea(prefix)
                certainty = weight
            }
        }
        guard !units.isEmpty else { return }
        if found.isEmpty {
            let most = Double(units.first?.entries ?? 1)
            for (rank, unit) in units.prefix(Self.mostMatches).enumerated() {
                found[QueryPlan.Place.Candidate(unit: unit.unit, locality: nil)] = Evidence(
                    reasons: [reason], confidence: certainty * (0.5 + 0.5 * Double(unit.entries) / most), order: rank)
            }
            return
        }
        let confirmed = found.keys.filter { candidate in units.contains { contents.units.contains(candidate.unit, $0.unit) } }
        for candidate in confirmed {
            found[candidate]?.reasons.append(reason)
            found[candidate]?.confidence += 0.04
        }
        // Somewhere else than the code says: only when some other candidate is where it says, as codes are known from few addresses.
        if certainty > 0.5, !confirmed.isEmpty {
            let wojewodztwa = Set(confirmed.map { contents.units.places[$0.unit].code.ancestor(at: .wojewodztwo) })
            for candidate in found.keys where !confirmed.contains(candidate) {
                let isFar = !wojewodztwa.contains(contents.units.places[candidate.unit].code.ancestor(at: .wojewodztwo))
                found[candidate]?.confidence *= isFar ? 0.4 : 0.9
            }
        }
    }
}
