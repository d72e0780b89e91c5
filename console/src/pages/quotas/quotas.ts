import type { ServiceQuota } from '@aws-sdk/client-service-quotas';

/** A quota and its use, as the page shows them. */
export interface QuotaRow {
  arn: string;
  service: string;
  name: string;
  code: string;
  limit: number;
  /** Undefined where nobody counts, or nothing is known yet. */
  used: number | undefined;
  /** What of the limit is used, 0 to 1 and above. */
  share: number;
  near: 'no' | 'near' | 'full';
  /** The flag of serve that changes it. */
  flag: string | undefined;
}

/** The flags of serve that change quotas, by the quotas' codes. */
const flags: Record<string, string> = {
  'SP-services': '--service-quota',
  'SP-connectors': '--connector-quota',
  'L-0EA8095F': '--rule-quota',
};

/** Shorter than the names that the API has. */
const services: Record<string, string> = { apprunner: 'App Runner', ec2: 'EC2', vpc: 'VPC' };

const nearShare = 0.8;

export function quotaRows(quotas: ServiceQuota[], use: Record<string, number>): QuotaRow[] {
  return quotas.map((q) => {
    const arn = q.QuotaArn ?? '';
    const used = use[arn];
    const limit = q.Value ?? 0;
    const share = used === undefined ? 0 : limit > 0 ? used / limit : 1;
    return {
      arn,
      service: services[q.ServiceCode ?? ''] ?? q.ServiceName ?? '',
      name: q.QuotaName ?? '',
      code: q.QuotaCode ?? '',
      limit,
      used,
      share,
      // where the limit is one or two, one that is used is nothing to warn of
      near: share >= 1 && limit > 2 ? 'full' : share >= nearShare && limit > 2 ? 'near' : 'no',
      flag: q.Adjustable ? flags[q.QuotaCode ?? ''] : undefined,
    };
  });
}

/** The rows that something should be done about, the fullest first. */
export function warnings(rows: QuotaRow[]): QuotaRow[] {
  return rows.filter((r) => r.near !== 'no').sort((a, b) => b.share - a.share);
}
