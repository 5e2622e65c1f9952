// Client assertions with jose: made and verified, one JSON object a line in, one line out.
//
// usage: assertions.mjs FOLDER make|verify FILE    FOLDER is where node_modules is
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createPrivateKey, createPublicKey } from "node:crypto";

const [folder, operation, file] = process.argv.slice(2);
const { SignJWT, compactVerify } = createRequire(join(folder, "package.json"))("jose");

function key(job, side) {
  if (job.secret !== undefined) return new TextEncoder().encode(job.secret);
  const pem = readFileSync(job[side]);
  return side === "private" ? createPrivateKey(pem) : createPublicKey(pem);
}

async function make(job) {
  const header = { alg: job.algorithm, typ: "JWT" };
  return new SignJWT(job.claims).setProtectedHeader(header).sign(key(job, "private"));
}

function sorted(object) {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function verify(job) {
  try {
    const { payload } = await compactVerify(job.token, key(job, "public"), { algorithms: [job.algorithm] });
    const claims = sorted(JSON.parse(new TextDecoder().decode(payload)));
    return JSON.stringify(claims).replaceAll('":', '": ').replaceAll(',"', ', "');
  } catch (error) {
    return `no: ${error.code ?? error}`;
  }
}

for (const line of readFileSync(file, "utf8").split("\n").filter((line) => line)) {
  console.log(await { make, verify }[operation](JSON.parse(line)));
}
