// SPDX-License-Identifier: Apache-2.0

import Atlas

/// What an attribute (`attrId`) of the Local Data Bank says of a value, after the bank's own dictionary of attributes.
///
/// Where the bank has no number it sends 0 with an attribute that says so; a real zero comes with another.
public struct BDLAttribute: Sendable, Hashable {
    public let id: Int
    /// The sign that the bank's tables print beside the value; empty for none.
    public let symbol: String
    /// Whether a 0 stands for “no value”.
    public let zeroMeansNone: Bool
    public let flag: ObservationFlag?

    private init(_ id: Int, _ symbol: String, zeroMeansNone: Bool = false, _ flags: ObservationFlag...) {
        self.id = id
        self.symbol = symbol
        self.zeroMeansNone = zeroMeansNone
        flag = ObservationFlag.gravest(flags)
    }

    /// All that the dictionary lists.
    public static let all: [BDLAttribute] = [
        BDLAttribute(0, ""),
        BDLAttribute(1, ""),
        BDLAttribute(3, "k", .incomplete),
        BDLAttribute(4, "x", zeroMeansNone: true, .confidential),
        // Less than half of the last digit shown: the number is a zero, but not an exact one.
        BDLAttribute(7, "a", .imprecise),
        BDLAttribute(9, "s", .estimated),
        BDLAttribute(11, "M", .seriesBreak),
        BDLAttribute(13, "K", .seriesBreak, .incomplete),
        BDLAttribute(14, "X", zeroMeansNone: true, .confidential),
        BDLAttribute(15, "-", zeroMeansNone: true, .missing),
        BDLAttribute(17, "A", .seriesBreak, .imprecise),
        BDLAttribute(20, "v", .imprecise),
        BDLAttribute(21, "v", .imprecise),
        BDLAttribute(50, "n", zeroMeansNone: true, .notYet),
        BDLAttribute(91, "x", zeroMeansNone: true, .confidential),
        // A zero that comes of adding and subtracting, such as as many births as deaths: a value like any other.
        BDLAttribute(94, "z"),
        BDLAttribute(97, "p", .joint),
        BDLAttribute(98, "Z", .seriesBreak),
    ]

    private static let byID = Dictionary(all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })

    public static func named(_ id: Int) -> BDLAttribute? { byID[id] }
}

/// A value as the atlas keeps it.
struct FlaggedValue: Sendable, Hashable {
    let value: Double?
    let flag: ObservationFlag?

    /// - Parameter isUnknownAttribute: whether the attribute is not in the dictionary; the number then stands.
    init(_ answer: BDLValue, isUnknownAttribute: inout Bool) {
        let attribute = answer.attribute.flatMap(BDLAttribute.named)
        isUnknownAttribute = answer.attribute != nil && attribute == nil
        let number = answer.value.flatMap { $0.isFinite ? $0 : nil }
        if let attribute, attribute.zeroMeansNone, (number ?? 0) == 0 {
            value = nil
            flag = attribute.flag
        } else if let number {
            value = number
            // A number beside “no value” is a number; the dictionary does not say what it then means.
            flag = attribute.flatMap { $0.zeroMeansNone ? nil : $0.flag }
        } else {
            value = nil
            flag = .missing
        }
    }
}
