// SPDX-License-Identifier: Apache-2.0

import Atlas

/// An institution as an entry of an address book (RFC 6350, vCard 4.0).
struct VCard {
    let text: String

    /// - Parameter isBrief: leaves out what a phone does not need to call and find the place, so that a QR code of the card stays coarse.
    init(_ institution: Institution, isBrief: Bool = false) {
        var lines = ["BEGIN:VCARD", "VERSION:4.0", "KIND:org"]
        lines.append("FN:" + ContentLine.escaped(institution.name))
        if !isBrief {
            lines.append("ORG:" + ContentLine.escaped(institution.name))
            if !institution.otherNames.isEmpty {
                lines.append("NICKNAME:" + institution.otherNames.map(ContentLine.escaped).joined(separator: ","))
            }
        }
        for phone in institution.phones.prefix(isBrief ? 1 : 9) {
            if let number = phone.number {
                lines.append("TEL;VALUE=uri;TYPE=\"voice,work\":tel:\(number)" + (phone.extensionNumber.map { ";ext=\($0)" } ?? ""))
            }
        }
        for email in institution.emails.prefix(isBrief ? 1 : 9) { lines.append("EMAIL;TYPE=work:" + ContentLine.escaped(email)) }
        if let address = institution.seat?.address {
            let parts = ["", "", address.streetLine, address.locality, "", address.postalCode, "Polska"].map(ContentLine.escaped)
            lines.append("ADR;TYPE=work:" + parts.joined(separator: ";"))
        }
        if let website = institution.website { lines.append("URL:" + website) }
        if !isBrief {
            if let point = institution.seat?.point { lines.append("GEO:geo:\(point.latitude),\(point.longitude)") }
            if let hours = institution.seat?.hours { lines.append("NOTE:" + ContentLine.escaped(hours.text)) }
            if let date = institution.recordDate, date.day != nil {
                lines.append("REV:" + date.text.replacing("-", with: "") + "T000000Z")
            }
        }
        lines.append("END:VCARD")
        text = ContentLine.text(lines)
    }
}
