// SPDX-License-Identifier: Apache-2.0

import Foundation

@testable import AtlasServer

/// An address for each described route, with values that the embedded data have.
enum RouteSamples {
    private static let values: [String: String] = [
        "terc": "1216", "indicator": "ludnosc", "period": "2021", "level": "powiat", "z": "7", "x": "71", "y": "43", "lon": "20.98", "lat": "50.01", "fontstack": "Lato%20Regular",
        "range": "0-255", "layer": "ludnosc-powiat", "style": "default", "time": "2021", "matrixset": "WebMercatorQuad", "matrix": "7", "row": "43", "col": "71", "i": "10", "j": "10",
        "format": "json", "tileMatrixSet": "WebMercatorQuad", "tileMatrix": "7", "tileRow": "43", "tileCol": "71", "collection": "powiat", "feature": "1216", "token": "nobody",
        "x_indicator": "ludnosc", "need": "ludnosc", "provision": "ludnosc", "unit": "1216",
    ]
    /// By the beginning of the path, for parameters that are called alike everywhere.
    private static let ids: [(prefix: String, id: String)] = [
        ("/api/v1/indicators/", "ludnosc"), ("/wskazniki/", "ludnosc"), ("/api/v1/institutions/", "mops-ostrowiec"), ("/instytucje/", "mops-ostrowiec"), ("/panel/instytucje/", "mops-ostrowiec"), ("/wiedza/", "sepi"),
        ("/api/v1/practices/", "sepi"), ("/porozumienia/", "miasto-rownych-mozliwosci-wadowice"), ("/api/v1/agreements/", "miasto-rownych-mozliwosci-wadowice"),
        ("/ankiety/", "wspolpraca-ops-up-2015"), ("/api/v1/surveys/", "wspolpraca-ops-up-2015"),
    ]

    /// The path with its parts filled, and the parameters that have to be there.
    static func address(of route: RouteDescription) -> String {
        var path = route.path
        while let open = path.firstIndex(of: "{"), let close = path[open...].firstIndex(of: "}") {
            path.replaceSubrange(open...close, with: value(String(path[path.index(after: open)..<close]), route.path))
        }
        let query = route.parameters.filter { $0.isRequired && !route.path.contains("{\($0.name)}") }.map { parameter in
            if case .choice(let choices) = parameter.form, let first = choices.first { return "\(parameter.name)=\(first)" }
            return "\(parameter.name)=\(parameter.name == "x" || parameter.name == "y" ? "ludnosc" : value(parameter.name, route.path))"
        }
        return query.isEmpty ? path : path + "?" + query.joined(separator: "&")
    }

    private static func value(_ name: String, _ path: String) -> String {
        if name == "id" { return ids.first { path.hasPrefix($0.prefix) }?.id ?? "nobody" }
        return values[name] ?? "1"
    }
}
