import type { Service } from '@aws-sdk/client-apprunner';
import { awsCommand, shellWord } from '../../api/command';
import { logGroupArn, logGroupName } from '../../api/logs';
import { actionCalls, allowed, type ServiceAction } from '../../api/operations';
import type { CliCommand } from '../../shell/page';
import { metricsCommand } from './charts';
import { findCommand, followCommand, logQuestion } from './logQuestion';

const actions: Record<ServiceAction, string> = {
  deploy: 'Deploy it again',
  pause: 'Pause it',
  resume: 'Resume it',
  delete: 'Delete it',
};

/** What does the same as a tab of the service's page as its address has it, and as the page around it. */
export function serviceCommands(service: Service, tab: string, search: URLSearchParams): CliCommand[] {
  const ServiceArn = service.ServiceArn;
  return [
    ...tabCommands(service, tab, search),
    { title: 'Describe the service', command: awsCommand('apprunner', 'DescribeService', { ServiceArn }) },
    ...(Object.keys(actions) as ServiceAction[])
      .filter((action) => allowed(action, service.Status))
      .map((action) => ({
        title: actions[action],
        command: awsCommand('apprunner', actionCalls[action], { ServiceArn }),
      })),
  ];
}

function tabCommands(service: Service, tab: string, search: URLSearchParams): CliCommand[] {
  const name = service.ServiceName ?? '';
  switch (tab) {
    case 'logs': {
      const question = logQuestion(search);
      const [, , , region = '', account = ''] = (service.ServiceArn ?? '').split(':');
      return [
        { title: 'Find these lines', command: findCommand(logGroupName(service, question.log), question) },
        {
          title: 'Follow this log',
          command: followCommand(logGroupArn(region, account, logGroupName(service, question.log)), question),
        },
        { title: 'See its event log', command: `sallyport logs ${name} --events` },
      ];
    }
    case 'activity': {
      const command = awsCommand('apprunner', 'ListOperations', { ServiceArn: service.ServiceArn });
      return [
        { title: 'List its operations', command },
        { title: 'See the steps of the last one', command: `sallyport progress ${name}` },
      ];
    }
    case 'metrics':
      return [{ title: 'Get these metrics', command: metricsCommand(service, search.get('range')) }];
    case 'configuration': {
      const command = awsCommand('apprunner', 'ListTagsForResource', { ResourceArn: service.ServiceArn });
      return [{ title: 'List its tags', command }];
    }
    default: {
      const to = search.get('to');
      const udp = search.get('protocol') === 'udp' ? ' --protocol udp' : '';
      return [
        { title: 'See its way out', command: `sallyport network ${name}` },
        ...(to
          ? [{ title: 'Explain what it asks to reach', command: `sallyport explain ${name} ${shellWord(to)}${udp}` }]
          : []),
      ];
    }
  }
}
