// SPDX-License-Identifier: Apache-2.0

extension Source {
    /// The source of entries that institutions and editors add here and that come from no register. An entry of a register keeps
    /// its source when somebody corrects it, because the source's licence asks to be named; that it was corrected, when and in
    /// which fields, the history tells.
    public static let keptHereID = "instytucje"

    /// - Parameter day: the day of the first such entry.
    public static func keptHere(from day: Period) -> Source {
        Source(
            id: keptHereID,
            name: LocalizedText(
                polish: "Wpisy prowadzone przez instytucje i redakcję tego serwisu", english: "Entries kept by institutions and the editors of this site"),
            publisher: "Powiatlas", url: nil, date: day,
            licence: LocalizedText(polish: "CC0 1.0 (domena publiczna)", english: "CC0 1.0 (public domain)"))
    }
}
