import java.io.FileInputStream;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.Properties;
import javax.crypto.Cipher;

/** What an app without credtool runs: the platform's own sample, fed from the five keys of project.properties. */
public class Decrypt {
    public static void main(String[] args) throws Exception {
        Properties p = new Properties();
        try (FileInputStream in = new FileInputStream(args[0])) {
            p.load(in);
        }
        String type = p.getProperty("keystore_type", "");
        char[] password = p.getProperty("keystore_pass").toCharArray();
        KeyStore store = KeyStore.getInstance(type.isEmpty() ? "PKCS12" : type);
        try (FileInputStream in = new FileInputStream(p.getProperty("keystore_path_filename"))) {
            store.load(in, password);
        }
        PrivateKey key = (PrivateKey) store.getKey(p.getProperty("keystore_alias"), password);
        Cipher cipher = Cipher.getInstance(args.length > 1 ? args[1] : "RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        cipher.init(Cipher.DECRYPT_MODE, key);
        byte[] secret = cipher.doFinal(Base64.getMimeDecoder().decode(p.getProperty("encrypted_shared_secret")));
        System.out.println("Shared Secret = " + new String(secret));
    }
}
