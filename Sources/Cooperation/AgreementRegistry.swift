// SPDX-License-Identifier: Apache-2.0

import Atlas

/// All agreements with the institutions that they bind, ready for questions: who works with whom, where, until when.
///
/// Agreements and institutions are named by their places in `agreements` and `institutions`; both stay as they are for the life of a
/// value. Made once for a version of the data: some hundred milliseconds for 20,000 agreements and 100,000 institutions.
public struct AgreementRegistry: Sendable {
    /// By id.
    public let agreements: [Agreement]
    /// All of the directory, by id.
    public let institutions: [DirectoryEntry]

    /// One institution of an agreement.
    public struct Membership: Sendable, Hashable {
        /// The place of the institution in `institutions`.
        public let institution: Int
        /// The place of the party in the agreement's `parties`.
        public let party: Int
    }

    /// By the place of the agreement: the institutions that it binds, parties that stand for many resolved, each institution once.
    public let members: [[Membership]]
    /// By the place of the institution: the places of its agreements, ascending.
    public let agreementsOfInstitution: [[Int]]
    /// By the place of the agreement: the place of the one that renews it.
    public let renewedBy: [Int?]
    let bonds: AgreementBonds

    private let agreementPlaces: [AgreementID: Int]
    private let institutionPlaces: [InstitutionID: Int]
    /// Places of institutions by the stem of the gmina of the seat and of all units above it.
    private let seated: [String: [Int]]

    /// - Parameter institutions: those that parties name; a party that names another binds nobody.
    public init(agreements: [Agreement], institutions: [DirectoryEntry]) {
        let agreements = agreements.sorted { $0.id < $1.id }
        // Sorting a hundred thousand texts takes longer than seeing that they are sorted.
        let isSorted = zip(institutions, institutions.dropFirst()).allSatisfy { $0.id < $1.id }
        let institutions = isSorted ? institutions : institutions.sorted { $0.id < $1.id }
        self.agreements = agreements
        self.institutions = institutions
        let numbers = Dictionary(agreements.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
        agreementPlaces = numbers
        let places = Dictionary(institutions.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
        institutionPlaces = places
        seated = Self.seats(of: institutions)

        var ofInstitution = [[Int]](repeating: [], count: institutions.count)
        var members: [[Membership]] = []
        members.reserveCapacity(agreements.count)
        for (number, agreement) in agreements.enumerated() {
            var bound: [Membership] = []
            var seen = Set<Int>()
            // Institutions that are named themselves come before those that a group stands for.
            for (party, side) in agreement.parties.enumerated() {
                if let id = side.institution, let place = places[id], seen.insert(place).inserted { bound.append(Membership(institution: place, party: party)) }
            }
            for (party, side) in agreement.parties.enumerated() {
                guard case .all(let type, let code) = side.member else { continue }
                for place in seated[code.stem] ?? [] where Self.isOf(institutions[place].type, type) && seen.insert(place).inserted {
                    bound.append(Membership(institution: place, party: party))
                }
            }
            for membership in bound { ofInstitution[membership.institution].append(number) }
            members.append(bound)
        }
        self.members = members
        bonds = AgreementBonds(agreements: agreements, institutions: institutions, members: members, seated: seated)
        agreementsOfInstitution = ofInstitution
        var renewedBy = [Int?](repeating: nil, count: agreements.count)
        for (number, agreement) in agreements.enumerated() {
            if let earlier = agreement.renews.flatMap({ numbers[$0] }) { renewedBy[earlier] = number }
        }
        self.renewedBy = renewedBy
    }

    /// The same agreements with institutions of which some say other things about themselves. Who is bound stays as it is.
    /// - Returns: nil when institutions came or went, or have another type or seat: then bonds may be others.
    public init?(_ earlier: AgreementRegistry, institutions: [DirectoryEntry]) {
        guard institutions.count == earlier.institutions.count,
            zip(institutions, earlier.institutions).allSatisfy({ $0.id == $1.id && $0.type == $1.type && $0.gmina == $1.gmina })
        else { return nil }
        agreements = earlier.agreements
        self.institutions = institutions
        agreementPlaces = earlier.agreementPlaces
        institutionPlaces = earlier.institutionPlaces
        seated = earlier.seated
        members = earlier.members
        agreementsOfInstitution = earlier.agreementsOfInstitution
        renewedBy = earlier.renewedBy
        bonds = AgreementBonds(earlier.bonds, agreements: agreements, institutions: institutions, before: earlier.institutions)
    }

    /// The units above a gmina are worked out once for all institutions in it.
    private static func seats(of institutions: [DirectoryEntry]) -> [String: [Int]] {
        var numbers: [String: Int] = [:]
        var numbersOfGmina: [String: [Int]] = [:]
        var lists: [[Int]] = []
        for (place, institution) in institutions.enumerated() {
            guard let gmina = institution.gmina else { continue }
            let own: [Int]
            if let known = numbersOfGmina[gmina.stem] {
                own = known
            } else {
                own = UnitLevel.allCases.compactMap { gmina.ancestor(at: $0)?.stem }.map { stem in
                    if let number = numbers[stem] { return number }
                    numbers[stem] = lists.count
                    lists.append([])
                    return lists.count - 1
                }
                numbersOfGmina[gmina.stem] = own
            }
            for number in own { lists[number].append(place) }
        }
        return numbers.mapValues { lists[$0] }
    }

    /// A centre of social services has taken the place of a welfare centre (act of 19 July 2019, art. 11–13).
    private static func isOf(_ type: InstitutionType, _ wanted: InstitutionType) -> Bool {
        type == wanted || (wanted == .ops && type == .cus)
    }

    /// The place of an agreement.
    public func place(of id: AgreementID) -> Int? { agreementPlaces[id] }

    /// The place of an institution.
    public func place(of id: InstitutionID) -> Int? { institutionPlaces[id] }

    public subscript(id: AgreementID) -> Agreement? { agreementPlaces[id].map { agreements[$0] } }

    /// The places of the institutions whose seat lies in a unit, ascending.
    public func institutions(seatedIn code: TERYTCode) -> [Int] {
        code.level == .kraj ? Array(institutions.indices) : seated[code.stem] ?? []
    }

    /// The type of an institution: as `institutions` has it, without looking at the whole entry.
    public func type(of institution: Int) -> InstitutionType { bonds.types[institution] }

    /// The powiats in which institutions have their seats, by code.
    public var powiats: [TERYTCode] { bonds.powiats }

    /// The place in `powiats` of that in which an institution has its seat; nil when the gmina of the seat is not known.
    public func powiatNumber(of institution: Int) -> Int? {
        let number = bonds.powiatNumbers[institution]
        return number < 0 ? nil : Int(number)
    }

    /// Whether an agreement works in a unit: its area contains the unit or lies within it, or one of the institutions it binds has its
    /// seat there.
    public func works(_ agreement: Int, in code: TERYTCode) -> Bool {
        if code.level == .kraj { return true }
        if agreements[agreement].area.contains(where: { code.isWithin($0) || $0.isWithin(code) }) { return true }
        return members[agreement].contains { institutions[$0.institution].gmina?.isWithin(code) ?? false }
    }
}
