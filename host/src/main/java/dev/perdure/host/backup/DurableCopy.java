package dev.perdure.host.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Copies folders so that what it has returned from outlives a loss of power: every file and every folder is forced to
 * the disk. Confined to one thread.
 */
final class DurableCopy {

    private final Forcing forcing;

    /** How a file or folder is forced. */
    @FunctionalInterface
    interface Forcing {
        void force(Path path, StandardOpenOption access) throws IOException;
    }

    DurableCopy() {
        this(DurableCopy::force);
    }

    DurableCopy(Forcing forcing) {
        this.forcing = forcing;
    }

    /** Copies a folder to one that does not exist yet. */
    void tree(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
                return FileVisitResult.CONTINUE;
            }
        });
        force(to);
    }

    /** Forces all that is in a folder, and the folder itself. */
    void force(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                forcing.force(file, StandardOpenOption.WRITE);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                forcing.force(folder, StandardOpenOption.READ);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Gives a folder another name beside it. */
    void move(Path from, Path to) throws IOException {
        Files.move(from, to);
        forcing.force(to.resolveSibling(".").normalize(), StandardOpenOption.READ);
    }

    private static void force(Path path, StandardOpenOption access) throws IOException {
        try (FileChannel channel = FileChannel.open(path, access)) {
            channel.force(true);
        }
    }
}
