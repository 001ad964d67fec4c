// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AtlasServer

@Suite struct JSONValueTests {
    @Test func whatIsWrittenReadsBackTheSame() throws {
        let text = "Zażółć „gęślą\" \\ jaźń\u{1}\n\r\t</script>\u{1F}\u{7F} 🏥\u{2028}é"
        let value: JSONValue = [
            "text": .string(text), "numbers": .array([1, -7, .number(0.1), .number(52.229_675_6), .number(1e300), .number(-3), .number(.infinity), .number(.nan)]),
            "none": nil, "yes": true, "nested": .members([("a\"b", .array([])), ("", .members([]))]), "raw": .raw("[1,2]"),
        ]
        let written = value.text
        #expect(!written.contains("<") && written.contains("\\u003c/script>") && written.contains("\\u0001"))
        let read = try #require(try JSONSerialization.jsonObject(with: Data(written.utf8)) as? [String: Any])
        #expect(read["text"] as? String == text)
        let numbers = try #require(read["numbers"] as? [Any])
        #expect(numbers.prefix(6).compactMap { ($0 as? NSNumber)?.doubleValue } == [1, -7, 0.1, 52.229_675_6, 1e300, -3])
        #expect(numbers.suffix(2).allSatisfy { $0 is NSNull } && read["none"] is NSNull)
        #expect((read["nested"] as? [String: Any])?["a\"b"] as? [Int] == [] && read["raw"] as? [Int] == [1, 2] && read["yes"] as? Bool == true)
        #expect(written.contains("\"numbers\":[1,-7,0.1,52.2296756,1e+300,-3,null,null]"))
    }

    @Test func membersKeepTheirOrder() {
        #expect((["b": 1, "a": ["c": 2]] as JSONValue).text == "{\"b\":1,\"a\":{\"c\":2}}")
        #expect(JSONValue.object(["b": 1, "a": 2]).text == "{\"a\":2,\"b\":1}")
    }
}
