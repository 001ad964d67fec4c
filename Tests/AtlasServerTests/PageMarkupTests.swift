// SPDX-License-Identifier: Apache-2.0

import Mustache
import Testing

@testable import AtlasServer

@Suite struct PageMarkupTests {
    @Test(arguments: ["", "Zażółć gęślą jaźń", "<b title=\"a\">O'Neill & spółka</b>", "&amp;", "żółć < 5\r\n\t\u{1F}", "🏥\"", "„Nadzieja”"])
    func textsAreEscapedAsMustacheDoesIt(text: String) throws {
        PageMarkup.register()
        let ours = try MustacheTemplate(string: PageMarkup.pragma + "x {{text}} y")
        let theirs = try MustacheTemplate(string: "x {{text}} y")
        #expect(ours.render(["text": text]) == theirs.render(["text": text]))
        #expect(PageMarkup().escapeText(text) == String(theirs.render(["text": text]).dropFirst(2).dropLast(2)))
    }

    @Test func thePragmaLeavesNoTraceInPages() throws {
        PageMarkup.register()
        var library = MustacheLibrary()
        try library.register(PageMarkup.pragma + "<html>{{$main}}{{/main}}</html>", named: "outer")
        try library.register(PageMarkup.pragma + "{{<outer}}{{$main}}{{#rows}}{{>row}}{{/rows}}{{/main}}{{/outer}}", named: "page")
        try library.register(PageMarkup.pragma + "<p>{{name}}</p>\n", named: "row")
        #expect(library.render(["rows": [["name": "A & B"], ["name": "C's"]]], withTemplate: "page") == "<html><p>A &amp; B</p>\n<p>C&#39;s</p>\n</html>")
    }
}
