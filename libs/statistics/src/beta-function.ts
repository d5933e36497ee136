/** Lanczos' approximation with g = 7 and nine terms (P. Godfrey, 2001): relative errors below 1e-14. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** The logarithm of the gamma function, for x > 0. */
export function lnGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - lnGamma(1 - x);
  const shifted = x + 6.5;
  const sum = LANCZOS.reduce((total, term, index) => total + (index === 0 ? term : term / (x - 1 + index)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(shifted) - shifted + Math.log(sum);
}

/** The logarithm of how many ways there are to choose some of a number of things. */
export const lnChoose = (count: number, chosen: number): number =>
  chosen === 0 || chosen === count ? 0 : lnGamma(count + 1) - lnGamma(chosen + 1) - lnGamma(count - chosen + 1);

/** The regularised incomplete beta function I_x(a, b), for a, b > 0 and 0 ≤ x ≤ 1 [NIST DLMF 8.17]. */
export function betaShare(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const lnFactor = lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  // The fraction converges fast on this side of the mean; the other side is its complement.
  if (x < (a + 1) / (a + b + 2)) return (Math.exp(lnFactor) * betaFraction(x, a, b)) / a;
  return 1 - (Math.exp(lnFactor) * betaFraction(1 - x, b, a)) / b;
}

const STEPS_MAX = 10_000;
const PRECISION = 1e-15;
/** In place of a denominator of 0. */
const TINY = 1e-300;

/** The continued fraction of the incomplete beta function, by Lentz' method [NIST DLMF 8.17.22, 3.10(iii)]. */
function betaFraction(x: number, a: number, b: number): number {
  let above = 1;
  let below = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let value = below;
  for (let m = 1; m <= STEPS_MAX; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let step = 1;
    for (const term of [even, odd]) {
      below = 1 / nonZero(1 + term * below);
      above = nonZero(1 + term / above);
      step = above * below;
      value *= step;
    }
    if (Math.abs(step - 1) < PRECISION) return value;
  }
  return value;
}

const nonZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value);

/** The x at which {@link betaShare} reaches a share between 0 and 1; by halving, to the last digit. */
export function betaQuantile(share: number, a: number, b: number): number {
  let low = 0;
  let high = 1;
  for (let middle = 0.5; middle > low && middle < high; middle = (low + high) / 2) {
    if (betaShare(middle, a, b) < share) low = middle;
    else high = middle;
  }
  return high;
}
