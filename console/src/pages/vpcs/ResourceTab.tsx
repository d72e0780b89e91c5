import { useCollection } from '@cloudscape-design/collection-hooks';
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { type ReactNode, useState } from 'react';
import { useNavigate } from 'react-router';
import { usePath } from '../../api/context';
import { FormDialog } from '../../change/FormDialog';
import type { Form } from '../../change/form';
import type { Made } from '../../change/steps';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { RouterLink } from '../../components/RouterLink';

/** Something that can be done, by a form. */
export interface Action {
  text: string;
  form: Form;
  /** Why it can't be done now. */
  disabledReason?: string;
}

export interface ResourceTabProps<T> {
  vpc: string;
  tab: string;
  /** The id that the address names. */
  item: string | undefined;
  one: string;
  many: string;
  query: { data?: T[]; isPending: boolean; isError: boolean; error: unknown; refetch(): unknown };
  items?: T[];
  id(one: T): string;
  /** The columns beside the id, which is first. */
  columns: TableProps.ColumnDefinition<T>[];
  /** What one is for, said where there is none. */
  teach: ReactNode;
  create?: Action[];
  actions?(one: T): Action[];
  detail?(one: T): ReactNode;
}

/** A tab of a VPC's page: its resources of a kind, and the one that the address names in full. */
export function ResourceTab<T>(props: ResourceTabProps<T>) {
  const { vpc, tab, item, one, query, create = [] } = props;
  const path = usePath();
  const navigate = useNavigate();
  const [form, setForm] = useState<Form>();
  const items = props.items ?? query.data ?? [];
  const shown = items.find((i) => props.id(i) === item);
  if (query.isError) return <ErrorState what={props.many} error={query.error} retry={query.refetch} />;
  const show = (made: Made) => {
    const id = form?.show && made[form.show];
    if (id) navigate(path('vpcs', vpc, tab, id));
    else if (form?.removes) navigate(path('vpcs', vpc, tab));
  };
  return (
    <SpaceBetween size="l">
      <List {...props} items={items} shown={shown} create={<Create actions={create} choose={setForm} />} />
      {item && !shown && !query.isPending && (
        <Alert
          type="warning"
          header={`There is no ${one} ${item} here`}
          action={<RouterLink to={path('vpcs', vpc, tab)}>All of this VPC</RouterLink>}
        >
          It was deleted, or it is in another VPC or region.
        </Alert>
      )}
      {shown && (
        <SpaceBetween size="s">
          <Header variant="h2" actions={<Actions actions={props.actions?.(shown) ?? []} choose={setForm} />}>
            {props.id(shown)}
          </Header>
          {props.detail?.(shown)}
        </SpaceBetween>
      )}
      {form && <FormDialog form={form} vpc={vpc} onClose={() => setForm(undefined)} onDone={show} />}
    </SpaceBetween>
  );
}

function List<T>(props: Omit<ResourceTabProps<T>, 'create'> & { items: T[]; shown: T | undefined; create: ReactNode }) {
  const { vpc, tab, one, many, query, id } = props;
  const path = usePath();
  const navigate = useNavigate();
  const { items, collectionProps, filterProps, paginationProps, filteredItemsCount } = useCollection(props.items, {
    filtering: {
      empty: (
        <EmptyState title={`No ${many.charAt(0).toLowerCase()}${many.slice(1)}`} action={props.create}>
          {props.teach}
        </EmptyState>
      ),
      noMatch: <EmptyState title="Nothing matches" />,
      filteringFunction: (i, text) => JSON.stringify(i).toLowerCase().includes(text.toLowerCase()),
    },
    pagination: { pageSize: 10 },
    sorting: {},
  });
  return (
    <Table
      {...collectionProps}
      items={items}
      trackBy={id}
      loading={query.isPending}
      loadingText={`Loading ${many}`}
      selectionType="single"
      selectedItems={props.shown ? [props.shown] : []}
      onSelectionChange={({ detail }) => {
        const chosen = detail.selectedItems[0];
        if (chosen) navigate(path('vpcs', vpc, tab, id(chosen)));
      }}
      ariaLabels={{
        tableLabel: many,
        selectionGroupLabel: `Choose a ${one}`,
        itemSelectionLabel: (_, i) => id(i),
      }}
      columnDefinitions={[
        {
          id: 'id',
          header: 'ID',
          isRowHeader: true,
          cell: (i) => <RouterLink to={path('vpcs', vpc, tab, id(i))}>{id(i)}</RouterLink>,
        },
        ...props.columns,
      ]}
      header={
        <Header variant="h2" counter={query.data && `(${props.items.length})`} actions={props.create}>
          {many}
        </Header>
      }
      filter={
        props.items.length > 5 && (
          <TextFilter
            {...filterProps}
            filteringPlaceholder={`Find ${many.charAt(0).toLowerCase()}${many.slice(1)}`}
            filteringAriaLabel={`Find ${many}`}
            countText={`${filteredItemsCount} found`}
          />
        )
      }
      pagination={props.items.length > 10 && <Pagination {...paginationProps} />}
    />
  );
}

function Create({ actions, choose }: { actions: Action[]; choose(form: Form): void }) {
  const [only] = actions;
  if (!only) return null;
  if (actions.length === 1) {
    return (
      <Button
        onClick={() => choose(only.form)}
        disabled={only.disabledReason !== undefined}
        disabledReason={only.disabledReason}
      >
        {only.text}
      </Button>
    );
  }
  return <Menu text="Create" actions={actions} choose={choose} />;
}

function Actions({ actions, choose }: { actions: Action[]; choose(form: Form): void }) {
  if (actions.length === 0) return null;
  return <Menu text="Actions" actions={actions} choose={choose} />;
}

/** A button with a menu of what can be done. */
export function Menu({ text, actions, choose }: { text: string; actions: Action[]; choose(form: Form): void }) {
  return (
    <ButtonDropdown
      expandToViewport
      items={actions.map((a) => ({
        id: a.text,
        text: a.text,
        disabled: a.disabledReason !== undefined,
        disabledReason: a.disabledReason,
      }))}
      onItemClick={({ detail }) => {
        const action = actions.find((a) => a.text === detail.id);
        if (action) choose(action.form);
      }}
    >
      {text}
    </ButtonDropdown>
  );
}
