import type { Product } from '@twinbank/database';
import type { Manifest } from '@twinbank/image';
import { decodePackage, verifyPackage, type VerifiedPackage } from '@twinbank/package';
import { PARTS } from '@twinbank/parts';
import { COMPANIONS_MAX, faultOf } from '@twinbank/protocol';

/**
 * Checks a package as a release of a product: as {@link verifyPackage}, by the keys that may sign for the product, and that it is
 * for this product and its part.
 *
 * @throws Fault as {@link decodePackage} and {@link verifyPackage}; `package_mismatch`, `package_sections_unsupported`
 */
export function packageFor(product: Product, file: Uint8Array): VerifiedPackage {
  const { keys, threshold } = product.signing;
  const verified = verifyPackage(decodePackage(file), { keys: keys.map(({ jwk }) => jwk), threshold });
  const { manifest } = verified;
  const mismatch = (detail: string, field: string): Error => faultOf('package_mismatch', detail, { field });
  if (manifest.product !== product.name)
    throw mismatch(`the package is signed for ${manifest.product}, not for ${product.name}`, 'product');
  if (!manifest.parts.includes(product.part))
    throw mismatch(`the package is signed for ${manifest.parts.join(', ')}, not for ${product.part}`, 'parts');
  const strange = manifest.hardware.find((revision) => !product.hardware.includes(revision));
  if (strange !== undefined) throw mismatch(`${product.name} has no hardware revision ${strange}`, 'hardware');
  if (manifest.blockSize > PARTS[product.part].blockBytesMax)
    throw mismatch(`${product.part} takes no blocks of ${manifest.blockSize} bytes`, 'blockSize');
  boundCompanions(manifest);
  return verified;
}

/**
 * A device names a few other chips in its status, so a release for more would be refused by every one.
 *
 * @throws Fault `package_sections_unsupported`
 */
export function boundCompanions({ sections }: Pick<Manifest, 'sections'>): void {
  const chips = sections.filter(({ type }) => type === 'companion').length;
  if (chips > COMPANIONS_MAX)
    throw faultOf(
      'package_sections_unsupported',
      `the image has sections for ${chips} chips; at most ${COMPANIONS_MAX} are taken`,
    );
}
