import { AppRunnerClient } from '@aws-sdk/client-apprunner';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { Live } from './live';
import { csrfHeader, type Session } from './session';

/** One client an AWS service, all for one region and the session's account. */
export interface Clients {
  apprunner: AppRunnerClient;
  ec2: EC2Client;
  logs: CloudWatchLogsClient;
  cloudwatch: CloudWatchClient;
  quotas: ServiceQuotasClient;
  /** What AWS has no call for. */
  live: Live;
}

/** Where the calls of an AWS service go, by its signing name. */
export function endpoint(service: string, region: string) {
  return `${window.location.origin}/console/aws/${service}/${region}`;
}

// Browsers hold no key here and sign nothing: the server knows its session.
function configuration(service: string, region: string, session: Session) {
  return {
    region,
    endpoint: endpoint(service, region),
    credentials: { accessKeyId: 'session', secretAccessKey: 'session' },
    signer: {
      sign: async <R extends { headers: Record<string, string> }>(request: R) => {
        request.headers[csrfHeader.toLowerCase()] = session.csrf;
        return request;
      },
    },
    // StartLiveTail would be sent to a host of another name
    disableHostPrefix: true,
    maxAttempts: 2,
  };
}

export function makeClients(session: Session, region: string): Clients {
  return {
    apprunner: new AppRunnerClient(configuration('apprunner', region, session)),
    ec2: new EC2Client(configuration('ec2', region, session)),
    logs: new CloudWatchLogsClient(configuration('logs', region, session)),
    cloudwatch: new CloudWatchClient(configuration('monitoring', region, session)),
    quotas: new ServiceQuotasClient(configuration('servicequotas', region, session)),
    live: new Live(endpoint('sallyport', region), session),
  };
}
