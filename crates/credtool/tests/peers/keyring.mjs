// Opens a keyring with its pass phrase alone, reads its tokens with the exported keys, and makes tokens: jose.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [folder, file] = process.argv.slice(2);
const jose = createRequire(join(folder, "package.json"))("jose");
const { compactDecrypt, CompactEncrypt, decodeProtectedHeader, importJWK } = jose;

const text = (bytes) => new TextDecoder().decode(bytes);
const job = JSON.parse(readFileSync(file, "utf8"));
// The key file asks for 210 000 rounds; jose accepts 10 000 unless it is told otherwise.
const locked = await compactDecrypt(job.keyfile, new TextEncoder().encode(job.unlock), {
  maxPBES2Count: 1_000_000,
  keyManagementAlgorithms: ["PBES2-HS512+A256KW"],
});
const only = { keyManagementAlgorithms: ["dir"], contentEncryptionAlgorithms: ["A256GCM"] };
const fileKey = await importJWK(JSON.parse(text(locked.plaintext)), "A256GCM");
const map = text((await compactDecrypt(job.keys, fileKey, only)).plaintext);

const exported = JSON.parse(job.jwks).keys;
const values = [];
for (const token of job.tokens) {
  const { kid } = decodeProtectedHeader(token);
  const key = await importJWK(exported.find((key) => key.kid === kid), "A256GCM");
  values.push(text((await compactDecrypt(token, key, only)).plaintext));
}
const made = [];
for (const jwk of exported.toSorted((a, b) => (a.kid < b.kid ? -1 : 1))) {
  const writer = new CompactEncrypt(new TextEncoder().encode(job.value));
  writer.setProtectedHeader({ alg: "dir", enc: "A256GCM", kid: jwk.kid });
  made.push(await writer.encrypt(await importJWK(jwk, "A256GCM")));
}
console.log(JSON.stringify({ map, values, made }));
