/**
 * Whether new code still does what the histories of unfinished instances say. Main type:
 * {@link dev.perdure.host.deploy.DeployCheck}. It must not change a store or a host.
 */
@NullMarked
package dev.perdure.host.deploy;

import org.jspecify.annotations.NullMarked;
