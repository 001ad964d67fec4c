// SPDX-License-Identifier: Apache-2.0

import Cartography
import Foundation

extension MapStyle {
    /// The style as parameters of an address, what is usual for the measure left out: the map page, pictures and embedded
    /// maps take them.
    func addressParameters(_ snapshot: AtlasSnapshot) -> [(String, String)] {
        var parameters = [("indicator", indicator.text), ("period", period.text), ("level", level.rawValue)]
        let usual = snapshot.usualStyle(of: indicator)
        if choropleth.method != usual.method { parameters.append(("method", choropleth.method.rawValue)) }
        if choropleth.method != .manual, choropleth.classes != usual.classes {
            parameters.append(("classes", String(choropleth.classes)))
        }
        if !choropleth.manualBreaks.isEmpty {
            parameters.append(("breaks", choropleth.manualBreaks.map { JSONValue.number($0).text }.joined(separator: ",")))
        }
        if choropleth.scheme.name != usual.palette { parameters.append(("palette", choropleth.scheme.name)) }
        if choropleth.isReversed != (choropleth.scheme.name == usual.palette && usual.isReversed) {
            parameters.append(("reverse", choropleth.isReversed ? "1" : "0"))
        }
        if let within { parameters.append(("within", within.stem)) }
        if isPooled { parameters.append(("pooled", "1")) }
        return parameters
    }

    /// A name for a file of this map, without its ending: letters, digits and hyphens.
    var fileName: String {
        let parts = [indicator.text, period.text, level.rawValue, within?.stem].compactMap { $0 }
        let text = parts.joined(separator: "-").map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return String(text).split(separator: "-").joined(separator: "-").prefix(120).description
    }
}

extension [(String, String)] {
    /// The parameters as a query, percent-encoded.
    var query: String {
        map { "\($0.0)=\($0.1.queryEncoded)" }.joined(separator: "&")
    }
}
