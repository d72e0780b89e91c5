import { expect, it } from 'vitest';
import type { Rejection } from '../../api/network';
import { questionsOf } from './questions';

it('asks why what was rejected can not be reached', () => {
  const rejected = (destination: string, port: number | undefined, count: number, more: Partial<Rejection> = {}) =>
    ({ direction: 'egress', protocol: 'tcp', destination, port, count, ...more }) as Rejection;
  expect(
    questionsOf([
      rejected('10.0.0.1', 53, 2, { protocol: 'udp' }),
      rejected('10.0.0.4', 5432, 1),
      rejected('10.0.0.4', 5432, 2),
      rejected('10.0.1.4', 5432, 1, { answer: true, source: '10.0.0.4' }),
      rejected('fd00::1', 443, 1),
      rejected('10.0.0.9', undefined, 9, { protocol: 'icmp' }),
      rejected('10.0.0.8', 80, 9, { direction: 'ingress' }),
      rejected('10.0.1.4', 443, 1, { direction: 'ingress', answer: true, source: 'fd00::1' }),
    ]),
  ).toEqual([
    { to: '10.0.0.4:5432', protocol: 'tcp' },
    { to: '10.0.0.1:53', protocol: 'udp' },
    { to: '[fd00::1]:443', protocol: 'tcp' },
  ]);
});
