import { expect, it } from 'vitest';
import { findCommand, followCommand, logQuestion } from './logQuestion';

it('reads what is looked at from the address, and says the commands for it', () => {
  const first = logQuestion(new URLSearchParams());
  expect(findCommand('/g/service', first)).toBe(
    `aws logs filter-log-events --log-group-name /g/service --log-stream-names '["events"]' --start-time $((($(date +%s) - 3600) * 1000))`,
  );
  const search = logQuestion(new URLSearchParams({ log: 'application', find: '"two words"', span: '' }));
  expect(findCommand('/g/application', search)).toBe(
    `aws logs filter-log-events --log-group-name /g/application --filter-pattern '"two words"'`,
  );
  expect(followCommand('arn:g', search)).toBe(
    `aws logs start-live-tail --log-group-identifiers '["arn:g"]' --log-event-filter-pattern '"two words"'`,
  );
});
