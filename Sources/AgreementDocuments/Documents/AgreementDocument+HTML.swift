// SPDX-License-Identifier: Apache-2.0

extension AgreementDocument {
    /// The document as an `article`, for a preview and for print. Escaped; numbers of paragraphs are text, so that every reader has them.
    /// - Parameter headingLevel: of the title; a § is one below.
    public func html(headingLevel: Int) -> String {
        let (top, below) = ("h\(headingLevel)", "h\(headingLevel + 1)")
        var html = "<article class=\"agreement-document\" lang=\"pl\">\n<p class=\"agreement-note\" role=\"note\">\(MarkupText.escaped(Self.legalNote))</p>\n<p class=\"agreement-heading\">\(MarkupText.escaped(heading))</p>\n"
        html += "<\(top) class=\"agreement-title\">\(Self.html(title))</\(top)>\n"
        for paragraph in opening {
            html += "<p>\(Self.html(paragraph.runs))</p>\n" + Self.points(paragraph.points)
        }
        for section in sections {
            html += "<section>\n<\(below)><span class=\"agreement-number\">§\u{a0}\(section.number).</span> \(MarkupText.escaped(section.title))</\(below)>\n"
            if section.paragraphs.count == 1, let only = section.paragraphs.first {
                html += "<p>\(Self.html(only.runs))</p>\n" + Self.points(only.points)
            } else {
                html += "<ol class=\"agreement-paragraphs\" role=\"list\">\n"
                for (place, paragraph) in section.paragraphs.enumerated() {
                    html += "<li><span class=\"agreement-number\">\(place + 1).</span> <div>\(Self.html(paragraph.runs))\(Self.points(paragraph.points))</div></li>\n"
                }
                html += "</ol>\n"
            }
            html += "</section>\n"
        }
        html += "<div class=\"agreement-signatures\">\n"
        for signature in signatures {
            html += "<div class=\"agreement-signature\"><p class=\"agreement-term\">\(MarkupText.escaped(signature.term))</p><p>\(Self.html(signature.name))</p>"
            html += "<p class=\"agreement-line\">data i podpis</p><p>\(Self.html(signature.signatory))</p></div>\n"
        }
        return html + "</div>\n</article>\n"
    }

    private static func points(_ points: [[Run]]) -> String {
        guard !points.isEmpty else { return "" }
        return "<ol class=\"agreement-points\" role=\"list\">\n"
            + points.enumerated().map { "<li><span class=\"agreement-number\">\($0.offset + 1))</span> <div>\(html($0.element))</div></li>\n" }.joined() + "</ol>\n"
    }

    private static func html(_ runs: [Run]) -> String {
        runs.map { run in
            switch run {
            case .text(let text): MarkupText.escaped(text)
            case .blank: "<mark class=\"agreement-blank\">\(MarkupText.escaped(run.text))</mark>"
            }
        }.joined()
    }

    /// A page of its own, for the printer: nothing in it leads anywhere else.
    func printedPage(style: String) -> String {
        let foot = footNote.map { "<p class=\"agreement-foot\">\(MarkupText.escaped($0))</p>" } ?? ""
        return """
            <!doctype html>
            <html lang="pl"><head><meta charset="utf-8"><title>\(MarkupText.escaped(plainTitle.isEmpty ? heading : plainTitle))</title>
            <style>\(style)</style></head><body>\(foot)
            \(html(headingLevel: 1))</body></html>
            """
    }
}
