// Akana's request formats with Node's own means, written from their published description: a third opinion.
//
// usage: node akana.js sign|verify FILE    as akana.py; emits the order of the platform's documents: no space after the
// comma, the signature before the timestamp and percent-encoded where it is an HMAC, and other values bare.
"use strict";
const crypto = require("crypto");
const fs = require("fs");

const HASHES = { "hmac-sha1": "sha1", "hmac-sha256": "sha256", "hmac-sha512": "sha512", "rsa-sha1": "sha1", "rsa-sha256": "sha256" };

function pairs(text) {
  return [...new URLSearchParams(text)].map(([name, value]) => [Buffer.from(name), Buffer.from(value)]);
}

function baseString(job, fields) {
  const [, scheme, authority, path, query] = /^([a-zA-Z]+):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?/.exec(job.url);
  const [host, port] = authority.split(":");
  const url = `${scheme.toLowerCase()}://${host.toLowerCase()}${port && port !== "80" && port !== "443" ? ":" + port : ""}${path || "/"}`;
  const own = fields.filter(([name]) => !name.endsWith("_signature") && name !== "realm").map(([name, value]) => [Buffer.from(name), Buffer.from(value)]);
  const all = own.concat(pairs(query || ""), pairs(job.form || ""));
  all.sort((one, other) => Buffer.compare(one[0], other[0]) || Buffer.compare(one[1], other[1]));
  const empty = Buffer.from(job.empty_value === "equals" ? "=" : "");
  const parts = [Buffer.from(job.method.toUpperCase() + "&" + url)];
  for (const [name, value] of all) {
    parts.push(Buffer.from("&"), name, value.length ? Buffer.concat([Buffer.from("="), value]) : empty);
  }
  return Buffer.concat(parts);
}

function digest(job) {
  return crypto.createHash("sha1").update(job.nonce + job.timestamp + job.secret).digest("base64");
}

function signature(job, fields) {
  const base = baseString(job, fields);
  if (job.scheme.startsWith("hmac")) {
    return crypto.createHmac(HASHES[job.scheme], job.secret).update(base).digest("base64");
  }
  return crypto.sign(HASHES[job.scheme], base, fs.readFileSync(job.key)).toString("base64");
}

function sign(job) {
  const name = (suffix) => `${job.prefix}_${suffix}`;
  const fields = [[name("app_id"), job.app_id]];
  if (job.scheme !== "app-id") {
    fields.push([name("nonce"), job.nonce]);
    fields.push([name(job.scheme === "digest" ? "digest_method" : "signature_method"), job.wire_name]);
    fields.push([name("timestamp"), job.timestamp], [name("version"), "1.0"]);
    const result = job.scheme === "digest" ? [name("secret_digest"), digest(job)] : [name("signature"), signature(job, fields)];
    fields.splice(3, 0, result);
  }
  const written = fields.map(([field, value]) => {
    if (!field.endsWith("_signature")) return `${field}=${value}`;
    return `${field}="${job.scheme.startsWith("hmac") ? encodeURIComponent(value) : value}"`;
  });
  return `${job.header_scheme} ${written.join(",")}`;
}

function verify(job) {
  const space = job.authorization.indexOf(" ");
  const matches = job.authorization.slice(space + 1).matchAll(/([^=, ]+)="([^"]*)"/g);
  const fields = [...matches].map(([, name, value]) => [name, /_(signature|digest)$/.test(name) ? decodeURIComponent(value) : value]);
  const found = Object.fromEntries(fields);
  const is = (suffix, value) => found[`${job.prefix}_${suffix}`] === value;
  if (job.authorization.slice(0, space) !== job.header_scheme || !is("app_id", job.app_id)) return false;
  if (job.scheme === "app-id") return true;
  if (!is("nonce", job.nonce) || !is("timestamp", job.timestamp)) return false;
  if (job.scheme === "digest") return is("secret_digest", digest(job));
  return is("signature_method", job.wire_name) && is("signature", signature(job, fields));
}

const [, , operation, file] = process.argv;
for (const line of fs.readFileSync(file, "utf8").trim().split("\n")) {
  const job = JSON.parse(line);
  console.log(operation === "sign" ? sign(job) : verify(job) ? "yes" : "no");
}
