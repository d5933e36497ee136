import { quoted } from './selection-text.js';

/** What JSON takes for a number or a boolean: an attribute may be one, though its place is written as a text. */
const LITERAL = /^(?:true|false|-?(?:0|[1-9]\d*)(?:\.\d+)?)$/;

/**
 * Selects devices at a place, as the server finds the place of a device: by the attribute that people gave it, and else by the one that it reports.
 *
 * @param place empty for devices without one
 */
export function atPlace(by: string, place: string): string {
  if (place === '') return `attr.${by}=null=true;reported.${by}=null=true`;
  const values = LITERAL.test(place) ? `${quoted(place)},${place}` : quoted(place);
  return `attr.${by}=in=(${values}),attr.${by}=null=true;reported.${by}=in=(${values})`;
}

/** What of a campaign says which devices it is for. */
export interface Aimed {
  readonly product: string;
  readonly selection: {
    readonly filter?: string | undefined;
    readonly hardware?: readonly string[] | undefined;
    readonly versions?: readonly string[] | undefined;
    readonly deviceIds?: readonly string[] | undefined;
  };
}

/** So many ids stand in an address at most: it has to fit into a request. */
const IDS_MAX = 100;

/** Selects the devices that a campaign is for and that share a byte budget: all of them, or those at a place. Devices that are left out are among them. */
export function sharing({ product, selection }: Aimed, by: string | undefined, place: string | undefined): string {
  const { filter, hardware, versions, deviceIds } = selection;
  const oneOf = (field: string, values: readonly string[] | undefined): readonly string[] =>
    values === undefined || values.length === 0 ? [] : [`${field}=in=(${values.map(quoted).join(',')})`];
  return [
    `product==${quoted(product)}`,
    ...oneOf('hardware', hardware),
    ...oneOf('version', versions),
    ...oneOf('id', deviceIds && deviceIds.length <= IDS_MAX ? deviceIds : undefined),
    ...(filter === undefined || filter === '' ? [] : [`(${filter})`]),
    ...(by === undefined ? [] : [`(${atPlace(by, place ?? '')})`]),
  ].join(';');
}
