// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation
import PolishText

/// Why an institution is a candidate, in words.
struct PartnerWording: Sendable {
    let language: Language
    let registry: AgreementRegistry
    let taxonomy: Taxonomy
    let territory: Territory
    let words: String?

    private var phrases: Phrases { Phrases(language) }

    /// How many names a sentence lists before it counts the rest.
    private static let listed = 4

    private func names(_ ids: [String]) -> String {
        let names = ids.map { id in taxonomy.term(id).map { language.of($0.name) } ?? id }
        guard names.count > Self.listed + 1 else { return names.joined(separator: ", ") }
        let rest = names.count - Self.listed
        return names.prefix(Self.listed).joined(separator: ", ")
            + language.choose(" i\u{A0}\(rest)\u{A0}\(PolishPlural(rest).choose("inna", "inne", "innych"))", " and \(rest)\u{A0}more")
    }

    private func title(_ agreement: Int) -> String { language.choose("„\(registry.agreements[agreement].title)”", "“\(registry.agreements[agreement].title)”") }

    func reason(_ reason: PartnerReason) -> String {
        switch reason {
        case .type(let type):
            language.choose("ten cel wymaga takiego partnera: \(type.name.polish)", "the purpose asks for such a partner: \(type.name.english)")
        case .offers(let services):
            language.choose("wnosi to, czego Twoja instytucja nie ma: \(names(services))", "brings what your institution lacks: \(names(services))")
        case .shares(let services): language.choose("robi to samo co Ty: \(names(services))", "does the same as you: \(names(services))")
        case .complements(let services): language.choose("ma też: \(names(services))", "also has: \(names(services))")
        case .targets(let targets): language.choose("pracuje z\u{A0}tą grupą: \(names(targets))", "works with these people: \(names(targets))")
        case .proximity(let proximity): self.proximity(proximity)
        case .near(let kilometers):
            language.choose("blisko: \(phrases.distance(kilometers)) od siedziby", "close: \(phrases.distance(kilometers)) from the seat")
        case .notYetPartner: language.choose("nie macie jeszcze porozumienia", "you have no agreement yet")
        case .formerPartner(let agreement):
            language.choose("macie za sobą porozumienie, które wygasło: \(title(agreement))", "you had an agreement that has ended: \(title(agreement))")
        case .worksWithSimilar(let count, let example):
            language.choose(
                "współpracuje już z\u{A0}podobnymi instytucjami (\(phrases.count(count))), np. \(registry.institutions[example].name)",
                "already works with institutions like yours (\(phrases.count(count))), e.g. \(registry.institutions[example].name)")
        case .experience(let agreements):
            language.choose(
                "ma porozumienie o\u{A0}tym samym: \(agreements.prefix(2).map(title).joined(separator: ", "))",
                "has an agreement about the same: \(agreements.prefix(2).map(title).joined(separator: ", "))")
        case .openAgreement(let agreement):
            language.choose("jest stroną porozumienia otwartego na nowych: \(title(agreement))", "is a party to an agreement that is open to others: \(title(agreement))")
        case .words: language.choose("pasuje do słów: \(words ?? "")", "fits the words: \(words ?? "")")
        case .coordinator: language.choose("ma wskazaną osobę do współpracy", "names a person for cooperation")
        case .phone: language.choose("jest telefon w\u{A0}katalogu", "its phone is in the directory")
        case .verified(let day): phrases.verified(day)
        }
    }

    /// The word for programs.
    func kind(_ reason: PartnerReason) -> String {
        switch reason {
        case .type: "type"
        case .offers: "offers"
        case .shares: "shares"
        case .complements: "complements"
        case .targets: "targets"
        case .proximity: "proximity"
        case .near: "near"
        case .notYetPartner: "not_yet_partner"
        case .formerPartner: "former_partner"
        case .worksWithSimilar: "works_with_similar"
        case .experience: "experience"
        case .openAgreement: "open_agreement"
        case .words: "words"
        case .coordinator: "coordinator"
        case .phone: "phone"
        case .verified: "verified"
        }
    }

    func proximity(_ proximity: PartnerProximity) -> String {
        switch proximity {
        case .sameGmina: language.choose("ta sama gmina", "the same gmina")
        case .servesHere: language.choose("obsługuje Twój teren", "serves your area")
        case .neighbouringGmina: language.choose("sąsiednia gmina", "a neighbouring gmina")
        case .samePowiat: language.choose("ten sam powiat", "the same powiat")
        case .neighbouringPowiat: language.choose("sąsiedni powiat", "a neighbouring powiat")
        case .sameRegion: language.choose("to samo województwo", "the same voivodeship")
        case .farther: language.choose("inne województwo", "another voivodeship")
        }
    }

    static func area(_ area: PartnerArea, _ language: Language) -> String {
        switch area {
        case .powiat: language.choose("powiat i\u{A0}sąsiednie gminy", "powiat and neighbouring gminas")
        case .neighbours: language.choose("także sąsiednie powiaty", "neighbouring powiats too")
        case .region: language.choose("całe województwo", "the whole voivodeship")
        case .country: language.choose("cała Polska", "all of Poland")
        }
    }

    func found(_ answer: PartnerAnswer, radiusKilometers: Double?) -> String {
        let count = phrases.institutions(answer.total)
        let place = radiusKilometers.map { language.choose("do \(phrases.distance($0)) od siedziby", "within \(phrases.distance($0)) of the seat") }
            ?? Self.area(answer.area, language)
        return language.choose("Kandydaci: \(count). Szukaliśmy: \(place).", "Candidates: \(count). We looked at: \(place).")
    }

    func points(_ score: Int) -> String {
        language.choose("\(score)\u{A0}\(PolishPlural(score).choose("punkt", "punkty", "punktów"))", "\(score)\u{A0}\(score == 1 ? "point" : "points")")
    }
}
