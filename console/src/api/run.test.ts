import { expect, it } from 'vitest';
import { runnable } from './run';

it('runs what explanations propose, and nothing else', () => {
  expect(
    runnable([
      'ALLOCATION=$(aws ec2 allocate-address --domain vpc --query AllocationId --output text)',
      'aws ec2 wait nat-gateway-available --nat-gateway-ids $NAT',
      'aws apprunner update-service --service-arn arn:x',
    ]),
  ).toHaveLength(3);
  for (const other of [
    'aws ec2 to-string',
    'aws sts create-route --route-table-id rtb-1',
    'aws apprunner delete-service --service-arn arn:x',
    'aws ec2 wait vpc-available --vpc-ids vpc-1',
  ]) {
    expect(runnable(['aws ec2 allocate-address --domain vpc', other])).toBeUndefined();
  }
  expect(runnable([])).toBeUndefined();
});
