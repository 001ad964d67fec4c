// SPDX-License-Identifier: Apache-2.0

import Atlas
import DirectorySearch

/// Why a body is responsible, in words.
struct ResponsibleWording: Sendable {
    let language: Language
    let territory: Territory

    var phrases: Phrases { Phrases(language) }

    private func name(of code: TERYTCode) -> String { territory.unit(code)?.unit.fullName ?? code.stem }

    /// The gmina of a city with powiat rights is the city.
    func kind(of unit: TerritorialUnit) -> String {
        phrases.kind(unit.level == .gmina && unit.code.isWithinCityWithPowiatRights ? .cityWithPowiatRights : unit.kind)
    }

    /// The units around one, from the smallest.
    func parents(of code: TERYTCode) -> String? {
        let parents = territory.parents(of: code).reversed().map(\.unit.fullName)
        return parents.isEmpty ? nil : parents.joined(separator: ", ")
    }

    func name(_ role: Responsibility.Role) -> String {
        switch role {
        case .welfare: language.choose("Pomoc społeczna w\u{A0}gminie", "Social welfare of the gmina")
        case .family: language.choose("Wsparcie rodziny w\u{A0}powiecie", "Family support of the powiat")
        case .labour: language.choose("Urząd pracy", "Labour office")
        case .crisis: language.choose("Interwencja kryzysowa", "Crisis intervention")
        case .regionalPolicy: language.choose("Polityka społeczna w\u{A0}województwie", "Social policy of the voivodeship")
        case .regionalLabour: language.choose("Wojewódzki urząd pracy", "Voivodeship labour office")
        case .supervision: language.choose("Nadzór wojewody", "Supervision by the voivode")
        }
    }

    func task(_ role: Responsibility.Role) -> String {
        switch role {
        case .welfare:
            language.choose(
                "Praca socjalna, zasiłki, schronienie, posiłek, usługi opiekuńcze. Pierwszy adres dla osoby w\u{A0}trudnej sytuacji.",
                "Social work, benefits, shelter, meals, care at home. The first address for a person in trouble.")
        case .family:
            language.choose(
                "Piecza zastępcza, poradnictwo dla rodzin, rehabilitacja osób z\u{A0}niepełnosprawnościami, integracja uchodźców.",
                "Foster care, counselling of families, rehabilitation of disabled people, integration of refugees.")
        case .labour:
            language.choose(
                "Rejestracja bezrobotnych, oferty pracy, szkolenia, staże, dotacje.", "Registration, job offers, training, internships, grants.")
        case .crisis:
            language.choose(
                "Natychmiastowa pomoc psychologiczna i\u{A0}schronienie w\u{A0}kryzysie, także wobec przemocy.",
                "Immediate psychological help and shelter in a crisis, violence included.")
        case .regionalPolicy:
            language.choose(
                "Dla instytucji: programy, szkolenia, koordynacja ekonomii społecznej.",
                "For institutions: programmes, training, coordination of the social economy.")
        case .regionalLabour:
            language.choose(
                "Dla instytucji i\u{A0}osób wracających z\u{A0}zagranicy: programy regionalne, zasiłki w\u{A0}Unii.",
                "For institutions and people returning from abroad: regional programmes, benefits within the Union.")
        case .supervision:
            language.choose("Kontrola instytucji pomocy społecznej i\u{A0}skargi.", "Inspection of welfare institutions and complaints.")
        }
    }

    func reason(_ reason: Responsibility.Reason, _ role: Responsibility.Role) -> String {
        switch reason {
        case .statutory(let code):
            return code.level == .kraj
                ? language.choose("Działa w\u{A0}całym kraju.", "Works in the whole country.")
                : language.choose("Z\u{A0}ustawy: to jej obszar (\(name(of: code))).", "By law: this is its area (\(name(of: code))).")
        case .shared(let codes):
            let names = codes.map(name(of:)).joined(separator: language.choose(" i\u{A0}", " and "))
            return language.choose("Wspólny urząd: \(names).", "A shared office: \(names).")
        case .cityDoesPowiatTask(let code):
            return language.choose(
                "\(name(of: code)) to miasto na prawach powiatu: zadania powiatowego centrum pomocy rodzinie wykonuje tu ośrodek miejski.",
                "\(name(of: code)) is a city with powiat rights: the city's centre does the tasks of a powiat family support centre.")
        case .agreement(let code):
            return language.choose(
                "Na podstawie porozumienia obejmuje też: \(name(of: code)).", "By agreement it also covers \(name(of: code)).")
        case .declared(let code):
            return language.choose("Według instytucji działa na obszarze: \(name(of: code)).", "By its own account it works in \(name(of: code)).")
        }
    }

