import { expect, it } from 'vitest';
import { busyWith, operationWords } from './operations';

it('names operations as they are read', () => {
  expect(operationWords('START_DEPLOYMENT')).toBe('Start deployment');
});

it('says what keeps a service from being edited', () => {
  expect(busyWith({ Status: 'RUNNING' }, [])).toBe('');
  expect(busyWith({ Status: 'PAUSED' }, [])).toBe('');
  expect(busyWith({ Status: 'CREATE_FAILED' }, [])).toBe('');
  expect(busyWith({ Status: 'OPERATION_IN_PROGRESS' }, undefined)).toBe('Operation in progress');
  const busy = { Status: 'OPERATION_IN_PROGRESS' } as const;
  const ended = { Type: 'CREATE_SERVICE', Status: 'SUCCEEDED' } as const;
  expect(busyWith(busy, [ended])).toBe('Operation in progress');
  expect(busyWith(busy, [{ Type: 'PAUSE_SERVICE', Status: 'IN_PROGRESS' }, ended])).toBe('Pause service in progress');
  expect(busyWith({ Status: 'DELETE_FAILED' }, [])).toContain('deleted again');
});
