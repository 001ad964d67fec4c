// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Fields of a row as values of the domain.
extension RowReader.Fields {
    func code(_ column: Int) throws(RowFault) -> TERYTCode {
        do throws(TERYTCodeError) { return try TERYTCode(self[column]) } catch { throw RowFault(error) }
    }

    func period(_ column: Int) throws(RowFault) -> Period {
        guard !self[column].isEmpty else { throw RowFault("an empty field is not a period: expected a year (2021), a month (2014-10) or a day (2015-06-30)") }
        do throws(PeriodError) { return try Period(self[column]) } catch { throw RowFault(error) }
    }

    func optionalPeriod(_ column: Int) throws(RowFault) -> Period? {
        self[column].isEmpty ? nil : try period(column)
    }

    func count(_ column: Int) throws(RowFault) -> Int { try DecimalNumber.parseCount(self[column]) }

    func polishNumber(_ column: Int) throws(RowFault) -> Double { try DecimalNumber.parsePolish(self[column]) }
}