    /// The body that there must be, when the directory has none.
    func missing(_ responsibility: Responsibility) -> String {
        let unit = name(of: responsibility.unit)
        let body = language.of((responsibility.role.types.sorted { $0.rawValue > $1.rawValue }.first ?? .inne).name)
        return language.choose(
            "W\u{A0}katalogu brakuje jeszcze wpisu: \(body), \(unit).", "The directory still lacks an entry: \(body), \(unit).")
    }

    func owed(_ responsibility: Responsibility) -> String {
        language.choose("Zadanie ustawowe: \(name(of: responsibility.unit)).", "A statutory task of \(name(of: responsibility.unit)).")
    }

    // MARK: Adviser sectors

    var sectorName: String { language.choose("Doradca regionalny", "Regional adviser") }

    var sectorTask: String {
        language.choose(
            "Wspiera instytucje w\u{A0}sektorze: współpraca, porozumienia, szkolenia.",
            "Supports institutions of the sector: cooperation, agreements, training.")
    }

    func sector(_ sector: ResponsibleModel.Sector) -> String {
        if let certain = sector.certain { return language.choose("Sektor \(certain.number)", "Sector \(certain.number)") }
        let numbers = sector.possible.map { String($0.number) }.joined(separator: language.choose(" albo ", " or "))
        return language.choose("Sektor \(numbers)", "Sector \(numbers)")
    }

    func sectorReason(_ sector: ResponsibleModel.Sector) -> String {
        if let certain = sector.certain {
            let names = certain.parts.map { $0.name.isEmpty ? name(of: $0.code) : $0.name }.joined(separator: ", ")
            return language.choose("Sektor obejmuje: \(names).", "The sector covers: \(names).")
        }
        let names = sector.possible.map { sector in
            let parts = sector.parts.filter { !$0.isWhole }.map(\.name).joined(separator: ", ")
            return "\(sector.number): \(parts)"
        }.joined(separator: "; ")
        return language.choose(
            "Powiat jest podzielony między sektory (\(names)), a\u{A0}gmin nikt jeszcze do nich nie przypisał. Wskaże je administrator regionu.",
            "The powiat is split between sectors (\(names)) and nobody has assigned its gminas yet. The region's administrator will.")
    }

    // MARK: Places

    func why(_ match: PlaceMatch) -> String? {
        guard let reason = match.reasons.first else { return nil }
        switch reason {
        case .unitName(let words):
            return language.choose("rozpoznano nazwę „\(words)”", "recognised the name “\(words)”")
        case .locality(let words):
            return language.choose("rozpoznano miejscowość „\(words)”", "recognised the locality “\(words)”")
        case .postalCode(let code):
            return language.choose("rozpoznano kod pocztowy \(code)", "recognised the postal code \(code)")
        case .postalArea(let code):
            return language.choose("kod pocztowy zaczyna się od \(code)", "the postal code begins with \(code)")
        case .institution:
            return language.choose("tę nazwę ma w\u{A0}nazwie lub adresie instytucja z\u{A0}tej gminy", "an institution of this gmina has the name in its own")
        case .street(let words):
            return language.choose("w\u{A0}adresie jest ulica „\(words)”", "the address has the street “\(words)”")
        }
    }

    func notFound(_ text: String) -> String {
        let shown = text.count > 80 ? String(text.prefix(80)) + "…" : text
        return language.choose(
            "Nie rozpoznaliśmy miejsca w\u{A0}„\(shown)”. Podaj nazwę gminy lub miasta, kod pocztowy albo pełny adres z\u{A0}miejscowością.",
            "We recognised no place in “\(shown)”. Give the name of a gmina or town, a postal code, or a full address with its locality.")
    }
}
