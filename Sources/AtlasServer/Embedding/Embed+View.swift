// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cartography

extension EmbedModel {
    /// The page that stands in a frame.
    func view() -> TemplateValues {
        let wording = wording
        let phrases = wording.phrases
        var rows = map.legend.classes.map { entry -> TemplateValues in
            ["color": entry.colour.hex, "label": language.of(entry.label), "count": phrases.count(entry.count), "isHatched": false]
        }
        if map.legend.noData.count > 0 {
            rows.append([
                "color": map.legend.noData.colour.hex, "label": phrases.noData, "count": phrases.count(map.legend.noData.count), "isHatched": false,
            ])
        }
        if map.legend.notApplicable.count > 0 {
            rows.append([
                "color": map.legend.notApplicable.colour.hex, "label": phrases.notApplicable,
                "count": phrases.count(map.legend.notApplicable.count), "isHatched": true,
            ])
        }
        return templateValues([
            "lang": language.rawValue, "title": wording.title, "documentTitle": frameTitle, "subtitle": wording.subtitle,
            "unit": wording.unit, "pictureURL": "/api/v1/map.svg?" + (map.style.addressParameters(snapshot) + [
                ("lang", language.rawValue), ("title", "0"), ("width", "800"), ("height", "740"),
            ]).query,
            "alt": description, "rows": rows, "countHeading": phrases.level(map.style.level), "source": wording.source,
            "notes": wording.notes.joined(separator: " "), "classes": wording.classes, "mapURL": origin + mapPath, "version": AtlasVersion.current,
        ])
    }

    /// The page with the code.
    func codeView(width: Int, height: Int, size: Size?) -> TemplateValues {
        templateValues([
            "title": wording.title, "subtitle": wording.subtitle, "frameTitle": frameTitle, "frameCode": frameCode(width: width, height: height),
            "pictureCode": pictureCode(width: width, height: height), "framePath": framePath, "mapPath": mapPath,
            "width": String(width), "height": String(height), "minimum": String(Self.sideRange.lowerBound),
            "maximum": String(Self.sideRange.upperBound),
            "parameters": map.style.addressParameters(snapshot).map { name, value -> TemplateValues in ["name": name, "value": value] },
            "sizes": Size.allCases.map { choice -> TemplateValues in
                [
                    "label": name(choice), "dimensions": "\(choice.width)\u{A0}×\u{A0}\(choice.height)", "selected": choice == size,
                    "url": "/osadz/kod?"
                        + (map.style.addressParameters(snapshot) + [("size", choice.rawValue), ("lang", language.rawValue)]).query,
                ]
            },
        ])
    }

    private func name(_ size: Size) -> String {
        switch size {
        case .small: language.choose("mała", "small")
        case .medium: language.choose("średnia", "medium")
        case .large: language.choose("duża", "large")
        }
    }

    /// The same for a dialog of the map page.
    func json(width: Int, height: Int) -> JSONValue {
        [
            "title": .string(frameTitle), "address": .string(origin + framePath), "page": .string("/osadz/kod?" + (map.style.addressParameters(snapshot) + [("lang", language.rawValue)]).query),
            "width": .integer(width), "height": .integer(height), "iframe": .string(frameCode(width: width, height: height)),
            "image": .string(pictureCode(width: width, height: height)),
            "sizes": .array(
                Size.allCases.map { size in
                    [
                        "id": .string(size.rawValue), "label": .string(name(size)), "width": .integer(size.width), "height": .integer(size.height),
                        "iframe": .string(frameCode(width: size.width, height: size.height)),
                        "image": .string(pictureCode(width: size.width, height: size.height)),
                    ]
                }),
        ]
    }
}
