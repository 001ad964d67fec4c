// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A zip archive of parts that are stored as they are, for workbooks as other programs write them.
struct HandMadeWorkbook {
    var parts: [(name: String, text: String)]

    /// A workbook with these parts beside the usual ones.
    init(
        sheets: [(name: String, state: String?, xml: String)], strings: String? = nil, styles: String? = nil, workbookProperties: String = "",
        extra: [(String, String)] = []
    ) {
        let head = #"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"# + "\n"
        let main = #"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#
        let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        var list = ""
        var relations = ""
        parts = [("[Content_Types].xml", head + #"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#)]
        for (index, sheet) in sheets.enumerated() {
            let state = sheet.state.map { #" state="\#($0)""# } ?? ""
            list += #"<sheet name="\#(sheet.name)" sheetId="\#(index + 1)"\#(state) r:id="rId\#(index + 1)"/>"#
            relations += #"<Relationship Id="rId\#(index + 1)" Type="\#(kind)/worksheet" Target="worksheets/sheet\#(index + 1).xml"/>"#
            parts.append(("xl/worksheets/sheet\(index + 1).xml", head + "<worksheet \(main)>\(sheet.xml)</worksheet>"))
        }
        if let strings {
            relations += #"<Relationship Id="rId90" Type="\#(kind)/sharedStrings" Target="/xl/sharedStrings.xml"/>"#
            parts.append(("xl/sharedStrings.xml", head + "<sst \(main)>\(strings)</sst>"))
        }
        if let styles {
            relations += #"<Relationship Id="rId91" Type="\#(kind)/styles" Target="styles.xml"/>"#
            parts.append(("xl/styles.xml", head + "<styleSheet \(main)>\(styles)</styleSheet>"))
        }
        parts.append(("xl/workbook.xml", head + "<workbook \(main)>\(workbookProperties)<sheets>\(list)</sheets></workbook>"))
        parts.append(("xl/_rels/workbook.xml.rels", head + "<Relationships>\(relations)</Relationships>"))
        parts.append(("_rels/.rels", head + #"<Relationships><Relationship Id="r" Type="\#(kind)/officeDocument" Target="xl/workbook.xml"/></Relationships>"#))
        parts += extra.map { ($0.0, $0.1) }
    }

    /// - Parameter sizes: sizes that the archive claims for parts, when they differ from the true ones.
    func data(claiming sizes: [String: UInt32] = [:]) -> Data {
        var data = Data()
        var directory = Data()
        func add(_ value: UInt32, to data: inout Data) { withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) } }
        func add(_ value: UInt16, to data: inout Data) { withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) } }
        for part in parts {
            let bytes = Data(part.text.utf8)
            let offset = UInt32(data.count)
            let crc = Self.crc(bytes)
            func header(_ data: inout Data) {
                add(UInt16(20), to: &data)
                add(UInt16(0), to: &data)
                add(UInt16(0), to: &data)
                add(UInt32(0x5A21_0000), to: &data)
                add(crc, to: &data)
                add(UInt32(bytes.count), to: &data)
                add(sizes[part.name] ?? UInt32(bytes.count), to: &data)
                add(UInt16(part.name.utf8.count), to: &data)
                add(UInt16(0), to: &data)
            }
            add(UInt32(0x0403_4B50), to: &data)
            header(&data)
            data.append(contentsOf: part.name.utf8)
            data.append(bytes)
            add(UInt32(0x0201_4B50), to: &directory)
            add(UInt16(20), to: &directory)
            header(&directory)
            for _ in 0..<3 { add(UInt16(0), to: &directory) }
            add(UInt32(0), to: &directory)
            add(offset, to: &directory)
            directory.append(contentsOf: part.name.utf8)
        }
        let start = UInt32(data.count)
        data.append(directory)
        add(UInt32(0x0605_4B50), to: &data)
        add(UInt32(0), to: &data)
        add(UInt16(parts.count), to: &data)
        add(UInt16(parts.count), to: &data)
        add(UInt32(directory.count), to: &data)
        add(start, to: &data)
        add(UInt16(0), to: &data)
        return data
    }

    private static func crc(_ data: Data) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in data {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }
}
