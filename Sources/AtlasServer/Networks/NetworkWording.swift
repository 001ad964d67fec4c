// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation
import DirectorySearch
import PolishText

/// What a page says about a network.
struct NetworkWording: Sendable {
    let language: Language
    let territory: Territory
    let taxonomy: Taxonomy

    var phrases: Phrases { Phrases(language) }

    private func counted(_ count: Int, _ one: String, _ few: String, _ many: String, _ english: (one: String, many: String)) -> String {
        let number = phrases.count(count)
        return language.choose(
            "\(number)\u{A0}\(PolishPlural(count).choose(one, few, many))", "\(number)\u{A0}\(count == 1 ? english.one : english.many)")
    }

    func agreements(_ count: Int) -> String { counted(count, "porozumienie", "porozumienia", "porozumień", ("agreement", "agreements")) }
    func partners(_ count: Int) -> String { counted(count, "partner", "partnerów", "partnerów", ("partner", "partners")) }
    func groups(_ count: Int) -> String { counted(count, "grupa", "grupy", "grup", ("group", "groups")) }
    func institutions(_ count: Int) -> String { phrases.institutions(count) }
    private func parts(_ count: Int) -> String { counted(count, "część", "części", "części", ("part", "parts")) }

    func unit(_ code: TERYTCode) -> String { territory.unit(code)?.unit.fullName ?? code.stem }

    func list(_ parts: [String]) -> String {
        guard parts.count > 1, let last = parts.last else { return parts.first ?? "" }
        return parts.dropLast().joined(separator: ", ") + language.choose(" i\u{A0}", " and ") + last
    }

    func group(_ number: Int) -> String { language.choose("grupa\u{A0}\(number + 1)", "group\u{A0}\(number + 1)") }

    // MARK: Findings

    /// The network in sentences, the weightiest first.
    func findings(_ model: NetworkModel, _ registry: AgreementRegistry) -> [String] {
        let (network, analysis) = (model.network, model.analysis)
        func name(_ member: Int) -> String { registry.institutions[network.institutions[member]].name }
        var found: [String] = []
        if network.institutions.isEmpty {
            found.append(language.choose("Żadne obowiązujące porozumienie nie spełnia tych warunków.", "No valid agreement meets these conditions."))
        } else {
            found.append(overview(analysis, network))
            let summary = model.summary
            for member in summary.connectors { found.append(connecting(name(member), analysis.partsWithout[member])) }
            if let tie = summary.bridge { found.append(bridge(network.ties[tie], analysis.partsWithoutTie[tie], registry)) }
            if !summary.busiest.isEmpty {
                let names = list(summary.busiest.map(name))
                found.append(
                    language.choose("Najwięcej partnerów (\(summary.mostPartners)) ma: \(names).", "Most partners (\(summary.mostPartners)): \(names)."))
            }
        }
        if !model.isolated.isEmpty { found.append(isolated(model.isolated)) }
        if network.undatedCount > 0 {
            found.append(
                language.choose(
                    "Pominięto \(agreements(network.undatedCount)) bez żadnej daty: nie wiadomo, czy obowiązują.",
                    "Left out: \(agreements(network.undatedCount)) without any date, as nobody knows whether they are valid."))
        }
        return found
    }

    private func overview(_ analysis: NetworkAnalysis, _ network: CooperationNetwork) -> String {
        let who = "\(institutions(network.institutions.count)), \(agreements(network.agreementCount))"
        guard analysis.groups.count > 1 else { return language.choose("\(who), wszystkie w\u{A0}jednej grupie.", "\(who), all in one group.") }
        let largest = institutions(analysis.groups.first?.count ?? 0)
        return language.choose(
            "\(who): \(groups(analysis.groups.count)), największa liczy \(largest).", "\(who): \(groups(analysis.groups.count)), the largest of \(largest).")
    }

    private func sizes(_ sizes: [Int]) -> String {
        let shown = sizes.prefix(4).map(phrases.count)
        return sizes.count > 4 ? shown.joined(separator: ", ") + ", …" : list(shown)
    }

