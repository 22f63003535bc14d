/** Tests of this package. */
@NullMarked
package dev.perdure.sdk.grpc;

import org.jspecify.annotations.NullMarked;
