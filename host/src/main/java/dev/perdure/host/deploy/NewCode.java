package dev.perdure.host.deploy;

import dev.perdure.host.UserErrorException;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.WorkerSetup;
import dev.perdure.sdk.replay.HistoryReplayer;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The code of some jars, loaded apart from this program's own. */
final class NewCode implements AutoCloseable {

    private static final int CAUSES_MAX = 16;

    private final JarLoader loader;
    private final HistoryReplayer replayer;

    private NewCode(JarLoader loader, HistoryReplayer replayer) {
        this.loader = loader;
        this.replayer = replayer;
    }

    /**
     * Loads the code and has it registered.
     *
     * @param worker the class that registers it; null if the jars say it themselves
     * @throws UserErrorException if there is no such jar or class, or it cannot register
     */
    static NewCode load(List<Path> jars, @Nullable String worker) {
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            if (!Files.exists(jar)) {
                throw new UserErrorException("There is no " + jar + ": name the jar of the new code with --jar.");
            }
            try {
                urls.add(jar.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new UserErrorException(jar + " cannot be the name of a jar.", e);
            }
        }
        JarLoader loader = new JarLoader(urls);
        try {
            Worker.Builder builder = Worker.builder();
            for (WorkerSetup setup : worker == null ? found(loader, jars) : List.of(named(loader, worker))) {
                configure(builder, setup);
            }
            return new NewCode(loader, replayer(builder));
        } catch (UserErrorException e) {
            closeQuietly(loader, e);
            throw e;
        }
    }

    HistoryReplayer replayer() {
        return replayer;
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }

    private static List<WorkerSetup> found(JarLoader loader, List<Path> jars) {
        List<WorkerSetup> setups = new ArrayList<>();
        try {
            ServiceLoader.load(WorkerSetup.class, loader).stream()
                    .filter(provider -> provider.type().getClassLoader() == loader)
                    .forEach(provider -> setups.add(provider.get()));
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new UserErrorException("The worker setup named in the jar cannot be made: " + told(e), e);
        }
        if (setups.isEmpty()) {
            throw new UserErrorException(
                    "Nothing in " + jars + " says what a worker serves: name a class that implements "
                            + WorkerSetup.class.getName() + " with --worker, or in META-INF/services/"
                            + WorkerSetup.class.getName() + " of the jar.");
        }
        return setups;
    }

    private static WorkerSetup named(JarLoader loader, String name) {
        try {
            Object setup =
                    Class.forName(name, true, loader).getDeclaredConstructor().newInstance();
            if (setup instanceof WorkerSetup made) {
                return made;
            }
            throw new UserErrorException(
                    "The class " + name + " does not implement " + WorkerSetup.class.getName() + ".");
        } catch (ClassNotFoundException e) {
            throw new UserErrorException("There is no class " + name + " in the jars.", e);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new UserErrorException(
                    "The class " + name + " has no public constructor without parameters that works: " + told(e), e);
        }
    }

    private static void configure(Worker.Builder builder, WorkerSetup setup) {
        try {
            setup.configure(builder);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            throw new UserErrorException(
                    "The worker setup " + setup.getClass().getName() + " failed to register its code: " + told(e), e);
        }
    }

    private static HistoryReplayer replayer(Worker.Builder builder) {
        try {
            return builder.replayer();
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            throw new UserErrorException("What the worker setup has registered makes no worker: " + told(e), e);
        }
    }

    /** What went wrong at the bottom, and of what kind it is. */
    private static String told(Throwable failure) {
        Throwable bottom = failure;
        for (int depth = 0; bottom.getCause() != null && depth < CAUSES_MAX; depth++) {
            bottom = bottom.getCause();
        }
        String kind = bottom.getClass().getSimpleName();
        return bottom.getMessage() == null ? kind : bottom.getMessage() + " (" + kind + ")";
    }

    private static void closeQuietly(JarLoader loader, UserErrorException cause) {
        try {
            loader.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /**
     * Looks into the jars first, so that the user's libraries are the user's, but takes from this program what the two must
     * have in common: the SDK, what it hands over, and the annotations by which the converter reads classes.
     */
    private static final class JarLoader extends URLClassLoader {

        private static final List<String> COMMON = List.of(
                "java.",
                "dev.perdure.core.",
                "dev.perdure.sdk.",
                "dev.perdure.wire.",
                "com.google.protobuf.",
                "com.fasterxml.jackson.",
                "org.slf4j.",
                "org.jspecify.");

        static {
            registerAsParallelCapable();
        }

        JarLoader(List<URL> urls) {
            super("new code", urls.toArray(URL[]::new), NewCode.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (COMMON.stream().anyMatch(name::startsWith)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded == null) {
                    try {
                        loaded = findClass(name);
                    } catch (ClassNotFoundException e) {
                        return super.loadClass(name, resolve);
                    }
                }
                if (resolve) {
                    resolveClass(loaded);
                }
                return loaded;
            }
        }
    }
}
