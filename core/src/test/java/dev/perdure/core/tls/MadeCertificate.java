package dev.perdure.core.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * A certificate made for a test, with its key: for {@code localhost} and 127.0.0.1, valid in this century, on a P-256 key.
 * Immutable.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record MadeCertificate(String name, byte[] encoded, PrivateKey key) {

    private static final AtomicLong SERIAL = new AtomicLong(System.nanoTime());

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final byte[] TRUE = {0x01, 0x01, (byte) 0xff};
    private static final byte[] ECDSA_WITH_SHA256 =
            tagged(SEQUENCE, new byte[] {0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02});
    private static final byte[] ALTERNATIVE_NAMES = {0x06, 0x03, 0x55, 0x1d, 0x11};
    private static final byte[] BASIC_CONSTRAINTS = {0x06, 0x03, 0x55, 0x1d, 0x13};

    /** An authority, which nobody vouches for. */
    public static MadeCertificate authority(String name) {
        return made(name, null, tagged(SEQUENCE, BASIC_CONSTRAINTS, TRUE, tagged(OCTETS, tagged(SEQUENCE, TRUE))));
    }

    /** One that this authority vouches for. */
    public MadeCertificate vouchedFor(String holder) {
        return made(
                holder,
                this,
                tagged(
                        SEQUENCE,
                        ALTERNATIVE_NAMES,
                        tagged(
                                OCTETS,
                                tagged(
                                        SEQUENCE,
                                        tagged(0x82, "localhost".getBytes(StandardCharsets.US_ASCII)),
                                        tagged(0x87, new byte[] {127, 0, 0, 1})))));
    }

    /** Writes the certificate as PEM, then those behind it. */
    public Path certificateTo(Path file, MadeCertificate... behind) {
        StringBuilder text = new StringBuilder(pem("CERTIFICATE", encoded));
        for (MadeCertificate next : behind) {
            text.append(pem("CERTIFICATE", next.encoded));
        }
        return written(file, text.toString());
    }

    /** Writes the key as PEM. */
    public Path keyTo(Path file) {
        return written(file, pem("PRIVATE KEY", key.getEncoded()));
    }

    private static MadeCertificate made(String name, @Nullable MadeCertificate issuer, byte[] extension) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            byte[] body = tagged(
                    SEQUENCE,
                    tagged(0xa0, new byte[] {0x02, 0x01, 0x02}),
                    tagged(0x02, BigInteger.valueOf(SERIAL.incrementAndGet()).toByteArray()),
                    ECDSA_WITH_SHA256,
                    new X500Principal("CN=" + (issuer == null ? name : issuer.name)).getEncoded(),
                    tagged(SEQUENCE, time("20200101000000Z"), time("20991231235959Z")),
                    new X500Principal("CN=" + name).getEncoded(),
                    pair.getPublic().getEncoded(),
                    tagged(0xa3, tagged(SEQUENCE, extension)));
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(issuer == null ? pair.getPrivate() : issuer.key);
            signature.update(body);
            byte[] encoded = tagged(SEQUENCE, body, ECDSA_WITH_SHA256, tagged(0x03, new byte[] {0}, signature.sign()));
            return new MadeCertificate(name, encoded, pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] time(String text) {
        return tagged(0x18, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] tagged(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else if (length < 0x100) {
            out.write(0x81);
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >> 8);
            out.write(length);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + kind
                + "-----\n";
    }

    private static Path written(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
