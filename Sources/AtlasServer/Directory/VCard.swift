// SPDX-License-Identifier: Apache-2.0

import Atlas

/// An institution as an entry of an address book (RFC 6350, vCard 4.0).
struct VCard {
    let text: String

    /// - Parameter isBrief: leaves out what a phone does not need to call and find the place, so that a QR code of the card stays coarse.
    init(_ institution: Institution, isBrief: Bool = false) {
        var lines = ["BEGIN:VCARD", "VERSION:4.0", "KIND:org"]
        lines.append("FN:" + Self.escaped(institution.name))
        if !isBrief {
            lines.append("ORG:" + Self.escaped(institution.name))
            if !institution.otherNames.isEmpty {
                lines.append("NICKNAME:" + institution.otherNames.map(Self.escaped).joined(separator: ","))
            }
        }
        for phone in institution.phones.prefix(isBrief ? 1 : 9) {
            if let number = phone.number {
                lines.append("TEL;VALUE=uri;TYPE=\"voice,work\":tel:\(number)" + (phone.extensionNumber.map { ";ext=\($0)" } ?? ""))
            }
        }
        for email in institution.emails.prefix(isBrief ? 1 : 9) { lines.append("EMAIL;TYPE=work:" + Self.escaped(email)) }
        if let address = institution.seat?.address {
            let parts = ["", "", address.streetLine, address.locality, "", address.postalCode, "Polska"].map(Self.escaped)
            lines.append("ADR;TYPE=work:" + parts.joined(separator: ";"))
        }
        if let website = institution.website { lines.append("URL:" + website) }
        if !isBrief {
            if let point = institution.seat?.point { lines.append("GEO:geo:\(point.latitude),\(point.longitude)") }
            if let hours = institution.seat?.hours { lines.append("NOTE:" + Self.escaped(hours.text)) }
            if let date = institution.recordDate, date.day != nil {
                lines.append("REV:" + date.text.replacing("-", with: "") + "T000000Z")
            }
        }
        lines.append("END:VCARD")
        text = lines.map(Self.folded).joined(separator: "\r\n") + "\r\n"
    }

    /// Section 3.4: backslash, comma, semicolon and line feed are escaped in text.
    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing(",", with: "\\,").replacing(";", with: "\\;")
            .replacing("\r\n", with: "\\n").replacing("\n", with: "\\n")
    }

    /// Section 3.2: a line is at most 75 octets; a longer one goes on after a line break and a space, never within a character.
    private static func folded(_ line: String) -> String {
        var result = ""
        var length = 0
        for scalar in line.unicodeScalars {
            let size = UTF8.width(scalar)
            if length + size > 75 {
                result += "\r\n "
                length = 1
            }
            result.unicodeScalars.append(scalar)
            length += size
        }
        return result
    }
}
