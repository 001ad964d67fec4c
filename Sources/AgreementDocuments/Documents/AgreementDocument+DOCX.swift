// SPDX-License-Identifier: Apache-2.0

import Foundation

extension AgreementDocument {
    /// Office Open XML (ECMA-376, transitional), with styles and automatic numbers.
    /// - Throws: `DocumentError.cannotPack`.
    public func docx() throws(DocumentError) -> Data {
        var lists = DOCX.Lists()
        let body = DOCX.document(self, &lists)
        return try ZipFile.data([
            .init(name: "[Content_Types].xml", content: DOCX.contentTypes),
            .init(name: "_rels/.rels", content: DOCX.packageRelationships),
            .init(name: "docProps/core.xml", content: DOCX.properties(title: plainTitle.isEmpty ? heading : plainTitle)),
            .init(name: "word/_rels/document.xml.rels", content: DOCX.documentRelationships),
            .init(name: "word/document.xml", content: body),
            .init(name: "word/styles.xml", content: DOCX.styles),
            .init(name: "word/settings.xml", content: DOCX.settings),
            .init(name: "word/numbering.xml", content: DOCX.numbering(lists)),
            .init(name: "word/footer1.xml", content: DOCX.footer(footNote)),
        ])
    }
}

/// The parts of an Office Open XML file.
private enum DOCX {
    /// Lists are numbered anew each: every one is an instance of its own.
    struct Lists {
        /// By instance, from 2: whether it counts points (1 is that of the §).
        private(set) var instances: [Bool] = []

        mutating func next(points: Bool) -> Int {
            instances.append(points)
            return instances.count + 1
        }
    }

    private static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    private static let word = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
    private static let wordType = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    private static let relationship = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    static let contentTypes = declaration + """
        <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>\
        <Override PartName="/word/document.xml" ContentType="\(wordType).document.main+xml"/><Override PartName="/word/styles.xml" ContentType="\(wordType).styles+xml"/>\
        <Override PartName="/word/settings.xml" ContentType="\(wordType).settings+xml"/><Override PartName="/word/numbering.xml" ContentType="\(wordType).numbering+xml"/>\
        <Override PartName="/word/footer1.xml" ContentType="\(wordType).footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>
        """

    static let packageRelationships = declaration + """
        <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="\(relationship)/officeDocument" Target="word/document.xml"/>\
        <Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>
        """

    static let documentRelationships = declaration + """
        <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="\(relationship)/styles" Target="styles.xml"/>\
        <Relationship Id="rId2" Type="\(relationship)/settings" Target="settings.xml"/><Relationship Id="rId3" Type="\(relationship)/numbering" Target="numbering.xml"/>\
        <Relationship Id="rId4" Type="\(relationship)/footer" Target="footer1.xml"/></Relationships>
        """

    static let settings = declaration + "<w:settings \(word)><w:autoHyphenation/><w:doNotHyphenateCaps/><w:themeFontLang w:val=\"pl-PL\"/></w:settings>"

    static func properties(title: String) -> String {
        declaration + "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
            + "<dc:title>\(MarkupText.escaped(title))</dc:title><dc:creator>Powiatlas</dc:creator><dc:language>pl-PL</dc:language></cp:coreProperties>"
    }

