import { expect, it } from 'vitest';
import { logQuestion, tailCommand } from './logQuestion';

it('reads what is looked at from the address, and says the command for it', () => {
  expect(tailCommand('/g/service', logQuestion(new URLSearchParams()), true)).toBe(
    'aws logs tail /g/service --since 60m --log-stream-names events --follow',
  );
  const search = new URLSearchParams({ log: 'application', find: '"two words"', span: '' });
  expect(tailCommand('/g/application', logQuestion(search), false)).toBe(
    `aws logs tail /g/application --since 1000w --filter-pattern '"two words"'`,
  );
});
