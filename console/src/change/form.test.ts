import { describe, expect, it } from 'vitest';
import { type Field, fieldOf, initialValues, problems } from './form';

const fields: Field[] = [
  { id: 'cidr', label: 'IPv4 CIDR block', kind: 'text', members: ['CidrBlock', 'CIDR'] },
  { id: 'zone', label: 'Zone', kind: 'select', members: ['AvailabilityZone'] },
  { id: 'groups', label: 'Security groups', kind: 'multiselect', when: (v) => v.zone === 'a' },
  { id: 'name', label: 'Name', kind: 'text', optional: true },
];

describe('problems', () => {
  it('names what is missing of what is asked for', () => {
    expect(problems(fields, initialValues(fields))).toEqual({
      cidr: 'Enter IPv4 CIDR block.',
      zone: 'Choose zone.',
    });
    expect(problems(fields, { cidr: '10.0.0.0/24', zone: 'a', groups: [], name: '' })).toEqual({
      groups: 'Choose security groups.',
    });
  });
  it('checks what was entered', () => {
    const checkedField: Field = { id: 'n', label: 'N', kind: 'text', check: (v) => (v === 'x' ? 'not x' : undefined) };
    expect(problems([checkedField], { n: 'x' })).toEqual({ n: 'not x' });
  });
});

it('fieldOf finds the field that an error is about', () => {
  const values = { cidr: '10.0.0.0/8', zone: '', groups: [], name: 'database' };
  expect(fieldOf("The CIDR '10.0.0.0/8' conflicts with another subnet", fields, values)).toBe('cidr');
  expect(fieldOf('Value (x) for parameter availabilityZone is invalid', fields, values)).toBe('zone');
  expect(fieldOf("There is 'database' already", fields, values)).toBe('name');
  expect(fieldOf('The limit is reached', fields, values)).toBeUndefined();
});
