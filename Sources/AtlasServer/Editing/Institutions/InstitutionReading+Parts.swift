// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Intake

/// Parts of an entry that repeat: places, services, units served.
extension InstitutionReading {
    private static let addressLimit = 120
    private static let placeLimit = 50
    private static let serviceLimit = 100

    // MARK: Places

    mutating func locations(type: InstitutionType) -> [Location] {
        let rows = fields.rows(InstitutionField.place)
        if rows.count > Self.placeLimit {
            fault(InstitutionField.Place(rows[Self.placeLimit]).locality, "zostaw najwyżej \(Self.placeLimit) miejsc", "leave at most \(Self.placeLimit) places")
        }
        return rows.prefix(Self.placeLimit).compactMap { location($0, type: type) }
    }

    private mutating func location(_ row: Int, type: InstitutionType) -> Location? {
        let known = base.locations.indices.contains(row) ? base.locations[row] : nil
        let place = InstitutionField.Place(row)
        let texts = [place.name, place.gmina, place.phones, place.latitude, place.longitude] + place.address + place.hours.names
        let isBlank = texts.allSatisfy { fields.line($0).isEmpty }
        if isBlank, known == nil || row > 0 { return nil }
        let address = isChanged(place.address) || known == nil ? self.address(place) : known?.address ?? PostalAddress(locality: "")
        let isNew = base.name.isEmpty
        let needsLocality = row > 0 || isNew || known?.address.locality.isEmpty == false
        if needsLocality, address.locality.isEmpty, isNew || known == nil || isChanged(place.address) {
            fault(place.locality, "wpisz miejscowość", "write the town or village")
        }
        var gmina = known?.gmina
        // Of a new entry somebody has to know who looks after it; mostly the address tells.
        let typed = fields.line(place.gmina).isEmpty && isNew && row == 0 ? address.oneLine : fields.line(place.gmina)
        if isChanged(place.gmina) || isNew {
            do throws(UnitFault) {
                gmina = try units.code(typed, level: .gmina, known: base.locations.compactMap(\.gmina))
            } catch {
                faults.append(error.fault(place.gmina))
            }
        }
        let phones = isChanged(place.phones) ? self.phones(place.phones, known: known?.phones ?? []) : known?.phones ?? []
        let isOffice = type.tier != .local || type == .urzad
        let hours = isChanged(place.hours.names) ? place.hours.read(fields, isOffice: isOffice, faults: &faults) : known?.hours
        return Location(
            name: optionalLine(place.name, known?.name, limit: 200), address: address, gmina: gmina,
            point: isChanged(place.point) ? point(place) : known?.point, phones: phones, hours: hours)
    }

    private mutating func address(_ place: InstitutionField.Place) -> PostalAddress {
        for name in [place.street, place.locality] where fields.line(name).count > Self.addressLimit { tooLong(name, Self.addressLimit) }
        if fields.line(place.building).count > 30 { tooLong(place.building, 30) }
        let typed = fields.line(place.postalCode)
        let code = ContactReading.postalCode(typed)
        if code == nil, !typed.isEmpty, isChanged(place.postalCode) {
            fault(place.postalCode, "wpisz kod tak: 33-100", "write the code like this: 33-100")
        }
        return PostalAddress(
            street: fields.line(place.street), building: fields.line(place.building), postalCode: code ?? typed, locality: fields.line(place.locality))
    }

    private mutating func point(_ place: InstitutionField.Place) -> InstitutionPoint? {
        var texts = [fields.line(place.latitude), fields.line(place.longitude)]
        // A pair as maps show it, put into the first field.
        if texts[1].isEmpty {
            let pair = texts[0].split { $0 == " " || $0 == ";" }.map { $0.trimmingCharacters(in: [","]) }
            if pair.count == 2 { texts = pair }
        }
        if texts.allSatisfy(\.isEmpty) { return nil }
        let numbers = texts.map { Double($0.replacing(",", with: ".").replacing("°", with: "")) }
        guard let latitude = numbers[0], let longitude = numbers[1] else {
            fault(
                numbers[0] == nil ? place.latitude : place.longitude, "wpisz stopnie dziesiętne, na przykład 50,2781 i\u{A0}19,5661; albo opróżnij oba pola",
                "write decimal degrees, such as 50.2781 and 19.5661; or empty both fields")
            return nil
        }
        let chosen = fields.line(place.precision)
        guard let precision = chosen.isEmpty ? .address : PointPrecision(rawValue: chosen) else {
            fault(place.precision, "wybierz dokładność z\u{A0}listy", "choose the precision from the list")
            return nil
        }
        if let point = InstitutionPoint(longitude: longitude, latitude: latitude, precision: precision) { return point }
        if InstitutionPoint(longitude: latitude, latitude: longitude, precision: precision) != nil {
            fault(place.latitude, "szerokość i\u{A0}długość są zamienione miejscami", "latitude and longitude are swapped")
        } else {
            fault(
                place.latitude, "ten punkt leży poza Polską (szerokość 48,9–55,0, długość 14,0–24,3)",
                "this point lies outside Poland (latitude 48.9–55.0, longitude 14.0–24.3)")
        }
        return nil
    }

