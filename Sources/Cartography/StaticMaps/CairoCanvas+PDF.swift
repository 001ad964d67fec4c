// SPDX-License-Identifier: Apache-2.0

import CCairo
import Foundation

/// What a reader of PDF shows about a document.
struct PDFProperties {
    var title: String
    var subject: String
    var author: String
    var keywords: String
    /// BCP 47: `pl`, `en`.
    var language: String
    /// ISO 8601 with a time and a zone.
    var created: String
}

extension CairoCanvas {
    /// A document of vector pages with embedded fonts and a structure for screen readers.
    ///
    /// - Parameters:
    ///   - pages: each draws one page of the same size.
    static func pdf(
        width: Double, height: Double, properties: PDFProperties, pages: [(CairoCanvas) -> Void]
    ) throws(StaticMapError) -> [UInt8] {
        let output = Output()
        let surface = cairo_pdf_surface_create_for_stream(write, Unmanaged.passUnretained(output).toOpaque(), width, height)
        defer { cairo_surface_destroy(surface) }
        // 1.4 has the tables that `PDFCatalogue` adds to, and all that we draw.
        cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_4)
        for (kind, text) in [
            (CAIRO_PDF_METADATA_TITLE, properties.title), (CAIRO_PDF_METADATA_SUBJECT, properties.subject),
            (CAIRO_PDF_METADATA_AUTHOR, properties.author), (CAIRO_PDF_METADATA_KEYWORDS, properties.keywords),
            (CAIRO_PDF_METADATA_CREATOR, "Powiatlas"), (CAIRO_PDF_METADATA_CREATE_DATE, properties.created),
        ] where !text.isEmpty {
            cairo_pdf_surface_set_metadata(surface, kind, text)
        }
        try paint(surface, scale: 1) { canvas in
            for page in pages {
                page(canvas)
                cairo_show_page(canvas.context)
            }
        }
        withExtendedLifetime(output) { cairo_surface_finish(surface) }
        try check(cairo_surface_status(surface))
        return PDFCatalogue.naming(language: properties.language, in: output.bytes)
    }

    /// Draws something as a part of the document's structure: `H1`, `P`, `Table`, `TR`, `TH`, `TD`, `Figure`.
    func tagged(_ name: String, attributes: String = "", _ body: () -> Void) {
        cairo_tag_begin(context, name, attributes)
        body()
        cairo_tag_end(context, name)
    }

    /// Draws something that opens an address.
    func linked(to address: String, _ body: () -> Void) {
        // The address stands between apostrophes; RFC 3986 lets it be written without one.
        let safe = address.replacing("\\", with: "%5C").replacing("'", with: "%27")
        tagged("Link", attributes: "uri='\(safe)'", body)
    }
}

/// Adds to a document's catalogue what Cairo 1.16 does not write: its language, without which a screen reader reads
/// Polish as English, that it has a structure, and that the window is to show its title. By way of an incremental update (ISO 32000-1,
/// section 7.5.6): the bytes before stay as they are.
enum PDFCatalogue {
    static func naming(language: String, in document: [UInt8]) -> [UInt8] {
        // Bytes as characters of the same number, as between the objects there are compressed streams.
        guard let text = String(data: Data(document), encoding: .isoLatin1), language.allSatisfy({ $0.isASCII && ($0.isLetter || $0 == "-") }),
            let trailer = text.range(of: "trailer", options: .backwards),
            let root = text[trailer.upperBound...].firstMatch(of: /\/Root\s+(\d+)\s+(\d+)\s+R/),
            let size = text[trailer.upperBound...].firstMatch(of: /\/Size\s+(\d+)/)?.output.1,
            let start = text[trailer.upperBound...].firstMatch(of: /startxref\s+(\d+)/)?.output.1,
            let info = text[trailer.upperBound...].firstMatch(of: /\/Info\s+\d+\s+\d+\s+R/)?.output,
            let object = text.range(of: "\n\(root.output.1) \(root.output.2) obj", options: .backwards),
            let opening = text[object.upperBound...].range(of: "<<"), let end = text[opening.upperBound...].range(of: "endobj")
        else { return document }
        let entries = text[opening.upperBound..<end.lowerBound]
        var update = document.last == 10 ? "" : "\n"
        let offset = document.count + update.utf8.count
        update += "\(root.output.1) \(root.output.2) obj\n<< /Lang (\(language)) /ViewerPreferences << /DisplayDocTitle true >>"
        // Cairo 1.16 writes a structure without the mark that makes readers use it.
        if !entries.contains("/MarkInfo"), entries.contains("/StructTreeRoot") { update += " /MarkInfo << /Marked true >>" }
        update += "\(entries)endobj\n"
        let table = document.count + update.utf8.count
        let place = String(repeating: "0", count: max(0, 10 - String(offset).count)) + String(offset)
        update += "xref\n\(root.output.1) 1\n\(place) 00000 n \n"
        update += "trailer\n<< /Size \(size) \(root.output.0) \(info) /Prev \(start) >>\nstartxref\n\(table)\n%%EOF\n"
        return document + Array(update.utf8)
    }
}
