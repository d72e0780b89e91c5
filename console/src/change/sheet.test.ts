import type { EC2Client } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { call } from '../api/calls';
import { difference, type Row, rebase, type Sheet, save } from './sheet';

interface Line extends Row {
  text: string;
}

const line = (key: string, text: string): Line => ({ key, text });
const same = (a: Line, b: Line) => a.text === b.text;

function sheetOf(now: Line[]): Sheet<Line> {
  return {
    read: async () => now,
    same,
    words: (r) => r.text,
    check: (r): Record<string, string> => (r.text === '' ? { text: 'Enter a text.' } : {}),
    column: () => 'text',
    calls: (before, after) => {
      const { fresh, gone } = difference(same, before, after);
      const create = (rows: Line[]) =>
        call('CreateTags', { Resources: rows.map((r) => r.text), Tags: [{ Key: 'a', Value: 'b' }] });
      return [
        ...(fresh.length
          ? [
              {
                keys: fresh.map((r) => r.key),
                call: create(fresh),
                single: (k: string) => create(fresh.filter((r) => r.key === k)),
              },
            ]
          : []),
        ...gone.map((r) => ({ keys: [r.key], call: call('DeleteTags', { Resources: [r.text] }) })),
      ];
    },
  };
}

/** A client that refuses calls about a text: in rehearsals as well, or only when it comes to it. */
function refusing(text: string, onlyReally = false) {
  const sent: string[] = [];
  const client = {
    send: async (command: { constructor: { name: string }; input: { Resources: string[]; DryRun?: boolean } }) => {
      const { Resources, DryRun } = command.input;
      const error = (name: string) =>
        Object.assign(new Error(`${name} ${Resources.join()}`), { name, Code: name, $metadata: {} });
      if (!DryRun) sent.push(`${command.constructor.name.replace('Command', '')} ${Resources.join()}`);
      if (Resources.includes(text) && !(DryRun && onlyReally)) throw error('Refused');
      if (DryRun) throw error('DryRunOperation');
      return {};
    },
  };
  return { client: client as unknown as EC2Client, sent };
}

const before = [line('1', 'one'), line('2', 'two')];

describe('save', () => {
  it('sends the difference', async () => {
    const { client, sent } = refusing('');
    const after = [line('1', 'one'), line('n', 'new')];
    expect(await save(client, sheetOf(before), before, after)).toEqual({ kind: 'saved', calls: 2 });
    expect(sent).toEqual(['CreateTags new', 'DeleteTags two']);
  });
  it('sends nothing where a row is wrong, and finds which', async () => {
    const { client, sent } = refusing('bad');
    const after = [...before, line('n', 'good'), line('m', 'bad')];
    expect(await save(client, sheetOf(before), before, [line('1', '')])).toEqual({
      kind: 'faulty',
      faults: { 1: { text: 'Enter a text.' } },
    });
    expect(await save(client, sheetOf(before), before, after)).toEqual({
      kind: 'faulty',
      faults: { m: { text: 'Refused bad' } },
    });
    expect(sent).toEqual([]);
  });
  it('sends nothing where somebody else changed something meanwhile', async () => {
    const { client, sent } = refusing('');
    const now = [line('1', 'other')];
    expect(await save(client, sheetOf(now), before, [line('1', 'mine')])).toEqual({ kind: 'conflict', now });
    expect(sent).toEqual([]);
  });
  it('tells what was done where it fails halfway all the same', async () => {
    const { client } = refusing('two', true);
    const outcome = await save(client, sheetOf(before), before, [line('1', 'one'), line('n', 'new')]);
    expect(outcome).toMatchObject({ kind: 'half', done: 1, of: 2, message: 'Refused two' });
  });
});

describe('rebase', () => {
  const sheet = sheetOf([]);
  it('takes what only one side changed', () => {
    const now = [line('1', 'theirs'), line('2', 'two'), line('3', 'added')];
    const { rows, notes } = rebase(sheet, before, [line('1', 'one'), line('2', 'mine')], now);
    expect(rows.map((r) => r.text)).toEqual(['theirs', 'mine', 'added']);
    expect(Object.keys(notes)).toEqual(['1', '3']);
  });
  it('keeps what was edited, and says what the other one is', () => {
    const { rows, notes } = rebase(sheet, before, [line('1', 'mine')], [line('1', 'theirs'), line('2', 'their two')]);
    expect(rows.map((r) => r.text)).toEqual(['mine', 'their two']);
    expect(notes['1']).toContain('theirs');
    expect(notes['2']).toContain('You deleted it');
  });
  it('adds anew what was edited and is gone', () => {
    const { rows, notes } = rebase(sheet, before, [line('1', 'mine'), line('2', 'two')], []);
    expect(rows.map((r) => r.text)).toEqual(['mine']);
    expect(notes['1']).toContain('adds it anew');
  });
});
