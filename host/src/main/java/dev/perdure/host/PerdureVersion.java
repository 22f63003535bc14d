package dev.perdure.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this build. */
public final class PerdureVersion {

    private static final String TEXT = read();

    private PerdureVersion() {}

    /** Such as {@code 1.2.3}. */
    public static String text() {
        return TEXT;
    }

    private static String read() {
        try (InputStream in = PerdureVersion.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IllegalStateException("version.properties is missing from the jar of the host.");
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException("version.properties of the host cannot be read.", e);
        }
    }
}
