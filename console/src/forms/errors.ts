/** What is wrong in a form, by the field's path, such as runtime.environment.0.name. */
export type Errors = Record<string, string>;

/** The errors of one part of a form, by their paths in it; that of the part itself has an empty one. */
export function below(errors: Errors, path: string): Errors {
  return Object.fromEntries(
    Object.entries(errors)
      .filter(([at]) => at === path || at.startsWith(`${path}.`))
      .map(([at, text]) => [at.slice(path.length + 1), text]),
  );
}

export function any(errors: Errors): boolean {
  return Object.keys(errors).length > 0;
}

/** The errors with those of a part of the form put below its path. */
export function put(errors: Errors, path: string, part: Errors) {
  for (const [at, text] of Object.entries(part)) errors[at === '' ? path : `${path}.${at}`] = text;
}

/** A whole number within bounds; the text says which. */
export function wholeNumber(text: string, from: number, to: number): string | undefined {
  const n = Number(text);
  if (/^\d+$/.test(text.trim()) && n >= from && n <= to) return undefined;
  return `Use a whole number from ${from} to ${to}.`;
}
