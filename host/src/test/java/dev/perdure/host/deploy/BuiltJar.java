package dev.perdure.host.deploy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A user's jar, compiled from sources as a build would. */
final class BuiltJar {

    private BuiltJar() {}

    /**
     * Builds it.
     *
     * @param sources by class name
     * @param setup the class named as a service; empty for none
     */
    static Path of(Path folder, String name, Map<String, String> sources, String setup) throws IOException {
        Path classes = Files.createDirectories(folder.resolve(name + "-classes"));
        List<String> arguments = new ArrayList<>(
                List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none"));
        for (var source : sources.entrySet()) {
            Path file = folder.resolve(name + "-src").resolve(source.getKey().replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            arguments.add(Files.writeString(file, source.getValue()).toString());
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int result = compiler.run(null, null, null, arguments.toArray(String[]::new));
        if (result != 0) {
            throw new AssertionError("the sources of " + name + " do not compile");
        }
        Path jar = folder.resolve(name + ".jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> built = Files.walk(classes)) {
            for (Path path : built.filter(Files::isRegularFile).toList()) {
                add(out, classes.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
            }
            if (!setup.isEmpty()) {
                add(out, "META-INF/services/dev.perdure.sdk.WorkerSetup", setup.getBytes(StandardCharsets.UTF_8));
            }
        }
        return jar;
    }

    private static void add(JarOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.write(content);
        out.closeEntry();
    }
}
