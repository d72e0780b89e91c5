/** An IPv4 range as its first address and how many there are. */
interface Range {
  first: number;
  size: number;
}

/** Reads a CIDR of IPv4; undefined for what is none. Bits below the prefix are taken as zero. */
export function parseRange(cidr: string): Range | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr.trim());
  if (!match) return undefined;
  const bytes = match.slice(1, 5).map(Number);
  const bits = Number(match[5]);
  if (bytes.some((b) => b > 255) || bits > 32) return undefined;
  const size = 2 ** (32 - bits);
  const address = bytes.reduce((n, b) => n * 256 + b, 0);
  return { first: address - (address % size), size };
}

export function formatRange({ first, size }: Range): string {
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${bytes.join('.')}/${32 - Math.log2(size)}`;
}

export function overlap(a: string, b: string): boolean {
  const [x, y] = [parseRange(a), parseRange(b)];
  return x !== undefined && y !== undefined && x.first < y.first + y.size && y.first < x.first + x.size;
}

export function contains(outer: string, inner: string): boolean {
  const [x, y] = [parseRange(outer), parseRange(inner)];
  return x !== undefined && y !== undefined && x.first <= y.first && y.first + y.size <= x.first + x.size;
}

/** The first range of a size (its prefix length) within ranges that overlaps none that is taken; undefined where all is full. */
export function freeRange(within: string[], taken: string[], bits: number): string | undefined {
  const busy = taken.map(parseRange).filter((r) => r !== undefined);
  for (const outer of within.map(parseRange)) {
    if (!outer) continue;
    const size = Math.min(2 ** (32 - bits), outer.size);
    for (let first = outer.first; first < outer.first + outer.size; first += size) {
      if (!busy.some((b) => first < b.first + b.size && b.first < first + size)) return formatRange({ first, size });
    }
  }
  return undefined;
}
