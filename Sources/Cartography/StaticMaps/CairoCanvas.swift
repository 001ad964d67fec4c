// SPDX-License-Identifier: Apache-2.0

import CCairo
import TileGeometry

/// Cairo with Swift's types: a drawing on a raster or on a vector surface, in points.
struct CairoCanvas {
    let context: OpaquePointer

    enum Weight {
        case regular, bold
    }

    /// What a surface has written.
    final class Output {
        var bytes: [UInt8] = []
    }

    static let write: cairo_write_func_t = { closure, data, length in
        guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
        Unmanaged<Output>.fromOpaque(closure).takeUnretainedValue().bytes.append(
            contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
        return CAIRO_STATUS_SUCCESS
    }

    static func png(
        width: Double, height: Double, scale: Double, isOpaque: Bool = true, draw: (CairoCanvas) -> Void
    ) throws(StaticMapError) -> [UInt8] {
        let output = Output()
        let surface = cairo_image_surface_create(
            isOpaque ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32, Int32((width * scale).rounded()), Int32((height * scale).rounded()))
        defer { cairo_surface_destroy(surface) }
        try paint(surface, scale: scale, draw)
        let status = withExtendedLifetime(output) {
            cairo_surface_write_to_png_stream(surface, write, Unmanaged.passUnretained(output).toOpaque())
        }
        try check(status)
        return output.bytes
    }

    static func svg(width: Double, height: Double, draw: (CairoCanvas) -> Void) throws(StaticMapError) -> [UInt8] {
        let output = Output()
        let surface = cairo_svg_surface_create_for_stream(write, Unmanaged.passUnretained(output).toOpaque(), width, height)
        defer { cairo_surface_destroy(surface) }
        try paint(surface, scale: 1, draw)
        // The file is written while the surface is finished.
        withExtendedLifetime(output) { cairo_surface_finish(surface) }
        try check(cairo_surface_status(surface))
        return numberedFromOne(output.bytes)
    }

    /// Cairo numbers the surfaces of a process and writes the number into the file; the same map has to be
    /// the same bytes whenever it is drawn.
    private static func numberedFromOne(_ svg: [UInt8]) -> [UInt8] {
        var numbers: [Substring: Int] = [:]
        let text = String(decoding: svg, as: UTF8.self).replacing(/"#?surface([0-9]+)"/) { match in
            let number = numbers[match.output.1] ?? numbers.count + 1
            numbers[match.output.1] = number
            return match.output.0.hasPrefix("\"#") ? "\"#surface\(number)\"" : "\"surface\(number)\""
        }
        return Array(text.utf8)
    }

    static func paint(
        _ surface: OpaquePointer?, scale: Double, _ draw: (CairoCanvas) -> Void
    ) throws(StaticMapError) {
        try check(cairo_surface_status(surface))
        guard let context = cairo_create(surface) else { throw .drawing("out of memory") }
        defer { cairo_destroy(context) }
        cairo_scale(context, scale, scale)
        draw(CairoCanvas(context: context))
        try check(cairo_status(context))
    }

    static func check(_ status: cairo_status_t) throws(StaticMapError) {
        guard status == CAIRO_STATUS_SUCCESS else { throw .drawing(String(cString: cairo_status_to_string(status))) }
    }

    // MARK: Colours and shapes

    func set(_ colour: Colour, opacity: Double = 1) {
        cairo_set_source_rgba(
            context, Double(colour.red) / 255, Double(colour.green) / 255, Double(colour.blue) / 255, opacity)
    }

    func rectangle(x: Double, y: Double, width: Double, height: Double) {
        cairo_rectangle(context, x, y, width, height)
    }

    func line(_ points: some Sequence<Point>, isClosed: Bool = false) {
        cairo_new_sub_path(context)
        for point in points { cairo_line_to(context, point.x, point.y) }
        if isClosed { cairo_close_path(context) }
    }

    func fill() { cairo_fill(context) }

    func fillPreserving() { cairo_fill_preserve(context) }

    func stroke(width: Double) {
        cairo_set_line_width(context, width)
        cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
        cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND)
        cairo_stroke(context)
    }

    func newPath() { cairo_new_path(context) }

    /// Draws with everything outside the current path cut off.
    func clipped(_ body: () -> Void) {
        cairo_save(context)
        cairo_clip(context)
        body()
        cairo_restore(context)
    }

    /// Diagonal lines over the rectangle.
    func hatch(x: Double, y: Double, width: Double, height: Double, spacing: Double, lineWidth: Double) {
        var offset = (x + y) - (x + y).truncatingRemainder(dividingBy: spacing)
        while offset <= x + width + y + height {
            cairo_move_to(context, offset - y, y)
            cairo_line_to(context, offset - y - height, y + height)
            offset += spacing
        }
        cairo_set_line_width(context, lineWidth)
        cairo_stroke(context)
    }

    // MARK: Text

    func font(_ weight: Weight, size: Double) {
        cairo_select_font_face(
            context, "Lato", CAIRO_FONT_SLANT_NORMAL, weight == .bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
        cairo_set_font_size(context, size)
    }

    func width(of text: String) -> Double {
        var extents = cairo_text_extents_t()
        cairo_text_extents(context, text, &extents)
        return extents.x_advance
    }

    /// Text with its baseline at `y`.
    func text(_ text: String, x: Double, y: Double) {
        cairo_move_to(context, x, y)
        cairo_show_text(context, text)
    }

    /// Text readable on any colour: dark on a light halo. The halo is an outline, the text stays text.
    func haloedText(_ text: String, x: Double, y: Double, ink: Colour, halo: Colour, haloWidth: Double) {
        newPath()
        cairo_move_to(context, x, y)
        cairo_text_path(context, text)
        set(halo, opacity: 0.85)
        // Twice the width, as the half of it that lies within the letters is covered by them.
        cairo_set_line_width(context, haloWidth * 2)
        cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
        cairo_stroke(context)
        set(ink)
        self.text(text, x: x, y: y)
    }

    /// Breaks a text into lines no wider than `limit`; the last of `maximumLines` ends in “…” if need be.
    func lines(_ text: String, limit: Double, maximumLines: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        let words = text.split(separator: " ").map(String.init)
        for (index, word) in words.enumerated() {
            let longer = line.isEmpty ? word : line + " " + word
            if line.isEmpty || width(of: longer) <= limit {
                line = longer
                continue
            }
            if lines.count == maximumLines - 1 {
                line = shortened(line + " " + words[index...].joined(separator: " "), limit: limit)
                break
            }
            lines.append(line)
            line = word
        }
        if !line.isEmpty { lines.append(shortened(line, limit: limit)) }
        return lines
    }

    private func shortened(_ text: String, limit: Double) -> String {
        guard width(of: text) > limit else { return text }
        var shorter = text
        while !shorter.isEmpty, width(of: shorter + "…") > limit { shorter.removeLast() }
        while shorter.last == " " { shorter.removeLast() }
        return shorter + "…"
    }
}