    // MARK: Services

    mutating func services() -> [Service] {
        var read: [Service] = []
        var rowsByKey: [String: Int] = [:]
        let rows = fields.rows(InstitutionField.service)
        if rows.count > Self.serviceLimit {
            fault(InstitutionField.Service(rows[Self.serviceLimit]).term, "zostaw najwyżej \(Self.serviceLimit) usług", "leave at most \(Self.serviceLimit) services")
        }
        for row in rows.prefix(Self.serviceLimit) {
            guard let service = service(row) else { continue }
            let key = service.termID + "\u{0}" + (service.name ?? "")
            if rowsByKey.updateValue(row, forKey: key) != nil {
                fault(
                    InstitutionField.Service(row).term, "ta usługa jest już na liście; nadaj jej inną nazwę własną albo usuń jedną z\u{A0}nich",
                    "this service is on the list already; give it another name of its own, or remove one of them")
            }
            read.append(service)
        }
        return read
    }

    private mutating func service(_ row: Int) -> Service? {
        let known = base.services.indices.contains(row) ? base.services[row] : nil
        let field = InstitutionField.Service(row)
        if let known, !isChanged(field.all) { return known }
        if field.all.allSatisfy({ fields.line($0).isEmpty }) { return nil }
        let term = fields.line(field.term)
        if isChanged(field.term) || known == nil, taxonomy.term(term)?.kind != .service {
            fault(field.term, "wybierz rodzaj usługi z\u{A0}listy", "choose a type of service from the list")
        }
        var targets = known?.targetIDs ?? []
        if isChanged(field.targets) || known == nil {
            targets = fields.list(field.targets).filter { !$0.isEmpty }
            if targets.contains(where: { taxonomy.term($0)?.kind != .target && known?.targetIDs.contains($0) != true }) {
                fault(field.targets, "wybierz grupy z\u{A0}listy", "choose groups from the list")
            }
        }
        let capacity = count(field.capacity, known?.capacity)
        let free = count(field.freePlaces, known?.freePlaces)
        if let capacity, let free, free > capacity {
            fault(field.freePlaces, "wolnych miejsc (\(free)) nie może być więcej niż wszystkich (\(capacity))", "there cannot be more free places (\(free)) than places (\(capacity))")
        }
        return Service(
            termID: term, name: optionalLine(field.name, known?.name, limit: 200),
            description: optionalText(field.description, known?.description, limit: 5_000), targetIDs: targets,
            eligibility: optionalText(field.eligibility, known?.eligibility, limit: 2_000), cost: optionalText(field.cost, known?.cost, limit: 500),
            capacity: capacity, freePlaces: free, freePlacesOn: free == nil ? nil : day(field.freePlacesOn, known?.freePlacesOn))
    }

    private mutating func count(_ name: String, _ known: Int?) -> Int? {
        guard isChanged(name) else { return known }
        let typed = fields.line(name)
        if typed.isEmpty { return nil }
        guard typed.utf8.allSatisfy({ (48...57).contains($0) }), let count = Int(typed), count < 100_000 else {
            fault(name, "wpisz liczbę od 0 do 99999 albo zostaw puste", "write a number from 0 to 99999, or leave it empty")
            return nil
        }
        return count
    }

    /// The day of a number of free places: today where nobody said.
    private mutating func day(_ name: String, _ known: Period?) -> Period? {
        guard isChanged(name) || known == nil else { return known }
        let typed = fields.line(name)
        if typed.isEmpty { return today }
        let parts = typed.split(separator: ".").compactMap { Int($0) }
        let iso = parts.count == 3 ? "\(parts[2])-\(parts[1] < 10 ? "0" : "")\(parts[1])-\(parts[0] < 10 ? "0" : "")\(parts[0])" : typed
        guard let day = try? Period(iso), day.day != nil, day.text <= today.text else {
            fault(name, "wpisz dzień nie późniejszy niż dziś, na przykład \(today.text)", "write a day not later than today, such as \(today.text)")
            return nil
        }
        return day
    }

    // MARK: Units served

    mutating func areas(type: InstitutionType) -> [ServedArea] {
        var read: [ServedArea] = []
        for row in fields.rows(InstitutionField.area) {
            let field = InstitutionField.Area(row)
            let known = base.area.indices.contains(row) ? base.area[row] : nil
            var code = known?.code
            if isChanged(field.unit) || known == nil {
                do throws(UnitFault) {
                    code = try units.code(fields.line(field.unit), level: nil, known: base.area.map(\.code))
                } catch {
                    faults.append(error.fault(field.unit))
                    continue
                }
            }
            guard let code else { continue }
            let usual: ServedArea.Basis = type.tier == .local ? .declared : .statutory
            let basis = isChanged(field.basis) || known == nil ? ServedArea.Basis(rawValue: fields.line(field.basis)) ?? usual : known?.basis ?? usual
            if read.contains(where: { $0.code == code }) {
                fault(field.unit, "ta jednostka jest już na liście", "this unit is on the list already")
                continue
            }
            read.append(ServedArea(code: code, basis: basis))
        }
        return read
    }
}
