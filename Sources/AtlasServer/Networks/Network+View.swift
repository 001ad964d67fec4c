// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation
import PolishText

/// A network as its template sees it.
struct NetworkView {
    let question: NetworkQuestion
    let model: NetworkModel
    let connections: [GroupConnection]
    /// Places of the two groups that `connections` would join; empty with fewer than two groups.
    let connected: [Int]
    let registry: AgreementRegistry
    let snapshot: AtlasSnapshot
    let visit: PageVisit
    let wording: NetworkWording

    private static let path = "/porozumienia/siec"

    private var language: Language { visit.language }
    private var phrases: Phrases { Phrases(language) }

    private func entry(_ member: Int) -> DirectoryEntry { registry.institutions[model.network.institutions[member]] }

    func values() throws -> TemplateValues {
        var values = templateValues([
            "findings": wording.findings(model, registry).map { ["text": $0] as TemplateValues },
            "dayText": phrases.period(question.filter.day), "form": formView, "scope": scopeView, "hasScope": !scopeView.isEmpty,
            "isEmpty": model.network.institutions.isEmpty, "clearURL": visit.link(Self.path),
            "jsonURL": file("/api/v1/network"), "graphMLURL": file("/api/v1/network.graphml"), "nodesURL": file("/api/v1/network/institutions.csv"),
            "linksURL": file("/api/v1/network/links.csv"), "groups": groupViews, "hasGroups": model.analysis.groups.count > 1,
            "hasMoreGroups": model.analysis.groups.count > NetworkSummary.listedGroups, "isolated": isolatedViews, "hasIsolated": !model.isolated.isEmpty,
            "isolatedSample": isolatedSampleViews, "connect": connectView, "focus": focusView, "notes": notes.map { ["text": $0] as TemplateValues },
            "density": model.analysis.density.map { percent($0) },
        ])
        switch model.picture {
        case .empty: break
        case .institutions(let part):
            values["svg"] = NetworkPicture(part, model, registry, question, visit, wording).text
            values["rows"] = rows(part)
            values["isInstitutions"] = true
            values["headings"] = headings
            values["legend"] = legend(part)
            values["dataJSON"] = mapData(part).text
        case .units(let units):
            values["svg"] = NetworkPicture(units, question, visit, wording).text
            values["unitRows"] = unitRows(units)
            values["isUnits"] = true
            values["unitLevel"] = phrases.level(units.level)
            values["dataJSON"] = mapData(units).text
        }
        return values
    }

    private func file(_ path: String) -> String {
        let pairs = question.filterPairs
        // Files have no language.
        return PageVisit(path: path, language: .polish, query: "", preferred: .polish).link(path, pairs)
    }

    /// What the reader should know about the picture and its figures.
    private var notes: [String] {
        var notes: [String] = []
        let network = model.network
        if let focus = question.filter.focus, let reached = network.reachedDepth, reached < focus.depth || network.isCut, !network.institutions.isEmpty {
            let limit = CooperationNetwork.focusLimit
            if network.isCut {
                notes.append(
                    language.choose("Partnerów jest więcej: sieć pokazuje \(limit) instytucji.", "There are more partners: the network shows \(limit) institutions."))
            } else if network.institutions.count > limit / 2 {
                notes.append(
                    language.choose(
                        "Dalszych kręgów sieć nie pokazuje: miałaby ponad \(limit) instytucji.",
                        "Wider rings are left out: the network would have more than \(limit) institutions."))
            }
        }
        switch model.picture {
        case .units(let units):
            notes.append(
                language.choose(
                    "Sieć ma \(wording.institutions(network.institutions.count)), dlatego widać jednostki. Wybierz jednostkę, aby zobaczyć w\u{A0}niej instytucje.",
                    "The network has \(wording.institutions(network.institutions.count)), so units are shown. Choose a unit to see the institutions in it."))
            let (drawn, all) = (units.drawnLines.count, units.network.lines.count)
            if drawn < all {
                notes.append(
                    language.choose(
                        "Rysunek ma \(phrases.count(drawn)) najsilniejszych połączeń z\u{A0}\(phrases.count(all)).",
                        "The picture has the \(phrases.count(drawn)) strongest of \(phrases.count(all)) links."))
            }
            if units.network.unplaced > 0 {
                notes.append(
                    language.choose(
                        "Bez znanej siedziby: \(wording.institutions(units.network.unplaced)).", "Without a known seat: \(wording.institutions(units.network.unplaced))."))
            }
        case .institutions(let part) where !part.isWhole:
            notes.append(
                language.choose(
                    "Rysunek i\u{A0}tabela pokazują \(part.numbers.count) instytucji o\u{A0}największej liczbie powiązań; pliki do pobrania mają wszystkie.",
                    "Picture and table show the \(part.numbers.count) best connected institutions; the files have all of them."))
        default: break
        }
        if let sample = model.analysis.betweennessSample {
            notes.append(
                language.choose(
                    "Pośrednictwo oszacowano na podstawie dróg z\u{A0}\(phrases.count(sample)) instytucji.",
                    "Betweenness is estimated from the ways of \(phrases.count(sample)) institutions."))
        }
        return notes
    }

