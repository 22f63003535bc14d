package dev.perdure.sdk.internal.executor;

import java.lang.reflect.Proxy;
import java.security.CodeSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the line of user code that has called the SDK. Stateless. */
final class CallSite {

    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
    private static final String SDK = "dev.perdure.sdk.";
    private static final @Nullable CodeSource SDK_SOURCE = source(CallSite.class);

    private CallSite() {}

    /** The line on top of this thread's stack that is neither the SDK's nor the runtime's; null if there is none. */
    static @Nullable String here() {
        Optional<String> line = WALKER.walk(frames -> frames.filter(frame -> isUsers(frame.getDeclaringClass()))
                .findFirst()
                .map(frame -> frame.toStackTraceElement().toString()));
        return line.map(CallSite::withoutLoader).orElse(null);
    }

    private static boolean isUsers(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        if (loader == null || loader.equals(ClassLoader.getPlatformClassLoader()) || Proxy.isProxyClass(type)) {
            return false;
        }
        CodeSource sdk = SDK_SOURCE;
        CodeSource own = source(type);
        boolean elsewhere = sdk != null && own != null && !sdk.equals(own);
        return elsewhere || !type.getName().startsWith(SDK);
    }

    private static @Nullable CodeSource source(Class<?> type) {
        return type.getProtectionDomain().getCodeSource();
    }

    /** {@code app//com.acme.Flow.run(Flow.java:7)} without its first part. */
    private static String withoutLoader(String element) {
        return element.substring(element.lastIndexOf('/') + 1);
    }
}
