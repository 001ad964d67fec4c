// SPDX-License-Identifier: Apache-2.0

import Cartography

/// The style that the query of a plain tile address asks for, in four small numbers.
struct StyleQuery: Equatable {
    private(set) var method = ChoroplethStyle.defaultMethod
    private(set) var classes = ChoroplethStyle.defaultClasses
    /// The place of the palette in `ColourScheme.all`.
    private(set) var scheme = defaultScheme
    private(set) var isReversed = false

    private static let defaultScheme = ColourScheme.all.firstIndex { $0.name == ChoroplethStyle.defaultPalette } ?? 0

    /// What decides the classes, in one small number: palette and direction do not.
    var classification: Int { Self.methods.firstIndex { $0.method == method }.map { $0 * 16 + classes } ?? 0 }

    /// How many numbers `classification` can be.
    static var classificationCount: Int { methods.count * 16 }

    var choropleth: ChoroplethStyle? {
        try? ChoroplethStyle(method: method, classes: classes, scheme: ColourScheme.all[scheme], isReversed: isReversed)
    }

    /// Limits of one's own come with a list, which is for others to read.
    private static let methods: [(text: ShortText, method: ClassificationMethod)] = ClassificationMethod.allCases.compactMap { method in
        method == .manual ? nil : ShortText(method.rawValue).map { ($0, method) }
    }

    private static let schemes: [ShortText] = ColourScheme.all.map { ShortText($0.name.lowercased()) ?? ShortText() }

    private static let names = (method: name("method"), classes: name("classes"), palette: name("palette"), reverse: name("reverse"))
    private static func name(_ text: String) -> ShortText { ShortText(text) ?? ShortText() }

    /// Reads `name=value&…` to the end.
    /// - Returns: whether it is all plain: known names, each once, with values in their usual form.
    mutating func read(_ reader: inout ByteReader) -> Bool {
        let names = Self.names
        var seen = 0
        while reader.next != nil {
            guard let name = reader.shortText(), reader.skip(61) else { return false }
            let parameter: Int
            switch name {
            case names.method:
                parameter = 1
                guard let text = reader.shortText(), let known = Self.methods.first(where: { $0.text == text }) else { return false }
                method = known.method
            case names.classes:
                parameter = 2
                guard let number = reader.number(), ClassificationMethod.classCountRange.contains(number) else { return false }
                classes = number
            case names.palette:
                parameter = 4
                guard let text = Self.lowercased(&reader), let known = Self.schemes.firstIndex(of: text) else { return false }
                scheme = known
            case names.reverse:
                parameter = 8
                guard let digit = reader.next, digit == 48 || digit == 49 else { return false }
                reader.position += 1
                isReversed = digit == 49
            default: return false
            }
            guard seen & parameter == 0 else { return false }
            seen |= parameter
            // What follows is another parameter or nothing.
            guard reader.next == nil || reader.skip(38) else { return false }
        }
        return true
    }

    private static func lowercased(_ reader: inout ByteReader) -> ShortText? {
        var text = ShortText()
        while let byte = reader.next, byte != 38 {
            guard text.append((65...90).contains(byte) ? byte | 32 : byte) else { return nil }
            reader.position += 1
        }
        return text
    }
}
