/** All elements of a paged answer, in order; next tokens are followed to the end. */
export async function all<T>(
  ask: (token: string | undefined) => Promise<{ items: T[] | undefined; token: string | undefined }>,
): Promise<T[]> {
  const found: T[] = [];
  let token: string | undefined;
  do {
    const page = await ask(token);
    found.push(...(page.items ?? []));
    token = page.token || undefined;
  } while (token);
  return found;
}