    private func percent(_ share: Double) -> String {
        phrases.numbers.string(share * 100, decimals: share * 100 < 10 ? 1 : 0) + "%"
    }

    // MARK: Filters

    private var formView: TemplateValues {
        let filter = question.filter
        let regions = snapshot.territory.units(at: .wojewodztwo).map(\.unit).sortedInPolish { $0.name }
        var units = regions.map { (code: $0.code, name: $0.fullName) }
        if let unit = filter.unit {
            // From the larger units to those inside the chosen one.
            let around = snapshot.territory.parents(of: unit).map(\.unit) + [snapshot.territory.unit(unit)?.unit].compactMap { $0 }
            let inside = snapshot.territory.children(of: unit).map(\.unit).sortedInPolish { $0.name }
            units += (around + inside).filter { $0.level != .wojewodztwo }.map { (code: $0.code, name: $0.fullName) }
        }
        return templateValues([
            "units": units.map { ["value": $0.code.stem, "label": $0.name, "selected": $0.code == filter.unit] as TemplateValues },
            "types": InstitutionType.allCases.map {
                ["value": $0.rawValue, "label": "\(language.of($0.label)) – \(language.of($0.name))", "selected": filter.types.count == 1 && filter.types.contains($0)]
                    as TemplateValues
            },
            "keptTypes": filter.types.count > 1 ? InstitutionType.allCases.filter(filter.types.contains).map { ["value": $0.rawValue] as TemplateValues } : nil,
            "forms": CooperationForm.allCases.map {
                ["value": $0.rawValue, "label": "\($0.step). \(language.of($0.name))", "selected": filter.minimumForm == $0] as TemplateValues
            },
            "programmes": JointProgramme.allCases.map {
                ["value": $0.rawValue, "label": language.of($0.name), "selected": filter.programmes.contains($0)] as TemplateValues
            },
            "day": question.namesDay ? filter.day.text : nil, "dayPlaceholder": filter.day.text,
            "institution": filter.focus?.institution.text, "depths": filter.focus.map { focus in
                NetworkFilter.Focus.depths.map { ["value": String($0), "selected": $0 == focus.depth, "label": String($0)] as TemplateValues }
            },
        ])
    }

    /// The conditions in force, each with a link that lifts it.
    private var scopeView: [TemplateValues] {
        let filter = question.filter
        var chips: [(String, NetworkQuestion)] = []
        if let focus = filter.focus, let place = registry.place(of: focus.institution) {
            chips.append((registry.institutions[place].name, question.asking { $0.focus = nil }))
        }
        if let unit = filter.unit { chips.append((wording.unit(unit), question.asking { $0.unit = nil })) }
        for type in InstitutionType.allCases where filter.types.contains(type) {
            chips.append((language.of(type.label), question.asking { $0.types.remove(type) }))
        }
        if let form = filter.minimumForm {
            chips.append((language.choose("co najmniej: ", "at least: ") + language.of(form.name), question.asking { $0.minimumForm = nil }))
        }
        for programme in JointProgramme.allCases where filter.programmes.contains(programme) {
            chips.append((language.of(programme.name), question.asking { $0.programmes.remove(programme) }))
        }
        return chips.map { ["label": $0.0, "url": visit.link(Self.path, $0.1.pairs())] }
    }

    private var focusView: TemplateValues? {
        guard let focus = question.filter.focus, let place = registry.place(of: focus.institution) else { return nil }
        return [
            "name": registry.institutions[place].name, "url": visit.link("/instytucje/\(focus.institution)"),
            "partnersURL": visit.link("/partnerzy", [("institution", focus.institution.text)]), "hasNone": model.network.focus == nil,
        ]
    }

    // MARK: Tables

