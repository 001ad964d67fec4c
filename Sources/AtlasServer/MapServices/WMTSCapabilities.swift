// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import Foundation
import TileGeometry

/// The service metadata document of the Web Map Tile Service (OGC 07-057r7, clause 7.1).
///
/// Elements stand in the order of the schema, and nothing is indented: every layer repeats its styles and limits, so a
/// document of the whole atlas is long as it is.
struct WMTSCapabilities {
    let catalogue: MapServiceCatalogue
    let snapshot: AtlasSnapshot
    /// `https://atlas.example.pl`.
    let origin: String
    let contact: OperatorContact
    let language: Language
    let filter: Filter

    /// A part of the atlas, for clients that list every layer with every style.
    struct Filter: Sendable, Hashable {
        var indicator: String?
        var level: UnitLevel?
        /// By its name in either language.
        var topic: String?
        /// Only this palette.
        var palette: String?
        /// Only layers that have this period, which is their default then: for clients that know no times.
        var period: String?
    }

    static let path = "/wmts/1.0.0/WMTSCapabilities.xml"
    static let formats = [("text/plain", "txt"), ("text/html", "html"), ("application/json", "json")]

    var layers: [MapServiceLayer] {
        catalogue.layers.filter { layer in
            (filter.period.map { layer.periods.periods.map(\.text).contains($0) } ?? true)
                && (filter.indicator.map { $0 == layer.indicator.id.text } ?? true) && (filter.level.map { $0 == layer.level } ?? true)
                && (filter.topic.map { [layer.indicator.topic.polish, layer.indicator.topic.english].contains($0) } ?? true)
        }
    }

    var xml: String {
        let layers = layers
        var xml = XMLText()
        xml.element(
            "Capabilities",
            [
                "xmlns": "http://www.opengis.net/wmts/1.0", "xmlns:ows": "http://www.opengis.net/ows/1.1",
                "xmlns:xlink": "http://www.w3.org/1999/xlink", "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
                "xsi:schemaLocation":
                    "http://www.opengis.net/wmts/1.0 http://schemas.opengis.net/wmts/1.0/wmtsGetCapabilities_response.xsd",
                "version": "1.0.0", "updateSequence": snapshot.dataVersion,
            ]
        ) { xml in
            identification(&xml)
            provider(&xml)
            operations(&xml)
            xml.element("Contents") { xml in
                let styles = styles
                let links = matrixSetLinks
                for layer in layers {
                    xml.lineBreak()
                    self.layer(layer, styles: styles, links: links, &xml)
                }
                for set in TileMatrixSet.all where !links.isEmpty {
                    xml.lineBreak()
                    matrixSet(set, &xml)
                }
            }
            themes(layers, &xml)
            xml.element("ServiceMetadataURL", ["xlink:href": origin + Self.path])
        }
        return xml.text
    }

    // MARK: Service

    private func both(_ name: String, _ polish: String, _ english: String, _ xml: inout XMLText) {
        let texts = [("pl", polish), ("en", english)]
        // The reader's language first: most clients show the first.
        for (code, text) in language == .polish ? texts : texts.reversed() { xml.element(name, ["xml:lang": code], text) }
    }

    private func identification(_ xml: inout XMLText) {
        xml.element("ows:ServiceIdentification") { xml in
            both("ows:Title", "Powiatlas: mapy wskaźników społecznych", "Powiatlas: maps of social indicators", &xml)
            both(
                "ows:Abstract",
                "Kartogramy wskaźników społecznych województw, powiatów i\u{A0}gmin. Warstwa to wskaźnik na jednym poziomie podziału, wymiar Time to okres, styl to paleta barw.",
                "Choropleth maps of social indicators of Poland’s voivodeships, powiats and gminas. A layer is an indicator at one level, the dimension Time is the period, a style is a palette.",
                &xml)
            xml.element("ows:Keywords") { xml in
                for word in ["WMTS", "kartogram", "statystyka", "powiat", "gmina", "choropleth", "Poland"] { xml.element("ows:Keyword", [:], word) }
            }
            xml.element("ows:ServiceType", [:], "OGC WMTS")
            xml.element("ows:ServiceTypeVersion", [:], "1.0.0")
            xml.element("ows:Fees", [:], "none")
            xml.element(
                "ows:AccessConstraints", [:],
                language.choose(
                    "Bez ograniczeń dostępu; źródło i\u{A0}licencję danych podaje opis każdej warstwy.",
                    "No limits to access; each layer’s abstract names the source and licence of its data."))
        }
    }

