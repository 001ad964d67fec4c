// SPDX-License-Identifier: Apache-2.0

import Atlas
import DirectorySearch

/// What a search understood, why it found little, and what else to try, in words.
struct SearchWording: Sendable {
    let directory: DirectorySnapshot
    let territory: Territory
    let language: Language

    private var phrases: Phrases { Phrases(language) }

    private func term(_ id: String) -> String { directory.taxonomy.term(id).map { language.of($0.name) } ?? id }

    private func quoted(_ words: [String]) -> String {
        words.map { language.choose("„\($0)”", "“\($0)”") }.joined(separator: ", ")
    }

    func name(_ concept: SearchConcept) -> String {
        switch concept {
        case .type(let type): language.of(type.name)
        case .service(let id), .target(let id), .problem(let id): term(id)
        }
    }

    /// A unit with what tells it apart from others of its name.
    func unit(_ place: SearchPlace) -> String {
        // The gmina of such a city is the city.
        if place.code.isWithinCityWithPowiatRights { return "\(place.name) (\(phrases.kind(.cityWithPowiatRights)))" }
        return switch place.kind {
        case .cityWithPowiatRights, .urbanGmina, .urbanRuralGmina, .ruralGmina: "\(place.fullName) (\(phrases.kind(place.kind)))"
        default: place.fullName
        }
    }

    func place(_ place: Understanding.Place) -> String {
        let unit = place.units.first.map(self.unit) ?? place.words
        let name = place.locality.map { "\($0), \(unit)" } ?? unit
        guard place.isNeighbourhood else { return name }
        let radius = place.radiusKilometers.map { phrases.numbers.string($0) } ?? ""
        return language.choose("\(name) i\u{A0}okolica do \(radius)\u{A0}km", "\(name) and up to \(radius)\u{A0}km around")
    }

    func dimension(_ dimension: SearchDimension) -> String {
        switch dimension {
        case .type: language.choose("rodzaj instytucji", "type of institution")
        case .service: language.choose("usługa", "service")
        case .target: language.choose("dla kogo", "target group")
        case .problem: language.choose("problem", "problem")
        case .unit: language.choose("siedziba", "seat")
        case .serves: language.choose("obsługiwany obszar", "area served")
        case .radius: language.choose("odległość", "distance")
        case .openNow: language.choose("otwarte teraz", "open now")
        case .verified: language.choose("potwierdzone w\u{A0}ciągu 90 dni", "confirmed within 90 days")
        case .freePlaces: language.choose("wolne miejsca", "free places")
        }
    }

    /// A sentence that says why there is little or nothing.
    func reason(_ shortage: Shortage) -> String {
        switch shortage {
        case .emptyDirectory:
            return language.choose("Katalog jest jeszcze pusty.", "The directory is still empty.")
        case .unknownWords(let words):
            return language.choose(
                "W\u{A0}katalogu nic nie pasuje do: \(quoted(words)).", "Nothing in the directory matches: \(quoted(words)).")
        case .nobodyOffers(let words):
            return language.choose(
                "Wiemy, czego szukasz (\(quoted(words))), ale w\u{A0}katalogu nie ma jeszcze takiego wpisu.",
                "We know what you look for (\(quoted(words))), but the directory has no such entry yet.")
        case .notTogether(let words):
            return language.choose(
                "Żaden wpis nie spełnia wszystkich warunków naraz. Pominięto: \(quoted(words)).",
                "No entry meets all conditions at once. Left out: \(quoted(words)).")
        case .notAtPlace(let place):
            return language.choose(
                "W\u{A0}katalogu nie ma takiego wpisu dla miejsca: \(unit(place)).", "The directory has no such entry for: \(unit(place)).")
        case .notWithinRadius(let kilometers):
            let radius = phrases.numbers.string(kilometers)
            return language.choose(
                "W\u{A0}promieniu \(radius)\u{A0}km nie ma takiego wpisu.", "There is no such entry within \(radius)\u{A0}km.")
        case .filters(let dimensions):
            let names = dimensions.map(dimension).joined(separator: ", ")
            return language.choose(
                "Są takie wpisy, ale nie z\u{A0}wybranymi filtrami (\(names)).", "There are such entries, but not with the chosen filters (\(names)).")
        }
    }

    /// What an alternative search is called on its link.
    func label(_ alternative: Alternative) -> String {
        switch alternative.kind {
        case .withoutFilter(let dimension):
            language.choose("Bez filtra „\(self.dimension(dimension))”", "Without the filter “\(self.dimension(dimension))”")
        case .withoutFilters: language.choose("Bez żadnych filtrów", "Without any filters")
        case .withoutWords(let words): language.choose("Bez słów: \(quoted(words))", "Without the words: \(quoted(words))")
        case .widerRadius(let kilometers):
            language.choose(
                "W\u{A0}promieniu \(phrases.numbers.string(kilometers))\u{A0}km", "Within \(phrases.numbers.string(kilometers))\u{A0}km")
        case .largerUnit(let place): language.choose("Szerzej: \(unit(place))", "In the larger area: \(unit(place))")
        case .nearest: language.choose("Najbliższe, bez względu na obszar", "The nearest, whatever the area")
        case .relatedService(let id): language.choose("Pokrewna usługa: \(term(id))", "A related service: \(term(id))")
        case .corrected(let text): language.choose("Może chodziło o: „\(text)”", "Did you mean “\(text)”?")
        }
    }

    /// Why a hit was found, on one line; nil when the name says it.
    func why(_ hit: SearchHit) -> String? {
        var parts: [String] = []
        for reason in hit.matched {
            switch reason {
            case .service(let id):
                let service = hit.entry.services.first { $0.termID == id }
                // A hostel of an association is no task that the law gives the association.
                let isOwed = service?.isStatutory == true && hit.entry.type.tier != .local
                let law = isOwed ? language.choose(" (zadanie ustawowe)", " (statutory task)") : ""
                parts.append(term(id) + law)
            case .target(let id): parts.append(language.choose("dla: ", "for: ") + term(id))
            case .problem(let id): parts.append(term(id))
            // Name and address stand on the line above; words of other fields say little without them.
            case .exactName, .nameWords, .addressWords, .otherWords, .type, .serves, .servesPart, .seat, .near: break
            }
        }
        return parts.isEmpty ? nil : parts.prefix(3).joined(separator: " · ")
    }
}
