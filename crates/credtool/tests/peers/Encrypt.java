import java.io.FileInputStream;
import java.security.KeyStore;
import java.security.PublicKey;
import java.util.Base64;
import javax.crypto.Cipher;

/** What the platform does: encrypts a shared secret to the certificate of an app. */
public class Encrypt {
    /** Arguments: keystore, password, alias, transformation, secret. Prints base64. */
    public static void main(String[] args) throws Exception {
        KeyStore store = KeyStore.getInstance(args[0].endsWith(".jks") ? "JKS" : "PKCS12");
        try (FileInputStream in = new FileInputStream(args[0])) {
            store.load(in, args[1].toCharArray());
        }
        PublicKey key = store.getCertificate(args[2]).getPublicKey();
        Cipher cipher = Cipher.getInstance(args[3]);
        cipher.init(Cipher.ENCRYPT_MODE, key);
        System.out.println(Base64.getEncoder().encodeToString(cipher.doFinal(args[4].getBytes("UTF-8"))));
    }
}
