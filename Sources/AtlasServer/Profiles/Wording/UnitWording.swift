// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// Units as they stand in a sentence.
///
/// Names of powiats and województwa are adjectives, which decline without exception; a gmina or a city keeps its
/// name behind a word that declines for it (`w gminie Bochnia`, `w mieście Kielce`), as in official texts.
extension Phrases {
    /// `powiat staszowski`, `Kielce`; English: `świętokrzyskie voivodeship`.
    func nominative(_ unit: TerritorialUnit) -> String {
        switch unit.kind {
        case .kraj: language.choose("Polska", "Poland")
        case .wojewodztwo: language.choose(unit.fullName, "\(unit.name) voivodeship")
        default: unit.fullName
        }
    }

    /// `powiatu staszowskiego`, `gminy Bochnia`, `miasta Kielce`.
    func genitive(_ unit: TerritorialUnit) -> String {
        guard language == .polish else { return nominative(unit) }
        return switch unit.kind {
        case .kraj: "Polski"
        case .wojewodztwo: "województwa " + Self.declined(unit.name, .genitive)
        case .powiat: "powiatu " + Self.declined(unit.name, .genitive)
        case .cityWithPowiatRights, .urbanGmina: "miasta " + unit.name
        case .ruralGmina, .urbanRuralGmina: "gminy " + unit.name
        }
    }

    /// `w powiecie staszowskim`, `w województwie łódzkim`, `w mieście Kielce`.
    func within(_ unit: TerritorialUnit) -> String {
        guard language == .polish else { return "in " + nominative(unit) }
        return switch unit.kind {
        case .kraj: "w\u{A0}Polsce"
        case .wojewodztwo: "w\u{A0}województwie " + Self.declined(unit.name, .locative)
        case .powiat: "w\u{A0}powiecie " + Self.declined(unit.name, .locative)
        case .cityWithPowiatRights, .urbanGmina: "w\u{A0}mieście " + unit.name
        case .ruralGmina, .urbanRuralGmina: "w\u{A0}gminie " + unit.name
        }
    }

    enum AdjectiveCase { case genitive, locative }

    /// An adjective of one or more words: `łódzki wschodni` → `łódzkiego wschodniego`, `bieruńsko-lędziński` →
    /// `bieruńsko-lędzińskim`. The masculine of powiats and the neuter of województwa share both cases.
    static func declined(_ name: String, _ wanted: AdjectiveCase) -> String {
        name.split(separator: " ").map { word in
            let stem = word.hasSuffix("ie") ? word.dropLast() : word.hasSuffix("e") ? word.dropLast() + "y" : word[...]
            guard let last = stem.last, last == "i" || last == "y" else { return String(word) }
            switch wanted {
            case .genitive: return (last == "i" ? String(stem) : String(stem.dropLast())) + "ego"
            case .locative: return String(stem) + "m"
            }
        }.joined(separator: " ")
    }

    /// `380 powiatów`, `1 powiat`, `2 powiaty`.
    func units(_ count: Int, _ level: UnitLevel) -> String {
        let polish: (String, String, String)
        let english: (String, String)
        switch level {
        case .kraj: (polish, english) = (("kraj", "kraje", "krajów"), ("country", "countries"))
        case .wojewodztwo: (polish, english) = (("województwo", "województwa", "województw"), ("voivodeship", "voivodeships"))
        case .powiat: (polish, english) = (("powiat", "powiaty", "powiatów"), ("powiat", "powiats"))
        case .gmina: (polish, english) = (("gmina", "gminy", "gmin"), ("gmina", "gminas"))
        }
        return self.count(count) + "\u{A0}"
            + language.choose(PolishPlural(count).choose(polish.0, polish.1, polish.2), count == 1 ? english.0 : english.1)
    }

    /// `powiatów`, for a heading such as `Mediana powiatów`.
    func genitivePlural(_ level: UnitLevel) -> String {
        switch level {
        case .kraj: language.choose("krajów", "countries")
        case .wojewodztwo: language.choose("województw", "voivodeships")
        case .powiat: language.choose("powiatów", "powiats")
        case .gmina: language.choose("gmin", "gminas")
        }
    }

    /// What stands after „spośród”: `380 powiatów`, `21 gmin`, `1 województwa`.
    func among(_ count: Int, _ level: UnitLevel) -> String {
        guard language == .polish else { return units(count, level) }
        let singular = switch level {
        case .kraj: "kraju"
        case .wojewodztwo: "województwa"
        case .powiat: "powiatu"
        case .gmina: "gminy"
        }
        return self.count(count) + "\u{A0}" + (count == 1 ? singular : genitivePlural(level))
    }

    /// `miast na prawach powiatu`, `gmin wiejskich`: after „wśród”.
    func genitivePlural(_ peers: UnitKind) -> String {
        switch peers {
        case .kraj: language.choose("krajów", "countries")
        case .wojewodztwo: language.choose("województw", "voivodeships")
        case .powiat: language.choose("powiatów ziemskich", "powiats other than cities")
        case .cityWithPowiatRights: language.choose("miast na\u{A0}prawach powiatu", "cities with powiat rights")
        case .urbanGmina: language.choose("gmin miejskich", "urban gminas")
        case .ruralGmina: language.choose("gmin wiejskich", "rural gminas")
        case .urbanRuralGmina: language.choose("gmin miejsko-wiejskich", "urban-rural gminas")
        }
    }

    /// `miasta na prawach powiatu`, `gminy wiejskie`.
    func plural(_ peers: UnitKind) -> String {
        switch peers {
        case .kraj: language.choose("kraje", "countries")
        case .wojewodztwo: language.choose("województwa", "voivodeships")
        case .powiat: language.choose("powiaty ziemskie", "powiats, not cities")
        case .cityWithPowiatRights: language.choose("miasta na\u{A0}pr.\u{A0}powiatu", "cities with powiat rights")
        case .urbanGmina: language.choose("gminy miejskie", "urban gminas")
        case .ruralGmina: language.choose("gminy wiejskie", "rural gminas")
        case .urbanRuralGmina: language.choose("gminy miejsko-wiejskie", "urban-rural gminas")
        }
    }

    /// `1. z 380`, `7. ze 102`: the preposition takes an e before „sto”.
    func place(_ place: Int, outOf count: Int) -> String {
        language.choose("\(self.count(place)).\u{A0}\(Self.outOf(count))\u{A0}\(self.count(count))", "\(self.count(place)) of\u{A0}\(self.count(count))")
    }

    private static func outOf(_ count: Int) -> String {
        (100...199).contains(count) || (100_000...199_999).contains(count) ? "ze" : "z"
    }

    /// `a`, `a i b`, `a, b i c`.
    func list(_ parts: [String]) -> String {
        guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
        return parts.dropLast().joined(separator: ", ") + language.choose(" i\u{A0}", " and ") + last
    }
}

/// The kind of unit that a unit is compared with. The gmina of a city with powiat rights is the city.
extension TerritorialUnit {
    var peerKind: UnitKind { level == .gmina && code.isWithinCityWithPowiatRights ? .cityWithPowiatRights : kind }
}

