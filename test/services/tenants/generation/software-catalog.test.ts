// The software catalogue keeps what the makers of software rely on.
import { describe, expect, it } from 'vitest';

import { documentsPerScale } from '../../../../src/services/model/asset.js';
import { deviceTypes } from '../../../../src/services/tenants/generation/device-catalog.js';
import { softwareTypes } from '../../../../src/services/tenants/generation/software-catalog.js';

const products = softwareTypes.flatMap((entry) => entry.products);

describe('software catalogue', () => {
  it('has the three types, and as many software for each unit of scale factor as a tenant has', () => {
    expect(softwareTypes.map(({ type }) => type)).toEqual(['application', 'database', 'service']);
    expect(softwareTypes.reduce((sum, { perScale }) => sum + perScale, 0)).toBe(documentsPerScale.SoftwareProxyIn);
  });

  it.each(products)('has different ports and at least three different releases for $name', ({ ports, versions }) => {
    expect(new Set(ports).size).toBe(ports.length);
    expect(versions.length).toBeGreaterThanOrEqual(3);
    expect(new Set(versions).size).toBe(versions.length);
  });

  it.each(products)('finds two devices for $name in the smallest tenant, neither a router', ({ runsOn }) => {
    const hosts = deviceTypes.filter(({ type }) => type !== 'router' && runsOn.includes(type));

    expect(hosts.reduce((sum, { perScale }) => sum + perScale, 0)).toBeGreaterThanOrEqual(2);
    expect(runsOn).not.toContain('router');
  });
});
