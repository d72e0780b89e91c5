import { afterEach, expect, it } from 'vitest';
import { emptyService, type ServiceForm } from '../../forms/service';
import { dropDraft, loadDraft, saveDraft } from './draft';

afterEach(() => sessionStorage.clear());

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

it('keeps what was typed, but no values of variables', () => {
  saveDraft('us-east-1', { form });
  expect(JSON.stringify({ ...sessionStorage })).not.toContain('secret');
  const draft = loadDraft('us-east-1');
  expect(draft.form.name).toBe('shop');
  expect(draft.form.runtime.environment).toEqual([{ name: 'DATABASE_URL' }, { name: 'EMPTY', value: '' }]);
});

it('keeps a draft for each region, until it is dropped', () => {
  saveDraft('us-east-1', { form });
  expect(loadDraft('eu-west-1').form).toEqual(emptyService);
  dropDraft('us-east-1');
  expect(loadDraft('us-east-1').form).toEqual(emptyService);
});

it('takes nonsense for no draft', () => {
  sessionStorage.setItem('sallyport.create-service.1.us-east-1', '{');
  expect(loadDraft('us-east-1').form).toEqual(emptyService);
});
