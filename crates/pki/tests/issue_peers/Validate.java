// Validates what credtool-pki issued, by Java's own PKIX (RFC 5280). One line of the manifest a case, answered in a line:
//   purpose-or-dash anchor.pem path.pem crl.pem-or-dash     (the path: the certificate first, those above it, no anchor)
import java.io.*;
import java.nio.file.*;
import java.security.cert.*;
import java.util.*;

public class Validate {
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Date at = new Date(Long.parseLong(arguments[1]) * 1000);
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        for (String line : Files.readAllLines(folder.resolve("manifest"))) {
            String[] words = line.split(" ");
            String said;
            try {
                X509Certificate anchor = (X509Certificate) read(factory, folder.resolve(words[1])).get(0);
                List<? extends Certificate> path = read(factory, folder.resolve(words[2]));
                PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
                parameters.setDate(at);
                parameters.setRevocationEnabled(!words[3].equals("-"));
                if (!words[3].equals("-")) {
                    try (InputStream in = Files.newInputStream(folder.resolve(words[3]))) {
                        Collection<? extends CRL> lists = factory.generateCRLs(in);
                        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
                    }
                }
                if (!words[0].equals("-")) {
                    X509CertSelector target = new X509CertSelector();
                    target.setExtendedKeyUsage(Set.of(words[0]));
                    target.setKeyUsage(new boolean[] {true});
                    target.setBasicConstraints(-2);
                    parameters.setTargetCertConstraints(target);
                }
                CertPathValidator.getInstance("PKIX").validate(factory.generateCertPath(path), parameters);
                said = "valid";
            } catch (CertPathValidatorException refused) {
                said = refused.getReason() + " " + refused.getMessage();
            } catch (Exception other) {
                said = other.toString();
            }
            System.out.println(said.replace('\n', ' '));
        }
    }

    static List<Certificate> read(CertificateFactory factory, Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return new ArrayList<>(factory.generateCertificates(in));
        }
    }
}
