/**
 * A certificate for 127.0.0.1 and localhost that nobody trusts unless told to, with its key: for doubles that speak TLS.
 * Made for tests once with OpenSSL; it protects nothing.
 */

/** When it stops being valid; it has been valid since 2020. */
export const testCertificateValidTo = new Date('2120-01-01T00:00:00Z');

/** Key and certificate in PEM; the certificate is its own authority. */
export const testCertificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQggGtR/QNFtpgGUJP5
EXy7OjgGsoSdtDqt7aA8nfWAj0mhRANCAAS7ds5mdKfh3/hgPLZCE7YO/z7XfNyk
EepZ4cwrML3E1xeTr5Axko/dhRPrmIHhP5GmChaAKin9gchZWDtJzgXN
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBcjCCARmgAwIBAgIBATAKBggqhkjOPQQDAjAaMRgwFgYDVQQDDA9TaGFyZGJv
b2sgdGVzdHMwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBoxGDAW
BgNVBAMMD1NoYXJkYm9vayB0ZXN0czBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA
BLt2zmZ0p+Hf+GA8tkITtg7/Ptd83KQR6lnhzCswvcTXF5OvkDGSj92FE+uYgeE/
kaYKFoAqKf2ByFlYO0nOBc2jTjBMMBoGA1UdEQQTMBGHBH8AAAGCCWxvY2FsaG9z
dDAPBgNVHRMBAf8EBTADAQH/MB0GA1UdDgQWBBS5rs79/I9sIdjL1lz0LzlZmbHV
dTAKBggqhkjOPQQDAgNHADBEAiAcSIf5vSdzwEQRf5DQzXMAX3RI7BKxDFUaSWZ1
naLCJQIgKxoAdbjqWH6aTlYeXulkQYP4+EREhtO4jSRZmiH8Lkc=
-----END CERTIFICATE-----
`,
} as const;
