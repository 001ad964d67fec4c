// SPDX-License-Identifier: Apache-2.0

/// A set of terms.
public struct HSDSTaxonomy: HSDSObject {
    public var id: String
    public var name: String
    public var description: String?
    public var uri: String?
    public var version: String?
    public var metadata: [HSDSMetadata]?

    enum CodingKeys: String, CodingKey {
        case id, name, description, uri, version, metadata
    }

    public static let columns = ["id", "name", "description", "uri", "version"]
}

/// A term of a taxonomy.
public struct HSDSTaxonomyTerm: HSDSObject {
    public var id: String
    public var code: String?
    public var name: String
    public var description: String?
    public var parentID: String?
    public var taxonomy: String?
    public var taxonomyDetail: HSDSTaxonomy?
    /// ISO 639-1.
    public var language: String?
    public var taxonomyID: String?
    public var termURI: String?
    public var metadata: [HSDSMetadata]?

    enum CodingKeys: String, CodingKey {
        case id, code, name, description, taxonomy, language, metadata
        case parentID = "parent_id"
        case taxonomyDetail = "taxonomy_detail"
        case taxonomyID = "taxonomy_id"
        case termURI = "term_uri"
    }

    public static let columns = ["id", "code", "name", "description", "parent_id", "taxonomy", "language", "taxonomy_id", "term_uri"]
}

/// A term that applies to an object, or a fact that the standard has no member for, with its value.
public struct HSDSAttribute: HSDSObject {
    public var id: String
    public var linkID: String?
    public var taxonomyTermID: String?
    public var linkType: String?
    public var linkEntity: String?
    public var value: String?
    public var taxonomyTerm: HSDSTaxonomyTerm?
    public var metadata: [HSDSMetadata]?

    enum CodingKeys: String, CodingKey {
        case id, value, metadata
        case linkID = "link_id"
        case taxonomyTermID = "taxonomy_term_id"
        case linkType = "link_type"
        case linkEntity = "link_entity"
        case taxonomyTerm = "taxonomy_term"
    }

    public static let columns = ["id", "link_id", "taxonomy_term_id", "link_type", "link_entity", "value"]
}

/// A fact on the provenance of an object.
public struct HSDSMetadata: HSDSObject {
    public var id: String
    public var resourceID: String?
    public var resourceType: String?
    public var lastActionDate: String
    public var lastActionType: String
    public var fieldName: String
    public var previousValue: String
    public var replacementValue: String
    public var updatedBy: String

    enum CodingKeys: String, CodingKey {
        case id
        case resourceID = "resource_id"
        case resourceType = "resource_type"
        case lastActionDate = "last_action_date"
        case lastActionType = "last_action_type"
        case fieldName = "field_name"
        case previousValue = "previous_value"
        case replacementValue = "replacement_value"
        case updatedBy = "updated_by"
    }

    public static let columns = [
        "id", "resource_id", "resource_type", "last_action_date", "last_action_type", "field_name", "previous_value", "replacement_value",
        "updated_by",
    ]
}
