// @animo-id/mdoc leaves cryptography and certificates to whoever uses it: here they are those of Node.js, which is OpenSSL,
// and the chain is one signature and two dates.
import { createHash, createPublicKey, randomBytes, verify, X509Certificate } from "node:crypto";
import { Verifier } from "@animo-id/mdoc";
import { file, time } from "./time.mjs";

const encodedDeviceResponse = file("response.cbor");
const encodedSessionTranscript = file("transcript-bytes.cbor");
const trustedCertificates = [file("iaca.der")];

const field = (certificate, name) =>
  new X509Certificate(certificate).issuer
    .split("\n")
    .filter((line) => line.startsWith(`${name}=`))
    .map((line) => line.slice(name.length + 1));

const context = {
  crypto: {
    random: (length) => randomBytes(length),
    digest: ({ digestAlgorithm, bytes }) => createHash(digestAlgorithm.replace("-", "")).update(bytes).digest(),
  },
  cose: {
    sign1: {
      verify: ({ jwk, options, sign1 }) => {
        const { data, signature } = sign1.getRawVerificationData(options);
        const key = createPublicKey({ key: jwk, format: "jwk" });
        return verify("sha256", data, { key, dsaEncoding: "ieee-p1363" }, signature);
      },
    },
  },
  x509: {
    getIssuerNameField: ({ certificate, field: name }) => field(certificate, name),
    getPublicKey: ({ certificate }) => new X509Certificate(certificate).publicKey.export({ format: "jwk" }),
    validateCertificateChain: ({ trustedCertificates, x5chain }) => {
      const [signer, root] = [new X509Certificate(x5chain[0]), new X509Certificate(trustedCertificates[0])];
      const now = new Date();
      const holds = (it) => new Date(it.validFrom) <= now && now <= new Date(it.validTo);
      if (!signer.verify(root.publicKey) || !holds(signer) || !holds(root)) throw new Error("no chain");
    },
    getCertificateData: ({ certificate }) => {
      const read = new X509Certificate(certificate);
      return {
        issuerName: read.issuer,
        subjectName: read.subject,
        serialNumber: read.serialNumber,
        thumbprint: read.fingerprint,
        notBefore: new Date(read.validFrom),
        notAfter: new Date(read.validTo),
        pem: read.toString(),
      };
    },
  },
};

const verifier = new Verifier();
await time("@animo-id/mdoc", () =>
  verifier.verifyDeviceResponse({ encodedDeviceResponse, encodedSessionTranscript, trustedCertificates }, context),
);