    private func provider(_ xml: inout XMLText) {
        xml.element("ows:ServiceProvider") { xml in
            xml.element("ows:ProviderName", [:], contact.name ?? "Powiatlas")
            xml.element("ows:ProviderSite", ["xlink:type": "simple", "xlink:href": origin + "/"])
            xml.element("ows:ServiceContact") { xml in
                if let person = contact.person { xml.element("ows:IndividualName", [:], person) }
                guard contact.phone != nil || contact.email != nil else { return }
                xml.element("ows:ContactInfo") { xml in
                    if let phone = contact.phone { xml.element("ows:Phone") { $0.element("ows:Voice", [:], phone) } }
                    if let email = contact.email { xml.element("ows:Address") { $0.element("ows:ElectronicMailAddress", [:], email) } }
                }
            }
        }
    }

    private func operations(_ xml: inout XMLText) {
        xml.element("ows:OperationsMetadata") { xml in
            for operation in ["GetCapabilities", "GetTile", "GetFeatureInfo"] {
                xml.element("ows:Operation", ["name": operation]) { xml in
                    xml.element("ows:DCP") { xml in
                        xml.element("ows:HTTP") { xml in
                            // Clients that know both take the first.
                            for (encoding, address) in [("KVP", "/wmts?"), ("RESTful", operation == "GetCapabilities" ? Self.path : "/wmts/1.0.0/")] {
                                xml.element("ows:Get", ["xlink:href": origin + address]) { xml in
                                    xml.element("ows:Constraint", ["name": "GetEncoding"]) { xml in
                                        xml.element("ows:AllowedValues") { $0.element("ows:Value", [:], encoding) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    // MARK: Layers

    private struct Style {
        let name: String
        let title: String
        let isDefault: Bool
    }

    private var styles: [Style] {
        ColourScheme.all.filter { scheme in filter.palette.map { $0.lowercased() == scheme.name.lowercased() } ?? true }
            .enumerated().map { index, scheme in
                Style(
                    name: scheme.name, title: scheme.name,
                    isDefault: filter.palette == nil ? scheme.name == ChoroplethStyle.defaultPalette : index == 0)
            }
    }

    private func layer(_ layer: MapServiceLayer, styles: [Style], links: [MatrixSetLink], _ xml: inout XMLText) {
        let phrases = Phrases(language)
        let indicator = layer.indicator
        let source = snapshot.sources[indicator.sourceID]
        let base = "\(origin)/wmts/1.0.0/\(layer.id)/{Style}/{Time}/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}"
        xml.element("Layer") { xml in
            xml.element("ows:Title", [:], "\(language.of(indicator.name)) – \(phrases.level(layer.level))")
            xml.element("ows:Abstract", [:], abstract(indicator, source))
            xml.element("ows:Keywords") { xml in
                for word in [language.of(indicator.topic), phrases.level(layer.level), indicator.id.text] { xml.element("ows:Keyword", [:], word) }
            }
            let box = catalogue.boundsDegrees
            if !box.isEmpty {
                xml.element("ows:WGS84BoundingBox") { xml in
                    xml.element("ows:LowerCorner", [:], Self.pair(box.minX, box.minY))
                    xml.element("ows:UpperCorner", [:], Self.pair(box.maxX, box.maxY))
                }
            }
            xml.element("ows:Identifier", [:], layer.id)
            for style in styles {
                let content: (inout XMLText) -> Void = { xml in
                    xml.element("ows:Title", [:], style.title)
                    xml.element("ows:Identifier", [:], style.name)
                    xml.element(
                        "LegendURL",
                        [
                            "format": "image/png",
                            "xlink:href":
                                "\(origin)/api/v1/legend.png?indicator=\(indicator.id)&level=\(layer.level.rawValue)&palette=\(style.name)",
                        ])
                }
                if style.isDefault { xml.element("Style", ["isDefault": "true"], content) } else { xml.element("Style", [:], content) }
            }
            xml.element("Format", [:], "image/png")
            for (type, _) in Self.formats { xml.element("InfoFormat", [:], type) }
            xml.element("Dimension") { xml in
                xml.element("ows:Title", [:], language.choose("Okres", "Period"))
                xml.element("ows:Identifier", [:], "Time")
                xml.element("ows:UOM", [:], "ISO8601")
                xml.element("Default", [:], filter.period ?? layer.periods.newest.text)
                xml.element("Current", [:], "false")
                for period in layer.periods.periods { xml.element("Value", [:], period.text) }
            }
            for link in links {
                xml.element("TileMatrixSetLink") { xml in
                    xml.element("TileMatrixSet", [:], link.name)
                    xml.element("TileMatrixSetLimits") { xml in
                        for (name, limits) in link.limits {
                            xml.element("TileMatrixLimits") { xml in
                                xml.element("TileMatrix", [:], name)
                                xml.element("MinTileRow", [:], String(limits.rows.lowerBound))
                                xml.element("MaxTileRow", [:], String(limits.rows.upperBound))
                                xml.element("MinTileCol", [:], String(limits.columns.lowerBound))
                                xml.element("MaxTileCol", [:], String(limits.columns.upperBound))
                            }
                        }
                    }
                }
            }
            xml.element("ResourceURL", ["format": "image/png", "resourceType": "tile", "template": "\(base).png"])
            for (type, ending) in Self.formats {
                xml.element("ResourceURL", ["format": type, "resourceType": "FeatureInfo", "template": "\(base)/{J}/{I}.\(ending)"])
            }
        }
    }

    /// What is measured, in what, and from where.
    private func abstract(_ indicator: Indicator, _ source: Source?) -> String {
        var parts = [language.of(indicator.note)]
        parts.append(language.choose("Jednostka miary: ", "Unit of measure: ") + language.of(indicator.unit) + ".")
        if let source {
            parts.append(
                language.choose("Źródło: ", "Source: ") + language.of(source.name) + ", " + Phrases(language).period(source.date) + "; "
                    + language.choose("licencja: ", "licence: ") + language.of(source.licence) + ".")
        }
        return parts.filter { !$0.isEmpty }.joined(separator: " ")
    }

    // MARK: Tile matrix sets

    private struct MatrixSetLink {
        let name: String
        let limits: [(matrix: String, limits: TileMatrixLimits)]
    }

    private var matrixSetLinks: [MatrixSetLink] {
        // Clients that take the first set get the one of web maps.
        TileMatrixSet.all.compactMap { set in
            let limits = set.matrices.compactMap { matrix in
                catalogue.limits(set, matrix.index).map { (matrix: set.serviceIdentifier(ofMatrix: matrix.index), limits: $0) }
            }
            return limits.isEmpty ? nil : MatrixSetLink(name: set.serviceIdentifier, limits: limits)
        }
    }

    private func matrixSet(_ set: TileMatrixSet, _ xml: inout XMLText) {
        xml.element("TileMatrixSet") { xml in
            if set == .nationalGrid { xml.element("ows:Title", [:], language.choose("PL-1992, jak w\u{A0}geoportal.gov.pl", "PL-1992, as in geoportal.gov.pl")) }
            xml.element("ows:Identifier", [:], set.serviceIdentifier)
            xml.element("ows:SupportedCRS", [:], "urn:ogc:def:crs:EPSG::\(set.epsgCode)")
            if set == .webMercator { xml.element("WellKnownScaleSet", [:], "urn:ogc:def:wkss:OGC:1.0:GoogleMapsCompatible") }
            for matrix in set.matrices {
                xml.element("TileMatrix") { xml in
                    xml.element("ows:Identifier", [:], set.serviceIdentifier(ofMatrix: matrix.index))
                    xml.element("ScaleDenominator", [:], "\(matrix.scaleDenominator)")
                    // Axes in the order of the reference system (OGC 07-057r7, clause 6.1).
                    xml.element(
                        "TopLeftCorner", [:],
                        set.isNorthingFirst ? Self.pair(set.origin.y, set.origin.x) : Self.pair(set.origin.x, set.origin.y))
                    xml.element("TileWidth", [:], String(set.tileSide))
                    xml.element("TileHeight", [:], String(set.tileSide))
                    xml.element("MatrixWidth", [:], String(matrix.width))
                    xml.element("MatrixHeight", [:], String(matrix.height))
                }
            }
        }
    }

    private static func pair(_ first: Double, _ second: Double) -> String { "\(first) \(second)" }

    // MARK: Themes

    /// OGC 07-057r7, clause 7.1.1.1.3: the topics of the atlas, each with its layers.
    private func themes(_ layers: [MapServiceLayer], _ xml: inout XMLText) {
        var topics: [(topic: LocalizedText, layers: [MapServiceLayer])] = []
        for layer in layers {
            if let place = topics.firstIndex(where: { $0.topic == layer.indicator.topic }) {
                topics[place].layers.append(layer)
            } else {
                topics.append((layer.indicator.topic, [layer]))
            }
        }
        guard !topics.isEmpty else { return }
        xml.lineBreak()
        xml.element("Themes") { xml in
            for (index, topic) in topics.enumerated() {
                xml.element("Theme") { xml in
                    xml.element("ows:Title", [:], language.of(topic.topic))
                    xml.element("ows:Identifier", [:], "topic-\(index + 1)")
                    for layer in topic.layers { xml.element("LayerRef", [:], layer.id) }
                }
            }
        }
        xml.lineBreak()
    }
}
