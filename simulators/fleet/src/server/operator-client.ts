import { answerOf, createRestClient, formOf, type components, type RestClient } from '@twinbank/client';

type Schemas = components['schemas'];

/** A product as the server knows it. */
export type ProductRecord = Schemas['ProductAnswer'];
/** The state of a campaign. */
export type CampaignStanding = Schemas['CampaignDetail'];

/** An image to upload. */
export interface Upload {
  readonly version: string;
  readonly counter: number;
  /** Bytes; the server decides whether it accepts this block size. */
  readonly blockSize?: number;
  /** The oldest version that it replaces; without it, any. */
  readonly upgradesFrom?: string;
  /** Hardware revisions that may take it; without it, all of the product. */
  readonly hardware?: readonly string[];
  /** Of an image without descriptor, where the code is that swaps the banks. */
  readonly swapSectionAt?: string;
  /** A flat image or a program file; the server sees which. */
  readonly image: Uint8Array;
}

/** Uses the server's REST interface as an operator does, through the client generated from the server's document. */
export class OperatorClient {
  /** Every operation of the server, typed. */
  readonly rest: RestClient;

  constructor(
    readonly server: string,
    token: string,
  ) {
    this.rest = createRestClient({ server, token });
  }

  createProduct(product: Schemas['ProductRequest']): Promise<ProductRecord> {
    return answerOf(this.rest.POST('/api/v1/products', { body: product }));
  }

  product(name: string): Promise<ProductRecord> {
    return answerOf(this.rest.GET('/api/v1/products/{product}', { params: { path: { product: name } } }));
  }

  /** Uploads a release as a multipart form. */
  async uploadRelease(product: string, { image, ...declared }: Upload): Promise<void> {
    const fileName = `${product}-${declared.version}`;
    const fields = { ...declared, image: new Blob([image]) };
    await answerOf(
      this.rest.POST('/api/v1/products/{product}/releases', {
        params: { path: { product } },
        body: fields as Schemas['ReleaseForm'],
        bodySerializer: () => formOf(fields, fileName),
      }),
    );
  }

  /** Uploads a release package as its team signed it. */
  async uploadPackage(product: string, file: Uint8Array): Promise<void> {
    await answerOf(
      this.rest.POST('/api/v1/products/{product}/releases', {
        params: { path: { product } },
        body: new Blob([file as Uint8Array<ArrayBuffer>]) as never,
        bodySerializer: (body) => body,
        headers: { 'content-type': 'application/vnd.twinbank.package' },
      }),
    );
  }

  /** Creates a campaign for all devices of a product and starts it. */
  async startCampaign(campaign: Schemas['CampaignRequest']): Promise<number> {
    const { id } = await answerOf(this.rest.POST('/api/v1/campaigns', { body: campaign }));
    await answerOf(this.rest.POST('/api/v1/campaigns/{id}/start', { params: { path: { id } } }));
    return id;
  }

  campaign(id: number): Promise<CampaignStanding> {
    return answerOf(this.rest.GET('/api/v1/campaigns/{id}', { params: { path: { id } } }));
  }

  /** Rows that the server has inserted or updated in its database since it started. */
  async rowsWritten(): Promise<number> {
    const { database } = await answerOf(this.rest.GET('/api/v1/figures'));
    return database.rowsWritten;
  }

  /** Provisions devices: takes the lines of the request and returns the lines of the answer, as JSON. */
  async provision(lines: string): Promise<readonly string[]> {
    const text = await answerOf(
      this.rest.POST('/api/v1/devices/bulk', {
        body: lines,
        bodySerializer: (body) => body,
        headers: { 'content-type': 'application/x-ndjson' },
        parseAs: 'text',
      }),
    );
    return text.split('\n').filter((line) => line !== '');
  }
}
