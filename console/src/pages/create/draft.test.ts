// @vitest-environment jsdom
import { beforeEach, expect, it, vi } from 'vitest';
import { emptyService, type ServiceForm } from '../../forms/service';

const form: ServiceForm = {
  ...emptyService,
  name: 'shop',
  runtime: {
    ...emptyService.runtime,
    environment: [
      { name: 'DATABASE_URL', value: 'postgres://user:secret@db/shop' },
      { name: 'EMPTY', value: '' },
    ],
  },
};

/** The module as a page has it that was just loaded. */
function loaded() {
  vi.resetModules();
  return import('./draft');
}

beforeEach(() => sessionStorage.clear());

it('keeps what was typed over a reload, but no values of variables', async () => {
  (await loaded()).saveDraft('us-east-1', { form });
  expect(JSON.stringify({ ...sessionStorage })).not.toContain('secret');
  const draft = (await loaded()).loadDraft('us-east-1');
  expect(draft.form.name).toBe('shop');
  expect(draft.form.runtime.environment).toEqual([{ name: 'DATABASE_URL' }, { name: 'EMPTY', value: '' }]);
});

it('keeps everything while the console is open', async () => {
  const { loadDraft, saveDraft } = await loaded();
  saveDraft('us-east-1', { form });
  expect(loadDraft('us-east-1')).toEqual({ form });
});

it('keeps a draft for each region, until it is dropped', async () => {
  const { dropDraft, loadDraft, saveDraft } = await loaded();
  saveDraft('us-east-1', { form });
  expect(loadDraft('eu-west-1').form).toEqual(emptyService);
  dropDraft('us-east-1');
  expect(loadDraft('us-east-1').form).toEqual(emptyService);
  expect((await loaded()).loadDraft('us-east-1').form).toEqual(emptyService);
});

it('takes nonsense for no draft', async () => {
  sessionStorage.setItem('sallyport.create-service.1.us-east-1', '{');
  expect((await loaded()).loadDraft('us-east-1').form).toEqual(emptyService);
});
