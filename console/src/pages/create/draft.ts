import { emptyService, type ServiceForm } from '../../forms/service';

/** A service that is being described, as far as it has come. */
export interface Draft {
  form: ServiceForm;
}

// A draft of another shape is none.
const version = 1;

function key(region: string) {
  return `sallyport.create-service.${version}.${region}`;
}

// The whole draft while the console is open, so that whoever looks at another
// of its pages finds everything again.
const open = new Map<string, Draft>();

/** The draft that this tab keeps, or an empty one. */
export function loadDraft(region: string): Draft {
  const whole = open.get(region);
  if (whole) return whole;
  try {
    const kept = JSON.parse(sessionStorage.getItem(key(region)) ?? 'null') as Draft | null;
    if (kept) return kept;
  } catch {
    // what is no JSON was not kept by us
  }
  return { form: emptyService };
}

/**
 * Keeps a draft until the tab is closed. Values of environment variables are
 * not stored: they may be secrets, and are to be entered again after a reload.
 */
export function saveDraft(region: string, draft: Draft) {
  open.set(region, draft);
  const { form } = draft;
  const environment = form.runtime.environment.map(({ name, value }) => (value === '' ? { name, value } : { name }));
  const kept: Draft = { form: { ...form, runtime: { ...form.runtime, environment } } };
  try {
    sessionStorage.setItem(key(region), JSON.stringify(kept));
  } catch {
    // a full or forbidden storage costs the draft, not the page
  }
}

export function dropDraft(region: string) {
  open.delete(region);
  sessionStorage.removeItem(key(region));
}
