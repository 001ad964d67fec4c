// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography

/// A map made to stand on somebody else's page, and the piece of HTML that puts it there.
struct EmbedModel: Sendable {
    let snapshot: AtlasSnapshot
    let map: ClassifiedMap
    let language: Language
    let origin: String

    /// Sizes to choose from, in pixels.
    enum Size: String, CaseIterable, Sendable {
        case small, medium, large

        var width: Int {
            switch self {
            case .small: 400
            case .medium: 640
            case .large: 900
            }
        }

        var height: Int {
            switch self {
            case .small: 720
            case .medium: 600
            case .large: 780
            }
        }
    }

    static let sideRange = 240...2_000

    init(_ query: QueryReader, _ language: Language, _ snapshot: AtlasSnapshot, origin: String) async throws {
        self.snapshot = snapshot
        self.language = language
        self.origin = origin
        map = try await snapshot.classified(try await MapStyle(query: query, snapshot: snapshot, requiresIndicator: false))
    }

    var wording: MapWording { MapWording(map: map, snapshot: snapshot, language: language) }

    private var parameters: [(String, String)] { map.style.addressParameters(snapshot) + [("lang", language.rawValue)] }
    /// Addresses within the atlas.
    var framePath: String { "/osadz?" + parameters.query }
    var mapPath: String { "/mapa?" + parameters.query }
    func picturePath(width: Int, height: Int) -> String {
        "/api/v1/map.png?" + (parameters + [("width", String(width)), ("height", String(height))]).query
    }

    /// What an assistive technology calls the frame and the picture.
    var frameTitle: String {
        language.choose("Kartogram: ", "Choropleth map: ") + wording.title + ", " + wording.subtitle
    }

    /// The picture in words: how many units, the highest and the lowest.
    var description: String {
        let phrases = wording.phrases
        guard let statistics = map.statistics else { return frameTitle + "." }
        let units = snapshot.territory.units(at: map.style.level)
        func name(_ wanted: Double) -> String {
            map.values.indices.first { if case .value(wanted) = map.values[$0] { true } else { false } }.map { units[$0].unit.name } ?? ""
        }
        func value(_ number: Double) -> String { "\(phrases.value(number, wording.indicator)) (\(name(number)))" }
        return frameTitle
            + language.choose(". Najwyższa wartość: ", ". Highest: ") + value(statistics.maximum)
            + language.choose(", najniższa: ", ", lowest: ") + value(statistics.minimum) + "."
    }

    /// HTML that shows the map in a frame as wide as its place, up to `width`.
    func frameCode(width: Int, height: Int) -> String {
        "<iframe src=\"\(EscapedMarkup.text(origin + framePath))\" title=\"\(EscapedMarkup.text(frameTitle))\" width=\"\(width)\" height=\"\(height)\" "
            + "style=\"border:0;max-width:100%\" loading=\"lazy\"></iframe>"
    }

    /// HTML that shows a still picture that leads to the map.
    func pictureCode(width: Int, height: Int) -> String {
        "<a href=\"\(EscapedMarkup.text(origin + mapPath))\"><img src=\"\(EscapedMarkup.text(origin + picturePath(width: width, height: height)))\" "
            + "alt=\"\(EscapedMarkup.text(description))\" width=\"\(width)\" height=\"\(height)\" style=\"max-width:100%;height:auto\" loading=\"lazy\"></a>"
    }
}