    private var headings: [TemplateValues] {
        let columns: [(NetworkOrder, String, Bool)] = [
            (.name, language.choose("Instytucja", "Institution"), false), (.partners, language.choose("Partnerzy", "Partners"), true),
            (.agreements, language.choose("Porozumienia", "Agreements"), true), (.group, language.choose("Grupa", "Group"), true),
            (.betweenness, language.choose("Pośrednictwo", "Betweenness"), true), (.role, language.choose("Rola", "Role"), false),
        ]
        return columns.map { order, label, isNumber in
            templateValues([
                "label": label, "isNumber": isNumber, "isSorted": question.sort == order,
                "ariaSort": order == .name || order == .group ? "ascending" : "descending",
                "url": visit.link(Self.path, question.pairs { $0.sort = order }) + "#tabela",
            ])
        }
    }

    private func rows(_ part: NetworkModel.NetworkPart) -> [TemplateValues] {
        let analysis = model.analysis
        func weight(_ member: Int) -> Double {
            switch question.sort {
            case .partners: Double(analysis.partnerCounts[member])
            case .agreements: Double(analysis.agreementCounts[member])
            case .group: -Double(analysis.groupOf[member])
            case .betweenness: analysis.betweenness[member]
            case .role: Double(analysis.partsWithout[member].dropFirst().reduce(0, +))
            case .name: 0
            }
        }
        let byName = part.numbers.map { (member: $0, name: entry($0).name) }.sortedInPolish { $0.name }
        let order = byName.enumerated().sorted { a, b in
            let (first, second) = (weight(a.element.member), weight(b.element.member))
            return first != second ? first > second : a.offset < b.offset
        }
        let numbers = Dictionary(uniqueKeysWithValues: part.numbers.enumerated().map { ($0.element, $0.offset) })
        return order.map { _, row in
            let institution = entry(row.member)
            return templateValues([
                "n": numbers[row.member].map(String.init), "name": row.name, "url": visit.link("/instytucje/\(institution.id)"), "type": language.of(institution.type.label),
                "symbol": NetworkPicture.symbol(NetworkFamily(institution.type)), "partners": phrases.count(analysis.partnerCounts[row.member]),
                "agreements": phrases.count(analysis.agreementCounts[row.member]), "group": String(analysis.groupOf[row.member] + 1),
                "betweenness": percent(analysis.betweenness[row.member]), "role": wording.role(row.member, model),
                "networkURL": visit.link(Self.path, question.asking { $0.focus = .init(institution.id); $0.unit = nil }.pairs()),
            ])
        }
    }

    private func unitRows(_ units: NetworkModel.UnitPicture) -> [TemplateValues] {
        units.network.nodes.enumerated().sorted { a, b in
            a.element.institutions != b.element.institutions ? a.element.institutions > b.element.institutions : a.offset < b.offset
        }.map { number, node in
            [
                "n": String(number), "name": wording.unit(node.code), "institutions": phrases.count(node.institutions), "agreements": phrases.count(node.agreements),
                "outward": phrases.count(node.outward), "partners": phrases.count(node.partners),
                "url": visit.link(Self.path, question.asking { $0.unit = node.code }.pairs()),
            ]
        }
    }

    private func legend(_ part: NetworkModel.NetworkPart) -> [TemplateValues] {
        let present = Set(part.numbers.map { NetworkFamily(entry($0).type) })
        return NetworkFamily.allCases.filter(present.contains).map { ["symbol": NetworkPicture.symbol($0), "label": language.of($0.name)] }
    }

    // MARK: Groups

    private var groupViews: [TemplateValues] {
        model.summary.groups.enumerated().map { number, group in
            [
                "number": String(number + 1), "size": wording.institutions(group.size),
                "places": group.powiats.map(wording.unit).joined(separator: ", ") + (group.hasMorePowiats ? ", …" : ""),
                "middle": entry(group.middle).name, "middleURL": visit.link("/instytucje/\(entry(group.middle).id)"),
                "middlePartners": wording.partners(model.analysis.partnerCounts[group.middle]),
            ]
        }
    }

    private var isolatedViews: [TemplateValues] {
        model.isolated.map { type, count in
            var parameters = [("type", type.rawValue)]
            if let unit = question.filter.unit { parameters.append(("unit", unit.stem)) }
            return ["label": language.of(type.name), "count": phrases.count(count), "url": visit.link("/katalog", parameters)]
        }
    }

    private var isolatedSampleViews: [TemplateValues] {
        model.isolatedSample.map { place in
            let institution = registry.institutions[place]
            return [
                "name": institution.name, "url": visit.link("/instytucje/\(institution.id)"),
                "partnersURL": visit.link("/partnerzy", [("institution", institution.id.text)]),
            ]
        }
    }

