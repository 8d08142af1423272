/** Times of documents: every interval is positive, and the versions of a device or software follow without a gap. */
import { NEVER_EXPIRES } from '../../model/asset.js';
import type { ScannedDocument } from '../../store/port.js';
import type { IsolationRule, Ledger, TenantUnderCheck } from './rule.js';
import { idOf, textOf } from './spelling.js';

/** 9999-12-31T23:59:59Z: a later time is a "never" that lost digits on its way, or milliseconds. */
const latestSecond = 253_402_300_799n;

/** More versions of one asset than this are not judged: the memory that one asset takes stays bounded. */
const versionsJudged = 10_000;

interface Interval {
  readonly id: string;
  readonly created: bigint;
  readonly expired: bigint;
}

/** Proxies have no times; all other documents do. */
export const intervalsRule: IsolationRule = {
  code: 'INTERVALS_POSITIVE',
  title: 'Every created and expired is a time in Unix seconds (or exactly "never"), with created before expired',
  subject: ['document', 'documents'],
  remedy: 'Remove the tenant and add it again: its history cannot be reconstructed from these times',
  judge({ spelling }, ledger) {
    return {
      visit(document) {
        if (!isTemporal(document)) return;
        ledger.looked += 1;
        const id = idOf(document, spelling);
        const interval = intervalOf(document, id);
        if (typeof interval === 'string') ledger.find(interval, id);
        else if (interval.expired <= interval.created) {
          ledger.find(`${id} expires at ${interval.expired}, not after it was created at ${interval.created}`, id);
        }
      },
    };
  },
};

/** Documents come in the order of `_key`, so the versions of one device or software come in a row. */
export const versionsRule: IsolationRule = {
  code: 'VERSIONS_CONTIGUOUS',
  title:
    'The versions of every device and piece of software follow each other without gap or overlap, and ' +
    'one is current',
  subject: ['version', 'versions'],
  remedy: 'Remove the tenant and add it again: queries as of a point in time would find no version or two',
  judge(checked, ledger) {
    let asset: VersionsOfAsset | null = null;
    return {
      visit(document) {
        if (document.kind !== 'Device' && document.kind !== 'Software') return;
        ledger.looked += 1;
        const name = `${document.kind} ${assetKeyOf(document)}`;
        if (asset?.name !== name) {
          asset?.finish(ledger);
          asset = new VersionsOfAsset(name);
        }
        asset.add(document, checked);
      },
      finish() {
        asset?.finish(ledger);
      },
    };
  },
};

class VersionsOfAsset {
  private readonly intervals: Interval[] = [];
  private versions = 0;

  constructor(readonly name: string) {}

  add(document: ScannedDocument, { spelling }: TenantUnderCheck): void {
    this.versions += 1;
    if (this.versions > versionsJudged) return;
    const interval = intervalOf(document, idOf(document, spelling));
    // Times that cannot be read are the finding of the other rule.
    if (typeof interval !== 'string') this.intervals.push(interval);
  }

  finish(ledger: Ledger): void {
    if (this.versions > versionsJudged) {
      ledger.find(`${this.name} has ${this.versions} versions; at most ${versionsJudged} are checked`, null);
      return;
    }
    const ordered = this.intervals.toSorted((a, b) => Number(a.created - b.created));
    const newest = ordered.at(-1);
    if (!newest) return;
    const current = ordered.filter(({ expired }) => expired === NEVER_EXPIRES).length;
    if (current !== 1) {
      ledger.find(
        `${this.name} has ${current} current versions among ${ordered.length}, but must have exactly one`,
        newest.id,
      );
    }
    for (const [at, older] of ordered.entries()) {
      const newer = ordered[at + 1];
      // A second "never" was counted above: saying that it overlaps too would tell the same fault twice.
      if (!newer || older.expired === newer.created || older.expired === NEVER_EXPIRES) continue;
      const fault = older.expired < newer.created ? 'a gap' : 'an overlap';
      ledger.find(
        `${older.id} expires at ${older.expired} but the next version, ${newer.id}, was created at ${newer.created}: ${fault}`,
        older.id,
      );
    }
  }
}

/** Returns the document's times, or what is wrong with them as a sentence. */
function intervalOf(document: ScannedDocument, id: string): Interval | string {
  const { created, expired } = document.fields;
  if (typeof created !== 'number' || !Number.isSafeInteger(created)) {
    return `created of ${id} is not a whole number of Unix seconds`;
  }
  if (typeof expired !== 'bigint') return `expired of ${id} is not a whole number`;
  if (expired > latestSecond && expired !== NEVER_EXPIRES) {
    return `expired of ${id} is ${expired}, which is neither a time nor "never" (${NEVER_EXPIRES})`;
  }
  return { id, created: BigInt(created), expired };
}

function isTemporal({ kind }: ScannedDocument): boolean {
  return kind === 'Device' || kind === 'Software' || kind === 'Location' || kind.startsWith('has');
}

/** `c695ea905f74:device1-0` is a version of `c695ea905f74:device1`. */
function assetKeyOf(document: ScannedDocument): string {
  return textOf(document, '_key').replace(/-\d+$/, '');
}
