package dev.perdure.host.cli;

import java.util.concurrent.Callable;

/**
 * A command that another module adds to the command line: a class with picocli's {@code @Command} and a public
 * constructor without parameters, named in {@code META-INF/services}. The value returned is the exit code: 0 for success,
 * 1 for failure. For a mistake of the user, throw {@link dev.perdure.host.UserErrorException}: exit code 2.
 */
public interface CliCommand extends Callable<Integer> {}
