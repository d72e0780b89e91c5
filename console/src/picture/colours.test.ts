import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { colours } from './colours';

const styles = readFileSync('node_modules/@cloudscape-design/components/internal/base-theme/styles.scoped.css', 'utf8');

it('draws with variables that Cloudscape sets, so that they follow the mode', () => {
  for (const [name, value] of Object.entries(colours)) {
    const [, variable] = /^var\((--[\w-]+)/.exec(String(value)) ?? [];
    expect(variable && styles.includes(`${variable}:`), `${name} is ${value}`).toBe(true);
  }
});
