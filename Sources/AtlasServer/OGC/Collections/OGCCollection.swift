// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import TileGeometry

/// A collection of features: what it is called, what can be asked of it and how its features are found.
protocol OGCCollection: Sendable {
    /// Part of addresses; Polish as those of pages.
    var id: String { get }
    var title: LocalizedText { get }
    var description: LocalizedText { get }
    /// What every feature has, in the order in which it is given.
    var properties: [FeatureProperty] { get }
    /// What narrows the items beyond `bbox` and `datetime`. One named as a property makes the property queryable.
    var filters: [RouteParameter] { get }
    /// What adds properties to features. These may also stand behind the address of the collection itself, whose links
    /// carry them on: so a client that follows links only can be sent to a collection with values.
    var additions: [RouteParameter] { get }
    /// The page of the site that shows the same.
    var page: String { get }

    func extent(_ snapshot: AtlasSnapshot) async throws -> FeatureExtent
    /// Where the features come from, for the licence.
    func source(_ snapshot: AtlasSnapshot) -> Source?
    /// Checks the additions of a query.
    /// - Throws: 400 for a value that is not accepted.
    func checkAdditions(_ query: QueryReader, _ snapshot: AtlasSnapshot) throws
    /// All features that match, in an order that stays as long as the data do.
    func matches(_ selection: FeatureSelection) async throws -> FeatureMatches
    /// - Throws: 404.
    func feature(_ id: String, _ selection: FeatureSelection) async throws -> OGCFeature
}

/// All collections, one line each.
enum OGCCollections {
    static let all: [any OGCCollection] = [
        UnitCollection(level: .wojewodztwo),
        UnitCollection(level: .powiat),
        UnitCollection(level: .gmina),
        InstitutionCollection(),
        AgreementCollection(),
    ]

    /// - Throws: 404 with the collections that there are.
    static func existing(_ id: String) throws -> any OGCCollection {
        guard let found = all.first(where: { $0.id == id }) else {
            throw Problem.notFound("collection", id, accepted: "the collections are \(all.map(\.id).joined(separator: ", "))")
        }
        return found
    }
}

/// A property of features.
struct FeatureProperty: Sendable {
    enum Form: Sendable {
        case text
        case number
        case day
        case address
        case choice([String])
    }

    let name: String
    let title: LocalizedText
    let form: Form

    init(_ name: String, _ polish: String, _ english: String, _ form: Form = .text) {
        self.name = name
        title = LocalizedText(polish: polish, english: english)
        self.form = form
    }
}

/// What a request asks of a collection.
struct FeatureSelection: Sendable {
    let snapshot: AtlasSnapshot
    let query: QueryReader
    let area: AreaFilter?
    let time: TemporalFilter?
    let language: Language
    /// Scheme and host, for addresses of pages.
    let origin: String
}

/// The features that match a request, read as they are needed.
struct FeatureMatches: Sendable {
    let count: Int
    /// The features at these places of the order.
    let features: @Sendable (Range<Int>) async throws -> [OGCFeature]
}

struct OGCFeature: Sendable {
    let id: String
    /// What people call it.
    let title: String
    let geometry: FeatureGeometry?
    let properties: [(name: String, value: JSONValue)]
    /// The page of the site about it, as a path.
    let page: String?
    /// A day of its validity, when it is not the current state: `2021-12-31`.
    let day: String?
    /// A picture of where it lies, as a path.
    let picture: String?
}

/// Where and when the features of a collection lie.
struct FeatureExtent: Sendable {
    /// Longitude and latitude in degrees; nil without any place.
    let bounds: BoundingBox?
    /// The first day; nil when features have no dates.
    let firstDay: String?
}

extension MappedUnit.GeographicBounds {
    var box: BoundingBox { BoundingBox(minX: west, minY: south, maxX: east, maxY: north) }
}

extension Problem {
    /// A thing that a parameter names and that does not exist is a bad value of the parameter, not a missing resource.
    static func refusingParameter<Result>(_ name: String, _ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let problem as Problem where problem.status == .notFound {
            throw Problem(status: .badRequest, detail: "\(name): \(problem.detail)", parameter: name, accepted: problem.accepted)
        }
    }
}
