// SPDX-License-Identifier: Apache-2.0

import Atlas

extension HSDSRecord {
    /// The key of a place of the institution: which one of its list.
    static func locationKey(_ index: Int) -> String { String(index + 1) }

    func locationID(_ index: Int) -> String { identifier("location", Self.locationKey(index)) }

    /// The members of a place with one value each.
    func plainLocation(_ index: Int) -> HSDSLocation {
        let location = institution.locations[index]
        return HSDSLocation(
            id: locationID(index), locationType: .physical, organizationID: id, name: location.name ?? institution.name,
            latitude: location.point.map { HSDSNumber($0.latitude) }, longitude: location.point.map { HSDSNumber($0.longitude) })
    }

    var locations: [HSDSLocation] { institution.locations.indices.map(location) }

    func location(_ index: Int) -> HSDSLocation {
        let place = institution.locations[index]
        let key = Self.locationKey(index)
        let anchor = anchor("location", key)
        var location = plainLocation(index)
        location.addresses = [address(place, key: key)]
        location.phones = place.phones.enumerated().map { number, phone in
            var object = self.phone(phone, key: "\(key)/\(number + 1)")
            object.locationID = anchor.id
            return object
        }.nonEmpty
        location.schedules = place.hours.map { schedules($0, key: key, locationID: anchor.id) }
        location.attributes =
            (fact(.gmina, place.gmina?.description, on: anchor) + fact(.pointPrecision, place.point?.precision.rawValue, on: anchor)
            + fact(.ownEntry, place.name.map { _ in "name" }, on: anchor)).nonEmpty
        return location
    }

    private func address(_ place: Location, key: String) -> HSDSAddress {
        let anchor = anchor("address", key)
        let area = place.gmina ?? institution.area.first?.code
        let address = place.address
        return HSDSAddress(
            id: anchor.id, locationID: locationID(forKey: key),
            address1: address.streetLine.nonEmpty ?? address.locality.nonEmpty ?? HSDSAddress.unknown,
            city: address.locality.nonEmpty ?? HSDSAddress.unknown, region: place.gmina?.ancestor(at: .powiat).flatMap(context.unitName),
            stateProvince: area?.ancestor(at: .wojewodztwo).flatMap(context.unitName) ?? HSDSAddress.unknown,
            postalCode: address.postalCode.nonEmpty ?? HSDSAddress.unknown, country: "PL", addressType: .physical,
            attributes: (fact(.street, address.street, on: anchor) + fact(.building, address.building, on: anchor)).nonEmpty)
    }

    private func locationID(forKey key: String) -> String { identifier("location", key) }

    // MARK: Telephones

    /// A number as it is dialled, with the number as people read it as its description; a text that cannot be dialled stands alone.
    func phone(_ phone: Phone, key: String) -> HSDSPhone {
        let anchor = anchor("phone", key)
        let plainExtension = phone.extensionNumber.flatMap { text in Int(text).flatMap { String($0) == text && $0 < 1_000_000 ? Double($0) : nil } }
        return HSDSPhone(
            id: anchor.id, number: phone.number ?? phone.text, extension: plainExtension.map { HSDSNumber($0) },
            type: phone.text.lowercased().contains("fax") || phone.text.lowercased().contains("faks") ? "fax" : "voice",
            description: phone.number == nil ? nil : phone.text,
            attributes: plainExtension == nil ? fact(.phoneExtension, phone.extensionNumber, on: anchor).nonEmpty : nil)
    }

    // MARK: Hours

    /// One schedule for each stretch of the day, with the days that have it; a single one without a rule when only the words are known.
    private func schedules(_ hours: OpeningHours, key: String, locationID: String) -> [HSDSSchedule] {
        func schedule(_ number: Int) -> HSDSSchedule {
            HSDSSchedule(id: identifier("schedule", "\(key)/\(number)"), locationID: locationID, description: hours.text.nonEmpty)
        }
        guard let week = hours.schedule else { return [schedule(0)] }
        var days: [OpeningInterval: [Weekday]] = [:]
        for day in Weekday.allCases { for interval in week.intervals(on: day) { days[interval, default: []].append(day) } }
        guard !days.isEmpty else { return [schedule(0)] }
        let stretches = days.sorted { ($0.value[0].rawValue, $0.key.opens) < ($1.value[0].rawValue, $1.key.opens) }
        return stretches.enumerated().map { number, stretch in
            var object = schedule(number + 1)
            object.timezone = HSDSNumber(1)
            object.wkst = .monday
            object.freq = .weekly
            object.interval = HSDSNumber(1)
            object.byday = stretch.value.map { HSDSSchedule.Day(weekday: $0).rawValue }.joined(separator: ",")
            object.opensAt = Self.time(stretch.key.opens)
            object.closesAt = Self.time(stretch.key.closes)
            object.notes = context.english
                ? "Local time (Europe/Warsaw); +02:00 in summer. Closed on public holidays unless always open."
                : "Czas miejscowy (Europe/Warsaw); latem +02:00. W dni ustawowo wolne zamknięte, o ile nie działa całą dobę."
            return object
        }
    }

    /// `07:30+01:00`; the end of the day is `00:00`.
    private static func time(_ minute: Int) -> String {
        func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(twoDigits(minute / 60 % 24)):\(twoDigits(minute % 60))+01:00"
    }
}

extension HSDSSchedule.Day {
    init(weekday: Weekday) {
        self = Self.allCases[weekday.rawValue - 1]
    }

    public var weekday: Weekday {
        switch self {
        case .monday: .monday
        case .tuesday: .tuesday
        case .wednesday: .wednesday
        case .thursday: .thursday
        case .friday: .friday
        case .saturday: .saturday
        case .sunday: .sunday
        }
    }
}
