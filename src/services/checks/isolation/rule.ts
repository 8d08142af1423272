/** What a rule of the isolation check is: what it learns about a tenant's documents, and how it reports violations. */
import type { IsolationFinding } from '../../model/check.js';
import type { Tenant } from '../../model/tenant.js';
import type { ScannedDocument } from '../../store/port.js';
import type { Evidence } from './evidence.js';
import type { Spelling } from './spelling.js';

/** A tenant whose documents are being visited. */
export interface TenantUnderCheck {
  readonly tenant: Tenant;
  readonly spelling: Spelling;
  /** The shard group that the store gives for the tenant's key. */
  readonly responsibleGroupId: string;
}

/** Judges the documents of one tenant, one after the other. */
export interface TenantJudge {
  /** Called once for each document, in the order of kind (as in `assetKinds`), then key. */
  visit(document: ScannedDocument, evidence: Evidence): void;
  /** Called after the last document, also when there was none. */
  finish?(): void;
}

/** One thing that must hold for every document of a tenant. */
export interface IsolationRule {
  /** Stable and machine readable. */
  readonly code: string;
  /** What holds, as a sentence in the present tense. */
  readonly title: string;
  /** What the rule looks at, as a singular noun and its plural. */
  readonly subject: readonly [one: string, many: string];
  readonly remedy: string;
  /** Returns a judge for one tenant, which reports to the ledger. */
  judge(checked: TenantUnderCheck, ledger: Ledger): TenantJudge;
}

/** Findings that are kept for each rule; the others are counted. */
const findingsKept = 20;

/** What one rule looked at and found. */
export class Ledger {
  /** How many subjects the rule has looked at. */
  looked = 0;
  findingsTotal = 0;
  /** The first 20 findings. */
  readonly findings: IsolationFinding[] = [];

  constructor(
    private readonly check: string,
    private readonly tenantKey: string | null = null,
  ) {}

  /** Adds a finding; `documentId` is the `_id` of the document that shows it, null when a document is missing. */
  find(message: string, documentId: string | null): void {
    this.findingsTotal += 1;
    if (this.findings.length >= findingsKept) return;
    this.findings.push({ check: this.check, message, tenantKey: this.tenantKey, documentId });
  }

  /** Adds what another ledger of the same rule holds; that one stays as it is. */
  add(other: Ledger): void {
    this.looked += other.looked;
    this.findingsTotal += other.findingsTotal;
    this.findings.push(...other.findings.slice(0, findingsKept - this.findings.length));
  }
}
