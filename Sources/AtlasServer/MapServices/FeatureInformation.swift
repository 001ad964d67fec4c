// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import HTTPTypes
import Hummingbird
import NIOCore
import TileGeometry

/// What lies at a point of a map: the unit, its value and its class (OGC 07-057r7, clause 7.3).
struct FeatureInformation: Sendable {
    let layer: MapServiceLayer
    let period: Period
    let position: Point
    /// Nil outside the country.
    let unit: TerritorialUnit?
    let value: Double?
    /// As people read it, with the unit of measure.
    let valueText: String
    /// The class of the legend; nil without a value.
    let className: String?
    let colour: Colour?
    let language: Language

    init(_ tile: WMTSTile, column: Int, row: Int, snapshot: AtlasSnapshot, language: Language) async throws {
        self.language = language
        layer = tile.layer
        position = tile.set.position(tile.tile, column: column, row: row)
        let period = try Period(tile.period)
        self.period = period
        let found = try await snapshot.units(atLongitude: position.x, latitude: position.y)
        let level = layer.level
        let unit = found.map { units in
            switch level {
            case .wojewodztwo, .kraj: units.wojewodztwo
            case .powiat: units.powiat
            case .gmina: units.gmina
            }
        }
        self.unit = unit
        let style = try MapStyle(
            indicator: layer.indicator.id, period: period, level: level, query: QueryReader(query: "palette=\(tile.palette)"), snapshot: snapshot)
        let map = try await snapshot.classified(style)
        let place = unit.flatMap { snapshot.territory.positions[$0.code.stem] }
        let shown = place.map { map.values[$0] } ?? .noData
        let wording = MapWording(map: map, snapshot: snapshot, language: language)
        let measure = language.of(layer.indicator.unit)
        switch shown {
        case .value(let number):
            value = number
            valueText = wording.value(number) + (map.table.categories == nil && !measure.isEmpty ? "\u{A0}" + measure : "")
            let index = map.legend.breaks.classIndex(of: number)
            className = index.flatMap { map.legend.classes.indices.contains($0) ? language.of(map.legend.classes[$0].label) : nil }
        case .notApplicable:
            value = nil
            valueText = wording.phrases.notApplicable
            className = nil
        case .noData, .outsideRegion:
            value = nil
            valueText = wording.phrases.noData
            className = nil
        }
        colour = place.map { map.unitColours[$0] }
    }

    private var facts: [(name: String, text: String)] {
        let phrases = Phrases(language)
        guard let unit else { return [] }
        return [
            (language.choose("Jednostka", "Unit"), "\(unit.fullName) (\(unit.code))"),
            (language.choose("Wskaźnik", "Indicator"), language.of(layer.indicator.name)),
            (language.choose("Okres", "Period"), phrases.period(period)), (language.choose("Wartość", "Value"), valueText),
        ] + (className.map { [(language.choose("Klasa", "Class"), $0)] } ?? [])
    }

    private var outside: String { language.choose("Poza granicami kraju", "Outside the country") }

    /// - Parameter type: one of `WMTSCapabilities.formats`.
    func response(type: String) -> Response {
        let text: String
        switch type {
        case "application/json": text = json.text
        case "text/html": text = html
        default: text = unit == nil ? outside + "\n" : facts.map { "\($0.name): \($0.text)\n" }.joined()
        }
        return Response(
            status: .ok, headers: [.contentType: "\(type); charset=utf-8", .accessControlAllowOrigin: "*"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    private var html: String {
        var xml = XMLText()
        xml.element("html", ["xmlns": "http://www.w3.org/1999/xhtml", "xml:lang": language.rawValue, "lang": language.rawValue]) { xml in
            xml.element("head") { $0.element("title", [:], language.of(layer.indicator.name)) }
            xml.element("body") { xml in
                guard unit != nil else {
                    xml.element("p", [:], outside)
                    return
                }
                xml.element("table") { xml in
                    for fact in facts {
                        xml.element("tr") { xml in
                            xml.element("th", ["scope": "row"], fact.name)
                            xml.element("td", [:], fact.text)
                        }
                    }
                }
            }
        }
        // A page and not a document: without the declaration that would put old readers into another mode.
        return "<!DOCTYPE html>\n" + xml.text.drop { $0 != "\n" }.dropFirst()
    }

    /// A GeoJSON collection without geometries: desktop programs read it as features.
    private var json: JSONValue {
        guard let unit else { return ["type": "FeatureCollection", "features": []] }
        return [
            "type": "FeatureCollection",
            "features": [
                [
                    "type": "Feature", "id": .string(unit.code.description), "geometry": .null,
                    "properties": [
                        "terc": .string(unit.code.description), "name": .string(unit.name), "level": .string(layer.level.rawValue),
                        "indicator": .string(layer.indicator.id.text), "indicator_name": .string(language.of(layer.indicator.name)),
                        "period": .string(period.text), "value": JSONValue(value), "value_text": .string(valueText),
                        "unit": .string(language.of(layer.indicator.unit)), "class": JSONValue(className),
                        "color": JSONValue(colour?.hex),
                    ],
                ]
            ],
        ]
    }
}
