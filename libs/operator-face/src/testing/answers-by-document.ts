interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** An answer, and where its schema is in the document. */
interface Placed {
  readonly path: string;
  readonly method: string;
  readonly status: number;
  readonly media: string;
  /** Whether items may be parts, because fields were chosen. */
  readonly parted: boolean;
  readonly json: unknown;
}
interface Answers {
  readonly document: Document;
  /** What does not fit; undefined if the answer fits its schema. */
  readonly problemOf: (answer: Placed) => string | undefined;
}

declare global {
  /** Reads a document, once for all test files of a worker: tools/jest/environment.mjs. */
  var answersOfWorker: (text: string) => Promise<Answers>;
}

const JSON_TYPE = /^application\/(problem\+)?json/;

/**
 * Holds answers against the OpenAPI document: the status must be one that the operation names, and the JSON must fit its
 * schema and have no property that the schema does not have.
 */
export class AnswersByDocument {
  private readonly routes: { readonly path: string; readonly pattern: RegExp; readonly open: number }[];

  private constructor(private readonly answers: Answers) {
    this.routes = Object.keys(answers.document.paths).map((path) => ({
      path,
      pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
      open: path.split('{').length,
    }));
  }

  /** @param text a document, as its server sends it */
  static async of(text: string): Promise<AnswersByDocument> {
    return new AnswersByDocument(await globalThis.answersOfWorker(text));
  }

  /** @throws Error that says what the document does not have */
  check(method: string, url: string, { status, type, json }: { status: number; type: string; json: unknown }): void {
    const [path = ''] = url.split('?');
    const route = this.routes.filter(({ pattern }) => pattern.test(path)).sort((a, b) => a.open - b.open)[0];
    const operation = route && this.answers.document.paths[route.path]?.[method.toLowerCase()];
    if (operation === undefined) return;
    const content = operation.responses[status];
    const place = `${method} ${route!.path} ${status}`;
    if (content === undefined) throw new Error(`${place}: the document does not have this status`);
    if (!JSON_TYPE.test(type) || json === undefined) return;
    const media = type.split(';')[0]!;
    if (content.content?.[media] === undefined) throw new Error(`${place}: the document does not have ${media}`);
    const placed = { path: route!.path, method: method.toLowerCase(), status, media };
    const problem = this.answers.problemOf({ ...placed, parted: /[?&]fields=/.test(url), json });
    if (problem !== undefined) throw new Error(`${place}: ${problem}\n${JSON.stringify(json)}`);
  }
}
