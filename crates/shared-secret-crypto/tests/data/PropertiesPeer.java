import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.util.Properties;

/**
 * Lines of hex on standard input, each the bytes of a properties file; for each what java.util.Properties puts, in its
 * order and duplicates included: "KEY=VALUE;" in UTF-16BE hex, and "!" where it throws.
 */
public class PropertiesPeer {
    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "US-ASCII"));
        for (String line; (line = in.readLine()) != null; ) {
            byte[] file = new byte[line.length() / 2];
            for (int i = 0; i < file.length; i++) {
                file[i] = (byte) Integer.parseInt(line.substring(2 * i, 2 * i + 2), 16);
            }
            StringBuilder put = new StringBuilder();
            Properties recorder = new Properties() {
                @Override
                public synchronized Object put(Object key, Object value) {
                    put.append(hex((String) key)).append('=').append(hex((String) value)).append(';');
                    return null;
                }
            };
            try {
                recorder.load(new ByteArrayInputStream(file));
                System.out.println(put);
            } catch (IllegalArgumentException e) {
                System.out.println("!");
            }
        }
    }

    static String hex(String text) {
        StringBuilder hex = new StringBuilder();
        for (char c : text.toCharArray()) {
            hex.append(String.format("%04x", (int) c));
        }
        return hex.toString();
    }
}
