/** Tests of the check before a deployment. */
@NullMarked
package dev.perdure.host.deploy;

import org.jspecify.annotations.NullMarked;
