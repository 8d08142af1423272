/**
 * A certificate that nobody trusts, for tests of TLS on loopback: made by `openssl req -x509` for localhost and
 * 127.0.0.1, valid until the year 2100. Its key protects nothing and is meant to be public.
 */
export const untrusted = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgaLIjy92paDmVvc/8
ZHgqb/fp8hxPu5RGwnXeUwMBYLChRANCAAQaekxlXeCsXbNzGHjQ3vzMEKWAOLFS
YTMygX4ZK7mEfJLpuu7oI+tR4s12GTrzGGaWvXIBcY31f//KMlncEcZT
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBmjCCAUGgAwIBAgIUSL/tTqslgaBGeHAZ1wbTiGPH3TIwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNTE5Mzc0MloYDzIxMDAwNDEx
MTkzNzQyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQaekxlXeCsXbNzGHjQ3vzMEKWAOLFSYTMygX4ZK7mEfJLpuu7oI+tR
4s12GTrzGGaWvXIBcY31f//KMlncEcZTo28wbTAdBgNVHQ4EFgQUaeRawheyy5sy
ZJXpQug6xP+PxpswHwYDVR0jBBgwFoAUaeRawheyy5syZJXpQug6xP+PxpswDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDRwAwRAIgEr5ZAWdK4iNup9C3y3KUMwYKBXhG6lMVbDNdaqLgwowCIDcF
Uew+J0umB6jeVBuaUm25CN4LvwAJuzBCxQHY8B8s
-----END CERTIFICATE-----`,
} as const;
