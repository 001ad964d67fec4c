// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Distribution functions that p-values and intervals come from, good to about 1e-13.
public enum Probability {
    /// The regularised incomplete beta function I_x(a, b) for a, b > 0.
    ///
    /// Source: DLMF 8.17.22, continued fraction evaluated by the algorithm of W. J. Lentz (1976) as modified by
    /// I. J. Thompson and A. R. Barnett (1986).
    public static func incompleteBeta(_ a: Double, _ b: Double, at x: Double) -> Double {
        incompleteBeta(a, b, at: x, complement: 1 - x)
    }

    /// - Parameter complement: 1 − x, given apart so that an x next to 1 loses no digits.
    static func incompleteBeta(_ a: Double, _ b: Double, at x: Double, complement: Double) -> Double {
        guard a > 0, b > 0, !x.isNaN else { return .nan }
        if x <= 0 { return 0 }
        if complement <= 0 { return 1 }
        // The fraction converges quickly below the mean of the distribution; above, the symmetry helps.
        if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(b, a, at: complement, complement: x) }
        let logFront = a * log(x) + b * log(complement) - logBeta(a, b)
        return exp(logFront) / a * betaFraction(a, b, x)
    }

    private static func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
        let tiny = 1e-300
        func nonZero(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
        var c = 1.0
        var d = 1 / nonZero(1 - (a + b) * x / (a + 1))
        var fraction = d
        for m in 1...10_000 {
            let m = Double(m)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / nonZero(1 + even * d)
            c = nonZero(1 + even / c)
            fraction *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / nonZero(1 + odd * d)
            c = nonZero(1 + odd / c)
            let step = d * c
            fraction *= step
            if abs(step - 1) < 1e-16 { break }
        }
        return fraction
    }

    static func logBeta(_ a: Double, _ b: Double) -> Double {
        logGamma(a) + logGamma(b) - logGamma(a + b)
    }

    /// ln Γ(x) for x > 0: Stirling's series (DLMF 5.11.1) after moving the argument above 12 by the recurrence.
    static func logGamma(_ x: Double) -> Double {
        var shift = 1.0
        var x = x
        while x < 12 {
            shift *= x
            x += 1
        }
        let square = 1 / (x * x)
        var series = -3617.0 / 122_400
        for coefficient in stirling { series = series * square + coefficient }
        let leading: Double = (x - 0.5) * log(x) - x
        let constant: Double = 0.5 * log(2 * Double.pi)
        return leading + constant + series / x - log(shift)
    }

    /// The coefficients after the eighth, last to first.
    private static let stirling: [Double] = [1.0 / 156, -691.0 / 360_360, 1.0 / 1_188, -1.0 / 1_680, 1.0 / 1_260, -1.0 / 360, 1.0 / 12]

    /// P(Z ≤ z) of the standard normal distribution.
    public static func normalCumulative(_ z: Double) -> Double {
        0.5 * erfc(-z / 2.0.squareRoot())
    }

    /// P(|Z| ≥ |z|) of the standard normal distribution; keeps its digits far out in the tails.
    public static func normalTwoSided(_ z: Double) -> Double {
        erfc(abs(z) / 2.0.squareRoot())
    }

    /// The value below which a standard normal variable lies with this probability.
    ///
    /// Source: a rational approximation by P. J. Acklam (2003), made exact by a step of Halley's method.
    public static func normalQuantile(_ probability: Double) -> Double {
        guard probability > 0, probability < 1 else {
            return probability == 0 ? -.infinity : probability == 1 ? .infinity : .nan
        }
        if probability > 0.5 { return -normalQuantile(1 - probability) }
        var x: Double
        if probability < 0.02425 {
            let q = (-2 * log(probability)).squareRoot()
            let above = polynomial(
                [-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783], q)
            x = above / polynomial([7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996, 3.754408661907416, 1], q)
        } else {
            let q = probability - 0.5
            let r = q * q
            let above = polynomial(
                [-3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02, 1.383577518672690e+02, -3.066479806614716e+01, 2.506628277459239], r)
            let below = polynomial(
                [-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01, -1.328068155288572e+01, 1], r)
            x = above * q / below
        }
        let error = normalCumulative(x) - probability
        let step = error * (2 * Double.pi).squareRoot() * exp(x * x / 2)
        x -= step / (1 + x * step / 2)
        return x
    }

    private static func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
        coefficients.reduce(0) { $0 * x + $1 }
    }

    /// P(|T| ≥ |t|) of Student's t distribution.
    public static func studentTwoSided(_ t: Double, degreesOfFreedom: Double) -> Double {
        if t.isInfinite { return 0 }
        let square = t * t
        let total = degreesOfFreedom + square
        return incompleteBeta(degreesOfFreedom / 2, 0.5, at: degreesOfFreedom / total, complement: square / total)
    }

    /// The t with P(|T| ≤ t) = `confidence` (1.96 at 0.95 and many degrees of freedom).
    public static func studentTwoSidedQuantile(_ confidence: Double, degreesOfFreedom: Double) -> Double {
        guard confidence > 0, confidence < 1 else { return confidence <= 0 ? 0 : .infinity }
        let wanted = 1 - confidence
        var low = 0.0
        var high = 1.0
        while studentTwoSided(high, degreesOfFreedom: degreesOfFreedom) > wanted, high < 1e300 { high *= 2 }
        // The tail falls steadily: halving ends when no double lies between the ends.
        for _ in 0..<200 {
            let middle = low + (high - low) / 2
            if middle <= low || middle >= high { break }
            if studentTwoSided(middle, degreesOfFreedom: degreesOfFreedom) > wanted { low = middle } else { high = middle }
        }
        return low + (high - low) / 2
    }
}
