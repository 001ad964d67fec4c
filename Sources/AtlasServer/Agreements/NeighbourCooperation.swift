// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation
import PolishText

/// How a welfare or family support centre stands with its labour office, and how its neighbours do: whom to ask how they began.
struct NeighbourCooperation: Sendable {
    /// A centre beside, by its place in the registry.
    struct Neighbour: Sendable {
        let institution: Int
        let offices: [Int]
        /// In force on the day, with one of the offices.
        let agreements: [Int]
    }

    let names: AgreementNames
    let measure: CooperationMeasure
    /// The labour offices of the centre, with whether an agreement with one of them is in force.
    let offices: [Int]
    let state: LabourOfficeTie.State
    let with: [Neighbour]
    let without: [Neighbour]
    /// The powiat or województwo in which the neighbours are looked at on the map.
    let around: TERYTCode?

    private static let shown = 12

    /// Nil for other sorts of institutions, and where nobody beside is known.
    init?(_ place: Int, names: AgreementNames, in snapshot: AtlasSnapshot, on day: Period) async throws {
        let registry = names.registry
        let entry = registry.institutions[place]
        let measure: CooperationMeasure
        switch entry.type {
        case .ops, .cus: measure = .welfareWithLabour
        case .pcpr: measure = .familyWithLabour
        default: return nil
        }
        let level: UnitLevel = measure == .welfareWithLabour ? .gmina : .powiat
        let ties = try await snapshot.labourOfficeTies
        let candidates = Set(entry.served.map(\.code) + [entry.gmina].compactMap { $0 }).flatMap { code in
            [code, code.ancestor(at: .powiat)].compactMap { $0 }.filter { $0.level == .gmina || $0.level == .powiat }
        }
        let own = Set(candidates.flatMap { ties.ties(measure, in: $0) }.filter { $0.institution == place })
        guard !own.isEmpty else { return nil }
        // A city with powiat rights stands in the directory as its powiat or as its gmina.
        let units = Set(own.flatMap { tie in
            tie.unit.level == level ? [tie.unit] : snapshot.territory.children(of: tie.unit).map(\.unit.code)
        })
        let beside = Set(units.flatMap { snapshot.neighbours(of: $0) }).subtracting(units)
        var found: [Int: (state: LabourOfficeTie.State, offices: Set<Int>, agreements: Set<Int>)] = [:]
        for tie in beside.flatMap({ ties.ties(measure, in: $0) }) where tie.institution != place {
            var known = found[tie.institution] ?? (.unknown, [], [])
            known.state = max(known.state, registry.state(of: tie, on: day))
            known.offices.formUnion(tie.offices)
            known.agreements.formUnion(tie.agreements.filter { registry.agreements[$0].status(on: day) == .valid })
            found[tie.institution] = known
        }
        func neighbours(_ state: LabourOfficeTie.State) -> [Neighbour] {
            found.filter { $0.value.state == state }
                .map { Neighbour(institution: $0.key, offices: $0.value.offices.sorted(), agreements: $0.value.agreements.sorted()) }
                .sorted { PolishCollation.key(registry.institutions[$0.institution].name).lexicographicallyPrecedes(PolishCollation.key(registry.institutions[$1.institution].name)) }
        }
        with = neighbours(.present)
        without = neighbours(.missing)
        self.names = names
        self.measure = measure
        offices = Set(own.flatMap(\.offices)).sorted()
        state = own.map { registry.state(of: $0, on: day) }.min() ?? .unknown
        around = units.min()?.ancestor(at: level == .gmina ? .powiat : .wojewodztwo)
        if offices.isEmpty, with.isEmpty, without.isEmpty { return nil }
    }

    /// - Parameter id: the centre, for the draft of an agreement.
    func view(_ visit: PageVisit, for id: InstitutionID) -> TemplateValues {
        let phrases = Phrases(visit.language)
        let registry = names.registry
        func link(_ place: Int) -> TemplateValues {
            let entry = registry.institutions[place]
            return ["name": entry.name, "url": visit.link("/instytucje/\(entry.id)"), "typeLabel": visit.language.of(entry.type.label)]
        }
        let total = with.count + without.count
        let variant = measure == .welfareWithLabour ? "ops-pup" : "pcpr-pup"
        return templateValues([
            "offices": offices.map { office -> TemplateValues in
                var values = link(office)
                values["prepareURL"] = state == .missing
                    ? visit.link("/porozumienia/nowe", [("wariant", variant), ("strona", id.text), ("strona", registry.institutions[office].id.text)]) : nil
                return values
            },
            "hasOffices": !offices.isEmpty, "isPresent": state == .present, "isMissing": state == .missing && !registry.agreements.isEmpty,
            "hasNeighbours": total > 0 && !registry.agreements.isEmpty, "summary": summary(phrases, of: total),
            "with": with.prefix(Self.shown).map { neighbour -> TemplateValues in
                var values = link(neighbour.institution)
                values["agreements"] = neighbour.agreements.prefix(2).map { place -> TemplateValues in
                    ["title": registry.agreements[place].title, "url": visit.link("/porozumienia/\(registry.agreements[place].id)")]
                }
                return values
            },
            "hasWith": !with.isEmpty, "without": without.prefix(Self.shown).map { link($0.institution) }, "hasWithout": !without.isEmpty,
            "unitURL": around.map { visit.link("/jednostki/\($0.stem)") + "#wspolpraca" },
            "unitName": around.flatMap { names.territory.unit($0)?.unit.fullName },
        ])
    }

    private func summary(_ phrases: Phrases, of total: Int) -> String {
        let (some, all) = (phrases.count(with.count), phrases.count(total))
        guard !with.isEmpty else {
            return phrases.language.choose(
                total == 1 ? "Jedyny sąsiad nie ma w\u{A0}rejestrze porozumienia ze swoim urzędem pracy." : "Żaden z\u{A0}\(all) sąsiadów nie ma w\u{A0}rejestrze porozumienia ze swoim urzędem pracy.",
                total == 1 ? "The only neighbour has no agreement with its labour office in the registry." : "None of \(all) neighbours has an agreement with its labour office in the registry.")
        }
        if total == 1 {
            return phrases.language.choose("Jedyny sąsiad ma porozumienie ze swoim urzędem pracy:", "The only neighbour has an agreement with its labour office:")
        }
        return phrases.language.choose(
            "Porozumienie ze swoim urzędem pracy ma \(some) z\u{A0}\(all) sąsiadów:", "\(some) of \(all) neighbours \(with.count == 1 ? "has" : "have") an agreement with the labour office:")
    }
}
