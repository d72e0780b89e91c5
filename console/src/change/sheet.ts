import type { EC2Client } from '@aws-sdk/client-ec2';
import { type Call, rehearse, send } from '../api/calls';
import { failureOf } from '../api/failure';

/** A row of a table that is edited in place. */
export interface Row {
  /** Of a row that the API has: what the API knows it by. Of a new one: something else. */
  key: string;
}

/** A call, and the rows that it is for. */
export interface RowCall {
  keys: string[];
  call: Call;
  /** The same for one of several rows, to find out which of them is refused. */
  single?(key: string): Call;
}

/** What is wrong with rows: by key, then by column; the column "" is the row as a whole. */
export type Faults = Record<string, Record<string, string>>;

/** How rows of a kind are compared, checked and saved. */
export interface Sheet<R extends Row> {
  read(): Promise<R[]>;
  same(a: R, b: R): boolean;
  /** A row in a few words, for messages. */
  words(row: R): string;
  check(row: R, rows: R[]): Record<string, string>;
  /** The column that a message of the API is about. */
  column(message: string, row: R): string;
  /** The calls that make of one what the other is: no more than the difference. */
  calls(before: R[], after: R[]): RowCall[];
}

/** What became of saving. */
export type Outcome<R> =
  | { kind: 'saved'; calls: number }
  /** Nothing was sent: some rows can't be right. */
  | { kind: 'faulty'; faults: Faults }
  /** Nothing was sent: what was edited is no longer what the API has. */
  | { kind: 'conflict'; now: R[] }
  /** Some calls were done, then one was refused. */
  | { kind: 'half'; faults: Faults; done: number; of: number; message: string }
  /** Nothing was sent, or nothing was done: of no row's fault. */
  | { kind: 'failed'; error: unknown };

/** Saves what was edited: rereads, rehearses, and only then sends. */
export async function save<R extends Row>(
  client: EC2Client,
  sheet: Sheet<R>,
  before: R[],
  after: R[],
): Promise<Outcome<R>> {
  const faults = checkAll(sheet, after);
  if (Object.keys(faults).length > 0) return { kind: 'faulty', faults };
  const calls = sheet.calls(before, after);
  try {
    const now = await sheet.read();
    if (differs(sheet, before, now)) return { kind: 'conflict', now };
    const refused = await rehearseAll(client, sheet, calls, after);
    if (Object.keys(refused).length > 0) return { kind: 'faulty', faults: refused };
  } catch (error) {
    return { kind: 'failed', error };
  }
  for (const [done, { keys, call }] of calls.entries()) {
    try {
      await send(client, call);
    } catch (error) {
      const { message } = failureOf(error);
      if (done === 0) return { kind: 'faulty', faults: blame(sheet, keys, after, message) };
      return { kind: 'half', faults: blame(sheet, keys, after, message), done, of: calls.length, message };
    }
  }
  return { kind: 'saved', calls: calls.length };
}

export function checkAll<R extends Row>(sheet: Sheet<R>, rows: R[]): Faults {
  return Object.fromEntries(
    rows.map((row) => [row.key, sheet.check(row, rows)] as const).filter(([, f]) => Object.keys(f).length > 0),
  );
}

export function differs<R extends Row>(sheet: Sheet<R>, a: R[], b: R[]): boolean {
  return (
    a.length !== b.length ||
    a.some((row) => {
      const other = b.find((r) => r.key === row.key);
      return !other || !sheet.same(row, other);
    })
  );
}

async function rehearseAll<R extends Row>(client: EC2Client, sheet: Sheet<R>, calls: RowCall[], rows: R[]) {
  const faults: Faults = {};
  for (const { keys, call, single } of calls) {
    const refused = await refusalOf(client, call);
    if (refused === undefined) continue;
    const found: Faults = {};
    if (single && keys.length > 1) {
      for (const key of keys) {
        const message = await refusalOf(client, single(key));
        if (message !== undefined) Object.assign(found, blame(sheet, [key], rows, message));
      }
    }
    // together they may be refused where each alone is not: by a quota
    Object.assign(faults, Object.keys(found).length > 0 ? found : blame(sheet, keys, rows, refused));
  }
  return faults;
}

async function refusalOf(client: EC2Client, call: Call): Promise<string | undefined> {
  try {
    await rehearse(client, call);
    return undefined;
  } catch (error) {
    const failure = failureOf(error);
    // without a code the API did not answer at all
    if (!failure.code || failure.signedOut) throw error;
    return failure.message;
  }
}

function blame<R extends Row>(sheet: Sheet<R>, keys: string[], rows: R[], message: string): Faults {
  return Object.fromEntries(
    keys.map((key) => {
      const row = rows.find((r) => r.key === key);
      return [key, { [row ? sheet.column(message, row) : '']: message }];
    }),
  );
}

/** What was edited, upon what somebody else made of it meanwhile. */
export interface Rebased<R> {
  rows: R[];
  /** What happened to rows meanwhile, by key. */
  notes: Record<string, string>;
}

/**
 * Carries edits over to what the API has now. What only one side changed is
 * taken from that side; where both did, the edit stays and a note says what the
 * other one is.
 */
export function rebase<R extends Row>(sheet: Sheet<R>, before: R[], edited: R[], now: R[]): Rebased<R> {
  const at = (rows: R[], key: string) => rows.find((r) => r.key === key);
  const notes: Record<string, string> = {};
  const rows = edited.flatMap((row) => {
    const was = at(before, row.key);
    const is = at(now, row.key);
    if (!was) return [row];
    const mine = !sheet.same(was, row);
    if (!is) {
      if (!mine) return [];
      notes[row.key] = 'Deleted by somebody else meanwhile. Saving adds it anew.';
      return [row];
    }
    if (sheet.same(was, is)) return [row];
    notes[row.key] = mine
      ? `Changed by somebody else meanwhile: ${sheet.words(is)}. Saving puts yours in its place.`
      : `Changed by somebody else meanwhile, from ${sheet.words(was)}.`;
    return [mine ? row : is];
  });
  for (const is of now) {
    const was = at(before, is.key);
    if (!was && !at(rows, is.key)) {
      notes[is.key] = 'Added by somebody else meanwhile.';
      rows.push(is);
    } else if (was && !at(edited, is.key) && !sheet.same(was, is)) {
      notes[is.key] = 'You deleted it, and somebody else changed it meanwhile. Delete it again to have it gone.';
      rows.push(is);
    }
  }
  return { rows, notes };
}

/** What is new, gone and changed, rows that are the same by another key left out. */
export function difference<R extends Row>(same: (a: R, b: R) => boolean, before: R[], after: R[]) {
  const kept = new Map(after.map((r) => [r.key, r]));
  let gone = before.filter((r) => !kept.has(r.key));
  const known = new Map(before.map((r) => [r.key, r]));
  const fresh = after.filter((r) => {
    if (known.has(r.key)) return false;
    const again = gone.find((g) => same(g, r));
    if (again) gone = gone.filter((g) => g !== again);
    return !again;
  });
  const changed = after.filter((r) => {
    const was = known.get(r.key);
    return was && !same(was, r);
  });
  return { fresh, gone, changed };
}
