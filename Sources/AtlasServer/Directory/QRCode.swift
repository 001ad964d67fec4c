// SPDX-License-Identifier: Apache-2.0

import CQREncode

/// A QR code (ISO/IEC 18004) as a picture, made by libqrencode.
struct QRCode {
    /// Modules a side.
    let size: Int
    /// Row by row; true is dark.
    private let modules: [Bool]

    /// - Returns: nil for a text that fits into no QR code.
    init?(_ text: String) {
        // Level M mends 15 % of the modules: a printed sheet gets creased.
        guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
        defer { QRcode_free(code) }
        size = Int(code.pointee.width)
        let bytes = UnsafeBufferPointer(start: code.pointee.data, count: size * size)
        modules = bytes.map { $0 & 1 == 1 }
    }

    /// Black on white with the quiet zone of four modules that the standard asks for.
    func svg(label: String) -> String {
        let side = size + 8
        var path = ""
        for row in 0..<size {
            var column = 0
            while column < size {
                guard modules[row * size + column] else {
                    column += 1
                    continue
                }
                let start = column
                while column < size, modules[row * size + column] { column += 1 }
                path += "M\(start + 4) \(row + 4)h\(column - start)v1h-\(column - start)z"
            }
        }
        let title = EscapedMarkup.text(label)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" width="\(side * 4)" height="\(side * 4)" \
            shape-rendering="crispEdges" role="img"><title>\(title)</title><path fill="#fff" d="M0 0h\(side)v\(side)H0z"/>\
            <path d="\(path)"/></svg>
            """
    }
}
