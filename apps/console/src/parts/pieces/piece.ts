/** A piece of the console did not arrive: the network or the server was away, or the server has another version of the console by now. */
export class PieceMissing extends Error {
  override readonly name = 'PieceMissing';
}

/** What is loaded; that it did not arrive is told apart from what fails while it is shown. @throws PieceMissing */
export async function arrived<Piece>(load: () => Promise<Piece>): Promise<Piece> {
  try {
    return await load();
  } catch (cause) {
    throw new PieceMissing(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
