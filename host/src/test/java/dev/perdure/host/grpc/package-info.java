/** Tests of this part of the host. */
@NullMarked
package dev.perdure.host.grpc;

import org.jspecify.annotations.NullMarked;
