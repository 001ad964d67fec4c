// SPDX-License-Identifier: Apache-2.0

/// Statements of the Resource Description Framework: made once, written in several forms that say the same.
struct RDFGraph: Sendable {
    enum Term: Sendable, Hashable {
        case iri(String)
        case text(String, language: String?)
        /// A literal of an XML Schema datatype, by the name within that namespace: `gYear`.
        case typed(String, String)
    }

    /// A prefixed name: `dct:title`.
    struct Name: Sendable, Hashable, ExpressibleByStringLiteral {
        let prefix: String
        let local: String

        init(stringLiteral value: String) {
            let parts = value.split(separator: ":", maxSplits: 1)
            prefix = String(parts.first ?? "")
            local = String(parts.last ?? "")
        }

        var short: String { "\(prefix):\(local)" }
        var iri: String { (RDFGraph.namespaces.first { $0.prefix == prefix }?.iri ?? "") + local }
    }

    /// All that is said of one thing, in the order in which it is written.
    struct Node: Sendable {
        let iri: String
        var statements: [(name: Name, value: Term)] = []
    }

    static let namespaces: [(prefix: String, iri: String)] = [
        ("dcat", "http://www.w3.org/ns/dcat#"), ("dct", "http://purl.org/dc/terms/"), ("foaf", "http://xmlns.com/foaf/0.1/"),
        ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"), ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
        ("skos", "http://www.w3.org/2004/02/skos/core#"), ("vcard", "http://www.w3.org/2006/vcard/ns#"),
        ("xsd", "http://www.w3.org/2001/XMLSchema#"), ("dcatap", "http://data.europa.eu/r5r/"),
    ]

    private(set) var nodes: [Node] = []
    private var places: [String: Int] = [:]

    /// Adds statements about a thing.
    mutating func add(_ iri: String, type: Name? = nil, _ statements: [(Name, Term?)]) {
        let index = places[iri] ?? nodes.count
        if index == nodes.count {
            nodes.append(Node(iri: iri))
            places[iri] = index
        }
        if let type { nodes[index].statements.append(("rdf:type", .iri(type.iri))) }
        for (name, value) in statements {
            if let value { nodes[index].statements.append((name, value)) }
        }
    }
}

extension RDFGraph {
    /// RDF 1.1 Turtle.
    var turtle: String {
        var text = Self.namespaces.map { "@prefix \($0.prefix): <\($0.iri)> .\n" }.joined()
        for node in nodes where !node.statements.isEmpty {
            text += "\n<\(Self.escapedIRI(node.iri))>"
            for (index, statement) in node.statements.enumerated() {
                text += index == 0 ? " " : " ;\n    "
                text += (statement.name.short == "rdf:type" ? "a" : statement.name.short) + " " + Self.turtle(statement.value)
            }
            text += " .\n"
        }
        return text
    }

    private static func turtle(_ term: Term) -> String {
        switch term {
        case .iri(let iri): "<\(escapedIRI(iri))>"
        case .text(let text, let language): "\"\(escapedString(text))\"" + (language.map { "@\($0)" } ?? "")
        case .typed(let text, let type): "\"\(escapedString(text))\"^^xsd:\(type)"
        }
    }

    /// What may not stand in an IRI is percent-encoded; an IRI that is right stays as it is.
    private static func escapedIRI(_ iri: String) -> String {
        iri.addingPercentEncodingOutside("<>\"{}|^`\\ ")
    }

    private static func escapedString(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n").replacing("\r", with: "\\r")
            .replacing("\t", with: "\\t")
    }

    /// RDF/XML.
    var xml: String {
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF"
        for space in Self.namespaces { text += "\n    xmlns:\(space.prefix)=\"\(space.iri)\"" }
        text += ">\n"
        for node in nodes where !node.statements.isEmpty {
            text += "  <rdf:Description rdf:about=\"\(EscapedMarkup.text(Self.escapedIRI(node.iri)))\">\n"
            for (name, value) in node.statements {
                switch value {
                case .iri(let iri): text += "    <\(name.short) rdf:resource=\"\(EscapedMarkup.text(Self.escapedIRI(iri)))\"/>\n"
                case .text(let content, let language):
                    let attribute = language.map { " xml:lang=\"\($0)\"" } ?? ""
                    text += "    <\(name.short)\(attribute)>\(EscapedMarkup.text(content))</\(name.short)>\n"
                case .typed(let content, let type):
                    text += "    <\(name.short) rdf:datatype=\"http://www.w3.org/2001/XMLSchema#\(type)\">\(EscapedMarkup.text(content))</\(name.short)>\n"
                }
            }
            text += "  </rdf:Description>\n"
        }
        return text + "</rdf:RDF>\n"
    }

    /// JSON-LD 1.1, flattened, with the prefixes as its context. `<` is escaped, so that it can stand in a page.
    var jsonLD: JSONValue {
        [
            "@context": .members(Self.namespaces.map { ($0.prefix, .string($0.iri)) }),
            "@graph": .array(nodes.filter { !$0.statements.isEmpty }.map(Self.json)),
        ]
    }

    private static func json(_ node: Node) -> JSONValue {
        var members: [(String, JSONValue)] = [("@id", .string(escapedIRI(node.iri)))]
        var names: [Name] = []
        for statement in node.statements where !names.contains(statement.name) { names.append(statement.name) }
        for name in names {
            let values = node.statements.filter { $0.name == name }.map(\.value)
            if name == "rdf:type" {
                members.append(("@type", .array(values.map { if case .iri(let iri) = $0 { .string(iri) } else { .null } })))
                continue
            }
            members.append(
                (
                    name.short,
                    .array(
                        values.map { value in
                            switch value {
                            case .iri(let iri): ["@id": .string(escapedIRI(iri))]
                            case .text(let text, nil): ["@value": .string(text)]
                            case .text(let text, let language?): ["@value": .string(text), "@language": .string(language)]
                            case .typed(let text, let type): ["@value": .string(text), "@type": .string("xsd:\(type)")]
                            }
                        })
                ))
        }
        return .members(members)
    }
}

extension String {
    /// The text with each of the given ASCII characters and each control character percent-encoded.
    fileprivate func addingPercentEncodingOutside(_ forbidden: String) -> String {
        var text = ""
        for scalar in unicodeScalars {
            if scalar.value < 0x20 || forbidden.unicodeScalars.contains(scalar) {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                text += "%" + (digits.count < 2 ? "0" : "") + digits
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