    /// „Ośrodek X łączy dwie części…”
    private func connecting(_ name: String, _ sizes: [Int]) -> String {
        language.choose(
            "\(name) łączy grupę: bez tej instytucji zostałoby z\u{A0}niej \(parts(sizes.count)), o\u{A0}liczbie instytucji \(self.sizes(sizes)).",
            "\(name) holds its group together: without it there would be \(parts(sizes.count)), of \(self.sizes(sizes)) institutions.")
    }

    private func bridge(_ tie: CooperationNetwork.Tie, _ sizes: [Int], _ registry: AgreementRegistry) -> String {
        let titles = tie.agreements.prefix(2).map { "„\(registry.agreements[$0].title)”" }
        let english = tie.agreements.prefix(2).map { "“\(registry.agreements[$0].title)”" }
        return language.choose(
            "Jedyny most między częściami grupy (\(self.sizes(sizes)) instytucji): \(list(titles)). Gdy wygaśnie, stracą kontakt.",
            "The only bridge between parts of a group (\(self.sizes(sizes)) institutions): \(list(english)). When it ends, they lose touch.")
    }

    private func isolated(_ isolated: [(type: InstitutionType, count: Int)]) -> String {
        let total = isolated.reduce(0) { $0 + $1.count }
        // Names of types stand in the singular: a number before them would ask for another form.
        let shown = isolated.prefix(4).map { "\(language.of($0.type.label)):\u{A0}\(phrases.count($0.count))" }
        let more = isolated.count > 4 ? language.choose(" i\u{A0}inne", " and others") : ""
        return language.choose(
            "Bez żadnego porozumienia w\u{A0}tej sieci: \(institutions(total)), w\u{A0}tym \(shown.joined(separator: ", "))\(more).",
            "Without any agreement in this network: \(institutions(total)), among them \(shown.joined(separator: ", "))\(more).")
    }

    /// What an institution is in the network; nil when there is nothing to say.
    func role(_ member: Int, _ model: NetworkModel) -> String? {
        let sizes = model.analysis.partsWithout[member]
        if !sizes.isEmpty {
            return language.choose("łączy grupy: bez niej \(parts(sizes.count)) (\(self.sizes(sizes)))", "connects: without it \(parts(sizes.count)) (\(self.sizes(sizes)))")
        }
        if model.analysis.partnerCounts[member] == 1 { return language.choose("jeden partner", "one partner") }
        return nil
    }

    // MARK: Connections

    func reason(_ reason: GroupConnection.Reason) -> String {
        switch reason {
        case .serves(let code): return language.choose("działa na obszarze, gdzie partner ma siedzibę (\(unit(code)))", "works in the area of the partner's seat (\(unit(code)))")
        case .isServed(let code): return language.choose("partner działa na jej obszarze (\(unit(code)))", "the partner works in its area (\(unit(code)))")
        case .samePowiat(let code): return language.choose("siedziby w\u{A0}tym samym powiecie (\(unit(code)))", "seats in the same powiat (\(unit(code)))")
        case .neighbours(let one, let other):
            return language.choose("sąsiednie powiaty (\(unit(one)) i\u{A0}\(unit(other)))", "neighbouring powiats (\(unit(one)) and \(unit(other)))")
        case .targets(let ids): return language.choose("wspólni odbiorcy: \(terms(ids))", "shared target groups: \(terms(ids))")
        case .services(let ids): return language.choose("wspólne usługi: \(terms(ids))", "shared services: \(terms(ids))")
        case .knowsType(let type):
            return language.choose("współpracuje już z\u{A0}instytucją typu \(language.of(type.label))", "works with an institution of type \(language.of(type.label)) already")
        case .connects: return language.choose("już dziś spaja swoją grupę", "holds its own group together already")
        }
    }

    private func terms(_ ids: [String]) -> String {
        let names = ids.prefix(3).map { id in taxonomy.term(id).map { language.of($0.name) } ?? id }
        return names.joined(separator: ", ") + (ids.count > 3 ? ", …" : "")
    }
}
