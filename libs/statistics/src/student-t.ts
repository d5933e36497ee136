import { betaShare } from './beta-function.js';

/** The probability that Student's t is greater than a value, for any positive degrees of freedom [NIST DLMF 8.17, with x = ν/(ν+t²)]. */
export function studentAbove(t: number, degrees: number): number {
  const outside = betaShare(degrees / (degrees + t * t), degrees / 2, 0.5) / 2;
  return t >= 0 ? outside : 1 - outside;
}
