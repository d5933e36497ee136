import type { FinishPolicy, PartName } from '@twinbank/protocol';

/** An answer of the server that is no success, with the fault's code where it named one. */
export class RestError extends Error {
  override readonly name = 'RestError';

  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(`${code}: ${detail}`);
  }
}

/** A product as the server knows it. */
export interface ProductRecord {
  readonly name: string;
  readonly part: PartName;
  readonly hardware: readonly string[];
  readonly finishPolicy: FinishPolicy;
  readonly allowUnencrypted: boolean;
  /** Whose update agent is in its images. */
  readonly agent: 'twinbank' | 'own';
}

/** An image to upload. */
export interface Upload {
  readonly version: string;
  readonly counter: number;
  readonly blockSize?: number;
  readonly image: Uint8Array;
}

/** How far a campaign is. */
export interface CampaignStanding {
  readonly id: number;
  readonly state: string;
  readonly pauseReason?: string;
  readonly currentWave: number;
  readonly total: number;
  /** Jobs by state. */
  readonly jobs: Readonly<Record<string, number>>;
}

/** Speaks to the server's REST face as an operator does. Only JSON and status codes: nothing of the server's code. */
export class OperatorClient {
  constructor(
    readonly server: string,
    private readonly token: string,
  ) {}

  createProduct(
    product: Omit<ProductRecord, 'allowUnencrypted' | 'agent'> &
      Partial<Pick<ProductRecord, 'allowUnencrypted' | 'agent'>>,
  ): Promise<ProductRecord> {
    return this.post('/products', product);
  }

  product(name: string): Promise<ProductRecord> {
    return this.get(`/products/${encodeURIComponent(name)}`);
  }

  /** Uploads a release as a multipart form. */
  async uploadRelease(product: string, { version, counter, blockSize, image }: Upload): Promise<void> {
    const form = new FormData();
    form.set('version', version);
    form.set('counter', String(counter));
    if (blockSize !== undefined) form.set('blockSize', String(blockSize));
    form.set('image', new Blob([image]), `${product}-${version}.bin`);
    await this.request('POST', `/products/${encodeURIComponent(product)}/releases`, form);
  }

  /** Writes down a campaign for all devices of a product and starts it. */
  async startCampaign(
    campaign: { readonly name: string; readonly product: string; readonly release: string } & Readonly<
      Record<string, unknown>
    >,
  ): Promise<number> {
    const { id } = await this.post<CampaignStanding>('/campaigns', campaign);
    await this.post(`/campaigns/${id}/start`);
    return id;
  }

  campaign(id: number): Promise<CampaignStanding> {
    return this.get(`/campaigns/${id}`);
  }

  /** Rows that the server has inserted or updated in its database since it started. */
  async rowsWritten(): Promise<number> {
    const { database } = await this.get<{ database: { rowsWritten: number } }>('/figures');
    return database.rowsWritten;
  }

  get<T>(path: string): Promise<T> {
    return this.json<T>('GET', path);
  }

  post<T>(path: string, body?: object): Promise<T> {
    return this.json<T>('POST', path, body);
  }

  /** Makes a request; the answer's body is unread. @throws RestError, or Error where there is no answer */
  async request(method: string, path: string, body?: FormData | string, contentType?: string): Promise<Response> {
    const response = await fetch(`${this.server}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(contentType !== undefined && { 'content-type': contentType }),
      },
      ...(body !== undefined && { body }),
    }).catch((error: Error) => {
      throw new Error(`${this.server} cannot be reached: ${reasonOf(error)}`, { cause: error });
    });
    if (!response.ok) throw await restError(response);
    return response;
  }

  private async json<T>(method: string, path: string, body?: object): Promise<T> {
    const response =
      body === undefined
        ? await this.request(method, path)
        : await this.request(method, path, JSON.stringify(body), 'application/json');
    return (await response.json()) as T;
  }
}

/** What `fetch` only says in the cause of its error, and the cause by its code where it has no words. */
function reasonOf({ message, cause }: Error): string {
  const { message: reason, code } = (cause ?? {}) as { message?: string; code?: string };
  return reason || code || message;
}

async function restError(response: Response): Promise<RestError> {
  const text = await response.text();
  try {
    const { code, detail, title } = JSON.parse(text) as { code?: string; detail?: string; title?: string };
    return new RestError(response.status, code ?? `http_${response.status}`, detail ?? title ?? text);
  } catch {
    return new RestError(response.status, `http_${response.status}`, text.slice(0, 300));
  }
}
