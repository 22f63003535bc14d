/**
 * A host in another process, reached over gRPC. Main type: {@link dev.perdure.sdk.grpc.GrpcWorkHost}. It must not depend
 * on the rest of the SDK: any worker can use it.
 */
@NullMarked
package dev.perdure.sdk.grpc;

import org.jspecify.annotations.NullMarked;
