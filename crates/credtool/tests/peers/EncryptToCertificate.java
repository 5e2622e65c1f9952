import java.io.FileInputStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.crypto.Cipher;

/** What a platform does with the certificate of an app: encrypts to it as a whole, so that Java looks at its key usage. */
public class EncryptToCertificate {
    /** Arguments: certificate, transformation, secret. Prints base64. */
    public static void main(String[] args) throws Exception {
        Certificate certificate;
        try (FileInputStream in = new FileInputStream(args[0])) {
            certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        Cipher cipher = Cipher.getInstance(args[1]);
        cipher.init(Cipher.ENCRYPT_MODE, certificate);
        System.out.println(Base64.getEncoder().encodeToString(cipher.doFinal(args[2].getBytes("UTF-8"))));
    }
}
