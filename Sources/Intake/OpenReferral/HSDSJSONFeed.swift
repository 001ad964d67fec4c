// SPDX-License-Identifier: Apache-2.0

import Foundation
import OpenReferral

/// The organizations of a JSON file.
struct HSDSJSONFeed {
    let entries: [HSDSEntry]
    /// With the objects that are not as they should be.
    let report: IntakeReport

    init(_ data: Data, file: String) throws(IntakeRefusal) {
        let slices = JSONSlices(bytes: try Self.text(data, file: file))
        var report = IntakeReport(file: file)
        do throws(JSONSlices.Fault) {
            let objects = try Self.objects(slices, file: file, &report)
            entries = try Self.entries(objects, slices, &report)
        } catch {
            throw IntakeRefusal(file: file, line: slices.line(min(error.offset, slices.bytes.count)), reason: error.reason)
        }
        self.report = report
    }

    // MARK: Bytes

    private static func text(_ data: Data, file: String) throws(IntakeRefusal) -> [UInt8] {
        var bytes = Array(data)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw IntakeRefusal(file: file, line: 1, reason: "the encoding is UTF-16: JSON is exchanged as UTF-8, save the file so")
        }
        for (start, kind) in [([0x50, 0x4B, 3, 4], "a ZIP archive"), ([0x1F, 0x8B], "a gzip archive"), ([0x25, 0x50, 0x44, 0x46], "a PDF document")] as [([UInt8], String)]
        where bytes.starts(with: start) {
            throw IntakeRefusal(file: file, line: 1, reason: "this is \(kind), not JSON: unpack or export it first")
        }
        func line(_ offset: Int) -> Int { bytes.prefix(offset).count { $0 == 0x0A } + 1 }
        if let position = bytes.firstIndex(of: 0) {
            throw IntakeRefusal(file: file, line: line(position), reason: "there is a NUL byte in this line: JSON has none; was the file damaged?")
        }
        guard let first = bytes.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
            throw IntakeRefusal(file: file, line: 1, reason: "the file is empty: expected organizations of HSDS as JSON")
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            let valid = validPrefix(bytes)
            throw IntakeRefusal(file: file, line: line(valid), reason: "this line is not UTF-8: JSON is exchanged as UTF-8, save the file so")
        }
        guard first == UInt8(ascii: "[") || first == UInt8(ascii: "{") else {
            throw IntakeRefusal(file: file, line: 1, reason: "this is not JSON: expected [ or { at the beginning, for an array of organizations or a page of them")
        }
        return bytes
    }

    /// How many bytes at the beginning are UTF-8, to the line.
    private static func validPrefix(_ bytes: [UInt8]) -> Int {
        var start = 0
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            if String(validating: line, as: UTF8.self) == nil { return start }
            start += line.count + 1
        }
        return start
    }

    // MARK: Objects

    private struct Object {
        let range: Range<Int>
        let place: String
    }

    private static func objects(_ slices: JSONSlices, file: String, _ report: inout IntakeReport) throws(JSONSlices.Fault) -> [Object] {
        let values = try slices.values()
        guard values.count == 1, let value = values.first else {
            return values.map { Object(range: $0, place: "the object of line \(slices.line($0.lowerBound))") }
        }
        if slices.byte(value.lowerBound) == UInt8(ascii: "[") { return try objects(value, named: "", slices) }
        let members = try slices.members(value)
        for name in ["contents", "organizations"] {
            guard let list = members[name] else { continue }
            guard slices.byte(list.lowerBound) == UInt8(ascii: "[") else {
                throw JSONSlices.Fault(offset: list.lowerBound, reason: "“\(name)” is not an array: expected organizations")
            }
            if let pages = number("total_pages", members, slices), pages > 1 {
                let page = number("page_number", members, slices) ?? 1
                let found = try objects(list, named: name, slices)
                if let first = found.first, try isService(first.range, slices) {
                    throw JSONSlices.Fault(
                        offset: 0,
                        reason: "this is page \(page) of \(pages) of a list of services: those of one organization may stand on several pages; "
                            + "ask the API for organizations with full=true&full_service=true")
                }
                report.remarks.append("this is page \(page) of \(pages): the others are not in the file")
                return found
            }
            return try objects(list, named: name, slices)
        }
        return [Object(range: value, place: "the object")]
    }

    private static func objects(_ array: Range<Int>, named name: String, _ slices: JSONSlices) throws(JSONSlices.Fault) -> [Object] {
        try slices.elements(array).enumerated().map { Object(range: $0.element, place: "\(name)[\($0.offset)]") }
    }

    /// A service tells itself by where it belongs; an organization has none of these.
    private static func isService(_ object: Range<Int>, _ slices: JSONSlices) throws(JSONSlices.Fault) -> Bool {
        guard slices.byte(object.lowerBound) == UInt8(ascii: "{") else { return false }
        let members = try slices.members(object)
        return ["organization", "organization_id", "service_at_locations"].contains { members[$0] != nil }
    }

    private static func number(_ name: String, _ members: [String: Range<Int>], _ slices: JSONSlices) -> Int? {
        members[name].flatMap { Int(String(decoding: slices.bytes[$0], as: UTF8.self)) }
    }

    // MARK: Entries

    private static func entries(_ objects: [Object], _ slices: JSONSlices, _ report: inout IntakeReport) throws(JSONSlices.Fault) -> [HSDSEntry] {
        var entries: [HSDSEntry] = []
        /// Of organizations that services name.
        var positions: [String: Int] = [:]
        // Lines are counted from the object before: a feed may have many.
        var line = 1
        var counted = 0
        for object in objects {
            line += slices.bytes[counted..<object.range.lowerBound].count { $0 == 0x0A }
            counted = object.range.lowerBound
            guard slices.byte(counted) == UInt8(ascii: "{") else {
                report.read += 1
                report.rejected.append(RejectedRow(line: line, reason: "\(object.place): expected an organization, an object in { }"))
                continue
            }
            let members = try slices.members(object.range)
            if let foreign = ["taxonomy_id", "taxonomy_detail", "location_type", "location_id"].first(where: { members[$0] != nil }) {
                report.read += 1
                report.rejected.append(
                    RejectedRow(line: line, reason: "\(object.place): its member \(foreign) shows that it is no organization: ask the API for organizations"))
                continue
            }
            let isService = try isService(object.range, slices)
            let data = Data(slices.bytes[object.range])
            do {
                guard isService else {
                    entries.append(HSDSEntry(organization: try JSONDecoder().decode(HSDSOrganization.self, from: data), place: object.place, line: line))
                    continue
                }
                var service = try JSONDecoder().decode(HSDSService.self, from: data)
                guard var organization = service.organization else {
                    throw RowFault("a service without its organization inside: ask the API for full=true, or for organizations")
                }
                service.organization = nil
                if let position = positions[organization.id] {
                    entries[position].organization.services?.append(service)
                } else {
                    positions[organization.id] = entries.count
                    organization.services = [service]
                    entries.append(HSDSEntry(organization: organization, place: object.place, line: line))
                }
            } catch {
                report.read += 1
                report.rejected.append(RejectedRow(line: line, reason: "\(object.place)\(HSDSDefect(error, in: data).text)"))
            }
        }
        return entries
    }
}

