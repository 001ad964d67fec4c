// SPDX-License-Identifier: Apache-2.0

import Foundation

extension AgreementDocument {
    /// OpenDocument Text 1.3, with styles and automatic numbers, so that a lawyer can go on writing.
    /// - Throws: `DocumentError.cannotPack`.
    public func odt() throws(DocumentError) -> Data {
        try ZipFile.data([
            .init(name: "mimetype", content: "application/vnd.oasis.opendocument.text", isStored: true),
            .init(name: "META-INF/manifest.xml", content: ODT.manifest),
            .init(name: "meta.xml", content: ODT.meta(title: plainTitle.isEmpty ? heading : plainTitle)),
            .init(name: "styles.xml", content: ODT.styles(foot: footNote)),
            .init(name: "content.xml", content: ODT.content(self)),
        ])
    }
}

/// The parts of an OpenDocument file.
private enum ODT {
    private static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    private static let namespaces = """
        xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" \
        xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" \
        xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" \
        xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"
        """

    static let manifest = declaration + """
        <manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
        <manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="application/vnd.oasis.opendocument.text"/>
        <manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
        <manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>
        <manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>
        </manifest:manifest>
        """

    static func meta(title: String) -> String {
        declaration + "<office:document-meta \(namespaces)><office:meta><meta:generator>Powiatlas</meta:generator><dc:title>\(MarkupText.escaped(title))</dc:title>"
            + "<dc:language>pl-PL</dc:language></office:meta></office:document-meta>"
    }

    static func styles(foot: String?) -> String {
        let note = foot.map { "<text:p text:style-name=\"Stopka\">\(MarkupText.escaped($0))</text:p>" } ?? ""
        return declaration + """
            <office:document-styles \(namespaces)>
            <office:font-face-decls><style:font-face style:name="Lato" svg:font-family="Lato, Carlito, Calibri, sans-serif"/></office:font-face-decls>
            <office:styles>
            <style:default-style style:family="paragraph"><style:paragraph-properties fo:hyphenation-ladder-count="2" fo:orphans="2" fo:widows="2"/>\
            <style:text-properties style:font-name="Lato" fo:font-size="11pt" fo:language="pl" fo:country="PL" fo:hyphenate="true" fo:hyphenation-remain-char-count="2" fo:hyphenation-push-char-count="3"/></style:default-style>
            <style:style style:name="Standard" style:family="paragraph"><style:paragraph-properties fo:line-height="130%" fo:margin-bottom="0.18cm" fo:text-align="justify"/></style:style>
            <style:style style:name="Title" style:display-name="Tytuł" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties fo:text-align="center" fo:margin-bottom="0.5cm"/><style:text-properties fo:font-size="14pt" fo:font-weight="bold" fo:hyphenate="false"/></style:style>
            <style:style style:name="Rodzaj" style:display-name="Rodzaj dokumentu" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties fo:text-align="center" fo:margin-bottom="0.1cm"/><style:text-properties fo:letter-spacing="0.08cm" fo:font-weight="bold"/></style:style>
            <style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" style:parent-style-name="Standard" style:next-style-name="Standard" style:default-outline-level="1"><style:paragraph-properties fo:text-align="center" fo:margin-top="0.5cm" fo:margin-bottom="0.2cm" fo:keep-with-next="always"/><style:text-properties fo:font-size="12pt" fo:font-weight="bold" fo:hyphenate="false"/></style:style>
            <style:style style:name="Podpis" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties fo:text-align="center" fo:margin-bottom="0.1cm" fo:keep-with-next="always"/><style:text-properties fo:hyphenate="false"/></style:style>
            <style:style style:name="Uwaga" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties fo:text-align="start" fo:padding="0.15cm" fo:border="0.5pt solid #444444" fo:margin-bottom="0.6cm"/><style:text-properties fo:font-size="9pt" fo:hyphenate="false"/></style:style>
            <style:style style:name="Stopka" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties fo:text-align="center" fo:margin-bottom="0cm"/><style:text-properties fo:font-size="9pt"/></style:style>
            <style:style style:name="Uzupelnij" style:display-name="Do uzupełnienia" style:family="text"><style:text-properties fo:background-color="#fff3b0" fo:hyphenate="false"/></style:style>
            <style:style style:name="Gruby" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
            <text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-prefix="§ " style:num-suffix="." style:num-format="1"><style:list-level-properties text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment text:label-followed-by="space"/></style:list-level-properties></text:outline-level-style></text:outline-style>
            \(list("Ustepy", suffix: ".", indent: 0.75, gap: 0.75))
            \(list("Punkty", suffix: ")", indent: 1.5, gap: 0.75))
            </office:styles>
            <office:automatic-styles><style:page-layout style:name="Strona"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2.5cm" fo:margin-bottom="1.5cm"/><style:footer-style><style:header-footer-properties fo:min-height="1cm" fo:margin-top="0.4cm"/></style:footer-style></style:page-layout></office:automatic-styles>
            <office:master-styles><style:master-page style:name="Standard" style:page-layout-name="Strona"><style:footer>\(note)<text:p text:style-name="Stopka">Strona <text:page-number text:select-page="current">1</text:page-number> z <text:page-count>1</text:page-count></text:p></style:footer></style:master-page></office:master-styles>
            </office:document-styles>
            """
    }

