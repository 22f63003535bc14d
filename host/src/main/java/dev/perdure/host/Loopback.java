package dev.perdure.host;

import java.util.Locale;
import java.util.regex.Pattern;

/** Which names and addresses mean this machine only. Never asks a name server. */
public final class Loopback {

    private static final Pattern IPV4 = Pattern.compile("127(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|\\d{1,2})){3}");

    private Loopback() {}

    /** Whether {@code host} is {@code localhost}, an address in 127.0.0.0/8, or {@code ::1} (with or without brackets). */
    public static boolean isLoopback(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        String lower = bare.toLowerCase(Locale.ROOT);
        return lower.equals("localhost")
                || lower.equals("::1")
                || lower.equals("0:0:0:0:0:0:0:1")
                || IPV4.matcher(lower).matches();
    }
}
