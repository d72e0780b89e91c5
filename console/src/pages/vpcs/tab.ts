import type { Vpc } from '@aws-sdk/client-ec2';

/** What every tab of a VPC's page is given. */
export interface TabProps {
  vpc: Vpc & { VpcId: string };
  /** The id that the address names within the tab. */
  item: string | undefined;
}
