import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Multiselect from '@cloudscape-design/components/multiselect';
import Select, { type SelectProps } from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { failureOf } from '../api/failure';
import { useSurroundings, useUnsupportedZones, useVpcChoices } from '../api/surroundings';
import { Concerns } from './Concerns';
import { byZone, groupChoice, subnetChoice, vpcChoice } from './choices';
import { type ConnectorForm, maxGroups, nameRule } from './connector';
import { below } from './errors';
import type { FieldsProps } from './fields';
import { TagFields } from './TagFields';

/** What a new VPC connector is: subnets of one VPC, and the groups that its interfaces carry. */
export function ConnectorFields({ value: connector, onChange, errors }: FieldsProps<ConnectorForm>) {
  const vpcs = useVpcChoices();
  const around = useSurroundings(connector.vpc);
  const unsupported = useUnsupportedZones();
  const change = (part: Partial<ConnectorForm>) => onChange({ ...connector, ...part });
  const vpcOptions = (vpcs.data ?? []).map(vpcChoice);
  const subnets = [...(around.data?.subnets ?? [])]
    .sort(byZone)
    .map((subnet) => subnetChoice(subnet, unsupported.data ?? {}));
  const groups = (around.data?.groups ?? []).map(groupChoice);
  const chosen = <T extends { value?: string }>(options: T[], ids: string[]) =>
    options.filter(({ value = '' }) => ids.includes(value));
  const within = {
    statusType: statusOf(around),
    errorText: around.error ? failureOf(around.error).message : undefined,
  };
  return (
    <SpaceBetween size="l">
      <FormField label="VPC connector name" constraintText={nameRule} errorText={errors.name} stretch>
        <Input value={connector.name} onChange={({ detail }) => change({ name: detail.value })} />
      </FormField>
      <FormField label="VPC" description="The network that the service sends into." errorText={errors.vpc} stretch>
        <Select
          options={vpcOptions}
          selectedOption={vpcOptions.find(({ value }) => value === connector.vpc) ?? null}
          onChange={({ detail }) => change({ vpc: detail.selectedOption.value ?? '', subnets: [], groups: [] })}
          placeholder="Choose a VPC"
          statusType={statusOf(vpcs)}
          loadingText="Loading the VPCs"
          errorText={vpcs.error ? failureOf(vpcs.error).message : undefined}
          empty="There is no VPC in this region"
          filteringType="auto"
        />
      </FormField>
      <FormField
        label="Subnets"
        description="Each instance gets an address of its own in one of them. Use private subnets, in at least two zones."
        errorText={errors.subnets}
        stretch
      >
        <Multiselect
          options={subnets}
          selectedOptions={chosen(subnets, connector.subnets)}
          onChange={({ detail }) => change({ subnets: detail.selectedOptions.map(({ value = '' }) => value) })}
          placeholder="Choose subnets"
          disabled={connector.vpc === ''}
          loadingText="Loading the subnets"
          empty="This VPC has no subnet"
          filteringType="auto"
          deselectAriaLabel={({ label }) => `Remove ${label}`}
          {...within}
        />
      </FormField>
      <FormField
        label="Security groups – optional"
        description="Their outbound rules decide what the service reaches. What it reaches must let one of them in."
        constraintText={
          connector.groups.length === 0
            ? 'None chosen: the default security group of the VPC is used.'
            : `Up to ${maxGroups}; what one of them lets out gets out.`
        }
        errorText={errors.groups}
        stretch
      >
        <Multiselect
          options={groups}
          selectedOptions={chosen(groups, connector.groups)}
          onChange={({ detail }) => change({ groups: detail.selectedOptions.map(({ value = '' }) => value) })}
          placeholder="The default security group of the VPC"
          disabled={connector.vpc === ''}
          loadingText="Loading the security groups"
          empty="This VPC has no security group"
          filteringType="auto"
          deselectAriaLabel={({ label }) => `Remove ${label}`}
          {...within}
        />
      </FormField>
      <Concerns vpc={connector.vpc} subnets={connector.subnets} groups={connector.groups} />
      <FormField label="Tags – optional" description="Labels of the VPC connector." stretch>
        <TagFields value={connector.tags} onChange={(tags) => change({ tags })} errors={below(errors, 'tags')} />
      </FormField>
    </SpaceBetween>
  );
}

function statusOf(query: { isLoading: boolean; isError: boolean }): SelectProps['statusType'] {
  return query.isLoading ? 'loading' : query.isError ? 'error' : 'finished';
}
