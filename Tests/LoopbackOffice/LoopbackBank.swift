// SPDX-License-Identifier: Apache-2.0

/// What the loopback statistics office has: units and variables of its own making, in the shapes and with the quirks of
/// the Local Data Bank.
public struct LoopbackBank: Sendable {
    public struct Unit: Sendable {
        public let id: String
        public let name: String
        public let level: Int

        public init(id: String, name: String, level: Int) {
            self.id = id
            self.name = name
            self.level = level
        }
    }

    public struct Value: Sendable {
        public let number: Double?
        public let attribute: Int

        public init(_ number: Double?, attribute: Int = 1) {
            self.number = number
            self.attribute = attribute
        }
    }

    public struct Variable: Sendable {
        public var id: Int
        public var subjectID = "P2392"
        public var polishNames = ["ogółem"]
        public var englishNames = ["total"]
        public var polishUnit = "osoba"
        public var englishUnit = "person"
        public var unitID = 26
        public var level = 6
        public var years: [Int]
        public var lastUpdate = "2026-05-14T15:05:15.743"
        /// The value of a unit in a year; nil leaves the year out.
        public var value: @Sendable (_ unit: Unit, _ year: Int) -> Value?

        public init(id: Int, years: [Int], value: @escaping @Sendable (Unit, Int) -> Value?) {
            self.id = id
            self.years = years
            self.value = value
        }
    }

    public struct Subject: Sendable {
        public var id: String
        public var polish: String
        public var english: String
        /// `R`, `K` or `M`.
        public var periodicity = "R"

        public init(id: String, polish: String, english: String, periodicity: String = "R") {
            self.id = id
            self.polish = polish
            self.english = english
            self.periodicity = periodicity
        }
    }

    public var units: [Unit]
    public var variables: [Variable]
    public var subjects: [Subject]

    public init(units: [Unit], variables: [Variable], subjects: [Subject] = [Self.defaultSubject]) {
        self.units = units
        self.variables = variables
        self.subjects = subjects
    }

    public static let defaultSubject = Subject(
        id: "P2392", polish: "Mieszkańcy według wieku", english: "Residents by age")

    /// The bank's units for codes of the register: the country, macroregions, województwa, regions, subregions, powiats and
    /// gminas; an urban-rural gmina (kind 3) also as its town (4) and its rural part (5).
    ///
    /// - Parameter register: TERC codes (2, 4 or 7 digits) and names.
    public static func units(of register: [(code: String, name: String)]) -> [Unit] {
        var units = [Unit(id: "000000000000", name: "POLSKA", level: 0)]
        for (code, name) in register.sorted(by: { $0.code < $1.code }) {
            let wojewodztwo = "05" + code.prefix(2)
            switch code.count {
            case 2:
                units += [
                    Unit(id: "050000000000", name: "MAKROREGION CENTRALNY", level: 1),
                    Unit(id: wojewodztwo + "00000000", name: name.uppercased(), level: 2),
                    Unit(id: wojewodztwo + "10000000", name: "REGION " + name.uppercased(), level: 3),
                    Unit(id: wojewodztwo + "12000000", name: "PODREGION " + name.uppercased(), level: 4),
                ]
            case 4: units.append(Unit(id: wojewodztwo + "120" + code.suffix(2) + "000", name: "Powiat " + name, level: 5))
            default:
                let stem = wojewodztwo + "120" + code.dropFirst(2).prefix(4)
                units.append(Unit(id: stem + code.suffix(1), name: name, level: 6))
                if code.hasSuffix("3") {
                    units.append(Unit(id: stem + "4", name: name + " - miasto", level: 6))
                    units.append(Unit(id: stem + "5", name: name + " - obszar wiejski", level: 6))
                }
            }
        }
        return units
    }

    /// Made-up codes: powiats of a województwo, each with gminas of all three kinds.
    public static func madeUpRegister(
        wojewodztwo: String = "26", powiats: Int, gminasEach: Int
    ) -> [(code: String, name: String)] {
        func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        var register = [(code: wojewodztwo, name: "próbne")]
        for powiat in 1...powiats {
            register.append((wojewodztwo + twoDigits(powiat), "próbny \(powiat)"))
            for gmina in 1...gminasEach {
                register.append((wojewodztwo + twoDigits(powiat) + twoDigits(gmina) + String(gmina % 3 + 1), "Gmina \(powiat)/\(gmina)"))
            }
        }
        return register
    }

    func units(level: Int, within parentID: String?) -> [Unit] {
        guard let parentID, let parent = units.first(where: { $0.id == parentID }) else {
            return parentID == nil ? units.filter { $0.level == level } : []
        }
        let digits = [0: 0, 1: 2, 2: 4, 3: 5, 4: 7, 5: 9][parent.level] ?? 12
        return units.filter { $0.level == level && $0.id.hasPrefix(parent.id.prefix(digits)) && $0.id != parent.id }
    }
}
