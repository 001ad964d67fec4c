// SPDX-License-Identifier: Apache-2.0

import Atlas
import Testing

@Suite struct IndicatorExpressionTests {
    @Test(arguments: [
        "ludnosc", "ludnosc@2021", "change(udzial-65-plus,2015)", "growth(bezrobotni,2014-10)", "per-capita(bezrobotni,10000)",
        "per-km2(ludnosc)", "ratio(bezrobotni,ludnosc@2021,100)", "index(zscore,stopa*1,starsi*-0.5)",
        "index(hellwig,change(stopa,2015)*1,per-capita(dzieci,1000)*2,starsi@2020*-1)", "clusters(udzial-65-plus)",
        "bivariate(udzial-65-plus,places(dps))", "institutions(ops)", "gap(udzial-80-plus,places(dps))",
        "cooperation(ops-pup)", "change(cooperation(ngo),2015)", "gap(udzial-80-plus,cooperation(programmes))@2020",
        "clusters(index(minmax,a1*1,b1*1))@2020",
    ])
    func readBackTheSame(_ text: String) throws {
        let expression = try IndicatorExpression(text)
        #expect(expression.text == text)
        #expect(try IndicatorExpression(expression.text) == expression)
        #expect(IndicatorID(expression).text == text)
        #expect(IndicatorID(expression).isComputed == (text != "ludnosc"))
    }

    @Test func numbersAndTypesHaveOneForm() throws {
        #expect(try IndicatorExpression("index(zscore,aa*1.0,bb*0.50)").text == "index(zscore,aa*1,bb*0.5)")
        #expect(try IndicatorExpression("institutions(mops)").text == "institutions(ops)")
    }

    @Test func operandsAndIndicatorsAreNamed() throws {
        let expression = try IndicatorExpression("index(zscore,ratio(aa,bb,100)*1,aa@2020*-1,places(dps)*1)")
        #expect(expression.operands.map(\.text) == ["ratio(aa,bb,100)", "aa@2020", "places(dps)"])
        #expect(expression.indicators.map(\.text) == ["aa", "bb"])
        #expect(!expression.isCategorical)
        #expect(try IndicatorExpression("bivariate(aa,bb)@2020").isCategorical)
    }

    @Test(arguments: [
        ("", 0), ("a", 0), ("Ludnosc", 0), ("sum(aa,bb)", 0), ("change(aa)", 9), ("change(aa,)", 10), ("change(aa,20)", 10),
        ("change(aa,2015", 14), ("change(aa,2015))", 15), ("per-capita(aa,0)", 14), ("per-capita(aa,0.5)", 14), ("ratio(aa,bb)", 11),
        ("index(mean,aa*1,bb*1)", 6), ("index(zscore,aa*1)", 17), ("index(zscore,aa,bb)", 15), ("index(zscore,aa*0,bb*1)", 16),
        ("index(zscore,aa*1,aa*2)", 22), ("institutions(szpital)", 13), ("cooperation(ops)", 12), ("clusters(clusters(aa))", 9), ("gap(aa,bivariate(aa,bb))", 7),
        ("change(change(change(change(change(aa,2015),2015),2015),2015),2015)", 28), ("aa@", 3), ("aa@2015@2016", 7),
        ("per-km2(aa)x", 11), ("ratio(aa, bb,1)", 9),
    ])
    func refusedWithTheFaultyPlace(_ text: String, _ position: Int) {
        let error = #expect(throws: IndicatorExpressionError.self) { try IndicatorExpression(text) }
        #expect(error?.position == position, "\(text): \(error?.errorDescription ?? "")")
    }

    @Test func lengthIsBounded() {
        let long = "index(zscore," + (0..<80).map { "indicator-number-\($0)*1" }.joined(separator: ",") + ")"
        #expect(throws: IndicatorExpressionError.self) { try IndicatorExpression(long) }
    }
}
