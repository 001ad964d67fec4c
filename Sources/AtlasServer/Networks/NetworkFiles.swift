// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation

/// A network for programs: JSON, GraphML, CSV. An agreement of four or more institutions is a node of its own (a hub) there, as in
/// the picture, so that files grow with the number of memberships only; JSON has all ties with their members beside it.
struct NetworkFiles {
    let question: NetworkQuestion
    let model: NetworkModel
    let registry: AgreementRegistry

    private var network: CooperationNetwork { model.network }
    private var analysis: NetworkAnalysis { model.analysis }

    private func entry(_ member: Int) -> DirectoryEntry { registry.institutions[network.institutions[member]] }

    /// The id of a vertex: that of the institution, or `agreement:` and that of the first agreement of a hub, which no institution has.
    private func names(_ hubs: [Int]) -> [String] {
        network.institutions.map { registry.institutions[$0].id.text } + hubs.map { "agreement:\(ids(network.ties[$0]).first ?? "")" }
    }

    private func ids(_ tie: CooperationNetwork.Tie) -> [String] { tie.agreements.map { registry.agreements[$0].id.text } }

    func json(connections: [GroupConnection], connected: [Int]) -> JSONValue {
        let (hubs, lines) = NetworkDrawing.lines(of: network)
        let names = names(hubs)
        let hubValues: [JSONValue] = hubs.enumerated().map { number, tie in
            ["id": .string(names[network.institutions.count + number]), "agreements": Self.strings(ids(network.ties[tie]))]
        }
        let linkValues: [JSONValue] = lines.map { line in
            [
                "source": .string(names[line.from]), "target": .string(names[line.to]), "agreements": .integer(line.agreements),
                "form": .string(Self.form(line.step)),
            ]
        }
        let tieValues: [JSONValue] = network.ties.enumerated().map { number, tie in
            [
                "agreements": Self.strings(ids(tie)), "institutions": Self.strings(tie.members.map { names[$0] }), "form": .string(tie.form.rawValue),
                "parts_without": Self.integers(analysis.partsWithoutTie[number]),
            ]
        }
        let components: [JSONValue] = analysis.groups.enumerated().map { number, members in
            ["group": .integer(number + 1), "size": .integer(members.count), "institutions": Self.strings(members.map { names[$0] })]
        }
        let candidates: [JSONValue] = connections.map { candidate($0, connected) }
        let reachedDepth: JSONValue = network.reachedDepth.map { .integer($0) } ?? .null
        return .members([
            ("day", .string(question.filter.day.text)), ("filter", filterValue), ("counts", countsValue), ("measures", measuresValue),
            ("reached_depth", reachedDepth), ("is_cut", .bool(network.isCut)), ("nodes", .array(network.institutions.indices.map(node))),
            ("hubs", .array(hubValues)), ("links", .array(linkValues)), ("ties", .array(tieValues)), ("components", .array(components)),
            ("connections", ["groups": Self.integers(connected.map { $0 + 1 }), "candidates": .array(candidates)]),
        ])
    }

    private static func strings(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }
    private static func integers(_ numbers: [Int]) -> JSONValue { .array(numbers.map(JSONValue.integer)) }

    private var filterValue: JSONValue {
        let filter = question.filter
        let depth: JSONValue = filter.focus.map { .integer($0.depth) } ?? .null
        return [
            "institution": JSONValue(filter.focus?.institution.text), "depth": depth, "unit": JSONValue(filter.unit?.stem),
            "types": Self.strings(filter.types.map(\.rawValue).sorted()), "form": JSONValue(filter.minimumForm?.rawValue),
            "programmes": Self.strings(filter.programmes.map(\.rawValue).sorted()),
        ]
    }

    private var countsValue: JSONValue {
        let isolated: [(String, JSONValue)] = model.isolated.map { ($0.type.rawValue, .integer($0.count)) }
        return [
            "institutions": .integer(network.institutions.count), "agreements": .integer(network.agreementCount),
            "groups": .integer(analysis.groups.count), "partner_pairs": .integer(analysis.partnerCounts.reduce(0, +) / 2),
            "undated_agreements": .integer(network.undatedCount), "isolated": .members(isolated),
        ]
    }

    private var measuresValue: JSONValue {
        [
            "density": JSONValue(analysis.density), "betweenness": .string(analysis.betweennessSample == nil ? "exact" : "sampled"),
            "betweenness_sources": .integer(analysis.betweennessSample ?? network.institutions.count),
        ]
    }

    private func node(_ member: Int) -> JSONValue {
        let entry = entry(member)
        return [
            "id": .string(entry.id.text), "name": .string(entry.name), "type": .string(entry.type.rawValue), "gmina": JSONValue(entry.gmina?.stem),
            "lon": JSONValue(entry.point?.longitude), "lat": JSONValue(entry.point?.latitude), "partners": .integer(analysis.partnerCounts[member]),
            "agreements": .integer(analysis.agreementCounts[member]), "weighted_degree": .integer(analysis.weightedDegrees[member]),
            "betweenness": .number(analysis.betweenness[member]), "group": .integer(analysis.groupOf[member] + 1),
            "parts_without": Self.integers(analysis.partsWithout[member]),
        ]
    }

    private func candidate(_ connection: GroupConnection, _ connected: [Int]) -> JSONValue {
        let group: JSONValue =
            switch connection.standing {
            case .inFirst: .integer(connected[0] + 1)
            case .inSecond: .integer(connected[1] + 1)
            case .outside: .null
            }
        let sides: [JSONValue] = connection.sides.map { side in
            ["institution": .string(registry.institutions[side.partner].id.text), "reasons": .array(side.reasons.map(Self.reason))]
        }
        return [
            "institution": .string(registry.institutions[connection.institution].id.text), "group": group, "score": .number(connection.score),
            "with": .array(sides),
        ]
    }

