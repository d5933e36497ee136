import { beginCampaign, planCampaign } from './campaign-runs.js';
import { withDescriptor, type Described } from './a-descriptor.js';
import { anImage } from './an-image.js';
import { aForm } from './forms.js';
import { ServerUnderTest, type Answer } from './server-under-test.js';

/** An image for the products of {@link CampaignsUnderTest}, with a descriptor. */
export const described = (version: string, counter: number, given: Partial<Described> = {}): Uint8Array =>
  withDescriptor(anImage('STM32G484'), { version, counter, ...given });

/** A server with one product for each test, ten devices of that product, and what operators do with campaigns. */
export class CampaignsUnderTest {
  server!: ServerUnderTest;
  product!: string;
  private products = 0;

  async start(): Promise<ServerUnderTest> {
    this.server = await ServerUnderTest.start();
    return this.server;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  /** Creates a product with release 1.1.0 and ten devices: eight of hardware A, two of hardware B. */
  async newProduct(): Promise<string> {
    const product = `motor-${++this.products}`;
    this.product = product;
    await this.server.send('POST', 'products', {
      body: { name: product, part: 'STM32G484', hardware: ['A', 'B'], finishPolicy: 'keep-previous' },
    });
    await this.upload('1.1.0', 2);
    const ids = Array.from({ length: 10 }, (_, index) => `${product}-d${index}`);
    await this.server.send('POST', 'devices/bulk', {
      body: ids.map((id, index) => `${JSON.stringify({ id, product, hardware: index < 8 ? 'A' : 'B' })}\n`).join(''),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    return product;
  }

  readonly upload = (version: string, counter: number, given: Partial<Described> = {}): Promise<Answer> =>
    this.server.send(
      'POST',
      `products/${this.product}/releases`,
      aForm({ version, counter }, { image: described(version, counter, given) }),
    );

  readonly create = (fields: object = {}): Promise<Answer> =>
    this.server.send('POST', 'campaigns', {
      body: { name: 'spring', product: this.product, release: '1.1.0', ...fields },
      scope: 'operate',
    });

  readonly order = (id: number, what: string, body?: object): Promise<Answer> =>
    this.server.send('POST', `campaigns/${id}/${what}`, { scope: 'operate', ...(body && { body }) });

  /** Does what the runner does with a starting campaign. */
  readonly plan = (id: number): Promise<void> => planCampaign(this.server, id);

  readonly begin = (id: number): Promise<void> => beginCampaign(this.server, id);
}
