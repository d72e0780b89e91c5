import { csrfHeader, type Session, SignedOut } from './session';

/** Sallyport's own endpoints, for what AWS has no call for: see package api/live. */
export class Live {
  constructor(
    private readonly base: string,
    private readonly session: Session,
  ) {}

  async get<T>(path: string, signal?: AbortSignal): Promise<T> {
    return (await this.send(path, { signal })).json();
  }

  async post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
    return (await this.send(path, { method: 'POST', body: JSON.stringify(body), signal })).json();
  }

  /** The answer's lines as they come; it ends when the signal is aborted. */
  async *lines(path: string, signal: AbortSignal): AsyncGenerator<string> {
    const response = await this.send(path, { signal });
    if (!response.body) return;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + value).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  }

  private async send(path: string, init: RequestInit): Promise<Response> {
    const response = await fetch(this.base + path, { ...init, headers: { [csrfHeader]: this.session.csrf } });
    if (response.status === 401) throw new SignedOut();
    if (!response.ok) throw new Error((await response.text()).trim() || `${response.status} ${response.statusText}`);
    return response;
  }
}
