import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.security.Key;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/**
 * Lines of "encrypt|decrypt TRANSFORMATION MGF1-HASH|- KEY DATA" (key: PKCS#8, base64; data: base64) on standard input;
 * for each the result in base64, or "!" and the exception's name. With "-" the transformation says it all, as in the
 * vendor's sample.
 */
public class CipherPeer {
    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "US-ASCII"));
        for (String line; (line = in.readLine()) != null; ) {
            String[] words = line.split(" ", -1);
            try {
                System.out.println(Base64.getEncoder().encodeToString(run(words)));
            } catch (Exception e) {
                System.out.println("!" + e.getClass().getSimpleName());
            }
        }
    }

    static byte[] run(String[] words) throws Exception {
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        RSAPrivateCrtKey key = (RSAPrivateCrtKey)
            rsa.generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(words[3])));
        boolean encrypt = words[0].equals("encrypt");
        Key used = encrypt
            ? rsa.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()))
            : key;
        int mode = encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
        Cipher cipher = Cipher.getInstance(words[1]);
        if (words[2].equals("-")) {
            cipher.init(mode, used);
        } else {
            String hash = words[1].replaceAll(".*OAEPWith(SHA-\\d+).*", "$1");
            cipher.init(mode, used, new OAEPParameterSpec(
                hash, "MGF1", new MGF1ParameterSpec(words[2]), PSource.PSpecified.DEFAULT));
        }
        return cipher.doFinal(Base64.getDecoder().decode(words[4]));
    }
}