    private static func list(_ name: String, suffix: String, indent: Double, gap: Double) -> String {
        "<text:list-style style:name=\"\(name)\"><text:list-level-style-number text:level=\"1\" style:num-suffix=\"\(suffix)\" style:num-format=\"1\">"
            + "<style:list-level-properties text:list-level-position-and-space-mode=\"label-alignment\"><style:list-level-label-alignment text:label-followed-by=\"listtab\" "
            + "text:list-tab-stop-position=\"\(indent)cm\" fo:text-indent=\"-\(gap)cm\" fo:margin-left=\"\(indent)cm\"/></style:list-level-properties></text:list-level-style-number></text:list-style>"
    }

    static func content(_ document: AgreementDocument) -> String {
        var body = "<text:p text:style-name=\"Uwaga\">\(MarkupText.escaped(AgreementDocument.legalNote))</text:p>"
        body += "<text:p text:style-name=\"Rodzaj\">\(MarkupText.escaped(document.heading))</text:p><text:p text:style-name=\"Title\">\(runs(document.title))</text:p>"
        for paragraph in document.opening { body += "<text:p text:style-name=\"Standard\">\(runs(paragraph.runs))</text:p>" + points(paragraph.points) }
        for section in document.sections {
            body += "<text:h text:style-name=\"Heading_20_1\" text:outline-level=\"1\">\(MarkupText.escaped(section.title))</text:h>"
            if section.paragraphs.count == 1, let only = section.paragraphs.first {
                body += "<text:p text:style-name=\"Standard\">\(runs(only.runs))</text:p>" + points(only.points)
                continue
            }
            // One list for each paragraph that has points in it would start anew, so points are lists of their own between the items.
            for (place, paragraph) in section.paragraphs.enumerated() {
                body += "<text:list text:style-name=\"Ustepy\"><text:list-item text:start-value=\"\(place + 1)\"><text:p text:style-name=\"Standard\">\(runs(paragraph.runs))</text:p></text:list-item></text:list>"
                body += points(paragraph.points)
            }
        }
        body += "<table:table table:name=\"Podpisy\"><table:table-column table:number-columns-repeated=\"2\"/>"
        for pair in stride(from: 0, to: document.signatures.count, by: 2) {
            body += "<table:table-row>"
            for place in pair..<(pair + 2) {
                body += "<table:table-cell>"
                if place < document.signatures.count {
                    let signature = document.signatures[place]
                    body += "<text:p text:style-name=\"Podpis\"/><text:p text:style-name=\"Podpis\"><text:span text:style-name=\"Gruby\">\(MarkupText.escaped(signature.term))</text:span></text:p>"
                    body += "<text:p text:style-name=\"Podpis\">\(runs(signature.name))</text:p><text:p text:style-name=\"Podpis\"/>"
                    body += "<text:p text:style-name=\"Podpis\">……………………………………</text:p><text:p text:style-name=\"Podpis\">data i podpis</text:p><text:p text:style-name=\"Podpis\">\(runs(signature.signatory))</text:p>"
                } else {
                    body += "<text:p/>"
                }
                body += "</table:table-cell>"
            }
            body += "</table:table-row>"
        }
        return declaration + "<office:document-content \(namespaces)><office:body><office:text>\(body)</table:table></office:text></office:body></office:document-content>"
    }

    private static func points(_ points: [[AgreementDocument.Run]]) -> String {
        guard !points.isEmpty else { return "" }
        return "<text:list text:style-name=\"Punkty\">"
            + points.enumerated().map { place, point in
                // The first says where counting starts, so that lists of one style do not go on from one another.
                "<text:list-item\(place == 0 ? " text:start-value=\"1\"" : "")><text:p text:style-name=\"Standard\">\(runs(point))</text:p></text:list-item>"
            }.joined() + "</text:list>"
    }

    private static func runs(_ runs: [AgreementDocument.Run]) -> String {
        runs.map { run in
            let text = spaced(MarkupText.escaped(run.text))
            if case .blank = run { return "<text:span text:style-name=\"Uzupelnij\">\(text)</text:span>" }
            return text
        }.joined()
    }

    /// White space at the ends of runs and in rows collapses unless it is named (ODF 1.3, part 3, section 6.1.2).
    private static func spaced(_ text: String) -> String {
        text.replacing("  ", with: " <text:s/>")
    }
}
