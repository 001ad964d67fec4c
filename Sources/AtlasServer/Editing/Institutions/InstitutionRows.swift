// SPDX-License-Identifier: Apache-2.0

import Atlas
import DirectorySearch
import PolishText

/// What the buttons of the form do to its fields.
extension EditFields {
    /// Adds an empty part behind those that there are. Its number is none that the entry had when the form was opened.
    mutating func addRow(_ part: String, after base: EditFields) {
        let row = (rows(part) + base.rows(part)).max().map { $0 + 1 } ?? 0
        guard row < Self.rowLimit else { return }
        switch part {
        case InstitutionField.place: self[InstitutionField.Place(max(row, 1)).locality] = ""
        case InstitutionField.service: self[InstitutionField.Service(row).term] = ""
        case InstitutionField.area:
            self[InstitutionField.Area(row).unit] = ""
            self[InstitutionField.Area(row).basis] = ServedArea.Basis.declared.rawValue
        default: break
        }
    }

    /// Sets the point of a place by its address: that of a neighbour in the same house or street, else the middle of the gmina.
    mutating func find(_ row: Int, _ units: UnitNaming) {
        let place = InstitutionField.Place(row)
        let locality = fold(line(place.locality))
        guard !locality.isEmpty else { return }
        let street = fold(line(place.street))
        let building = fold(line(place.building))
        let typed = line(place.gmina)
        var gmina = (try? units.code(typed, level: .gmina)) ?? nil
        if gmina == nil {
            let whole = [line(place.street), line(place.building), line(place.postalCode), line(place.locality)].filter { !$0.isEmpty }.joined(separator: " ")
            gmina = units.index.places(named: whole).first { $0.place.code.level == .gmina }?.place.code
        }
        guard let gmina else { return }
        if typed.isEmpty { self[place.gmina] = units.text(gmina) }
        var best: (rank: Int, point: InstitutionPoint, precision: PointPrecision)?
        for entry in units.index.entries where entry.gmina == gmina {
            guard let point = entry.point, fold(entry.address.locality) == locality else { continue }
            let isStreet = fold(entry.address.street) == street
            let isHouse = isStreet && !building.isEmpty && fold(entry.address.building) == building && point.precision == .address
            let isNear = isStreet && !street.isEmpty && [.address, .street].contains(point.precision)
            let rank = isHouse ? 3 : isNear ? 2 : point.precision == .locality ? 1 : 0
            guard rank > best?.rank ?? 0 else { continue }
            best = (rank, point, [.locality, .street, .address][rank - 1])
        }
        if let best {
            setPoint(place, best.point.longitude, best.point.latitude, best.precision)
        } else if let point = units.territory.unit(gmina)?.labelPoint {
            setPoint(place, point.longitude, point.latitude, .gminaCentre)
        }
    }

    private mutating func setPoint(_ place: InstitutionField.Place, _ longitude: Double, _ latitude: Double, _ precision: PointPrecision) {
        func text(_ degrees: Double) -> String { "\((degrees * 100_000).rounded() / 100_000)" }
        self[place.longitude] = text(longitude)
        self[place.latitude] = text(latitude)
        self[place.precision] = precision.rawValue
    }
}