/// Why an object could not be decoded, in words for the person who has the file.
struct HSDSDefect {
    /// Beginning with the path of the member, if any: `.services[0].name: this member is missing`.
    let text: String

    /// - Parameter data: the JSON text that was decoded, if it was one.
    init(_ error: any Error, in data: Data? = nil) {
        switch error {
        case DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty && data != nil:
            text = ": this object is not JSON: " + Self.syntaxError(data ?? Data())
        case let fault as RowFault: text = ": " + fault.reason
        case DecodingError.keyNotFound(let key, let context): text = Self.path(context.codingPath + [key]) + ": this member is missing"
        case DecodingError.typeMismatch(_, let context): text = Self.path(context.codingPath) + ": " + Self.sentence(context.debugDescription)
        case DecodingError.valueNotFound(_, let context): text = Self.path(context.codingPath) + ": null, where a value must stand"
        case DecodingError.dataCorrupted(let context): text = Self.path(context.codingPath) + ": " + Self.sentence(context.debugDescription)
        default: text = ": " + error.localizedDescription
        }
    }

    private static func sentence(_ text: String) -> String { text.hasSuffix(".") ? String(text.dropLast()) : text }

    /// `JSONDecoder` keeps the reason of a syntax error to itself outside of Apple's systems; `JSONSerialization` tells it.
    private static func syntaxError(_ data: Data) -> String {
        do {
            _ = try JSONSerialization.jsonObject(with: data)
            return "a number is beyond all numbers, or a text holds half a character"
        } catch {
            return sentence((error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String ?? "the text is damaged")
        }
    }

    private static func path(_ path: [any CodingKey]) -> String {
        path.reduce("") { text, key in key.intValue.map { "\(text)[\($0)]" } ?? "\(text).\(key.stringValue)" }
    }
}