    static let styles: String = {
        func style(_ id: String, _ name: String, _ paragraph: String, _ run: String = "", basedOn: String? = "Normal", isDefault: Bool = false) -> String {
            "<w:style w:type=\"paragraph\"\(isDefault ? " w:default=\"1\"" : "") w:styleId=\"\(id)\"><w:name w:val=\"\(name)\"/>\(basedOn.map { "<w:basedOn w:val=\"\($0)\"/>" } ?? "")<w:qFormat/><w:pPr>\(paragraph)</w:pPr><w:rPr>\(run)</w:rPr></w:style>"
        }
        return declaration + "<w:styles \(word)><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Lato\" w:hAnsi=\"Lato\" w:eastAsia=\"Lato\" w:cs=\"Lato\"/><w:sz w:val=\"22\"/><w:szCs w:val=\"22\"/><w:lang w:val=\"pl-PL\" w:eastAsia=\"pl-PL\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
            + style("Normal", "Normal", "<w:spacing w:after=\"100\" w:line=\"312\" w:lineRule=\"auto\"/><w:jc w:val=\"both\"/>", basedOn: nil, isDefault: true)
            + style("Title", "Title", "<w:suppressAutoHyphens/><w:spacing w:after=\"280\"/><w:jc w:val=\"center\"/>", "<w:b/><w:sz w:val=\"28\"/>")
            + style("Rodzaj", "Rodzaj dokumentu", "<w:spacing w:after=\"60\"/><w:jc w:val=\"center\"/>", "<w:b/><w:spacing w:val=\"40\"/>")
            + style("Uwaga", "Uwaga", "<w:pBdr><w:top w:val=\"single\" w:sz=\"4\" w:space=\"4\" w:color=\"444444\"/><w:left w:val=\"single\" w:sz=\"4\" w:space=\"4\" w:color=\"444444\"/><w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"4\" w:color=\"444444\"/><w:right w:val=\"single\" w:sz=\"4\" w:space=\"4\" w:color=\"444444\"/></w:pBdr><w:suppressAutoHyphens/><w:spacing w:after=\"340\"/><w:jc w:val=\"left\"/>", "<w:sz w:val=\"18\"/>")
            + style("Heading1", "heading 1", "<w:keepNext/><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr><w:suppressAutoHyphens/><w:spacing w:before=\"280\" w:after=\"120\"/><w:jc w:val=\"center\"/><w:outlineLvl w:val=\"0\"/>", "<w:b/><w:sz w:val=\"24\"/>")
            + style("Ustep", "Ustęp", "<w:ind w:left=\"425\" w:hanging=\"425\"/>")
            + style("Punkt", "Punkt", "<w:ind w:left=\"850\" w:hanging=\"425\"/>")
            + style("Podpis", "Podpis", "<w:keepNext/><w:keepLines/><w:suppressAutoHyphens/><w:spacing w:after=\"60\"/><w:jc w:val=\"center\"/>")
            + style("Footer", "footer", "<w:spacing w:after=\"0\"/><w:jc w:val=\"center\"/>", "<w:sz w:val=\"18\"/>")
            + "<w:style w:type=\"character\" w:customStyle=\"1\" w:styleId=\"Uzupelnij\"><w:name w:val=\"Do uzupełnienia\"/><w:rPr><w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"FFF3B0\"/></w:rPr></w:style></w:styles>"
    }()

    static func numbering(_ lists: Lists) -> String {
        func abstract(_ id: Int, _ text: String, suffix: String = "", left: Int) -> String {
            "<w:abstractNum w:abstractNumId=\"\(id)\"><w:multiLevelType w:val=\"singleLevel\"/><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/>\(id == 0 ? "<w:pStyle w:val=\"Heading1\"/>" : "")\(suffix)<w:lvlText w:val=\"\(text)\"/><w:lvlJc w:val=\"left\"/><w:pPr><w:ind w:left=\"\(left)\" w:hanging=\"\(left == 0 ? 0 : 425)\"/></w:pPr></w:lvl></w:abstractNum>"
        }
        var numbering = declaration + "<w:numbering \(word)>"
        numbering += abstract(0, "§\u{a0}%1.", suffix: "<w:suff w:val=\"space\"/>", left: 0) + abstract(1, "%1.", left: 425) + abstract(2, "%1)", left: 850)
        numbering += "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>"
        for (place, isPoints) in lists.instances.enumerated() {
            numbering += "<w:num w:numId=\"\(place + 2)\"><w:abstractNumId w:val=\"\(isPoints ? 2 : 1)\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"1\"/></w:lvlOverride></w:num>"
        }
        return numbering + "</w:numbering>"
    }

    static func footer(_ note: String?) -> String {
        func field(_ name: String) -> String {
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> \(name) </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        }
        return declaration + "<w:ftr \(word)>" + (note.map { paragraph("Footer", [.text($0)]) } ?? "")
            + "<w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr>\(run("Strona "))\(field("PAGE"))\(run(" z "))\(field("NUMPAGES"))</w:p></w:ftr>"
    }

    static func document(_ document: AgreementDocument, _ lists: inout Lists) -> String {
        var body = paragraph("Uwaga", [.text(AgreementDocument.legalNote)])
        body += paragraph("Rodzaj", [.text(document.heading)]) + paragraph("Title", document.title)
        for opening in document.opening { body += paragraph("Normal", opening.runs) + points(opening.points, &lists) }
        for section in document.sections {
            body += paragraph("Heading1", [.text(section.title)])
            if section.paragraphs.count == 1, let only = section.paragraphs.first {
                body += paragraph("Normal", only.runs) + points(only.points, &lists)
                continue
            }
            let list = lists.next(points: false)
            for numbered in section.paragraphs { body += paragraph("Ustep", numbered.runs, list: list) + points(numbered.points, &lists) }
        }
        body += "<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid><w:gridCol w:w=\"4535\"/><w:gridCol w:w=\"4535\"/></w:tblGrid>"
        for pair in stride(from: 0, to: document.signatures.count, by: 2) {
            body += "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            for place in pair..<(pair + 2) {
                body += "<w:tc><w:tcPr><w:tcW w:w=\"4535\" w:type=\"dxa\"/></w:tcPr>"
                if place < document.signatures.count {
                    let signature = document.signatures[place]
                    body += paragraph("Podpis", []) + "<w:p><w:pPr><w:pStyle w:val=\"Podpis\"/></w:pPr>\(run(signature.term, "<w:b/>"))</w:p>"
                    body += paragraph("Podpis", signature.name) + paragraph("Podpis", []) + paragraph("Podpis", [.text("……………………………………")])
                    body += paragraph("Podpis", [.text("data i podpis")]) + paragraph("Podpis", signature.signatory)
                } else {
                    body += "<w:p/>"
                }
                body += "</w:tc>"
            }
            body += "</w:tr>"
        }
        body += "</w:tbl><w:p/><w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId4\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1418\" w:right=\"1418\" w:bottom=\"1418\" w:left=\"1418\" w:header=\"709\" w:footer=\"709\" w:gutter=\"0\"/></w:sectPr>"
        return declaration + "<w:document \(word)><w:body>\(body)</w:body></w:document>"
    }

    private static func points(_ points: [[AgreementDocument.Run]], _ lists: inout Lists) -> String {
        guard !points.isEmpty else { return "" }
        let list = lists.next(points: true)
        return points.map { paragraph("Punkt", $0, list: list) }.joined()
    }

    private static func paragraph(_ style: String, _ runs: [AgreementDocument.Run], list: Int? = nil) -> String {
        let number = list.map { "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"\($0)\"/></w:numPr>" } ?? ""
        let texts = runs.map { piece in
            if case .blank = piece { return run(piece.text, "<w:rStyle w:val=\"Uzupelnij\"/>") }
            return run(piece.text)
        }
        return "<w:p><w:pPr><w:pStyle w:val=\"\(style)\"/>\(number)</w:pPr>\(texts.joined())</w:p>"
    }

    private static func run(_ text: String, _ properties: String = "") -> String {
        "<w:r>\(properties.isEmpty ? "" : "<w:rPr>\(properties)</w:rPr>")<w:t xml:space=\"preserve\">\(MarkupText.escaped(text))</w:t></w:r>"
    }
}
