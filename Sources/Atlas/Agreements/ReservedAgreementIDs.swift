// SPDX-License-Identifier: Apache-2.0

extension AgreementID {
    /// Words that stand at the same place of an address as an id, so that no agreement may be called so.
    public static let reserved: Set<String> = ["siec", "terminy", "potrzeby", "nowe", "kalendarz", "map"]

    /// Whether pages of the site stand at the address that an agreement of this id would have.
    public var isReserved: Bool { Self.reserved.contains(text) }
}