    private static func form(_ step: Int) -> String { CooperationForm.allCases.first { $0.step == step }?.rawValue ?? "" }

    private static func reason(_ reason: GroupConnection.Reason) -> JSONValue {
        switch reason {
        case .serves(let code): ["kind": "serves", "unit": .string(code.stem)]
        case .isServed(let code): ["kind": "is-served", "unit": .string(code.stem)]
        case .samePowiat(let code): ["kind": "same-powiat", "unit": .string(code.stem)]
        case .neighbours(let one, let other): ["kind": "neighbours", "unit": .string(one.stem), "neighbour": .string(other.stem)]
        case .targets(let ids): ["kind": "targets", "terms": .array(ids.map(JSONValue.string))]
        case .services(let ids): ["kind": "services", "terms": .array(ids.map(JSONValue.string))]
        case .knowsType(let type): ["kind": "knows-type", "type": .string(type.rawValue)]
        case .connects: ["kind": "connects"]
        }
    }

    // MARK: GraphML

    private static let nodeKeys: [(id: String, type: String)] = [
        ("kind", "string"), ("label", "string"), ("type", "string"), ("gmina", "string"), ("longitude", "double"), ("latitude", "double"),
        ("partners", "int"), ("agreements", "int"), ("weighted_degree", "int"), ("betweenness", "double"), ("group", "int"), ("connector", "boolean"),
    ]

    /// GraphML 1.0, as networkx and Gephi read it.
    func graphML() -> String {
        let (hubs, lines) = NetworkDrawing.lines(of: network)
        let names = names(hubs)
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"
        for key in Self.nodeKeys { text += "<key id=\"\(key.id)\" for=\"node\" attr.name=\"\(key.id)\" attr.type=\"\(key.type)\"/>\n" }
        text += "<key id=\"weight\" for=\"edge\" attr.name=\"weight\" attr.type=\"int\"/>\n<key id=\"form\" for=\"edge\" attr.name=\"form\" attr.type=\"string\"/>\n"
        text += "<graph id=\"cooperation\" edgedefault=\"undirected\">\n"
        func datum(_ key: String, _ value: String?) { if let value { text += "<data key=\"\(key)\">\(EscapedMarkup.text(value))</data>" } }
        for member in network.institutions.indices {
            let entry = entry(member)
            text += "<node id=\"\(names[member])\">"
            datum("kind", "institution")
            datum("label", entry.name)
            datum("type", entry.type.rawValue)
            datum("gmina", entry.gmina?.stem)
            datum("longitude", entry.point.map { "\($0.longitude)" })
            datum("latitude", entry.point.map { "\($0.latitude)" })
            datum("partners", String(analysis.partnerCounts[member]))
            datum("agreements", String(analysis.agreementCounts[member]))
            datum("weighted_degree", String(analysis.weightedDegrees[member]))
            datum("betweenness", "\(analysis.betweenness[member])")
            datum("group", String(analysis.groupOf[member] + 1))
            datum("connector", analysis.partsWithout[member].isEmpty ? "false" : "true")
            text += "</node>\n"
        }
        for (number, tie) in hubs.enumerated() {
            text += "<node id=\"\(names[network.institutions.count + number])\">"
            datum("kind", "agreement")
            datum("label", network.ties[tie].agreements.map { registry.agreements[$0].title }.joined(separator: "; "))
            datum("agreements", String(network.ties[tie].agreements.count))
            text += "</node>\n"
        }
        for (number, line) in lines.enumerated() {
            text += "<edge id=\"e\(number)\" source=\"\(names[line.from])\" target=\"\(names[line.to])\">"
            datum("weight", String(line.agreements))
            datum("form", Self.form(line.step))
            text += "</edge>\n"
        }
        return text + "</graph>\n</graphml>\n"
    }

    // MARK: CSV

    /// A row for each institution.
    func institutionsCSV() -> String {
        var text = "id,name,type,gmina,longitude,latitude,partners,agreements,weighted_degree,betweenness,group,parts_without\r\n"
        for member in network.institutions.indices {
            let entry = entry(member)
            var cells: [String] = [entry.id.text, entry.name, entry.type.rawValue, entry.gmina?.stem ?? ""]
            if let point = entry.point { cells += ["\(point.longitude)", "\(point.latitude)"] } else { cells += ["", ""] }
            cells += [analysis.partnerCounts[member], analysis.agreementCounts[member], analysis.weightedDegrees[member]].map(String.init)
            cells.append("\(analysis.betweenness[member])")
            cells.append(String(analysis.groupOf[member] + 1))
            cells.append(analysis.partsWithout[member].map(String.init).joined(separator: " "))
            text += cells.map(Self.cell).joined(separator: ",") + "\r\n"
        }
        return text
    }

    /// A row for each line of the picture.
    func linksCSV() -> String {
        let (hubs, lines) = NetworkDrawing.lines(of: network)
        let names = names(hubs)
        var text = "source,target,agreements,form\r\n"
        for line in lines {
            let cells: [String] = [names[line.from], names[line.to], String(line.agreements), Self.form(line.step)]
            text += cells.map(Self.cell).joined(separator: ",") + "\r\n"
        }
        return text
    }

    /// RFC 4180; a text that a spreadsheet would take for a formula begins with an apostrophe.
    private static func cell(_ value: String) -> String {
        var value = value
        if let first = value.first, "=+@\t\r".contains(first) { value = "'" + value }
        guard value.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return value }
        return "\"" + value.replacing("\"", with: "\"\"") + "\""
    }
}
