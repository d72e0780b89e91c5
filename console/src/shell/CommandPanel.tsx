import Box from '@cloudscape-design/components/box';
import Drawer from '@cloudscape-design/components/drawer';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useRegion, useSession } from '../api/context';
import { Command } from '../components/Command';
import type { CliCommand } from './page';

/** The commands that do what the page does, to be copied. */
export function CommandPanel({ commands }: { commands: CliCommand[] }) {
  const region = useRegion();
  const elsewhere = region !== useSession().region;
  return (
    <Drawer header={<Header variant="h2">View as CLI</Header>}>
      <SpaceBetween size="l">
        <Box color="text-body-secondary">
          In a shell that has run{' '}
          <Box variant="code">
            eval "$(sallyport env)"{elsewhere && `; export AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`}
          </Box>
          , these do what this page does.
        </Box>
        {commands.length === 0 && <Box>This page makes no call of its own.</Box>}
        {commands.map(({ title, command }) => (
          <div key={title + command}>
            <Box variant="awsui-key-label">{title}</Box>
            <Command text={elsewhere && command.startsWith('sallyport ') ? `${command} --region ${region}` : command} />
          </div>
        ))}
      </SpaceBetween>
    </Drawer>
  );
}
