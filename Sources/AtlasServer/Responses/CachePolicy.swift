// SPDX-License-Identifier: Apache-2.0

/// Who may keep an answer and for how long (RFC 9111): all policies of the server in one place.
enum CachePolicy {
    /// Files whose address changes with their content.
    static let immutable = "public, max-age=31536000, immutable"
    /// The same files under an address without their version, or with another one.
    static let asset = "public, max-age=300"
    /// Glyphs: they change with the program only.
    static let glyphs = "public, max-age=86400"
    /// The catalogue for open data portals.
    static let catalogue = "public, max-age=3600"
    /// Data: shown again without asking for a minute, then asked for with the tag.
    static let data = "public, max-age=60"
    /// Choropleth tiles: browsers ask again after a minute and mostly hear 304, as the tag changes with the picture.
    static let choroplethTile = "public, max-age=60, stale-while-revalidate=600"
    /// Vector tiles and labels, which change with the division only.
    static let vectorTile = "public, max-age=300, stale-while-revalidate=86400"
    /// Pages, and what changes by the minute: always asked for, mostly with 304 as the answer.
    static let page = "no-cache"
    /// Errors, health, measurements, and what somebody is putting in.
    static let never = "no-store"
}