    private var connectView: TemplateValues? {
        guard connected.count == 2 else { return nil }
        func options(_ chosen: Int) -> [TemplateValues] {
            (0..<min(model.analysis.groups.count, NetworkSummary.listedGroups)).map { number in
                [
                    "value": String(number + 1), "selected": number == chosen,
                    "label": "\(number + 1) (\(wording.institutions(model.analysis.groups[number].count)))",
                ]
            }
        }
        return templateValues([
            "first": options(connected[0]), "second": options(connected[1]), "hasFound": !connections.isEmpty,
            "found": connections.map(connectionView),
            "kept": question.filterPairs.map { ["name": $0.0, "value": $0.1] as TemplateValues },
        ])
    }

    private func connectionView(_ connection: GroupConnection) -> TemplateValues {
        let institution = registry.institutions[connection.institution]
        let standing =
            switch connection.standing {
            case .inFirst: wording.group(connected[0])
            case .inSecond: wording.group(connected[1])
            case .outside: language.choose("dziś bez porozumienia", "without an agreement today")
            }
        return [
            "name": institution.name, "url": visit.link("/instytucje/\(institution.id)"), "type": language.of(institution.type.label), "standing": standing,
            "sides": connection.sides.enumerated().map { number, side -> TemplateValues in
                let partner = registry.institutions[side.partner]
                let group = connection.standing == .inSecond || (connection.standing == .outside && number == 0) ? connected[0] : connected[1]
                return [
                    "name": partner.name, "url": visit.link("/instytucje/\(partner.id)"), "group": wording.group(group),
                    "reasons": side.reasons.map { ["text": wording.reason($0)] as TemplateValues },
                    "draftURL": visit.link("/porozumienia/nowe", [("strona", institution.id.text), ("strona", partner.id.text)]),
                ]
            },
        ]
    }

    // MARK: The map

    private func mapData(_ part: NetworkModel.NetworkPart) -> JSONValue {
        let members = part.network.institutions.map { registry.institutions[$0] }
        return [
            "nodes": .array(
                members.enumerated().map { place, institution in
                    mapNode(
                        place, institution.name, institution.point.map { ($0.longitude, $0.latitude) },
                        url: visit.link("/instytucje/\(institution.id)"), color: NetworkFamily(institution.type).color,
                        note: "\(language.of(institution.type.label)) · \(wording.partners(model.analysis.partnerCounts[part.numbers[place]]))")
                }),
            // On the map an agreement of many is lines from its lead or first party: a star has no place of its own.
            "lines": .array(
                part.network.ties.flatMap { tie -> [JSONValue] in
                    guard tie.members.count >= NetworkDrawing.starSize else {
                        return tie.members.indices.flatMap { first in
                            tie.members[(first + 1)...].map { [.integer(tie.members[first]), .integer($0), .integer(tie.agreements.count)] }
                        }
                    }
                    let middle = lead(of: tie, in: part.network) ?? tie.members[0]
                    return tie.members.filter { $0 != middle }.map { [.integer(middle), .integer($0), .integer(tie.agreements.count)] }
                }),
        ]
    }

    private func lead(of tie: CooperationNetwork.Tie, in network: CooperationNetwork) -> Int? {
        guard let agreement = tie.agreements.first else { return nil }
        let lead = registry.members[agreement].first { registry.agreements[agreement].parties[$0.party].role == .lead } ?? registry.members[agreement].first
        return lead.flatMap { lead in tie.members.first { network.institutions[$0] == lead.institution } }
    }

    private func mapData(_ units: NetworkModel.UnitPicture) -> JSONValue {
        [
            "nodes": .array(
                units.network.nodes.enumerated().map { place, node in
                    mapNode(
                        place, wording.unit(node.code), snapshot.territory.unit(node.code)?.labelPoint.map { ($0.longitude, $0.latitude) },
                        url: visit.link(Self.path, question.asking { $0.unit = node.code }.pairs()), color: NetworkFamily.welfare.color,
                        note: wording.institutions(node.institutions))
                }),
            "lines": .array(
                units.drawnLines.map { [.integer($0.from), .integer($0.to), .integer($0.agreements)] }),
        ]
    }

    private func mapNode(_ n: Int, _ name: String, _ point: (Double, Double)?, url: String, color: String, note: String) -> JSONValue {
        [
            "n": .integer(n), "name": .string(name), "note": .string(note), "url": .string(url), "color": .string(color),
            "at": point.map { [.number($0.0), .number($0.1)] } ?? .null,
        ]
    }
}
