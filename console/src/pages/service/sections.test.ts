import { expect, it } from 'vitest';
import { emptyService } from '../../forms/service';
import { sections } from './sections';

it('each section checks its own fields alone', () => {
  const wrong = {
    ...emptyService,
    role: 'admin',
    runtime: { ...emptyService.runtime, port: '0' },
    health: { ...emptyService.health, timeout: '99' },
    network: { egress: 'VPC' as const, connector: '' },
  };
  const found = Object.fromEntries(sections.map(({ id, check }) => [id, Object.keys(check(wrong, []))]));
  expect(found).toEqual({
    source: ['source.image'],
    runtime: ['runtime.port', 'role'],
    network: ['network.connector'],
    health: ['health.timeout'],
    scaling: [],
  });
});
