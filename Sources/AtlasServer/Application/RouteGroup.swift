// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// A feature's routes with their descriptions. A test walks the router and fails on a route that is
/// described nowhere, so the OpenAPI document cannot fall behind.
protocol RouteGroup: Sendable {
    /// Who may read what the routes answer, where a description says nothing else.
    static var access: RouteAccess { get }
    static var documentation: [RouteDescription] { get }
    func add(to router: Router<AtlasRequestContext>)
}

extension RouteGroup {
    /// The descriptions, each with its rule.
    static var ruled: [RouteDescription] {
        documentation.map { route in
            var route = route
            route.access = route.access ?? access
            return route
        }
    }
}

/// What outsiders are told about a route.
struct RouteDescription: Sendable {
    let path: String
    let summary: String
    let parameters: [RouteParameter]
    let contentType: String
    /// Who may read; nil means what the group says.
    fileprivate(set) var access: RouteAccess?
    /// Who may send something (POST, PUT, DELETE); nil where nothing is taken: then nobody may.
    let writing: RouteAccess?
    /// What is not as at all other routes; see the methods in `RouteAnswers`.
    var answers = RouteAnswers()

    init(
        _ path: String, summary: String, parameters: [RouteParameter] = [], contentType: String = "application/json",
        access: RouteAccess? = nil, writing: RouteAccess? = nil
    ) {
        self.path = path
        self.summary = summary
        self.parameters = parameters
        self.contentType = contentType
        self.access = access
        self.writing = writing
    }
}

/// A parameter of a query or a part of a path (the latter stands in braces in the path).
struct RouteParameter: Sendable {
    enum Form: Sendable {
        case text
        case integer(ClosedRange<Int>)
        case number
        case choice([String])
    }

    let name: String
    let help: String
    let isRequired: Bool
    let form: Form

    init(_ name: String, _ help: String, required: Bool = false, form: Form = .text) {
        self.name = name
        self.help = help
        isRequired = required
        self.form = form
    }
}

/// How routes are called in metrics and logs: as in the OpenAPI document, whatever the router calls a part of their path.
struct RouteNames: Sendable {
    private let names: [String: String]

    init(_ routes: [RouteDescription]) {
        names = Dictionary(routes.map { (Self.shape($0.path), $0.path) }, uniquingKeysWith: { first, _ in first })
    }

    /// - Parameter endpoint: the path that the router found; nil when there is none.
    func name(_ endpoint: String?) -> String {
        guard let endpoint else { return "none" }
        return names[Self.shape(endpoint)] ?? endpoint
    }

    /// A path in which all parts that vary are called alike.
    static func shape(_ path: String) -> String {
        path.split(separator: "/").map { $0.contains("{") || $0.hasPrefix(":") ? "*" : $0 }.joined(separator: "/")
    }
}
