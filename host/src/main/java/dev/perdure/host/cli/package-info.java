/**
 * The command line. Main type: {@link dev.perdure.host.cli.Main}; other modules add commands by implementing
 * {@link dev.perdure.host.cli.CliCommand}. Must not reach into engine or storage: it reads options and starts a
 * {@link dev.perdure.host.Host}.
 */
@NullMarked
package dev.perdure.host.cli;

import org.jspecify.annotations.NullMarked;
