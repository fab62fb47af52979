/** Reads a whole body as text, or null when it is longer than we are ready to hold. */
export async function readBody(
  response: Response,
  bytesMax: number,
): Promise<{ readonly text: string; readonly byteCount: number } | null> {
  if (response.body === null) return { text: "", byteCount: 0 };
  const chunks: Uint8Array[] = [];
  let byteCount = 0;
  for await (const chunk of response.body) {
    byteCount += chunk.byteLength;
    // Leaving the loop cancels the stream.
    if (byteCount > bytesMax) return null;
    chunks.push(chunk);
  }
  return { text: new TextDecoder().decode(Buffer.concat(chunks)), byteCount };
}
